"""QR codes: scalable, readable by a screen reader, allowed by a strict style policy."""

import xml.etree.ElementTree as ET

import pytest

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
