"""QR codes as inline SVG: for PIX and for our own payment link."""

from html import escape
from io import BytesIO

from chalicelib.domain.errors import GiveUp


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
