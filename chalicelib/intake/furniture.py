"""Rows of a table that are no records: titles, sub-headings, totals and repeated headers. They are not rows read."""

import re

from chalicelib.intake.cells import BLANKS, clean, folded
from chalicelib.intake.dates import DAY_FIRST, MONTH_FIRST, parse_date
from chalicelib.intake.header import Columns
from chalicelib.intake.records import Cell
from chalicelib.intake.words import TOTAL_STARTS

_TOTAL = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(TOTAL_STARTS, key=len, reverse=True)))})(?![a-z0-9])")
_FIGURE = re.compile(r"[^a-z]*|[a-z]{0,3}\W*[\d.,() -]+")
_DATE_LIKE = re.compile(r"\d[-/.]\d")
_READ = 200  # characters of a cell that are looked at
_DATES = ("issued_on", "due_on", "paid_on", "on")
_WHO = ("number", "customer_id", "customer", "tax_id", "email", "phone", "unit")


def is_furniture(cells: list[Cell], columns: Columns) -> bool:
    """Asked only about rows that could not be read as records."""
    texts = {at: text for at, cell in enumerate(cells) if (text := folded(clean(cell)[:_READ])) not in BLANKS}
    if not texts or _repeats_header(texts, columns):
        return True
    filled = {field: texts[at] for field, at in columns.index.items() if at in texts}
    if any(is_dated(filled[field]) for field in _DATES if field in filled):
        return False
    if any(is_total(text) for text in texts.values()) or _sums_up(columns):
        return not _is_numbered(filled)
    if not any(field in filled for field in _WHO):
        return len(texts) == 1 or all(_FIGURE.fullmatch(text) for text in texts.values())
    return len(texts) == 1 and _is_heading(filled, columns)


def _sums_up(columns: Columns) -> bool:
    """Whether the file is a ledger's, in which a row without number and date sums up those above it."""
    return columns.format is not None and columns.format.subtotals


def is_total(text: str) -> bool:
    """``text``: folded. The first word of a total, a subtotal or a closing balance."""
    return bool(_TOTAL.match(text))


def is_dated(text: str) -> bool:
    """A name in a column of dates heads a group or a total."""
    return bool(_DATE_LIKE.search(text) or parse_date(text, DAY_FIRST) or parse_date(text, MONTH_FIRST))


def _repeats_header(texts: dict[int, str], columns: Columns) -> bool:
    same = sum(folded(columns.header[at]) == text for at, text in texts.items() if at < len(columns.header))
    return same >= 2 and 2 * same > len(texts)


def _is_numbered(filled: dict[str, str]) -> bool:
    """An invoice of "Total Gas" without its date is an invoice all the same."""
    number = filled.get("number", "")
    return bool(number) and not is_total(number)


def _is_heading(filled: dict[str, str], columns: Columns) -> bool:
    """A lone cell in a wide table. In the template only a phrase in place of a number: the rest is a row with gaps."""
    if columns.is_template:
        return " " in filled.get("number", "")
    return len(columns.header) > 2
