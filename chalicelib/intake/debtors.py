"""Rows of a debtor file → contacts of debtors, with how and when each likes to be reached."""

import re
from collections.abc import Callable
from datetime import date, time
from operator import itemgetter

from chalicelib.domain.business import Business
from chalicelib.intake.cells import optional
from chalicelib.intake.dates import DateColumn
from chalicelib.intake.early_discounts import DEBTOR_FIELDS, of_debtor
from chalicelib.intake.faults import Doubt, Fault, RowRefused, warned
from chalicelib.intake.header import Columns
from chalicelib.intake.limits import MAX_TEXT
from chalicelib.intake.money import Purse
from chalicelib.intake.parties import PARTY_FIELDS, Parties, party_of, read_word
from chalicelib.intake.records import Cell, DebtorRow
from chalicelib.intake.survey import Survey
from chalicelib.intake.words import CHANNELS

_OWN_FIELDS = ("contact", "role", "preferred_channel", "hour_from", "hour_to", "terms_days", *DEBTOR_FIELDS)
_WHO = slice(len(_OWN_FIELDS), None)
_HOUR = re.compile(r"(\d{1,2})(?:[:.hH](\d{2})?)?(?::\d{2})?\s*(?:([ap])\.?\s?m\.?)?", re.IGNORECASE)
_DAYS = re.compile(r"(\d{1,4})(?:\s*(?:d|dias|días|days))?", re.IGNORECASE)
_LONGEST_TERMS = 365


class DebtorReader:
    """Reads one row at a time. Only a row that names nobody is refused; doubts are left out."""

    def __init__(self, columns: Columns, found: Survey, business: Business, today: date) -> None:
        nowhere = len(columns.header)
        self._pick: Callable[[list[Cell]], tuple[Cell, ...]] = itemgetter(
            *(columns.index.get(field, nowhere) for field in (*_OWN_FIELDS, *PARTY_FIELDS))
        )
        self._names = columns.names()
        self._parties = Parties(business)
        self._purse, self._currency = Purse(business.currency, found.marks), business.currency
        self._days = DateColumn(found.orders.get("discount_until", ""), today)

    def read(self, line: int, cells: list[Cell]) -> DebtorRow:
        """Raises RowRefused."""
        values = self._pick(cells)
        contact, role, channel_cell, from_cell, to_cell, terms_cell, *discount_cells = values[: _WHO.start]
        party = party_of(self._parties[values[_WHO]])
        if not party.debtor:
            raise RowRefused(Fault("missing_customer"), "customer")
        doubts = list(party.doubts)
        channel, known = read_word(channel_cell, CHANNELS)
        if not known:
            doubts.append(Doubt("unknown_channel", "preferred_channel", channel_cell))
        discount = of_debtor(tuple(discount_cells), self._currency, self._purse, self._days, doubts)
        return DebtorRow(
            line,
            party.debtor,
            party.customer_id,
            party.customer,
            party.tax_id,
            party.customer_type,
            optional(contact)[:MAX_TEXT],
            optional(role)[:MAX_TEXT],
            party.email,
            party.phone,
            channel,
            _hour(from_cell, "hour_from", doubts),
            _hour(to_cell, "hour_to", doubts),
            party.language,
            party.time_zone,
            _terms(terms_cell, doubts),
            tuple(warned(line, doubt, self._names) for doubt in doubts),
            discount,
        )


def _hour(cell: Cell, field: str, doubts: list[Doubt]) -> str:
    """``9``, ``9:30``, ``18h``, ``6 pm`` → "HH:MM", or "" with a doubt."""
    text = optional(cell)
    if not text:
        return ""
    read = _HOUR.fullmatch(text)
    hour, minute, half = (int(read[1]), int(read[2] or 0), (read[3] or "").lower()) if read else (99, 0, "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        doubts.append(Doubt("bad_hour", field, cell))
        return ""
    return time(hour, minute).strftime("%H:%M")


def _terms(cell: Cell, doubts: list[Doubt]) -> int | None:
    text = optional(cell)
    if not text:
        return None
    read = _DAYS.fullmatch(text)
    days = int(read[1]) if read else _LONGEST_TERMS + 1
    if days > _LONGEST_TERMS:
        doubts.append(Doubt("bad_terms", "terms_days", cell))
        return None
    return days
