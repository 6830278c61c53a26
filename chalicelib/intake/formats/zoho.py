"""Zoho Invoice and Zoho Books: exported invoices, credit notes and customer payments, a row per line or application."""

from chalicelib.intake.formats.format import NONE, Format
from chalicelib.intake.words import CREDIT_NOTE

INVOICES = Format(
    name="Zoho",
    signs="invoice id; invoice number; invoice status; customer name; due date; item name | template name",
    columns={"customer_id": "customer id | customer number", "total": "total", "balance": "balance"},
)
CREDIT_NOTES = Format(
    name="Zoho",
    signs="credit note number; credit note date; customer name; total",
    columns={
        "number": "credit note number",
        "issued_on": "credit note date",
        "status": "credit note status",
        "refers_to": "associated invoice number | invoice number",
        "due_on": NONE,
    },
    words={"document_type": {"": CREDIT_NOTE}},
)
PAYMENTS = Format(
    name="Zoho",
    folder="payments",
    signs="customer payment id; amount; date; customer name",
    columns={
        "number": "invoice number",
        "paid_on": "date",
        "amount": "amount applied to invoice | amount",
        "reference": "payment number | reference number",
        "method": "mode",
    },
)
FORMATS = (INVOICES, CREDIT_NOTES, PAYMENTS)
