"""QR codes: as inline SVG for PIX and our own payment link, as PNG for the link in an e-mail."""

import struct
import zlib
from binascii import unhexlify
from collections.abc import Sequence
from html import escape
from io import BytesIO

from chalicelib.domain.errors import GiveUp
from chalicelib.gateways.link_qr import LONGEST, modules_of

_QUIET = 4  # modules around a code
_PIXELS = 4  # of a module, each way: a module of a line is one hexadecimal digit
_MODULE = bytes.maketrans(b"\0\1", b"f0")


def svg(text: str, label: str = "QR") -> str:
    """A QR code of ``text`` that scales with its box, black on white in light and dark alike.

    ``label`` is what a screen reader says. Presentation attributes only: a strict style-src lets it through. Raises
    GiveUp("qr_too_long") beyond what a code holds (2,331 bytes).
    """
    import segno

    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        raise GiveUp("qr_too_long") from None
    out = BytesIO()
    code.save(
        out, kind="svg", xmldecl=False, nl=False, omitsize=True, border=4, light="#fff", svgclass=None, lineclass=None
    )
    return out.getvalue().decode().replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)


def png(text: str) -> bytes:
    """A QR code of ``text``, black on white, four pixels a module, under half a kilobyte: for mail readers without SVG.

    Raises GiveUp("qr_too_long").
    """
    rows = modules(text)
    size = len(rows) + 2 * _QUIET
    quiet, even = b"f" * _QUIET, b"f" * (size % 2)
    lines = [quiet + row.translate(_MODULE) + quiet for row in rows]
    blank = [b"f" * size] * _QUIET
    raw = b"".join((b"\0" + unhexlify(line + even)) * _PIXELS for line in (*blank, *lines, *blank))
    header = struct.pack(">IIBBBBB", size * _PIXELS, size * _PIXELS, 1, 0, 0, 0, 0)  # one bit a pixel, gray
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def modules(text: str) -> Sequence[bytes | bytearray]:
    """Rows of 0 and 1, without the quiet margin. Raises GiveUp("qr_too_long").

    A link of usual length costs next to nothing; a longer text goes through the library.
    """
    if text.isascii() and len(text) <= LONGEST:
        size, plain = modules_of(text.encode())
        return [plain[at : at + size] for at in range(0, size * size, size)]
    import segno

    try:
        rows: Sequence[bytearray] = segno.make_qr(text, error="l", boost_error=False).matrix
    except segno.DataOverflowError:
        raise GiveUp("qr_too_long") from None
    return rows


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
