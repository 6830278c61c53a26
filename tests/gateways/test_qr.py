"""QR codes: scalable, readable by a screen reader, allowed by a strict style policy."""

import struct
import xml.etree.ElementTree as ET
import zlib

import pytest
import segno

from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import qr

PIX = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR6304"


def test_it_is_an_image_with_a_name_that_scales_with_its_box() -> None:
    root = ET.fromstring(qr.svg(PIX, label='Código "PIX" <1>'))

    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Código "PIX" <1>'
    assert root.get("viewBox")
    assert "width" not in root.attrib


def test_it_needs_no_inline_style_and_keeps_its_white_ground_in_the_dark() -> None:
    svg = qr.svg(PIX)

    assert "style" not in svg
    assert 'fill="#fff"' in svg


def test_a_text_longer_than_a_code_holds_gives_up() -> None:
    with pytest.raises(GiveUp) as refusal:
        qr.svg("x" * 2400)
    assert refusal.value.code == "qr_too_long"


def test_the_png_of_a_link_is_the_code_module_by_module_and_small() -> None:
    link = "https://pay.example/es/#t=" + "aZ9-_" * 8
    picture = qr.png(link)
    pixels = decoded(picture)
    code = segno.make_qr(link, error="l", mask=4, boost_error=False)
    expected = [[bool(bit) for bit in row] for row in code.matrix_iter(border=4)]

    assert len(picture) < 600
    assert [[pixels[4 * y + 1][4 * x + 2] for x in range(len(row))] for y, row in enumerate(expected)] == expected
    with pytest.raises(GiveUp):
        qr.png("x" * 3000)


def decoded(picture: bytes) -> list[list[bool]]:
    """The dark pixels of a one-bit gray PNG, by the specification and no more of it than we write."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, dict[bytes, bytes]()
    while at < len(picture):
        size, kind = struct.unpack(">I4s", picture[at : at + 8])
        body, at = picture[at + 8 : at + 8 + size], at + 12 + size
        assert struct.unpack(">I", picture[at - 4 : at]) == (zlib.crc32(kind + body),)
        chunks[kind] = body
    width, height, depth, color = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, color, width) == (1, 0, height)
    raw, line = zlib.decompress(chunks[b"IDAT"]), 1 + -(-width // 8)
    assert len(raw) == line * height
    rows = [raw[y * line + 1 : (y + 1) * line] for y in range(height)]
    return [[not row[x // 8] >> (7 - x % 8) & 1 for x in range(width)] for row in rows]
