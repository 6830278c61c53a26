"""Rows of the recurring folder → what is charged again and again, or the first reason why not."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from operator import itemgetter

from chalicelib.domain.business import Business
from chalicelib.domain.schedules.schedule import EVERY, Prepay
from chalicelib.domain.schedules.schedule_told import ToldSchedule
from chalicelib.intake.cells import folded, identifier, optional
from chalicelib.intake.dates import DateColumn
from chalicelib.intake.faults import Doubt, Fault, RowRefused, warned
from chalicelib.intake.header import Columns
from chalicelib.intake.identity import slug
from chalicelib.intake.limits import MAX_TEXT
from chalicelib.intake.money import Purse
from chalicelib.intake.parties import PARTY_FIELDS, Parties, party_of
from chalicelib.intake.percents import fraction
from chalicelib.intake.records import Cell, ScheduleRow
from chalicelib.intake.schedule_words import FREQUENCIES, LAST_DAYS, SCHEDULE_STATES, WEEKDAYS
from chalicelib.intake.survey import Survey

_PREPAY = {"prepay_3": 3, "prepay_6": 6, "prepay_12": 12}
_OWN_FIELDS = (
    "charge_id", "concept", "amount", "currency", "every", "day", "starts_on", "ends_on", "announce_days",
    "terms_days", "state", *_PREPAY,
)  # fmt: skip
_WHO = slice(len(_OWN_FIELDS), None)
_WHOLE = re.compile(r"(\d{1,3})(?:\s*(?:d|dias|días|days))?", re.IGNORECASE)
_LONGEST_TERMS = 365


class ScheduleReader:
    """Reads one row at a time. It will ask for money by itself: what it says unclearly is refused, never guessed."""

    def __init__(self, columns: Columns, found: Survey, business: Business, today: date) -> None:
        nowhere = len(columns.header)
        self._pick: Callable[[list[Cell]], tuple[Cell, ...]] = itemgetter(
            *(columns.index.get(field, nowhere) for field in (*_OWN_FIELDS, *PARTY_FIELDS))
        )
        self._names = columns.names()
        self._parties = Parties(business)
        self._purse = Purse(business.currency, found.marks)
        self._dates = {field: DateColumn(found.orders.get(field, ""), today) for field in ("starts_on", "ends_on")}

    def read(self, line: int, cells: list[Cell]) -> ScheduleRow:
        """Raises RowRefused."""
        values = self._pick(cells)
        party = party_of(self._parties[values[_WHO]])
        if not party.debtor:
            raise RowRefused(Fault("missing_customer"), "customer")
        doubts = list(party.doubts)
        told = self._told(dict(zip(_OWN_FIELDS, values, strict=False)), doubts)
        warnings = tuple(warned(line, doubt, self._names) for doubt in doubts)
        return ScheduleRow(
            line, party.debtor, party.customer, party.tax_id, party.customer_type, party.email, party.phone,
            party.language, party.time_zone, told, warnings,
        )  # fmt: skip

    def _told(self, own: dict[str, Cell], doubts: list[Doubt]) -> ToldSchedule:
        concept = optional(own["concept"])[:MAX_TEXT]
        amount, currency = self._amount(own["amount"], own["currency"])
        every = _word(own["every"], FREQUENCIES, "bad_frequency", "every")
        return ToldSchedule(
            id=_id(own["charge_id"], concept),
            currency=currency,
            concept=concept,
            amount_minor=amount,
            every=every,
            day=_day(own["day"], every),
            starts_on=self._date(own["starts_on"], "starts_on"),
            ends_on=self._date(own["ends_on"], "ends_on"),
            announce_days=_days(own["announce_days"], "announce_days", doubts),
            terms_days=_days(own["terms_days"], "terms_days", doubts),
            prepay=tuple(
                Prepay(periods, percent)
                for field, periods in _PREPAY.items()
                if (percent := _percent(own[field], field)) is not None
            ),
            state=_word(own["state"], SCHEDULE_STATES, "unknown_state", "state"),
        )

    def _amount(self, cell: Cell, currency_cell: Cell) -> tuple[int | None, str]:
        amount, currency = self._purse.amount(cell, "amount", self._purse.currency(currency_cell))
        if amount is not None and amount <= 0:
            raise RowRefused(Fault("not_a_charge"), "amount", cell)
        return amount, currency

    def _date(self, cell: Cell, field: str) -> date | None:
        found = self._dates[field][cell]
        if isinstance(found, Fault):
            raise RowRefused(found, field, cell)
        return found


def _id(cell: Cell, concept: str) -> str:
    """The charge's own code, else its concept: what tells the charges of one customer apart."""
    code = identifier(cell)
    if isinstance(code, Fault):
        raise RowRefused(code, "charge_id", cell)
    if found := code or slug(concept)[:100]:
        return found
    raise RowRefused(Fault("missing_concept"), "concept")


def _word(cell: Cell, table: dict[str, str], code: str, field: str) -> str:
    text = optional(cell)
    if not text:
        return ""
    meaning = table.get(folded(text))
    if not meaning:
        raise RowRefused(Fault(code), field, cell)
    return meaning


def _day(cell: Cell, every: str) -> int | None:
    """``5``, ``último`` of a month; ``1`` to ``7`` or ``lunes`` of a week."""
    text = folded(optional(cell))
    if not text:
        return None
    names, most = (WEEKDAYS, 7) if every and EVERY[every].weeks else (LAST_DAYS, 31)
    written = names.get(text, text)
    day = int(written) if written.isdecimal() and len(written) <= 2 else 0
    if not 1 <= day <= most:
        raise RowRefused(Fault("bad_day"), "day", cell)
    return day


def _days(cell: Cell, field: str, doubts: list[Doubt]) -> int | None:
    text = optional(cell)
    if not text:
        return None
    read = _WHOLE.fullmatch(text)
    if read and int(read[1]) <= _LONGEST_TERMS:
        return int(read[1])
    doubts.append(Doubt("bad_terms", field, cell))
    return None


def _percent(cell: Cell, field: str) -> Decimal | None:
    try:
        return fraction(cell)
    except ValueError:
        raise RowRefused(Fault("bad_discount"), field, cell) from None
