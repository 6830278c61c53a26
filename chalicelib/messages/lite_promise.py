"""The part of ``/lite`` about promises: a day to choose, and what was promised. It posts to ``/api/lite/promise``."""

from collections.abc import Mapping
from html import escape
from typing import Any

from chalicelib.messages.catalog import say

View = Mapping[str, Any]


def promise_part(lang: str, view: View, typed: str = "") -> str:
    """``view``: ``GET /api/account``'s answer. ``typed``: another day as it was typed; nobody types it twice."""
    promise = view.get("promise")
    if not promise:
        return ""
    kept = "".join(_open(lang, one, typed) for one in promise["open"])
    many = len(promise["offers"]) > 1
    forms = "".join(_form(lang, "save", offer, typed, named=many) for offer in promise["offers"])
    hint = f"<p>{_said(lang, 'lite.promise.hint')}</p>" if forms else ""
    title = f'<h2 id="promise">{_said(lang, "lite.promise")}</h2>' if kept or forms else ""
    return f"{title}{kept}{hint}{forms}"


def _open(lang: str, promise: View, typed: str) -> str:
    change = _form(lang, "change", promise, typed) if promise.get("dates") else ""
    withdraw = (
        f'<form method="post" action="/api/lite/promise">{_hidden(lang, promise["id"])}'
        f'<button class="btn second" name="act" value="withdraw">{_said(lang, "lite.promise.withdraw")}</button></form>'
    )
    details = f"<details><summary>{_said(lang, 'lite.promise.change')}</summary>{change}</details>" if change else ""
    return f'<div class="card"><p>{escape(promise["text"])}</p>{details}{withdraw}</div>'


def _form(lang: str, act: str, offer: View, typed: str, *, named: bool = False) -> str:
    """Radios first; another day is typed, for a phone without a date picker. ``named``: there is another currency."""
    name = f"{act}-{offer['currency']}"
    days = "".join(_choice(lang, name, at, one) for at, one in enumerate(offer["dates"]))
    example = offer["dates"][0]["on"] if offer["dates"] else offer["max"]
    label = _said(lang, "lite.promise.other", date=offer["max_text"])
    other = (
        f'<div class="field"><label for="{name}-other">{label}</label>'
        f'<p class="hint" id="{name}-hint">{_said(lang, "lite.promise.other_hint", example=example)}</p>'
        f'<input id="{name}-other" name="other" type="date" min="{escape(offer["min"])}" max="{escape(offer["max"])}" '
        f'value="{escape(typed)}" aria-describedby="{name}-hint"></div>'
    )
    legend = f'<legend class="{"" if named else "sr"}">{escape(offer["currency"])}</legend>'
    button = "lite.promise.change" if act == "change" else "lite.promise.save"
    return (
        f'<form method="post" action="/api/lite/promise" class="promise">{_hidden(lang, str(offer.get("id") or ""))}'
        f'<input type="hidden" name="currency" value="{escape(offer["currency"])}">'
        f"<fieldset>{legend}{days}</fieldset>{other}"
        f'<button class="btn" name="act" value="{act}">{_said(lang, button)}</button></form>'
    )


def _choice(lang: str, name: str, at: int, day: View) -> str:
    said = _said(lang, "lite.promise.day", date=day["text"], amount=day["total_text"])
    note = f'<p class="quiet">{escape(day["note"])}</p>' if day["note"] else ""
    return (
        f'<div class="choice"><input type="radio" name="on" id="{name}-{at}" value="{escape(day["on"])}">'
        f'<label for="{name}-{at}">{said}</label>{note}</div>'
    )


def _hidden(lang: str, promise: str) -> str:
    language = f'<input type="hidden" name="lang" value="{lang}">'
    return f'{language}<input type="hidden" name="promise" value="{escape(promise)}">'


def _said(lang: str, key: str, **params: object) -> str:
    return escape(say(lang, key, **params))
