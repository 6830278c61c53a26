"""Xero: exported invoices (44 columns, a row per line) and the template for importing them (``*`` = required)."""

from chalicelib.intake.formats.format import Format
from chalicelib.intake.words import CREDIT_NOTE, INVOICE, NOT_AN_INVOICE, PURCHASE

_TYPES = {
    "sales invoice": INVOICE,
    "accrec": INVOICE,
    "sales credit note": CREDIT_NOTE,
    "accreccredit": CREDIT_NOTE,
    "sales overpayment": NOT_AN_INVOICE,
    "sales prepayment": NOT_AN_INVOICE,
    "bill": PURCHASE,
    "accpay": PURCHASE,
    "bill credit note": PURCHASE,
    "accpaycredit": PURCHASE,
}

EXPORT = Format(
    name="Xero",
    signs="contact name; invoice number; invoice amount due; due date; type",
    columns={"document_type": "type", "status": "status", "concept": "description"},
    words={"document_type": _TYPES},
)
IMPORT_TEMPLATE = Format(
    name="Xero",
    signs="contact name; invoice number; invoice date; due date; unit amount; account code",
    without="invoice amount due",
)
FORMATS = (EXPORT, IMPORT_TEMPLATE)
