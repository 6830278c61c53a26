"""What an uploaded proof really is, from its bytes alone: a picture or a PDF, or why it is neither. Pure.

Only four kinds pass. Whatever could run, hide another file or ask for a password is refused as a whole: nothing is
stripped silently, and nothing is decoded.
"""

import re
import struct

import msgspec

from chalicelib.domain.already_paid.safe_pdf import check_pdf
from chalicelib.domain.errors import Refusal

PDF = "application/pdf"
TYPES = ("image/jpeg", "image/png", "image/webp", PDF)
LARGEST = 10 << 20  # bytes
_MOST_PIXELS, _LONGEST_SIDE = 100_000_000, 20_000

# ISO/IEC 10918-1 B.1.1.3: frames by their marker; C4, C8 and CC are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKUP = re.compile(rb"<script|<html|<!doctype|<\?php|javascript:|<iframe", re.IGNORECASE)
_ARCHIVES = re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")
_ZIP_END, _ZIP_ENTRY = b"PK\x05\x06", b"PK\x01\x02"
_ZIP_TAIL = 66_000  # bytes in which a ZIP's end must lie: its comment is the longest part (APPNOTE 4.3.16)


class Told(msgspec.Struct, frozen=True):
    """What the bytes are: a MIME type of ``TYPES``; of a picture its size in pixels."""

    type: str
    width: int = 0
    height: int = 0


def look(data: bytes) -> Told:
    """Raises Refusal: proof_empty, proof_too_large, proof_wrong_type, proof_unsafe, proof_locked, proof_damaged."""
    if not data:
        raise Refusal("proof_empty")
    if len(data) > LARGEST:
        raise Refusal("proof_too_large", most_mb=LARGEST >> 20)
    told = _kind(data)
    if _hides_another(data, told):
        raise Refusal("proof_unsafe")
    if told.type != PDF and not _is_a_picture(told):
        raise Refusal("proof_damaged")
    return told


def _kind(data: bytes) -> Told:
    if data.startswith(b"\xff\xd8\xff"):
        return Told("image/jpeg", *_jpeg(data))
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Told("image/png", *_png(data))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Told("image/webp", *_webp(data))
    if re.match(rb"%PDF-[12]\.\d", data):
        check_pdf(data)
        return Told(PDF)
    raise Refusal("proof_wrong_type")


def _hides_another(data: bytes, told: Told) -> bool:
    """A page, a program's archive or a document behind a picture: some reader would open that instead."""
    if _MARKUP.search(data) or _ARCHIVES.search(data) or (told.type != PDF and b"%PDF-" in data):
        return True
    return data.rfind(_ZIP_END, max(0, len(data) - _ZIP_TAIL)) >= 0 and _ZIP_ENTRY in data


def _is_a_picture(told: Told) -> bool:
    sides = min(told.width, told.height) > 0 and max(told.width, told.height) <= _LONGEST_SIDE
    return sides and told.width * told.height <= _MOST_PIXELS


def _jpeg(data: bytes) -> tuple[int, int]:
    """Width and height from the first frame header."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        elif length < 2 or marker == 0xDA:
            break
        else:
            at += 2 + length
    raise Refusal("proof_damaged")


def _png(data: bytes) -> tuple[int, int]:
    """Width and height from IHDR; the file must end with its last chunk."""
    at, size = 8, (0, 0)
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if name == b"IHDR" and length == 13:
            width, height = struct.unpack(">II", data[at + 8 : at + 16])
            size = width, height
        at += 12 + length
        if name == b"IEND":
            if at != len(data):
                raise Refusal("proof_unsafe")
            return size
    raise Refusal("proof_damaged")


def _webp(data: bytes) -> tuple[int, int]:
    """Width and height of a lossy, lossless or extended file, which must end where its container does."""
    if int.from_bytes(data[4:8], "little") + 8 != len(data):
        raise Refusal("proof_unsafe" if int.from_bytes(data[4:8], "little") + 8 < len(data) else "proof_damaged")
    kind, head = data[12:16], data[20:30]
    if len(head) < 10:
        raise Refusal("proof_damaged")
    if kind == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    raise Refusal("proof_damaged")
