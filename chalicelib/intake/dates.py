"""Dates of a column: the order of day and month from all its values, then every value read strictly by that order."""

import re
from collections.abc import Iterable
from datetime import date, time, timedelta

from chalicelib.intake.cells import BLANKS, clean, is_formula
from chalicelib.intake.faults import Fault
from chalicelib.intake.records import Cell
from chalicelib.intake.words import MONTHS

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
EARLIEST = date(2000, 1, 1)
_AHEAD = timedelta(days=3653)
_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?\s?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_NUMERIC = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.IGNORECASE)
_ISO = re.compile(rf"(\d{{4}})([-/.]?)(\d{{2}})\2(\d{{2}}){_TIME}", re.IGNORECASE)
_LOOSE_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.IGNORECASE)
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|º|°)?[\s/.-]*(?:de\s+)?([a-zç]{3,10})\.?[\s/.,-]*(?:del?\s+)?(\d{4})")
_NAMED_DAY = re.compile(r"([a-zç]{3,10})\.?[\s/.-]*(\d{1,2})(?:st|nd|rd|th)?[\s/.,-]+(\d{4})")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_SERIAL_ZERO = date(1899, 12, 30)
_LONGEST = 60  # characters of a cell with a date
_CACHED = 50_000


def date_order(cells: Iterable[str]) -> str:
    """The order that the distinct values of a column prove, by majority; "" when they prove nothing."""
    day_first = month_first = 0
    for cell in cells:
        if numeric := _NUMERIC.fullmatch(cell.strip()):
            day_first += int(numeric[1]) > 12
            month_first += int(numeric[3]) > 12
    return "" if day_first == month_first else DAY_FIRST if day_first > month_first else MONTH_FIRST


class DateColumn(dict[Cell, date | Fault | None]):
    """Cell → its local date, None for a blank, or why not. Reads each distinct value once.

    ISO forms and Excel dates are always understood. Years have four digits; dates lie between 2000-01-01 and ten years
    from ``today``.
    """

    def __init__(self, order: str, today: date) -> None:
        super().__init__()
        self.order, self._latest = order, today + _AHEAD

    def __missing__(self, cell: Cell) -> date | Fault | None:
        if len(self) > _CACHED:
            self.clear()
        found = self[cell] = self._read(cell)
        return found

    def _read(self, cell: Cell) -> date | Fault | None:
        text = clean(cell)
        if text.casefold() in BLANKS:
            return None
        if is_formula(text):
            return Fault("formula_cell")
        if isinstance(cell, time) or len(text) > _LONGEST:
            return Fault("bad_date")
        found = cell if isinstance(cell, date) else parse_date(text, self.order)
        return found if found and EARLIEST <= found <= self._latest else Fault("bad_date")


def parse_date(text: str, order: str) -> date | None:
    """The date that ``text`` writes in one of the forms we know, without its time; None when it is none of them."""
    if iso := _ISO.fullmatch(text) or _LOOSE_ISO.fullmatch(text):
        return _date(iso[1], iso[3], iso[4])
    if numeric := _NUMERIC.fullmatch(text):
        first, second, year = numeric[1], numeric[3], numeric[4]
        return _date(year, first, second) if order == MONTH_FIRST else _date(year, second, first)
    if _SERIAL.fullmatch(text):
        return _SERIAL_ZERO + timedelta(days=int(text[:5]))
    return _parse_named(text.casefold())


def _parse_named(text: str) -> date | None:
    """``4 de abril de 2026``, ``04-abr-2026``, ``Apr 4, 2026``."""
    if named := _DAY_NAMED.fullmatch(text):
        day, month, year = named[1], named[2], named[3]
    elif named := _NAMED_DAY.fullmatch(text):
        day, month, year = named[2], named[1], named[3]
    else:
        return None
    number = MONTHS.get(month) or MONTHS.get(month[:3])
    return _date(year, str(number), day) if number else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
