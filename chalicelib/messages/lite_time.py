"""The part of ``/lite`` about more time and installments. The form posts to ``/api/lite/extension``."""

from collections.abc import Mapping
from html import escape
from typing import Any

from chalicelib.messages.catalog import say

View = Mapping[str, Any]


def time_section(lang: str, view: View) -> str:
    """Days to choose from, or another one; then the plans that may be had, which a person or the full page signs."""
    more_time = view.get("extension")
    content = f"{_time(lang, view, more_time) if more_time else ''}{_plans(lang, view)}"
    return f'<h2 id="time">{_said(lang, "lite.time")}</h2>{content}' if content else ""


def _time(lang: str, view: View, its: View) -> str:
    text = f"<p>{escape(its['text'])}</p>"
    if its["state"] == "asked":
        return f'<div class="note">{text}</div>'
    days = "".join(_choice(lang, at, one) for at, one in enumerate(its["dates"]))
    rules = " ".join(filter(None, (its["charges_text"], its["discount_text"])))
    return (
        f'{_which(view, its["debt_ids"][0])}{text}<form method="post" action="/api/lite/extension">'
        f'<input type="hidden" name="lang" value="{lang}">'
        f'<input type="hidden" name="key" value="{escape(view.get("key") or "")}">'
        f'<input type="hidden" name="debt_id" value="{escape(its["debt_ids"][0])}">'
        f'<fieldset><legend class="sr">{_said(lang, "lite.time")}</legend>{days}</fieldset>'
        f'<div class="field"><label for="until-other">{_said(lang, "lite.time.other")}</label>'
        f'<p class="hint" id="until-hint">{_said(lang, "lite.promise.other_hint", example=its["min"])}</p>'
        f'<input id="until-other" name="other" type="date" min="{its["min"]}" max="{its["max"]}" '
        f'aria-describedby="until-hint"></div><p class="quiet">{escape(rules)}</p>'
        f'<button class="btn second">{_said(lang, "lite.time.ask")}</button></form>'
    )


def _which(view: View, number: str) -> str:
    debt = next(one for one in view["debts"] if one["id"] == number)
    return f"<p><strong>{escape(debt['concept'] or number)}</strong> · {escape(debt['due_text'])}</p>"


def _choice(lang: str, at: int, day: View) -> str:
    return (
        f'<div class="choice"><input type="radio" name="on" id="until-{at}" value="{escape(day["value"])}">'
        f'<label for="until-{at}">{_said(lang, "lite.time.day", date=day["text"])}</label></div>'
    )


def _plans(lang: str, view: View) -> str:
    ready = (one for one in view.get("plan_quotes") or () if one["state"] == "quoted")  # nobody signs what is looked at
    offers = [*ready, *(view.get("plans") or ())]
    if not offers:
        return ""
    lines = "".join(f"<li>{escape(one['parts_text'])}. {escape(one['last_text'])}.</li>" for one in offers)
    how = _said(lang, "lite.plans.how", email=view["creditor"]["email"])
    return f"<p>{_said(lang, 'lite.plans')}</p><ul>{lines}</ul><p>{how}</p>"


def _said(lang: str, key: str, **params: object) -> str:
    return escape(say(lang, key, **params))
