"""Reports that name each customer once, in a line above that customer's documents, and in no column.

The line becomes a column: what it says stands in every row below it, also in the rows that come back for correction.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import Protocol

from msgspec.structs import replace

from chalicelib.intake.cells import BLANKS, clean, folded
from chalicelib.intake.delimited import BrokenCells
from chalicelib.intake.furniture import is_dated, is_total
from chalicelib.intake.header import Columns, missing_groups, name_columns
from chalicelib.intake.limits import HEADER_WITHIN, MAX_TEXT
from chalicelib.intake.records import Cell
from chalicelib.intake.template import LANGUAGE_ORDER, TEMPLATES

_WHO = ("customer", "customer_id", "tax_id")
_MONEY = ("total", "line_total", "balance")
_DATES = ("issued_on", "due_on")
_LOOKED_AT = 300  # records below a header in which a heading must show
_MOST_CELLS = 2  # "Cliente", "Ana López"
_AGE = re.compile(
    r"\d+ ?(?:-|–|a|al|to) ?\d+|\bdias\b|\bdays\b|past due|vencid|^current$|corriente"
)  # heads no customer
_LABELS = frozenset({"cliente", "customer", "client", "tercero", "deudor", "partner", "nombre", "razon social", "name"})


class _Records(Protocol):
    container: str
    encoding: str
    delimiter: str
    sheet: str

    def records(self, width: int = 0) -> Iterator[tuple[int, list[Cell]]]: ...


class UnderHeadings:
    """A table with one column more: the heading that stands above each row. The headings themselves are left out."""

    def __init__(self, table: _Records, columns: Columns) -> None:
        self.container, self.encoding = table.container, table.encoding
        self.delimiter, self.sheet = table.delimiter, table.sheet
        self._table, self._columns = table, columns

    def records(self, width: int = 0) -> Iterator[tuple[int, list[Cell]]]:
        own, heading = len(self._columns.header), ""
        for line, cells in self._table.records(own):
            if isinstance(cells, BrokenCells):
                yield line, cells
            elif line > self._columns.line and (found := _heading(cells, self._columns)):
                heading = found
            elif any(cells):
                yield line, [*cells[:own], *[""] * (own - len(cells)), heading]


def under_headings(tables: Sequence[_Records], language: str) -> tuple[UnderHeadings, Columns] | None:
    """The first table of invoices that lacks nothing but a column of customers, and has headings instead.

    The new column bears the template's name in ``language``.
    """
    name = TEMPLATES["invoices"]["customer"][LANGUAGE_ORDER.index(language) if language in LANGUAGE_ORDER else 0]
    for table in tables:
        columns = _all_but_customers(table)
        if columns and _has_headings(table, columns):
            added = (*columns.header, name)
            index = columns.index | {"customer": len(columns.header)}
            return UnderHeadings(table, columns), replace(columns, header=added, index=index)
    return None


def _all_but_customers(table: _Records) -> Columns | None:
    for line, cells in takewhile(lambda record: record[0] <= HEADER_WITHIN, table.records()):
        columns = name_columns(line, cells, "invoices")
        if [set(group) for group in missing_groups(columns, "invoices")] == [set(_WHO)]:
            return columns
    return None


def _has_headings(table: _Records, columns: Columns) -> bool:
    """Whether a heading comes before the first document, as in every such report."""
    below = ((line, cells) for line, cells in table.records() if line > columns.line and any(cells))
    for _, cells in islice(below, _LOOKED_AT):
        if _heading(cells, columns):
            return True
        if any(_text(cells, columns.index.get(field)) for field in _MONEY):
            return False
    return False


def _heading(cells: Sequence[Cell], columns: Columns) -> str:
    """What a row says when it says nothing but a name; "" for any other row."""
    texts = [text for cell in cells if (text := clean(cell)) and folded(text) not in BLANKS]
    if not 1 <= len(texts) <= _MOST_CELLS or any(is_total(text) or _AGE.search(text) for text in map(folded, texts)):
        return ""
    if any(_text(cells, columns.index.get(field)) for field in _MONEY):
        return ""
    if any(is_dated(folded(_text(cells, columns.index.get(field)))) for field in _DATES):
        return ""
    names = [name for text in texts if (name := _unlabeled(text))]
    best = max(names, key=lambda name: sum(map(str.isalpha, name)), default="")
    return best[:MAX_TEXT] if any(map(str.isalpha, best)) else ""


def _unlabeled(text: str) -> str:
    """``Cliente: Ana López`` is Ana López; a lone ``Cliente`` is nothing."""
    label, _, name = text.partition(":")
    return name.strip() if folded(label) in _LABELS else text


def _text(cells: Sequence[Cell], at: int | None) -> str:
    return clean(cells[at]) if at is not None and at < len(cells) else ""
