"""A document as HTML for mail readers: inline styles, light and dark, nothing remote, no script; everything escaped.

Classes exist only for the dark palette: readers that drop ``<style>`` show the light one.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from chalicelib.messages.blocks import (
    Block,
    Bullets,
    Button,
    Document,
    Entry,
    Facts,
    Figure,
    Finding,
    Heading,
    Note,
    Paragraph,
    Picture,
    Small,
)
from chalicelib.messages.letter import Row
from chalicelib.messages.names import initial

_FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif"
_DARK = (
    "@media (prefers-color-scheme:dark){.paper{background:#121817!important}.card{background:#1b2423!important;"
    "border-color:#33413f!important}.ink{color:#e8eeed!important}.soft{color:#b3c0be!important}"
    ".note{background:#173330!important;color:#d5ece8!important}.rule{border-color:#33413f!important}"
    ".btn{background:#6fd0c2!important;color:#0c1716!important}.link{color:#6fd0c2!important}}"
)
# Keeps a locked screen from filling the preview with the body, where the amounts are.
_PREVIEW_PADDING = "&#8199;&#847; " * 90
_SOFT = 'class="soft" style="margin:4px 0 0;font-size:14px;color:#55635f"'


def html(document: Document) -> str:
    """The HTML part. A letter that fits a 320 px screen and stays readable with styles stripped."""
    sender = escape(document.sender)
    return (
        f'<!doctype html><html lang="{document.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        '<meta name="format-detection" content="telephone=no,date=no,address=no">'
        f"<title>{escape(document.subject)}</title><style>{_DARK}</style></head>"
        f'<body class="paper" style="margin:0;padding:0;background:#faf8f4;{_FONT}">'
        f'<div style="display:none;max-height:0;overflow:hidden">{escape(document.preview)} {_PREVIEW_PADDING}</div>'
        f'<div class="paper" role="article" aria-roledescription="email" aria-label="{escape(document.subject)}" '
        f'lang="{document.lang}" style="background:#faf8f4;padding:16px 12px 32px">'
        '<div class="ink" style="max-width:560px;margin:0 auto;color:#1c2b2a;font-size:16px;line-height:1.5;'
        'overflow-wrap:break-word">'
        f"{_bar(sender, document.sender)}"
        '<div class="card" style="background:#ffffff;border:1px solid #e3ded4;border-radius:14px;padding:20px">'
        f"{_joined(document.body)}</div>"
        f'<div style="padding:16px 8px 0">{_joined(document.foot)}</div></div></div></body></html>'
    )


def _joined(blocks: tuple[Block, ...]) -> str:
    return "".join(_WRITERS[type(block)](block) for block in blocks)


def _bar(sender: str, name: str) -> str:
    return (
        '<p style="margin:0 0 12px;padding:4px;font-weight:700"><span class="btn" aria-hidden="true" '
        'style="display:inline-block;width:28px;line-height:28px;margin-right:10px;border-radius:7px;'
        f'background:#0a5e56;color:#ffffff;text-align:center">{escape(initial(name))}</span>{sender}</p>'
    )


def _heading(block: Heading) -> str:
    return f'<h1 style="margin:0 0 12px;font-size:22px;line-height:1.25">{escape(block.text)}</h1>'


def _paragraph(block: Paragraph) -> str:
    style = "margin:20px 0 10px;font-weight:700" if block.strong else "margin:0 0 12px"
    return f'<p style="{style}">{escape(block.text)}</p>'


def _figure(block: Figure) -> str:
    notes = "".join(f"<p {_SOFT}>{escape(note)}</p>" for note in block.notes)
    return (
        '<div style="margin:16px 0"><p class="soft" style="margin:0;font-size:14px;color:#55635f">'
        f"{escape(block.label)}</p>"
        '<p style="margin:0;font-size:28px;line-height:1.2;font-weight:700;font-variant-numeric:tabular-nums">'
        f"{escape(block.amount)}</p>{notes}</div>"
    )


def _entry(block: Entry) -> str:
    note = f"<p {_SOFT}>{escape(block.note)}</p>" if block.note else ""
    return (
        '<div class="rule" style="border-top:1px solid #e3ded4;padding:12px 0">'
        f"{_pair(block.title, block.amount, 'font-weight:700')}{note}{''.join(_row(row) for row in block.rows)}</div>"
    )


def _row(row: Row) -> str:
    return _pair(row.label, row.text, "font-size:14px")


def _pair(label: str, value: str, style: str) -> str:
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse"><tr>'
        f'<td style="{style};padding:2px 12px 2px 0;vertical-align:top;word-break:break-word">{escape(label)}</td>'
        f'<td align="right" style="{style};padding:2px 0;vertical-align:top;text-align:right;'
        f'font-variant-numeric:tabular-nums">{escape(value)}</td></tr></table>'
    )


def _facts(block: Facts) -> str:
    pairs = "".join(_pair(label, value, "") for label, value in block.pairs)
    return f'<div class="rule" style="border-top:1px solid #e3ded4;padding:12px 0">{pairs}</div>'


def _bullets(block: Bullets) -> str:
    items = "".join(f'<li style="margin:0 0 6px">{escape(item)}</li>' for item in block.items)
    return f'<ul style="margin:0 0 12px;padding-left:20px">{items}</ul>'


def _finding(block: Finding) -> str:
    place = f"<p {_SOFT}>{escape(block.place)}</p>" if block.place else ""
    advice = f'<p style="margin:4px 0 0">{escape(block.advice)}</p>' if block.advice else ""
    return (
        '<div class="rule" style="border-top:1px solid #e3ded4;padding:12px 0">'
        f'<p style="margin:0;font-weight:600">{escape(block.title)}</p>{advice}{place}</div>'
    )


def _note(block: Note) -> str:
    return (
        '<p class="note" style="margin:12px 0;padding:12px 14px;border-radius:10px;background:#e2f0ed;color:#173b37">'
        f"{escape(block.text)}</p>"
    )


def _button(block: Button) -> str:
    return (
        f'<p style="margin:20px 0"><a class="btn" href="{escape(block.url)}" style="display:block;padding:15px 20px;'
        'border-radius:14px;background:#0a5e56;color:#ffffff;font-weight:700;text-align:center;text-decoration:none">'
        f"{escape(block.label)}</a></p>"
    )


def _small(block: Small) -> str:
    link = (
        f' <a class="link" href="{escape(block.url)}" style="color:#0a5e56">{escape(block.label or block.url)}</a>'
        if block.url
        else ""
    )
    return f'<p class="soft" style="margin:0 0 8px;font-size:14px;color:#55635f">{escape(block.text)}{link}</p>'


def _picture(block: Picture) -> str:
    return (
        f'<div style="margin:20px 0 0;text-align:center"><img src="cid:{escape(block.content_id)}" width="148" '
        f'height="148" alt="{escape(block.alt)}" title="{escape(block.alt)}" style="border:0;background:#ffffff"></div>'
    )


_WRITERS: dict[type[Block], Callable[[Any], str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Figure: _figure,
    Finding: _finding,
    Entry: _entry,
    Facts: _facts,
    Bullets: _bullets,
    Note: _note,
    Button: _button,
    Small: _small,
    Picture: _picture,
}
