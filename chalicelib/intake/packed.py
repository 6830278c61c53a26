"""A ZIP around one table, as tax portals hand out their registers."""

import io
import zipfile
import zlib

from chalicelib.intake.limits import MAX_HELD_BYTES
from chalicelib.intake.records import UnreadableFile

ZIP = b"PK\x03\x04"
_TABLES = (".txt", ".csv", ".tsv", ".xls", ".xlsx")
_LITTER = ("__macosx/", ".ds_store", "thumbs.db")
_NAME_AT, _NAME_LENGTH_AT = 30, slice(26, 28)  # in the header of a ZIP's first file
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError)


def begins_with_table(start: bytes) -> bool:
    """By the first bytes: a ZIP whose first file is a table. Workbooks, which are ZIPs too, begin otherwise."""
    if not start.startswith(ZIP):
        return False
    length = int.from_bytes(start[_NAME_LENGTH_AT], "little")
    return start[_NAME_AT : _NAME_AT + length].decode("utf-8", "replace").lower().endswith(_TABLES)


def only_table(data: bytes) -> bytes:
    """The table of a ZIP that holds one. Raises UnreadableFile ``not_a_table``, ``file_too_large``, ``corrupt_zip``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            tables = [entry for entry in archive.infolist() if _is_table(entry)]
            if len(tables) != 1:
                raise UnreadableFile("not_a_table")
            with archive.open(tables[0]) as packed:
                unpacked = packed.read(MAX_HELD_BYTES + 1)
    except _BROKEN as error:
        raise UnreadableFile("corrupt_zip") from error
    if len(unpacked) > MAX_HELD_BYTES:
        raise UnreadableFile("file_too_large", limit_mb=str(MAX_HELD_BYTES >> 20))
    return unpacked


def _is_table(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.lower()
    return name.endswith(_TABLES) and not any(litter in name for litter in _LITTER)
