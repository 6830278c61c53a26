"""The first rows of a file as a mapping would read them."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

import msgspec

from chalicelib.domain.business import Business
from chalicelib.intake.cells import clean
from chalicelib.intake.faults import RowRefused, rejected
from chalicelib.intake.header import Columns
from chalicelib.intake.mapping.layout import Layout
from chalicelib.intake.mapping.proposal import Previewed
from chalicelib.intake.readers import RowReader, reader_of
from chalicelib.intake.records import Cell, Problem
from chalicelib.intake.survey import survey
from chalicelib.intake.table import body

ROWS = 10
_SHOWN = 80  # characters of a cell
_NEEDED = {"invoices": "total"}  # a field the reader asks for by position, whether it is there or not
_NOT_SHOWN = {"line", "warnings"}


class _Sample:
    """The sampled rows as a table."""

    container = encoding = delimiter = sheet = ""

    def __init__(self, layout: Layout) -> None:
        self._rows = layout.rows

    def records(self, width: int = 0) -> Iterator[tuple[int, list[Cell]]]:
        return ((line, list(cells)) for line, cells in self._rows)


def preview(
    kind: str, layout: Layout, header: tuple[str, ...], chosen: dict[str, int], business: Business, today: date
) -> tuple[Previewed, ...]:
    """What the first rows become with ``chosen`` (field → position); a field that is not chosen is blank."""
    needed = _NEEDED.get(kind)
    index = {**({needed: len(header)} if needed else {}), **chosen}
    columns = Columns(layout.above, (*header, ""), index)
    sample = _Sample(layout)
    reader = reader_of(kind, columns, survey(sample, columns, business.country), business, today, lambda _: None)
    return tuple(_row(reader, columns, line, cells) for line, cells in islice(body(sample, columns), ROWS))


def _row(reader: RowReader, columns: Columns, line: int, cells: list[Cell]) -> Previewed:
    shown = tuple(clean(cell)[:_SHOWN] for cell in cells[: len(columns.header) - 1])
    try:
        record = reader.read(line, cells)
    except RowRefused as reason:
        return Previewed(line, shown, {}, (rejected(line, reason, columns.names()),))
    if isinstance(record, Problem):
        return Previewed(line, shown, {}, (record,))
    told = {name: msgspec.to_builtins(getattr(record, name)) for name in record.__struct_fields__}
    becomes = {name: value for name, value in told.items() if name not in _NOT_SHOWN and _is_plain(value)}
    return Previewed(line, shown, becomes, record.warnings)


def _is_plain(value: object) -> bool:
    """Something to show: text, a number, a truth; no list of parts, and nothing blank."""
    return isinstance(value, str | int) and value != ""
