"""What a ZIP container really holds when unpacked, found out without unpacking it into memory.

Declared sizes can lie, so each entry is inflated in small pieces and thrown away, up to the limit.
"""

import io
import zipfile
import zlib

from chalicelib.intake.limits import MAX_WORKBOOK_BYTES
from chalicelib.intake.records import UnreadableFile

_MAX_ENTRIES = 5_000
_PIECE = 1 << 18
_LOCAL_HEADER = 30


def check_zip(data: bytes, limit: int = MAX_WORKBOOK_BYTES) -> None:
    """Raises UnreadableFile ``workbook_too_big`` for a bomb, ``encrypted_file``, or ``corrupt_workbook``."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile("corrupt_workbook") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile("encrypted_file")
    if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > limit:
        raise UnreadableFile("workbook_too_big", limit_mb=_megabytes(limit))
    left = limit
    for entry in entries:
        left -= _unpacked_size(data, entry, left)
        if left < 0:
            raise UnreadableFile("workbook_too_big", limit_mb=_megabytes(limit))


def _unpacked_size(data: bytes, entry: zipfile.ZipInfo, enough: int) -> int:
    """Bytes the entry unpacks to; stops counting once beyond ``enough``."""
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        return entry.file_size
    head = data[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    start = entry.header_offset + _LOCAL_HEADER + int.from_bytes(head[26:28], "little")
    start += int.from_bytes(head[28:30], "little")
    inflate, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    packed: bytes | memoryview = memoryview(data)[start : start + entry.compress_size]
    try:
        while packed and size <= enough:
            size += len(inflate.decompress(packed, _PIECE))
            packed = inflate.unconsumed_tail
    except zlib.error as error:
        raise UnreadableFile("corrupt_workbook") from error
    return size


def _megabytes(size: int) -> str:
    return str(size // (1024 * 1024))
