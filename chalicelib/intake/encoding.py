"""Which encoding a delimited file is in: BOM, else UTF-8 strictly, else Windows-1252."""

import codecs

from chalicelib.intake.blob import Blob, blob_of, start_of
from chalicelib.intake.records import UnreadableFile

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TEXT_CONTROLS = b"\t\n\r\x0b\x0c\x1a\x1b"
_CONTROLS = bytes(sorted(set(range(32)) - set(_TEXT_CONTROLS)))
_JUNK_SHARE = 0.01
_STRAY = 4  # stray control characters that even a short text may hold


def detect_encoding(content: bytes | Blob) -> str:
    """The codec to decode ``content`` with.

    Raises UnreadableFile ``empty_file`` or ``not_a_table`` (a picture, a PDF, a program …).
    """
    blob = blob_of(content)
    sample = start_of(blob, _SAMPLE)
    for bom, codec in _BOMS:
        if sample.startswith(bom):
            return codec
    if not sample.strip():
        raise UnreadableFile("empty_file")
    if codec := _utf_16_without_bom(sample):
        return codec
    if sample.startswith(b"%PDF") or _controls(sample) > max(_STRAY, _JUNK_SHARE * len(sample)):
        raise UnreadableFile("not_a_table")
    return "utf-8" if _is_utf_8(blob) else "cp1252"


def _utf_16_without_bom(sample: bytes) -> str:
    """UTF-16 of western text has a zero in every other byte, and always the same one."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if half >= 4 and odd > 0.8 * half and even == 0:
        return "utf-16-le"
    if half >= 4 and even > 0.8 * half and odd == 0:
        return "utf-16-be"
    return ""


def _controls(sample: bytes) -> int:
    return len(sample) - len(sample.translate(None, _CONTROLS))


def _is_utf_8(blob: Blob) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with blob.open() as opened:
            while chunk := opened.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
