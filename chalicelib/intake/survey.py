"""The first pass over a file: what its columns prove about dates and decimals, and whose tax ids it holds."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

import msgspec

from chalicelib.intake.amounts import decimal_mark, shapes_of, usual_mark
from chalicelib.intake.dates import DAY_FIRST, date_order
from chalicelib.intake.header import Columns
from chalicelib.intake.identity import normalized_tax_id
from chalicelib.intake.limits import MAX_ROWS
from chalicelib.intake.records import Cell, UnreadableFile
from chalicelib.intake.table import Table, body

DATE_FIELDS = ("issued_on", "due_on", "paid_on")
AMOUNT_FIELDS = ("total", "balance", "paid", "line_total", "amount")
_ID_FIELDS = ("tax_id", "seller_tax_id")
_AT_ONCE = 4000
_ENOUGH_IDS = 2  # more than one distinct id already says that the column is not "always the business"


class Survey(msgspec.Struct, frozen=True):
    """How to read each column. A column that proves nothing follows the other columns, then the country's custom."""

    orders: dict[str, str]  # date field -> day_first | month_first
    marks: dict[str, str]  # amount field -> "," | "."
    tax_ids: dict[str, frozenset[str]]  # tax_id, seller_tax_id -> normalized ids, two at most


def survey(table: Table, columns: Columns, country: str) -> Survey:
    """Reads the whole body once. Raises UnreadableFile ``too_many_rows``."""
    fields = [field for field in (*DATE_FIELDS, *AMOUNT_FIELDS, *_ID_FIELDS) if field in columns.index]
    dates: dict[str, set[str]] = {field: set() for field in fields if field in DATE_FIELDS}
    shapes: dict[str, Counter[str]] = {field: Counter() for field in fields if field in AMOUNT_FIELDS}
    ids: dict[str, set[str]] = {field: set() for field in fields if field in _ID_FIELDS}
    for values in _columnwise(table, columns, fields):
        for field, cells in values.items():
            if field in dates:
                dates[field].update(cells)
            elif field in shapes:
                shapes[field].update(shapes_of(cells))
            elif len(ids[field]) < _ENOUGH_IDS:
                ids[field].update(islice(map(normalized_tax_id, filter(str.strip, set(cells))), _ENOUGH_IDS))
    return Survey(
        _agreed({field: date_order(cells) for field, cells in dates.items()}, DAY_FIRST),
        _agreed({field: decimal_mark(counts) for field, counts in shapes.items()}, usual_mark(country)),
        {field: frozenset(found) for field, found in ids.items()},
    )


def _columnwise(table: Table, columns: Columns, fields: list[str]) -> Iterator[dict[str, list[str]]]:
    """The text cells of some columns, a few thousand rows at a time."""
    pick = itemgetter(*(columns.index[field] for field in fields), len(columns.header))  # two at least: always a tuple
    rows = (pick(cells) for _, cells in body(table, columns))
    count = 0
    while part := list(islice(rows, _AT_ONCE)):
        count += len(part)
        if count > MAX_ROWS:
            raise UnreadableFile("too_many_rows", limit=str(MAX_ROWS))
        yield {field: _texts(cells) for field, cells in zip(fields, zip(*part, strict=True), strict=False)}


def _texts(cells: tuple[Cell, ...]) -> list[str]:
    return [cell for cell in cells if type(cell) is str]


def _agreed(proved: dict[str, str], custom: str) -> dict[str, str]:
    """Each column's own proof; for a column without one what the others agree on, else the custom."""
    others = set(proved.values()) - {""}
    fallback = others.pop() if len(others) == 1 else custom
    return {field: own or fallback for field, own in proved.items()}
