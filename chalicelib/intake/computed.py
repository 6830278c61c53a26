"""Files that say how much of what, and not how much in all: the missing amount becomes a column, computed exactly.

Only for formats whose own rules leave no choice; a row for which they do stays without an amount and is refused.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from msgspec.structs import replace

from chalicelib.intake.cells import clean
from chalicelib.intake.delimited import BrokenCells
from chalicelib.intake.formats.format import Amounts, Record
from chalicelib.intake.header import Columns

_LOOKED_AT = 200  # rows


class _Records(Protocol):
    container: str
    encoding: str
    delimiter: str
    sheet: str

    def records(self, width: int = 0) -> Iterator[Record]: ...


class Computed:
    """A table with one column more, whose cells ``amounts`` fills."""

    def __init__(self, table: _Records, columns: Columns, amounts: Amounts) -> None:
        self.container, self.encoding = table.container, table.encoding
        self.delimiter, self.sheet = table.delimiter, table.sheet
        self._table, self._columns, self._amounts = table, columns, amounts

    def records(self, width: int = 0) -> Iterator[Record]:
        return self._amounts(self._below(), self._columns.index)

    def _below(self) -> Iterator[Record]:
        own = len(self._columns.header)
        for line, cells in self._table.records(own):
            if line <= self._columns.line or isinstance(cells, BrokenCells) or not any(cells):
                continue
            yield line, [*cells[:own], *[""] * (own - len(cells)), ""]


def with_amounts(table: _Records, columns: Columns) -> tuple[_Records, Columns]:
    """The table as it is, or with the amounts that its format lets us compute."""
    known = columns.format
    if known is None or known.amounts is None or _gives(table, columns, "total") or "line_total" in columns.index:
        return table, columns
    field, name = known.computed
    added = (*columns.header, name)
    without = {known: at for known, at in columns.index.items() if known != "total"}
    index = without | {field: len(columns.header)}
    return Computed(table, columns, known.amounts), replace(columns, header=added, index=index)


def _gives(table: _Records, columns: Columns, field: str) -> bool:
    """Whether a column says anything in the first rows: templates carry columns that nobody fills."""
    at = columns.index.get(field)
    if at is None:
        return False
    below = (cells for line, cells in table.records(len(columns.header)) if line > columns.line)
    return any(at < len(cells) and clean(cells[at]) for cells in islice(below, _LOOKED_AT))
