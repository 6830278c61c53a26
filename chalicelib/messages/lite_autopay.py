"""The part of ``/lite`` about autopay: what it will charge, and one tap that stops it. The portal turns it on."""

from collections.abc import Mapping
from html import escape
from typing import Any

from chalicelib.messages.catalog import say


def autopay_part(lang: str, view: Mapping[str, Any]) -> str:
    """``view["autopay"]`` of ``GET /api/account``; nothing where it is off. It posts to ``/api/lite/autopay``."""
    told = view.get("autopay") or {}
    if told.get("state") not in {"active", "paused"}:
        return ""
    lines = (told["state_text"], told["card_text"], f"{told['line']}." if told["line"] else "")
    said = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return (
        f'<h2 id="autopay">{_said(lang, "autopay.title")}</h2>'
        f'<form method="post" action="/api/lite/autopay" class="card">'
        f'<input type="hidden" name="lang" value="{lang}">{said}'
        f'<button class="btn second">{_said(lang, "autopay.stop.button")}</button></form>'
    )


def _said(lang: str, key: str) -> str:
    return escape(say(lang, key))
