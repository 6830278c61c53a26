"""The part of ``/lite`` about reminders: where they come, one tap that stops or restarts them; how the page ends."""

from collections.abc import Mapping
from html import escape
from typing import Any

from chalicelib.messages.catalog import say

View = Mapping[str, Any]


def reminders_part(lang: str, view: View) -> str:
    """``view["channels"]``: those of ``GET /api/preferences``. It posts to ``/api/lite/reminders``."""
    forms = "".join(_channel(lang, one) for one in view.get("channels") or ())
    if not forms:
        return ""
    still = f'<p class="quiet">{_said(lang, "lite.stop.still")}</p>'
    return f'<h2 id="reminders">{_said(lang, "lite.reminders")}</h2>{forms}{still}'


def _channel(lang: str, channel: View) -> str:
    """What the button does is the sentence that is kept as consent, or as its end."""
    act = "stop" if channel["reminders"] else "restart"
    where = f"{escape(channel['label'])} · {escape(channel['address'])}"
    said = _said(lang, f"preferences.{'stop' if channel['reminders'] else 'consent'}.{channel['id']}")
    return (
        '<form method="post" action="/api/lite/reminders" class="card">'
        f'<input type="hidden" name="lang" value="{lang}">'
        f'<input type="hidden" name="channel" value="{escape(channel["id"])}"><p>{where}</p>'
        f'<p class="quiet">{said}</p>'
        f'<button class="btn second" name="act" value="{act}">{_said(lang, f"lite.reminders.{act}")}'
        f'<span class="sr"> {where}</span></button></form>'
    )


def end_part(lang: str, view: View) -> str:
    """Until when the page is open, one tap to stay, one to leave. Both post to ``/lite``."""
    until = view.get("open_until_text")
    stay = (
        f'<p class="quiet">{_said(lang, "lite.until", time=until)}</p>'
        f'<button class="btn second" name="stay" value="1">{_said(lang, "lite.stay")}</button>'
        if until
        else ""
    )
    return (
        f'<form method="post" action="/lite"><input type="hidden" name="lang" value="{lang}">{stay}'
        f'<button class="btn second" name="end" value="1">{_said(lang, "lite.end")}</button></form>'
    )


def _said(lang: str, key: str, **params: object) -> str:
    return escape(say(lang, key, **params))
