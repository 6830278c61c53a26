"""Sheets of XLSX and XLS workbooks through calamine, with true dates and numbers as the sheet holds them."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from chalicelib.intake.limits import MAX_COLUMNS, MAX_ROWS
from chalicelib.intake.records import Cell, UnreadableFile
from chalicelib.intake.zip_safety import check_workbook

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MAX_SHEETS = 20


class Sheet:
    """One sheet, read from the start any number of times. Its ``line`` is the row number a spreadsheet shows."""

    container = "workbook"
    encoding = ""
    delimiter = ""

    def __init__(self, name: str, sheet: Any, formulas: dict[tuple[int, int], str]) -> None:
        self.sheet, self._rows, self._formulas = name, sheet, formulas

    def records(self, width: int = 0) -> Iterator[tuple[int, list[Cell]]]:
        start = self._rows.start
        left = start[1] if start else 0
        for line, values in enumerate(self._rows.iter_rows(), 1):
            cells = [value if type(value) in (str, float) else _cell(value) for value in values]
            if self._formulas:
                cells = [cell or self._formulas.get((line, left + at), cell) for at, cell in enumerate(cells, 1)]
            yield line, cells


def is_workbook(data: bytes) -> bool:
    return data.startswith((ZIP, OLE))


def open_workbook(data: bytes) -> list[Sheet]:
    """The sheets, in the workbook's order.

    Raises UnreadableFile ``encrypted_file``, ``corrupt_workbook``, ``workbook_too_big``, ``not_a_table``,
    ``too_many_rows``, ``too_many_columns``.
    """
    from python_calamine import CalamineError, load_workbook

    from chalicelib.intake.formulas import unanswered_formulas

    if data.startswith(ZIP):
        check_workbook(data)
    elif _ENCRYPTED_STREAM in data:
        raise UnreadableFile("encrypted_file")
    try:
        book = load_workbook(io.BytesIO(data))
        names = book.sheet_names[:_MAX_SHEETS]
        formulas = unanswered_formulas(data, names) if data.startswith(ZIP) else {}
        sheets = [Sheet(name, book.get_sheet_by_name(name), formulas.get(name, {})) for name in names]
    except (CalamineError, OSError, ValueError) as error:
        code = "encrypted_file" if type(error).__name__ == "PasswordError" else "corrupt_workbook"
        raise UnreadableFile(code) from error
    for sheet in sheets:
        _check_size(sheet)
    return sheets


def _check_size(sheet: Sheet) -> None:
    if sheet._rows.total_height > MAX_ROWS:
        raise UnreadableFile("too_many_rows", limit=str(MAX_ROWS))
    if sheet._rows.total_width > MAX_COLUMNS:
        raise UnreadableFile("too_many_columns", limit=str(MAX_COLUMNS))


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | time):
        return value
    if isinstance(value, timedelta):
        return str(value)
    return float(value) if isinstance(value, int) else str(value)
