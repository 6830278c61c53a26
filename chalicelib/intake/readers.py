"""The reader of a folder's rows."""

from datetime import date
from typing import Protocol

from chalicelib.domain.business import Business
from chalicelib.intake.debtors import DebtorReader
from chalicelib.intake.header import Columns
from chalicelib.intake.invoices import InvoiceReader, Terms
from chalicelib.intake.payments import PaymentReader
from chalicelib.intake.rates import RateReader
from chalicelib.intake.records import Cell, Problem, Row
from chalicelib.intake.schedules import ScheduleReader
from chalicelib.intake.survey import Survey


class RowReader(Protocol):
    def read(self, line: int, cells: list[Cell]) -> Row | Problem: ...


def reader_of(kind: str, columns: Columns, found: Survey, business: Business, today: date, terms: Terms) -> RowReader:
    """Reads the rows below ``columns``, one at a time."""
    if kind == "invoices":
        return InvoiceReader(columns, found, business, today, terms)
    if kind == "payments":
        return PaymentReader(columns, found, business, today)
    if kind == "recurring":
        return ScheduleReader(columns, found, business, today)
    if kind == "rates":
        return RateReader(columns, found, today)
    return DebtorReader(columns, found, business, today)
