"""Rows of the rates folder → what a unit is worth from a day on, or the first reason why not."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from operator import itemgetter

from chalicelib.domain.charging.rates import series_name
from chalicelib.intake.amounts import Written, read_amount
from chalicelib.intake.cells import clean, folded
from chalicelib.intake.dates import DateColumn
from chalicelib.intake.faults import Fault, RowRefused
from chalicelib.intake.header import Columns
from chalicelib.intake.records import Cell, RateRow
from chalicelib.intake.survey import Survey

_FIELDS = ("unit", "on", "value")
_NAME = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,29}")
_MOST_DECIMALS = 12
_MOST_DIGITS = 15


class RateReader:
    """Reads one row at a time. A value is exact, with the decimals it was published with; ``25,52%`` is 25.52."""

    def __init__(self, columns: Columns, found: Survey, today: date) -> None:
        self._pick: Callable[[list[Cell]], tuple[Cell, ...]] = itemgetter(*(columns.index[field] for field in _FIELDS))
        self._mark = found.marks.get("value", ".")
        self._days = DateColumn(found.orders.get("on", ""), today)

    def read(self, line: int, cells: list[Cell]) -> RateRow:
        """Raises RowRefused."""
        unit_cell, day_cell, value_cell = self._pick(cells)
        return RateRow(line, _unit(unit_cell), self._day(day_cell), self._value(value_cell))

    def _day(self, cell: Cell) -> date:
        found = self._days[cell]
        if found is None:
            raise RowRefused(Fault("missing_date"), "on", cell)
        if isinstance(found, Fault):
            raise RowRefused(found, "on", cell)
        return found

    def _value(self, cell: Cell) -> Decimal:
        text = cell.strip().removesuffix("%").rstrip() if isinstance(cell, str) else cell
        written = read_amount(text, self._mark)
        if written is None:
            raise RowRefused(Fault("missing_value"), "value", cell)
        if not isinstance(written, Written) or written.negative or len(written.decimals) > _MOST_DECIMALS:
            raise RowRefused(Fault("bad_value"), "value", cell)
        if len(written.whole) > _MOST_DIGITS:
            raise RowRefused(Fault("bad_value"), "value", cell)
        return Decimal(f"{written.whole or 0}.{written.decimals or 0}")


def _unit(cell: Cell) -> str:
    """The series's name, spaces as underscores: ``Tasa Máxima`` is ``TASA_MAXIMA``, ``UF`` is ``CLF``."""
    text = folded(clean(cell)).replace(" ", "_")
    if not text:
        raise RowRefused(Fault("missing_unit"), "unit", cell)
    name = series_name(text)
    if not _NAME.fullmatch(name):
        raise RowRefused(Fault("bad_unit"), "unit", cell)
    return name
