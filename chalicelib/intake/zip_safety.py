"""What an XLSX really holds when unpacked, found out without unpacking it into memory.

Declared sizes can lie, so each entry is inflated in small pieces and thrown away, up to the limit. On the way the
cells' references are read: two cells at opposite corners of a sheet would make calamine fill all that lies between.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from chalicelib.intake.limits import MAX_SHEET_CELLS, MAX_WORKBOOK_BYTES
from chalicelib.intake.records import UnreadableFile

_MAX_ENTRIES = 5_000
_PIECE = 1 << 18
_LOCAL_HEADER = 30
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_LONGEST_REFERENCE = 64
_XLSX_PART = "xl/workbook.xml"


def check_workbook(data: bytes, limit: int = MAX_WORKBOOK_BYTES) -> None:
    """Raises UnreadableFile ``workbook_too_big``, ``encrypted_file``, ``corrupt_workbook``, ``not_a_table``."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile("corrupt_workbook") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile("encrypted_file")
    if not any(entry.filename == _XLSX_PART for entry in entries):
        raise UnreadableFile("not_a_table")
    too_big = UnreadableFile("workbook_too_big", limit_mb=str(limit >> 20))
    if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > limit:
        raise too_big
    left = limit
    for entry in entries:
        extent = _Extent()
        for piece in _pieces(data, entry):
            left -= len(piece)
            extent.look(piece)
            if left < 0 or extent.cells > MAX_SHEET_CELLS:
                raise too_big


def _pieces(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked entry, a piece at a time."""
    head = data[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    start = entry.header_offset + _LOCAL_HEADER + int.from_bytes(head[26:28], "little")
    start += int.from_bytes(head[28:30], "little")
    packed: bytes | memoryview = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        for at in range(0, len(packed), _PIECE):
            yield bytes(packed[at : at + _PIECE])
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed:
            yield inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
    except zlib.error as error:
        raise UnreadableFile("corrupt_workbook") from error


class _Extent:
    """The farthest row and column that the cell references of one part name."""

    def __init__(self) -> None:
        self._column, self._row, self._tail = b"A", 1, b""

    @property
    def cells(self) -> int:
        return self._row * _column_number(self._column)

    def look(self, piece: bytes) -> None:
        references = _REFERENCE.findall(self._tail + piece)
        self._tail = piece[-_LONGEST_REFERENCE:]
        if references:
            self._row = max(self._row, *map(int, {row for _, row in references}))
            columns = {self._column, *(column.upper() for column, _ in references)}
            self._column = max(columns, key=_column_number)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
