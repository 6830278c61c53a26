"""Rows of a payments file → payments received elsewhere, or the first reason why not."""

from collections.abc import Callable
from datetime import date
from operator import itemgetter

from chalicelib.domain.business import Business
from chalicelib.intake.cells import identifier, optional
from chalicelib.intake.dates import DateColumn
from chalicelib.intake.faults import Fault, RowRefused, warned
from chalicelib.intake.header import Columns
from chalicelib.intake.invoices import numbered
from chalicelib.intake.limits import MAX_TEXT
from chalicelib.intake.money import Purse
from chalicelib.intake.parties import PARTY_FIELDS, Parties, party_of
from chalicelib.intake.records import Cell, PaymentRow
from chalicelib.intake.survey import Survey

_OWN_FIELDS = ("number", "paid_on", "amount", "currency", "reference", "method")
_WHO = slice(len(_OWN_FIELDS), None)


class PaymentReader:
    """Reads one row at a time. A payment names its invoice, its debtor, or both; its amount is above zero."""

    def __init__(self, columns: Columns, found: Survey, business: Business, today: date) -> None:
        nowhere = len(columns.header)
        self._pick: Callable[[list[Cell]], tuple[Cell, ...]] = itemgetter(
            *(columns.index.get(field, nowhere) for field in (*_OWN_FIELDS, *PARTY_FIELDS))
        )
        self._names = columns.names()
        self._parties = Parties(business)
        self._purse = Purse(business.currency, found.marks)
        self._paid_on = DateColumn(found.orders.get("paid_on", ""), today)

    def read(self, line: int, cells: list[Cell]) -> PaymentRow:
        """Raises RowRefused."""
        values = self._pick(cells)
        number_cell, date_cell, amount_cell, currency_cell, reference_cell, method_cell = values[: _WHO.start]
        party = party_of(self._parties[values[_WHO]])
        number = numbered(number_cell, "", "number")
        if not number and not party.debtor:
            raise RowRefused(Fault("missing_customer"), "customer_id")
        paid_on = self._date(date_cell)
        amount, currency = self._amount(amount_cell, currency_cell)
        reference = identifier(reference_cell)
        if isinstance(reference, Fault):
            raise RowRefused(reference, "reference", reference_cell)
        return PaymentRow(
            line,
            party.debtor,
            number,
            party.customer_id,
            party.customer,
            party.tax_id,
            paid_on,
            currency,
            amount,
            reference,
            optional(method_cell)[:MAX_TEXT],
            "",
            tuple(warned(line, doubt, self._names) for doubt in party.doubts),
        )

    def _date(self, cell: Cell) -> date:
        found = self._paid_on[cell]
        if found is None:
            raise RowRefused(Fault("missing_date"), "paid_on", cell)
        if isinstance(found, Fault):
            raise RowRefused(found, "paid_on", cell)
        return found

    def _amount(self, cell: Cell, currency_cell: Cell) -> tuple[int, str]:
        amount, currency = self._purse.amount(cell, "amount", self._purse.currency(currency_cell))
        if amount is None:
            raise RowRefused(Fault("missing_amount"), "amount", cell)
        if amount <= 0:
            raise RowRefused(Fault("not_a_payment"), "amount", cell)
        return amount, currency
