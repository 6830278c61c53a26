"""Early-payment discounts in a file's own columns: of one invoice, or agreed with one customer.

What it says unclearly is left out with a warning: a discount is the business's money, and nobody guesses one.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from operator import itemgetter

from msgspec.structs import replace

from chalicelib.domain.business import EarlyDiscount
from chalicelib.intake.cells import optional
from chalicelib.intake.dates import DateColumn
from chalicelib.intake.faults import Doubt, RowRefused, warned
from chalicelib.intake.header import Columns
from chalicelib.intake.money import Purse
from chalicelib.intake.percents import fraction
from chalicelib.intake.records import Cell, InvoiceRow
from chalicelib.intake.survey import Survey

INVOICE_FIELDS = ("discount_percent", "discount_amount", "discount_until")
DEBTOR_FIELDS = (*INVOICE_FIELDS, "discount_days")
LEFT_OUT = "discount_left_out"
_LONGEST = 365


def discounts_of(
    columns: Columns, found: Survey, purse: Purse, today: date
) -> Callable[[InvoiceRow, list[Cell]], InvoiceRow]:
    """Adds each row's discount. Only in our template and with its last day: elsewhere such names mean what was taken
    off before, and nothing that is still to be had."""
    index, nowhere = columns.index, len(columns.header)
    if not columns.is_template or "discount_until" not in index:
        return lambda row, cells: row
    pick = itemgetter(*(index.get(field, nowhere) for field in INVOICE_FIELDS))
    days, names = DateColumn(found.orders.get("discount_until", ""), today), columns.names()

    def discounted(row: InvoiceRow, cells: list[Cell]) -> InvoiceRow:
        if row.total_minor <= 0:
            return row
        doubts: list[Doubt] = []
        told = _of_invoice(pick(cells), row, purse, days, doubts)
        warnings = (*row.warnings, *(warned(row.line, doubt, names) for doubt in doubts))
        return replace(row, discount=told, warnings=warnings)

    return discounted


class _Unclear(Exception):
    """Which field cannot be used."""

    def __init__(self, field: str, cell: Cell) -> None:
        super().__init__(field)
        self.field, self.cell = field, cell


def _of_invoice(
    cells: tuple[Cell, ...], row: InvoiceRow, purse: Purse, days: DateColumn, doubts: list[Doubt]
) -> EarlyDiscount | None:
    """The discount of one row: ``discount_until`` is its last day, inclusive, and compulsory. A zero means none."""
    try:
        percent, amount = _size(cells, row.currency, purse)
        if percent is None and amount is None:
            return None
        if amount is not None and amount >= row.total_minor:
            raise _Unclear("discount_amount", cells[1])
        until = _day(cells[2], days)
        if (percent or amount) and until is None:
            raise _Unclear("discount_until", cells[2])
    except _Unclear as unclear:
        doubts.append(Doubt(LEFT_OUT, unclear.field, unclear.cell))
        return None
    return EarlyDiscount(percent or Decimal(0), until=until, amount_minor=amount or 0)


def of_debtor(
    cells: tuple[Cell, ...], currency: str, purse: Purse, days: DateColumn, doubts: list[Doubt]
) -> EarlyDiscount | None:
    """What holds for all new invoices of a customer: until a day, or so many days before each is due."""
    try:
        percent, amount = _size(cells, currency, purse)
        if percent is None and amount is None:
            return None
        until, before = _day(cells[2], days), _before(cells[3])
        if (percent or amount) and (until is None) == (before is None):
            raise _Unclear("discount_days", cells[3])
    except _Unclear as unclear:
        doubts.append(Doubt(LEFT_OUT, unclear.field, unclear.cell))
        return None
    return EarlyDiscount(percent or Decimal(0), before or 0, amount or 0, until)


def _size(cells: tuple[Cell, ...], currency: str, purse: Purse) -> tuple[Decimal | None, int | None]:
    """A percentage or an amount, not both."""
    percent_cell, amount_cell, *_ = cells
    try:
        percent = fraction(percent_cell)
    except ValueError:
        raise _Unclear("discount_percent", percent_cell) from None
    try:
        amount, told = purse.amount(amount_cell, "discount_amount", currency)
    except RowRefused:
        raise _Unclear("discount_amount", amount_cell) from None
    if amount is not None and (amount < 0 or told != currency or (percent and amount)):
        raise _Unclear("discount_amount", amount_cell)
    return percent, amount


def _day(cell: Cell, days: DateColumn) -> date | None:
    found = days[cell]
    if found is None or isinstance(found, date):
        return found
    raise _Unclear("discount_until", cell)


def _before(cell: Cell) -> int | None:
    text = optional(cell)
    if not text:
        return None
    if text.isdecimal() and int(text) <= _LONGEST:
        return int(text)
    raise _Unclear("discount_days", cell)
