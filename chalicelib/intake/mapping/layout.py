"""Where the rows of an unknown table begin, and which line above them names its columns, if any does."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, time
from itertools import islice

import msgspec

from chalicelib.intake.amounts import Written, read_amount
from chalicelib.intake.cells import BLANKS, clean
from chalicelib.intake.dates import DAY_FIRST, parse_date
from chalicelib.intake.delimited import BrokenCells
from chalicelib.intake.limits import HEADER_WITHIN, MAX_COLUMNS, MAX_TEXT
from chalicelib.intake.mapping.names import meanings_of
from chalicelib.intake.records import Cell

SAMPLED_ROWS = 300
_SAMPLED_CELLS = 30_000
_STEADY = 60  # percent of the rows that are about as wide as most: prose is not
_LONGEST_NAME = 80
_COMPARED = 30  # rows below a supposed header that are looked at
_A_NAME = 3  # what a name that we understand counts more than one that we do not

Record = tuple[int, list[Cell]]


class Layout(msgspec.Struct, frozen=True):
    """``line``: the header's, or 0 when the table has none: then the names in ``header`` are blank.

    ``above``: the line of the last record before the rows. ``rows``: the sampled records, all ``width`` wide.
    """

    line: int
    above: int
    width: int
    header: tuple[str, ...]
    rows: list[Record]


def find_layout(records: Iterable[Record]) -> Layout | None:
    """None when the records are no table: one column, no row below a header, or lines of all widths."""
    sample = [(line, cells) for line, cells in islice(records, HEADER_WITHIN + SAMPLED_ROWS) if _filled(cells)]
    width = _usual_width(sample)
    if not 2 <= width <= MAX_COLUMNS:
        return None
    at = _header_at(sample, width)
    start = at + 1 if at is not None else _first_row(sample, width)
    header = _names(sample[at][1]) if at is not None else ()
    full = max(width, len(header))
    rows = [(line, _padded(cells, full)) for line, cells in sample[start:] if not isinstance(cells, BrokenCells)]
    rows = [row for row in rows if _filled(row[1]) >= 2][: max(_SAMPLED_CELLS // full, 20)]
    if not rows or (at is None and len(rows) == 1 and not any(map(_is_value, rows[0][1]))):
        return None
    above = sample[start - 1][0] if start else 0
    return Layout(sample[at][0] if at is not None else 0, above, full, header + ("",) * (full - len(header)), rows)


def _first_row(sample: list[Record], width: int) -> int:
    """Where the rows of a table without header begin: below its titles."""
    return next((at for at, (_, cells) in enumerate(sample) if 2 * _filled(cells) > width), len(sample))


def _usual_width(sample: list[Record]) -> int:
    """The width that most rows have, blank cells at their ends left out; 0 when there is no such width."""
    widths = Counter(_width(cells) for _, cells in sample)
    if not widths:
        return 0
    width = max(widths, key=lambda width: (widths[width] * min(width, 3), width))
    near = sum(count for other, count in widths.items() if 2 * other > width)
    return width if 100 * near >= _STEADY * len(sample) else 0


def _header_at(sample: list[Record], width: int) -> int | None:
    """The record that names the columns: labels where the rows below have values."""
    near = [(at, cells) for at, (line, cells) in enumerate(sample[:-1]) if line <= HEADER_WITHIN]
    scored = [(_label_score(cells, sample[at + 1 : at + 1 + _COMPARED], width), -at) for at, cells in near]
    score, at = max(scored, default=(0, 0))
    return -at if score else None


def _label_score(cells: list[Cell], below: list[Record], width: int) -> int:
    """0 when the cells cannot be names of columns: values among them, repetitions, too few, or nothing tells them."""
    texts = [clean(cell) for cell in cells]
    labels = [text for text in texts if text]
    if 2 * len(labels) < width or len(labels) < 2 or any(map(_is_value, cells)):
        return 0
    named = sum(bool(meanings_of(text)[0]) for text in labels)
    if len(set(labels)) * 4 < len(labels) * 3 or not (3 * named >= len(labels) or _stands_above_values(texts, below)):
        return 0
    return len(labels) + _A_NAME * named


def _stands_above_values(texts: list[str], below: list[Record]) -> bool:
    """Whether under one of the texts at least most cells are dates, amounts or addresses."""
    for at, text in enumerate(texts):
        cells = [cells[at] for _, cells in below if len(cells) > at and cells[at] != ""]
        if text and cells and 100 * sum(map(_is_value, cells)) >= _STEADY * len(cells):
            return True
    return False


def _is_value(cell: Cell) -> bool:
    """A date, an amount, an address, or a text too long for a name."""
    if not isinstance(cell, str):
        return isinstance(cell, date | time | float)
    text = cell.strip()
    if len(text) > _LONGEST_NAME or "@" in text or parse_date(text, DAY_FIRST):
        return True
    return text.casefold() not in BLANKS and any(isinstance(read_amount(text, mark), Written) for mark in ",.")


def _names(cells: list[Cell]) -> tuple[str, ...]:
    return tuple(clean(cell)[:MAX_TEXT] for cell in cells[: _width(cells)])


def _filled(cells: list[Cell]) -> int:
    return sum(cell != "" and (not isinstance(cell, str) or not cell.isspace()) for cell in cells)


def _width(cells: list[Cell]) -> int:
    width = len(cells)
    while width and (cells[width - 1] == "" or str(cells[width - 1]).isspace()):
        width -= 1
    return width


def _padded(cells: list[Cell], width: int) -> list[Cell]:
    return cells[:width] + [""] * (width - len(cells))
