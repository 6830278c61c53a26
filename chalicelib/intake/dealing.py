"""A file dealt into parts: all rows of a debtor meet in one, wherever in the file they stand.

A part can then be worked on alone, in memory that does not grow with the file, and in any order.
"""

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import BinaryIO

import msgspec
from msgspec.structs import replace

from chalicelib.intake.cells import clean
from chalicelib.intake.gathering import Gathering
from chalicelib.intake.header import Columns
from chalicelib.intake.read import OpenFile
from chalicelib.intake.records import PaymentRow, Problem, Reading, RejectedLine, Row, Source
from chalicelib.intake.spool import append

ROWS_A_PART = 4_000
MOST_PARTS = 256  # files that dealing writes at once
_BUCKET_BITS = 6


class Dealt(msgspec.Struct, frozen=True):
    """What dealing a file told. Every part needs it, and so does the report."""

    kind: str
    source: Source
    gathering: Gathering
    parts: int
    rows_read: int
    open_before: int = 0  # open invoices of the business, where a snapshot is compared with them


def parts_for(rows: int) -> int:
    """How many parts so many rows are dealt into."""
    return min(-(-rows // ROWS_A_PART) or 1, MOST_PARTS)


def part_of(key: str, parts: int) -> int:
    """The part of a debtor, the same in every process and at any time."""
    return zlib.crc32(key.encode()) % parts


def deal(content: OpenFile | Reading, rows: Sequence[BinaryIO], problems: BinaryIO, unread: "Numbers") -> Dealt:
    """Write each row into its part's file of ``rows``, every problem of reading into ``problems`` by line.

    ``unread`` learns the invoice numbers of the rows that were refused. Raises UnreadableFile.
    """
    parts = len(rows)
    count = 0
    for record, its_problems in _told(content, unread):
        count += 1
        for problem in its_problems:
            append(problems, problem)
        if record is not None:
            append(rows[part_of(_meets_by(record), parts)], record)
    if isinstance(content, Reading):
        return Dealt(content.kind, content.source, Gathering(as_is=True), parts, content.rows_read)
    return Dealt(content.kind, content.source, content.gathering, parts, count)


def _told(content: OpenFile | Reading, unread: "Numbers") -> Iterator[tuple[Row | None, Sequence[Problem]]]:
    """Each row without its warnings, and the problems in the order of their lines."""
    if isinstance(content, Reading):
        yield from ((None, (problem,)) for problem in content.problems)
        yield from ((_bare(row), ()) for row in content.rows)
        return
    for found in content.records():
        if isinstance(found, Problem):
            yield None, (found,)
        elif isinstance(found, RejectedLine):
            unread.add(_number_in(found.cells, content.columns))
            yield None, (found.problem,)
        else:
            yield _bare(found), found.warnings


def _number_in(cells: tuple[str, ...], columns: Columns) -> str:
    number, series = (
        clean(cells[at]) if (at := columns.index.get(field, len(cells))) < len(cells) else ""
        for field in ("number", "series")
    )
    joint = columns.format.joint if columns.format else "-"
    return f"{series}{joint}{number}" if series and number else number


def _bare(row: Row) -> Row:
    return replace(row, warnings=()) if row.warnings else row


def _meets_by(row: Row) -> str:
    return row.debtor or (row.number if isinstance(row, PaymentRow) else "")


class Numbers:
    """A set of invoice numbers of any size: eight bytes each. One in 10**19 is taken for another."""

    def __init__(self, packed: bytes = b"") -> None:
        self._sorted = array("Q", packed)
        self._added = [array("Q") for _ in range(1 << _BUCKET_BITS)]  # by their first bits: sorted in small pieces

    def add(self, number: str) -> None:
        if number:
            hashed = _hash(number)
            self._added[hashed >> 64 - _BUCKET_BITS].append(hashed)

    def packed(self) -> bytes:
        """What makes the set again, to be asked."""
        return b"".join(array("Q", sorted(bucket)).tobytes() for bucket in self._added)

    def __contains__(self, number: str) -> bool:
        wanted = _hash(number)
        at = bisect_left(self._sorted, wanted)
        return at < len(self._sorted) and self._sorted[at] == wanted


def _hash(number: str) -> int:
    return int.from_bytes(blake2b(number.encode(), digest_size=8).digest(), "big")
