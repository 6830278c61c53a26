"""Records of a delimited file with the physical line where each starts, in constant memory beside its bytes.

A quote that is opened and never closed swallows the lines after it. Such a record is read again line by line, so
that it costs its own row and no other.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from chalicelib.intake.blob import Blob, blob_of
from chalicelib.intake.delimiter import rank_delimiters
from chalicelib.intake.encoding import detect_encoding
from chalicelib.intake.records import Cell, UnreadableFile

_SAMPLE_LINES = 200
_MAX_SAMPLE_LINE = 20_000


class BrokenCells(list[Cell]):
    """The cells of a line that could not be read as it stands; ``code`` says why."""

    def __init__(self, cells: Sequence[Cell], code: str) -> None:
        super().__init__(cells)
        self.code = code


class Delimited:
    """A delimited file that can be read from the start any number of times."""

    container = "delimited"
    sheet = ""

    def __init__(self, blob: Blob, encoding: str, delimiter: str) -> None:
        self.blob, self.encoding, self.delimiter = blob, encoding, delimiter

    def records(self, width: int = 0) -> Iterator[tuple[int, list[Cell]]]:
        """(line, cells) of every record, blank ones included. ``width``: cells in the header, once it is known."""
        reader = csv.reader(_lines(self.blob, self.encoding), delimiter=self.delimiter)
        line = 1
        while True:
            cells = _next_record(reader)
            if cells is None:
                return
            if reader.line_num != line and _is_odd(cells, self.delimiter):
                break
            yield line, cells
            line = reader.line_num + 1
        rest = islice(_lines(self.blob, self.encoding), line - 1, None)
        yield from _careful_records(rest, line, self.delimiter, width)


def open_delimited(content: bytes | Blob) -> list[Delimited]:
    """The file under each delimiter, the most likely first; the caller takes the first in which it finds a header.

    Raises UnreadableFile ``empty_file``, ``not_a_table``.
    """
    blob = blob_of(content)
    encoding = detect_encoding(blob)
    sample = [line[:_MAX_SAMPLE_LINE] for line in islice(_lines(blob, encoding), _SAMPLE_LINES)]
    if not any(line.strip() for line in sample):
        raise UnreadableFile("empty_file")
    return [Delimited(blob, encoding, delimiter) for delimiter in rank_delimiters(sample)]


def _lines(blob: Blob, encoding: str) -> Iterator[str]:
    """Physical lines with their ends: LF, CRLF or CR alone."""
    with io.TextIOWrapper(blob.open(), encoding, errors="replace", newline="") as text:
        yield from text


def _is_odd(cells: list[Cell], delimiter: str) -> bool:
    """Whether a record of several lines may have swallowed others, so that the rest needs reading with more care."""
    return isinstance(cells, BrokenCells) or any(delimiter in cell for cell in cells if isinstance(cell, str))


def _careful_records(lines: Iterator[str], line: int, delimiter: str, width: int) -> Iterator[tuple[int, list[Cell]]]:
    """The records from ``line`` on, remembering the lines of each, so that swallowed ones can be read again."""
    seen: list[str] = []  # lines of the record being read
    again: deque[str] = deque()  # swallowed lines, to be read again
    reader = csv.reader(_remembered(again, lines, seen), delimiter=delimiter)
    while True:
        cells = _next_record(reader)
        if cells is None:
            return
        if len(seen) > 1 and (isinstance(cells, BrokenCells) or _swallows(cells, seen, delimiter, width)):
            cells = BrokenCells(_alone(seen[0], delimiter), "broken_quotes")
            again.extendleft(reversed(seen[1:]))
            del seen[1:]
            reader = csv.reader(_remembered(again, lines, seen), delimiter=delimiter)
        yield line, cells
        line += len(seen)
        seen.clear()


def _remembered(again: deque[str], lines: Iterator[str], seen: list[str]) -> Iterator[str]:
    while again:
        seen.append(again.popleft())
        yield seen[-1]
    for line in lines:
        seen.append(line)
        yield line


def _next_record(reader: Iterator[list[str]]) -> list[Cell] | None:
    try:
        return next(reader, None)  # type: ignore[return-value]  # a list of str, which nobody changes
    except csv.Error:  # a field beyond csv's limit: a huge cell, or a quote that never closes
        return BrokenCells([], "cell_too_long")


def _swallows(cells: list[Cell], seen: list[str], delimiter: str, width: int) -> bool:
    """Whether a cell of several lines holds whole rows, and the quotes around it do not add up."""
    enough = max(width - 1, 1)
    rows_inside = any(2 * line.count(delimiter) >= enough for line in seen[1:])
    return rows_inside and (len(cells) < width or not _is_strict(seen, delimiter))


def _is_strict(seen: list[str], delimiter: str) -> bool:
    try:
        return len(list(csv.reader(seen, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _alone(line: str, delimiter: str) -> list[Cell]:
    try:
        return list(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return []
