"""Rows of an invoice file → invoices and credit notes, or the first reason why not."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from operator import itemgetter

from chalicelib.domain.business import Business
from chalicelib.intake.cells import clean, folded, identifier
from chalicelib.intake.dates import DateColumn
from chalicelib.intake.documents import DOCUMENT_FIELDS, Document, Documents
from chalicelib.intake.early_discounts import discounts_of
from chalicelib.intake.faults import Doubt, Fault, NotARow, RowRefused, warned
from chalicelib.intake.formats.format import Format
from chalicelib.intake.header import Columns
from chalicelib.intake.limits import MAX_ID, MAX_TEXT
from chalicelib.intake.money import Purse
from chalicelib.intake.parties import PARTY_FIELDS, Parties, Party, party_of
from chalicelib.intake.records import Cell, InvoiceRow, PaymentRow, Problem
from chalicelib.intake.survey import Survey
from chalicelib.intake.words import (
    ASSIGNED,
    CANCELLED,
    CREDIT_NOTE,
    DISPUTED,
    DRAFT,
    INVOICE,
    LINE,
    NOT_AN_INVOICE,
    PAID,
    PAYMENT,
    PURCHASE,
)

Terms = Callable[[str], int | None]
"""Debtor id → payment terms in days; None for the business's own."""

_When = tuple[date | None, date, bool]  # issued, due, whether due was computed
_Money = tuple[str, int, int | None]  # currency, total, balance
_MONEY_FIELDS = ("currency", "total", "balance", "paid", "foreign_total", "foreign_balance")
_OTHER_FIELDS = (
    "number", "series", "issued_on", "due_on", "concept", "refers_to", "refers_series", "document_id", "reference",
    "tax", "tax_type",
)  # fmt: skip
_WHAT = slice(0, len(DOCUMENT_FIELDS))
_WHO = slice(_WHAT.stop, _WHAT.stop + len(PARTY_FIELDS))
_MONEY = slice(_WHO.stop, _WHO.stop + len(_MONEY_FIELDS))
_OTHER = slice(_MONEY.stop, None)
_LONGEST_TERMS = 3650
_UNTAXED = re.compile(r"exempt|no tax|none|zero|excluded|free|\b0 ?%")
_ASIDE = frozenset({NOT_AN_INVOICE, PURCHASE})
_STANDINGS = frozenset({CANCELLED, ASSIGNED, DISPUTED})
_OVER = frozenset({CANCELLED, ASSIGNED})  # nothing is asked of the debtor any more


class InvoiceReader:
    """Reads one row at a time by what the survey found. Values that repeat are converted once."""

    def __init__(self, columns: Columns, found: Survey, business: Business, today: date, terms: Terms) -> None:
        index, nowhere, known = columns.index, len(columns.header), columns.format or Format(name="", signs="")
        self._total_field = "total" if "total" in index else "line_total"
        at = {
            field: index.get(field, nowhere)
            for field in (*DOCUMENT_FIELDS, *PARTY_FIELDS, *_MONEY_FIELDS, *_OTHER_FIELDS)
        }
        at["total"] = index[self._total_field]
        self._pick: Callable[[list[Cell]], tuple[Cell, ...]] = itemgetter(*at.values())
        self._names, self._format, self._open_only = columns.names(), known, columns.open_only
        country = known.country or business.country
        self._documents = Documents(country, columns.is_template, known.words, "disputed_on" in index)
        self._parties = Parties(business, country)
        self._purse = Purse(known.currency or business.currency, found.marks, known.words.get("currency"))
        self._issued = DateColumn(found.orders.get("issued_on", ""), today)
        self._due = DateColumn(found.orders.get("due_on", ""), today)
        self._discounted = discounts_of(columns, found, self._purse, today)
        self._taxes_apart = known.amounts is not None and "tax_type" in index
        self._today, self._terms, self._usual_terms = today, terms, business.policy.terms_days

    def read(self, line: int, cells: list[Cell]) -> InvoiceRow | PaymentRow | Problem:
        """An invoice, a payment of one, or the warning under which a row that is neither was read.

        Raises RowRefused, NotARow.
        """
        values = self._pick(cells)
        document = self._documents[values[_WHAT]]
        if document.type == LINE:
            raise NotARow
        if document.state == DRAFT or document.type in _ASIDE:
            return self._set_aside(line, document, values)
        party = party_of(self._parties[values[_WHO]])
        if party.is_business:
            return warned(line, Doubt("bought", "tax_id", party.tax_id), self._names)
        if not party.debtor:
            raise RowRefused(Fault("missing_customer"), "customer")
        number_cell, series_cell, *_ = values[_OTHER]
        number = numbered(number_cell, series_cell, "number", self._format.joint)
        if not number:
            raise RowRefused(Fault("missing_number"), "number")
        if document.type == PAYMENT:
            return self._payment(line, number, party, values)
        row = self._document(line, number, party, document, values)
        return self._discounted(row, cells) if isinstance(row, InvoiceRow) else row

    def _document(
        self, line: int, number: str, party: Party, document: Document, values: tuple[Cell, ...]
    ) -> InvoiceRow | PaymentRow:
        _, _, issued_cell, due_cell, *_ = values[_OTHER]
        doubts = [*party.doubts, *document.doubts]
        if document.state in _OVER:
            when, money = self._dates_at_best(issued_cell, due_cell), self._money_at_best(values[_MONEY])
        else:
            when = self._dates(issued_cell, due_cell, party.debtor, doubts)
            money = self._money(values[_MONEY], document, doubts)
        if self._format.pays_below_zero and money[1] < 0:
            return self._payment(line, number, party, values)
        return self._row(line, number, party, document, values, when, money, doubts)

    def _payment(self, line: int, number: str, party: Party, values: tuple[Cell, ...]) -> PaymentRow:
        """A payment that the file lists among its invoices, whatever sign it gives the amount."""
        number_cell, _, issued_cell, due_cell, *_, reference_cell, _, _ = values[_OTHER]
        currency, total, _ = self._money(values[_MONEY], Document(CREDIT_NOTE), [])
        paid_on, _, _ = self._dates(issued_cell, due_cell, party.debtor, [])
        if paid_on is None:
            raise RowRefused(Fault("missing_date"), "issued_on", issued_cell)
        if not total:
            raise RowRefused(Fault("not_a_payment"), self._total_field, number_cell)
        return PaymentRow(
            line,
            party.debtor,
            number,
            party.customer_id,
            party.customer,
            party.tax_id,
            paid_on,
            currency,
            -total,
            clean(reference_cell)[:MAX_ID],
            "",
        )

    def _row(
        self,
        line: int,
        number: str,
        party: Party,
        document: Document,
        values: tuple[Cell, ...],
        when: _When,
        money: _Money,
        doubts: list[Doubt],
    ) -> InvoiceRow:
        issued, due, computed = when
        currency, total, balance = money
        *_, concept_cell, refers_cell, refers_series_cell, id_cell, _, tax_cell, tax_type_cell = values
        if self._taxes_apart and tax_cell == "" and not _UNTAXED.search(folded(clean(tax_type_cell))):
            doubts.append(Doubt("without_taxes", self._total_field))
        return InvoiceRow(
            line,
            party.debtor,
            number,
            party.customer_id,
            party.customer,
            party.tax_id,
            party.customer_type,
            party.email,
            party.phone,
            issued,
            due,
            currency,
            total,
            balance,
            clean(concept_cell)[:MAX_TEXT],
            party.language,
            party.time_zone,
            CREDIT_NOTE if total < 0 else document.type,
            self._reference(refers_cell, refers_series_cell) if refers_cell else "",
            document.state if document.state in _STANDINGS else "",
            computed,
            clean(id_cell)[:MAX_ID].upper() if id_cell else "",
            tuple([warned(line, doubt, self._names) for doubt in doubts]) if doubts else (),
            judged=document.judged,
            open_only=self._open_only,
        )

    def _reference(self, cell: Cell, series_cell: Cell) -> str:
        """The document that a note corrects. Registers write a lone 0 where there is none."""
        number = numbered(cell, series_cell, "refers_to", self._format.joint)
        return number if number.strip("0") else ""

    def _set_aside(self, line: int, document: Document, values: tuple[Cell, ...]) -> Problem:
        known = {doubt.code: doubt for doubt in document.doubts}
        doubt = known.get("bought") or known.get("not_issued") or Doubt("not_an_invoice", "document_type", values[0])
        return warned(line, doubt, self._names)

    def _dates(
        self, issued_cell: Cell, due_cell: Cell, debtor: str, doubts: list[Doubt]
    ) -> tuple[date | None, date, bool]:
        """(issued, due, whether due was computed). Without a due date the customer's terms give it."""
        issued, due = self._issued[issued_cell], self._due[due_cell]
        if isinstance(issued, Fault):
            raise RowRefused(issued, "issued_on", issued_cell)
        if isinstance(due, Fault):
            raise RowRefused(due, "due_on", due_cell)
        if due is None:
            if issued is None:
                raise RowRefused(Fault("missing_date"), "due_on")
            terms = self._terms(debtor)
            days = self._usual_terms if terms is None else terms
            return issued, issued + timedelta(days=min(days, _LONGEST_TERMS)), True
        if issued is not None and due < issued:
            doubts.append(Doubt("due_before_issue", "due_on", due_cell))
        return issued, due, False

    def _dates_at_best(self, issued_cell: Cell, due_cell: Cell) -> _When:
        """A cancelled document must reach its invoice even when the rest of its row is unreadable."""
        issued, due = self._issued[issued_cell], self._due[due_cell]
        known_issue = issued if isinstance(issued, date) else None
        return known_issue, due if isinstance(due, date) else known_issue or self._today, False

    def _money(self, cells: tuple[Cell, ...], document: Document, doubts: list[Doubt]) -> _Money:
        """(currency, total, balance). Credit notes come out negative whatever sign the file gives them."""
        currency_cell, total_cell, balance_cell, paid_cell, foreign_total_cell, foreign_balance_cell = cells
        if foreign_total_cell != "" and currency_cell != "":
            total_cell, balance_cell = foreign_total_cell, foreign_balance_cell
        stated = self._purse.currency(currency_cell)
        total, currency = self._purse.amount(total_cell, self._total_field, stated)
        if total is None:
            raise RowRefused(Fault("missing_total"), self._total_field, total_cell)
        balance = self._balance(balance_cell, paid_cell, total, currency, document.state == PAID)
        if not total and balance is not None and balance < 0:
            total = balance  # money of the customer's that no invoice has used yet
        if total > 0 and document.type != CREDIT_NOTE:
            owed = self._owed(balance, total, balance_cell, doubts)
            return currency, total, total if self._open_only else owed
        if total == 0:
            doubts.append(Doubt("zero_total", self._total_field, total_cell))
        return currency, -abs(total), None if balance is None else -min(abs(balance), abs(total))

    def _balance(self, balance_cell: Cell, paid_cell: Cell, total: int, currency: str, settled: bool) -> int | None:
        if balance_cell != "":
            balance, _ = self._purse.amount(balance_cell, "balance", currency)
            if balance is not None:
                return balance
        if settled:
            return 0
        if paid_cell == "":
            return None
        paid, _ = self._purse.amount(paid_cell, "paid", currency)
        return None if paid is None else max(abs(total) - abs(paid), 0)

    def _owed(self, balance: int | None, total: int, cell: Cell, doubts: list[Doubt]) -> int | None:
        """What an invoice's balance may be. Overpaid is settled; more than the total is a mistake somewhere."""
        if balance is None or 0 <= balance <= total:
            return balance
        if balance > total:
            raise RowRefused(Fault("balance_above_total"), "balance", cell)
        doubts.append(Doubt("negative_balance", "balance", cell))
        return 0

    def _money_at_best(self, cells: tuple[Cell, ...]) -> _Money:
        try:
            return self._money(cells, Document(INVOICE), [])
        except RowRefused:
            return self._purse.own, 0, None


def numbered(cell: Cell, series_cell: Cell, field: str, joint: str = "-") -> str:
    """A document number exactly as written, after its series when the file keeps that apart. Raises RowRefused."""
    number = identifier(cell)
    if isinstance(number, Fault):
        raise RowRefused(number, field, cell)
    if series_cell == "" or not number:
        return number
    series = identifier(series_cell)
    if isinstance(series, Fault):
        raise RowRefused(series, "series", series_cell)
    return f"{series}{joint}{number}" if series else number
