"""QR codes: scalable, readable by a screen reader, allowed by a strict style policy."""

import struct
import xml.etree.ElementTree as ET
import zlib

import pytest
import segno
import zxingcpp

from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import qr
from chalicelib.gateways.link_qr import modules_of

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


@pytest.mark.parametrize("length", [*range(1, 108), 300])
def test_a_reader_reads_the_picture_of_a_link_of_any_length(length: int) -> None:
    link = ("https://pay.example/es/#t=" + "aZ9-_" * 60)[:length]
    assert read(qr.png(link)) == [link]


@pytest.mark.parametrize("length", [17, 32, 53, 78, 106])  # full codes: elsewhere the library pads in its own way
def test_our_own_code_is_the_librarys_module_by_module(length: int) -> None:
    link = ("https://pay.example/es/#t=" + "aZ9-_" * 60)[:length]
    code = segno.make_qr(link, error="l", mask=4, boost_error=False)
    assert modules_of(link.encode()) == (len(code.matrix), b"".join(map(bytes, code.matrix)))


def test_the_picture_is_small_and_has_its_limits() -> None:
    assert len(qr.png("https://pay.example/es/#t=" + "aZ9-_" * 8)) < 600
    assert read(qr.png("Ñandú")) == ["Ñandú"]
    with pytest.raises(GiveUp):
        qr.png("x" * 3000)


def read(picture: bytes) -> list[str]:
    """What a reader of QR codes, as phones have one, sees in the picture."""
    rows = decoded(picture)
    gray = bytes(0 if dark else 255 for row in rows for dark in row)
    image = memoryview(gray).cast("B", shape=[len(rows), len(rows)])
    return [found.text for found in zxingcpp.read_barcodes(image)]


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
