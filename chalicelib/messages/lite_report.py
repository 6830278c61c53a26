"""``/lite``: "I already paid" as a plain form, and what became of it. Everything is escaped."""

from collections.abc import Mapping
from html import escape
from typing import Any

from chalicelib.messages.catalog import say

View = Mapping[str, Any]


def report_section(lang: str, view: View) -> str:
    """The form and the list; nothing where nothing is owed and nothing was told. ``key``: this page's own id."""
    listed = "".join(
        f"<li>{escape(one['paid_on_text'])} · {escape(one['amount_text'])}<br>{escape(one['message'])}</li>"
        for one in view.get("reports") or ()
    )
    told = f'<h2>{_said(lang, "lite.report.list")}</h2><ul class="list">{listed}</ul>' if listed else ""
    return told + (_form(lang, view, view["report"]) if view.get("report") else "")


def _form(lang: str, view: View, asked: View) -> str:
    ways = "".join(f'<option value="{one["id"]}">{escape(one["label"])}</option>' for one in asked["methods"])
    hint = say(lang, "lite.report.amount_hint", currency=view["totals"][0]["currency"])
    return (
        f"<h2>{_said(lang, 'lite.report.heading')}</h2><p>{_said(lang, 'lite.report.text')}</p>"
        f'<form method="post" action="/api/lite/report"><input type="hidden" name="lang" value="{lang}">'
        f'<input type="hidden" name="key" value="{escape(view.get("key") or "")}">'
        f'<div class="field"><label for="amount">{_said(lang, "lite.report.amount")}</label>'
        f'<p class="hint" id="amount-hint">{escape(hint)}</p>'
        '<input id="amount" name="amount" inputmode="decimal" maxlength="20" required autocomplete="off" '
        'aria-describedby="amount-hint"></div>'
        f'<div class="field"><label for="paid_on">{_said(lang, "lite.report.day")}</label>'
        f'<input id="paid_on" name="paid_on" type="date" required value="{asked["today"]}" '
        f'min="{asked["earliest"]}" max="{asked["today"]}"></div>'
        f'<div class="field"><label for="method">{_said(lang, "lite.report.method")}</label>'
        f'<select id="method" name="method">{ways}</select></div>'
        f'<button class="btn second">{_said(lang, "lite.report.send")}</button></form>'
    )


def _said(lang: str, key: str) -> str:
    return escape(say(lang, key))
