"""The refused rows as a file: the business corrects them there and drops that same file again.

The columns are the file's own, then the line and the reason. Two things differ from the original cells: what a
spreadsheet would run as a formula gets an apostrophe in front (which reading takes off again), and a date or an amount
that only the whole column made clear is written so that it is clear by itself.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import BinaryIO

import msgspec

from chalicelib.intake.amounts import COMMA, Written, decimal_mark, read_amount, shapes_of, usual_mark
from chalicelib.intake.cells import FORMULA_START
from chalicelib.intake.column_names import exact_name
from chalicelib.intake.dates import date_order, parse_date
from chalicelib.intake.records import Problem, Source

_LINE_NAMES = frozenset({"linea", "line", "linha"})
_REASON_NAMES = frozenset({"motivo", "reason"})
_HARMLESS = re.compile(r"[-+]?[\d\s.,()/-]*\d")
_Cells = tuple[str, ...]


class Wording(msgspec.Struct, frozen=True):
    """The words that our own two columns take from the messages room, which intake does not import."""

    line: str
    reason: str
    explain: Callable[[Problem], str]


def write_rejected(
    out: BinaryIO, source: Source, refused: Iterable[tuple[Problem, _Cells]], country: str, wording: Wording
) -> None:
    """Write each problem with its row's own cells as they come: UTF-8 with BOM, apart as ``country``'s Excel does."""
    width = len(source.header) - _own_additions(source.header)
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=_excel_delimiter(country), lineterminator="\r\n")
    writer.writerow([*map(harmless, source.header[:width]), wording.line, wording.reason])
    for problem, cells in refused:
        own = map(harmless, _clear(cells, source)[:width])
        writer.writerow([*own, problem.line, harmless(wording.explain(problem))])
    text.detach()


def harmless(cell: str) -> str:
    """The cell after an apostrophe when a spreadsheet would run it. Plain numbers and phones stay as they are."""
    if not cell.startswith(FORMULA_START):
        return cell
    bare = cell.strip()  # where only a blank at its front was odd, it goes without: it means nothing
    return f"'{cell}" if bare.startswith(FORMULA_START) and not _HARMLESS.fullmatch(bare) else bare


def _own_additions(header: _Cells) -> int:
    """How many columns at the end are our own, from a report that came back."""
    names = [exact_name(name) for name in header[-2:]]
    return 2 if len(names) == 2 and names[0] in _LINE_NAMES and names[1] in _REASON_NAMES else 0


def _excel_delimiter(country: str) -> str:
    """A spreadsheet opens one delimiter by itself: the semicolon wherever the comma marks decimals."""
    return ";" if usual_mark(country) == COMMA else ","


def _clear(cells: _Cells, source: Source) -> list[str]:
    """Cells whose reading rested on the rest of their column, written so that they stand alone."""
    clear = list(cells) + [""] * (len(source.header) - len(cells))
    for field, order in source.date_order.items():
        at = source.header.index(source.columns[field])
        clear[at] = _clear_date(clear[at], order)
    for field, mark in source.decimal.items():
        at = source.header.index(source.columns[field])
        clear[at] = _clear_amount(clear[at], mark)
    return clear


def _clear_date(cell: str, order: str) -> str:
    if date_order([cell]):
        return cell
    found = parse_date(cell.strip(), order)
    return found.isoformat() if found else cell


def _clear_amount(cell: str, mark: str) -> str:
    if ("." not in cell and "," not in cell) or decimal_mark(Counter(shapes_of([cell]))):
        return cell
    written = read_amount(cell, mark)
    if not isinstance(written, Written):
        return cell
    decimals = written.decimals.rstrip("0")
    sign = "-" if written.negative else ""
    return f"{written.currency}{sign}{written.whole}{mark + decimals if decimals else ''}"
