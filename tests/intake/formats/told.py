"""What a small file of a named format says, in a few words."""

from datetime import date
from typing import Any

from chalicelib.intake.records import InvoiceRow, PaymentRow
from tests.intake.files import read

Told = tuple[str, str, date | None, date, str, int, int | None]


def told(data: str | bytes, country: str, name: str, **how: Any) -> list[Told]:
    """(debtor, number, issued, due, currency, total, balance) of every invoice of a file that ``name`` made."""
    return [
        (row.debtor, row.number, row.issued_on, row.due_on, row.currency, row.total_minor, row.balance_minor)
        for row in rows(data, country, name, **how)
    ]


def rows(data: str | bytes, country: str, name: str, **how: Any) -> list[InvoiceRow]:
    reading = read(data, country, **how)
    assert (reading.source.format, [line.problem for line in reading.refused]) == (name, [])
    return list(reading.invoices())


def payments(data: str | bytes, country: str, name: str, **how: Any) -> list[PaymentRow]:
    reading = read(data, country, **how)
    assert (reading.source.format, [line.problem for line in reading.refused]) == (name, [])
    return list(reading.payments())
