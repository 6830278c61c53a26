"""A file's bytes as a table: opened by what they are, not by the file's name, with its header found."""

from collections.abc import Iterator
from typing import Protocol

from chalicelib.intake.delimited import BrokenCells, open_delimited
from chalicelib.intake.header import Columns, find_header
from chalicelib.intake.limits import MAX_FILE_BYTES
from chalicelib.intake.markup import is_markup, open_markup
from chalicelib.intake.records import Cell, UnreadableFile
from chalicelib.intake.workbook import is_workbook, open_workbook


class Table(Protocol):
    """Something that yields its records from the start as often as it is asked."""

    container: str
    encoding: str
    delimiter: str
    sheet: str

    def records(self, width: int = 0) -> Iterator[tuple[int, list[Cell]]]: ...


def check_size(size: int) -> None:
    """For a file not fetched yet. Raises UnreadableFile ``file_too_large`` or ``empty_file``; ``size`` in bytes."""
    if size > MAX_FILE_BYTES:
        raise UnreadableFile("file_too_large", limit_mb=str(MAX_FILE_BYTES // (1024 * 1024)))
    if not size:
        raise UnreadableFile("empty_file")


def open_table(data: bytes, folder: str, language: str = "es") -> tuple[Table, Columns]:
    """The first sheet, or reading of a delimited file, that has a header for ``folder``.

    Raises UnreadableFile with the failure that came closest to a header.
    """
    check_size(len(data))
    closest: UnreadableFile | None = None
    for table in _candidates(data):
        try:
            return table, find_header(table.records(), folder, language)
        except UnreadableFile as failure:
            if closest is None or _nearness(failure) > _nearness(closest):
                closest = failure
    raise closest or UnreadableFile("empty_file")


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


def _candidates(data: bytes) -> list[Table]:
    if is_workbook(data):
        return list(open_workbook(data))
    if is_markup(data):
        return [open_markup(data)]
    if data[:100].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        raise UnreadableFile("not_a_table")
    return list(open_delimited(data))


def _nearness(failure: UnreadableFile) -> int:
    found = failure.params.get("found")
    return 1 + str(found).count(",") if found else 1000 if failure.code == "purchases_not_sales" else 0
