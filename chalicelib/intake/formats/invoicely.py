"""Invoicely: a list of six columns in which ``Details`` is the invoice's number."""

from chalicelib.intake.formats.format import Format

INVOICES = Format(
    name="Invoicely",
    signs="date; due; details; client; status; total",
    columns={"number": "details", "issued_on": "date", "due_on": "due", "customer": "client"},
)
FORMATS = (INVOICES,)
