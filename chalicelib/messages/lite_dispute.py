"""``/lite``: something is wrong with an invoice, as a plain form, and what was said about it. Everything is escaped."""

from collections.abc import Mapping
from html import escape
from typing import Any

from chalicelib.messages.catalog import say

View = Mapping[str, Any]


def dispute_section(lang: str, view: View) -> str:
    """What is or was lately under review, then the form; nothing where there is neither. ``key``: this page's own."""
    threads = "".join(_thread(lang, view, one) for one in view.get("disputes") or ())
    form = _form(lang, view, view["dispute"]) if view.get("dispute") else ""
    return f'<h2 id="dispute">{_said(lang, "lite.dispute")}</h2>{threads}{form}' if threads or form else ""


def _thread(lang: str, view: View, dispute: View) -> str:
    said = "".join(
        f"<p><strong>{escape(one['who'])}</strong> · {escape(one['at_text'])}<br>{escape(one['text'])}</p>"
        for one in dispute["messages"]
    )
    notes = "".join(f"<p>{escape(text)}</p>" for text in (dispute["waits_text"], dispute["credit_text"]) if text)
    title = f"{escape(dispute['concept'])} · {escape(dispute['reason_text'])}"
    return (
        f'<div class="card"><p><strong>{title}</strong></p><p class="badge">{escape(dispute["state_text"])}</p>'
        f"{notes}{said}{_reply(lang, view, dispute) if dispute['is_open'] else ''}</div>"
    )


def _reply(lang: str, view: View, dispute: View) -> str:
    name = f"reply-{escape(dispute['id'])}"
    hidden = f'{_hidden(lang, view)}<input type="hidden" name="dispute" value="{escape(dispute["id"])}">'
    return (
        f'<form method="post" action="/api/lite/dispute">{hidden}'
        f'<div class="field"><label for="{name}">{_said(lang, "lite.dispute.answer")}</label>'
        f'<textarea id="{name}" name="text" rows="3" maxlength="1000" required></textarea></div>'
        f'<button class="btn second" name="act" value="write">{_said(lang, "lite.dispute.reply")}</button></form>'
        f'<form method="post" action="/api/lite/dispute">{hidden}'
        f'<button class="btn second" name="act" value="withdraw">{_said(lang, "lite.dispute.withdraw")}</button></form>'
    )


def _form(lang: str, view: View, form: View) -> str:
    named = {one["id"]: one["concept"] or one["number"] for one in view["debts"]}
    debts = "".join(f'<option value="{escape(one)}">{escape(named.get(one, one))}</option>' for one in form["debts"])
    reasons = "".join(
        f'<option value="{one["code"]}">{escape(one["label"])}</option>'
        for one in form["reasons"]
        if not one["leads_to"]
    )
    return (
        f"<details><summary>{_said(lang, 'lite.dispute.send')}</summary><p>{_said(lang, 'lite.dispute.hint')}</p>"
        f'<form method="post" action="/api/lite/dispute">{_hidden(lang, view)}'
        f"{_select(lang, 'which', 'debt_id', debts)}{_select(lang, 'why', 'reason', reasons)}"
        f'<div class="field"><label for="dispute-text">{_said(lang, "lite.dispute.text")}</label>'
        '<textarea id="dispute-text" name="text" rows="4" maxlength="1000"></textarea></div>'
        f'<button class="btn" name="act" value="open">{_said(lang, "lite.dispute.send")}</button></form></details>'
    )


def _select(lang: str, key: str, name: str, options: str) -> str:
    return (
        f'<div class="field"><label for="dispute-{name}">{_said(lang, f"lite.dispute.{key}")}</label>'
        f'<select id="dispute-{name}" name="{name}">{options}</select></div>'
    )


def _hidden(lang: str, view: View) -> str:
    return (
        f'<input type="hidden" name="lang" value="{lang}">'
        f'<input type="hidden" name="key" value="{escape(view.get("key") or "")}">'
    )


def _said(lang: str, key: str) -> str:
    return escape(say(lang, key))
