"""Akaunting: a workbook of six sheets, of which the first lists the invoices and the last their payments."""

from chalicelib.intake.formats.format import NONE, Format

INVOICES = Format(
    name="Akaunting",
    signs="invoice_number; order_number; invoiced_at; due_at; contact_name; amount",
    columns={"concept": "notes | title", "document_type": NONE, "total": "amount"},
)
PAYMENTS = Format(
    name="Akaunting",
    folder="payments",
    signs="invoice_number; paid_at; amount; account_name; reconciled",
    columns={"customer": NONE, "reference": "reference | transaction_number | number"},
)
FORMATS = (INVOICES, PAYMENTS)
