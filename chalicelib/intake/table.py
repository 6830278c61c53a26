"""A file's bytes as a table: opened by what they are, not by the file's name, with its header found."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from chalicelib.intake.blob import Blob, Held, blob_of, start_of, whole
from chalicelib.intake.computed import with_amounts
from chalicelib.intake.delimited import BrokenCells, open_delimited
from chalicelib.intake.header import Columns, find_header
from chalicelib.intake.headings import under_headings
from chalicelib.intake.limits import MAX_FILE_BYTES, MAX_HELD_BYTES
from chalicelib.intake.markup import is_markup, open_markup
from chalicelib.intake.packed import begins_with_table, only_table
from chalicelib.intake.records import Cell, UnreadableFile
from chalicelib.intake.workbook import is_workbook, open_workbook

_CERTAIN = frozenset({"purchases_not_sales", "wrong_folder"})  # of all readings of a file, the one that knew it
_START = 2000  # bytes that tell a workbook or a page


class Table(Protocol):
    """Something that yields its records from the start as often as it is asked."""

    container: str
    encoding: str
    delimiter: str
    sheet: str

    def records(self, width: int = 0) -> Iterator[tuple[int, list[Cell]]]: ...


class Recognizes(Protocol):
    """Knows tables otherwise than by the names that everybody uses."""

    def remembered(self, tables: Sequence[Table]) -> tuple[Table, Columns] | None:
        """As a person said of such a file before."""

    def by_values(self, tables: Sequence[Table], failure: UnreadableFile) -> tuple[Table, Columns]:
        """As names and values show. Raises UnreadableFile."""


def check_size(size: int, limit: int = MAX_FILE_BYTES) -> None:
    """For a file not fetched yet. Raises UnreadableFile ``file_too_large`` or ``empty_file``; both in bytes."""
    if size > limit:
        raise UnreadableFile("file_too_large", limit_mb=str(limit // (1024 * 1024)))
    if not size:
        raise UnreadableFile("empty_file")


def open_table(
    content: bytes | Blob, folder: str, language: str = "es", recognizer: Recognizes | None = None
) -> tuple[Table, Columns]:
    """The first sheet, or reading of a delimited file, that has a header for ``folder``.

    Raises UnreadableFile with the failure that came closest to a header.
    """
    blob = blob_of(content)
    check_size(blob.size)
    tables = _candidates(blob)
    if recognizer and (known := recognizer.remembered(tables)):
        return known
    closest: UnreadableFile | None = None
    for table in tables:
        try:
            return with_amounts(table, find_header(table.records(), folder, language))
        except UnreadableFile as failure:
            if closest is None or _nearness(failure) > _nearness(closest):
                closest = failure
    closest = closest or UnreadableFile("empty_file")
    if folder == "invoices" and closest.code == "missing_columns" and (found := under_headings(tables, language)):
        return found
    if recognizer:
        return recognizer.by_values(tables, closest)
    raise closest


def body(table: Table, columns: Columns) -> Iterator[tuple[int, list[Cell]]]:
    """(line, cells) of the records below the header, blank ones left out.

    Every row has one cell per header column and a blank one more, at which missing fields may point.
    """
    width = len(columns.header)
    for line, cells in table.records(width):
        if line <= columns.line or not (any(cells) or isinstance(cells, BrokenCells)):
            continue
        missing = width - len(cells)
        if missing > 0:
            cells.extend([""] * missing)
        elif missing < 0:
            del cells[width:]
        cells.append("")
        yield line, cells


def _candidates(blob: Blob) -> list[Table]:
    if begins_with_table(start_of(blob, _START)):
        blob = Held(only_table(_held(blob)))
    start = start_of(blob, _START)
    if is_workbook(start):
        return list(open_workbook(_held(blob)))
    if is_markup(start):
        return [open_markup(_held(blob))]
    if start[:100].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        raise UnreadableFile("not_a_table")
    return list(open_delimited(blob))


def _held(blob: Blob) -> bytes:
    check_size(blob.size, MAX_HELD_BYTES)
    return whole(blob)


def _nearness(failure: UnreadableFile) -> int:
    found = failure.params.get("found")
    return 1 + str(found).count(",") if found else 1000 if failure.code in _CERTAIN else 0
