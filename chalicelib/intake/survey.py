"""The first pass over a file: what its columns prove about dates and decimals, and whose tax ids it holds."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from typing import Any

import msgspec

from chalicelib.intake.amounts import decimal_mark, shapes_of, usual_mark
from chalicelib.intake.cells import clean
from chalicelib.intake.dates import DAY_FIRST, date_order
from chalicelib.intake.header import Columns
from chalicelib.intake.identity import normalized_tax_id
from chalicelib.intake.limits import MAX_ROWS
from chalicelib.intake.records import Cell, UnreadableFile
from chalicelib.intake.table import Table, body
from chalicelib.intake.words import PURCHASE

DATE_FIELDS = ("issued_on", "due_on", "paid_on", "starts_on", "ends_on", "on", "discount_until")
AMOUNT_FIELDS = (
    "total", "balance", "paid", "line_total", "amount", "foreign_total", "foreign_balance", "money_in", "money_out",
    "value", "discount_amount",
)  # fmt: skip
_ID_FIELDS = ("tax_id", "seller_tax_id")
_AT_ONCE = 4000
_REMEMBERED = 20_000  # distinct values of a column: what they prove is noted, then they are forgotten
ENOUGH_IDS = 2  # more than one distinct id already says that the column is not "always the business"
_ENOUGH_KINDS = 50


class Survey(msgspec.Struct, frozen=True):
    """How to read each column. A column that proves nothing follows the other columns, then the country's custom."""

    orders: dict[str, str]  # date field -> day_first | month_first
    marks: dict[str, str]  # amount field -> "," | "."
    tax_ids: dict[str, frozenset[str]]  # tax_id, seller_tax_id -> normalized ids, two at most
    rows: int = 0  # records below the header, totals and titles among them
    kinds: dict[str, frozenset[str]] = {}  # field that may tell a purchase -> what stands in it


def survey(table: Table, columns: Columns, country: str) -> Survey:
    """Reads the whole body once, in constant memory. Raises UnreadableFile ``too_many_rows``."""
    orders = {field: _Order() for field in DATE_FIELDS if field in columns.index}
    marks = {field: _Mark() for field in AMOUNT_FIELDS if field in columns.index}
    ids = {field: _Ids() for field in _ID_FIELDS if field in columns.index}
    kinds = {field: _Kinds() for field in _telling_fields(columns)}
    learners: dict[str, _Order | _Mark | _Ids | _Kinds] = {**orders, **marks, **ids, **kinds}
    rows = 0
    for count, values in _columnwise(table, columns, list(learners)):
        rows += count
        for field, cells in values.items():
            learners[field].learn(cells)
    return Survey(
        _agreed({field: one.proved() for field, one in orders.items()}, DAY_FIRST),
        _agreed(
            {field: one.proved() for field, one in marks.items()},
            usual_mark((columns.format and columns.format.country) or country),
        ),
        {field: frozenset(one.known) for field, one in ids.items()},
        rows,
        {field: frozenset(one.known) for field, one in kinds.items()},
    )


def _telling_fields(columns: Columns) -> list[str]:
    """Columns of a named format in which some word says that a row was bought."""
    words = columns.format.words if columns.format else {}
    return [field for field, known in words.items() if PURCHASE in known.values() and field in columns.index]


class _Order:
    """The order of day and month in a column of dates."""

    def __init__(self) -> None:
        self._distinct: set[str] = set()
        self._votes: Counter[str] = Counter()

    def learn(self, cells: list[str]) -> None:
        self._distinct.update(cells)
        if len(self._distinct) > _REMEMBERED:
            self._count()

    def proved(self) -> str:
        self._count()
        return _majority(self._votes)

    def _count(self) -> None:
        if order := date_order(self._distinct):
            self._votes[order] += 1
        self._distinct = set()


class _Mark:
    """The decimal mark of a column of amounts."""

    def __init__(self) -> None:
        self._shapes: Counter[str] = Counter()
        self._votes: Counter[str] = Counter()

    def learn(self, cells: list[str]) -> None:
        self._shapes.update(shapes_of(cells))
        if len(self._shapes) > _REMEMBERED:
            self._count()

    def proved(self) -> str:
        self._count()
        return _majority(self._votes)

    def _count(self) -> None:
        if mark := decimal_mark(self._shapes):
            self._votes[mark] += 1
        self._shapes = Counter()


class _Ids:
    """The first few distinct tax ids of a column."""

    def __init__(self) -> None:
        self.known: set[str] = set()

    def learn(self, cells: list[Cell]) -> None:
        if len(self.known) == ENOUGH_IDS:
            return
        for cell in set(cells):
            if tax_id := normalized_tax_id(clean(cell)):
                self.known.add(tax_id)
            if len(self.known) == ENOUGH_IDS:
                return


class _Kinds:
    """The distinct words of a column that tells kinds of documents."""

    def __init__(self) -> None:
        self.known: set[str] = set()

    def learn(self, cells: list[str]) -> None:
        if len(self.known) < _ENOUGH_KINDS:
            self.known.update(islice(filter(str.strip, set(cells)), _ENOUGH_KINDS))


def _majority(votes: Counter[str]) -> str:
    """What most batches of values prove; "" when none does, or as many one thing as the other."""
    (first, count), (_, second) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return first if count > second else ""


def _columnwise(table: Table, columns: Columns, fields: list[str]) -> Iterator[tuple[int, dict[str, list[Any]]]]:
    """How many rows, and the text cells of some of their columns: a few thousand rows at a time.

    Of a tax id every cell: workbooks hold many of them as numbers.
    """
    pick = itemgetter(*(columns.index[field] for field in fields), *[len(columns.header)] * 2)  # always a tuple
    rows = (pick(cells) for _, cells in body(table, columns))
    count = 0
    while part := list(islice(rows, _AT_ONCE)):
        count += len(part)
        if count > MAX_ROWS:
            raise UnreadableFile("too_many_rows", limit=str(MAX_ROWS))
        columnwise = zip(fields, zip(*part, strict=True), strict=False)
        yield len(part), {field: list(cells) if field in _ID_FIELDS else _texts(cells) for field, cells in columnwise}


def _texts(cells: tuple[Cell, ...]) -> list[str]:
    return [cell for cell in cells if type(cell) is str]


def _agreed(proved: dict[str, str], custom: str) -> dict[str, str]:
    """Each column's own proof; for a column without one what the others agree on, else the custom."""
    others = set(proved.values()) - {""}
    fallback = others.pop() if len(others) == 1 else custom
    return {field: own or fallback for field, own in proved.items()}
