"""``/lite``: the portal as plain pages for phones without JavaScript. Same style sheet, no script, everything escaped.

The form posts ``code``, ``answer`` and ``lang`` to ``/lite``; the account page posts ``end=1`` to sign out.
Its referrer policy is ``same-origin``: under ``no-referrer`` browsers send forms with ``Origin: null``, and no address
here holds a secret.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from chalicelib.messages.catalog import language, say
from chalicelib.messages.explain import debt_note
from chalicelib.messages.lite_autopay import autopay_part
from chalicelib.messages.lite_dispute import dispute_section
from chalicelib.messages.lite_promise import promise_part
from chalicelib.messages.lite_reminders import end_part, reminders_part
from chalicelib.messages.lite_report import report_section
from chalicelib.messages.lite_time import time_section
from chalicelib.messages.names import initial

_LANGUAGES = {"es": "Español", "en": "English", "pt": "Português"}
View = Mapping[str, Any]
"""``GET /api/account``'s answer, each debt with its ``balance_text``; and ``transfer``: {"rows", "note"} or None."""


def lite_entry(lang: str, error: str | None = None, code: str = "") -> str:
    """The way in. It says nothing of whose account it is. ``code`` is what was typed: nobody types it twice."""
    lang = language(lang)
    content = (
        f"{_error_summary(lang, error)}<h1>{_said(lang, 'lite.entry.heading')}</h1>"
        f"<p>{_said(lang, 'lite.entry.why')}</p>"
        f'<form method="post" action="/lite"><input type="hidden" name="lang" value="{lang}">'
        f"{_field(lang, 'code', 12, code, wrong=bool(error))}{_field(lang, 'answer', 20, '', wrong=bool(error))}"
        f'<button class="btn">{_said(lang, "lite.entry.continue")}</button></form>'
        f'<p class="note">{_said(lang, "lite.entry.safety")}</p>'
    )
    title = say(lang, "lite.error_title" if error else "lite.title")
    return _page(lang, title, say(lang, "lite.title"), content, "")


def lite_trouble(lang: str, error: str, *, ours: bool = False) -> str:
    """What was sent could not be taken, or failed on our side (``ours``), and the way back. It says nothing of whose
    account it is."""
    lang, heading = language(lang), "lite.failed_heading" if ours else "lite.error_heading"
    content = (
        f'<h1>{_said(lang, heading)}</h1><p class="note" role="alert">{escape(error)}</p>'
        f'<p class="go"><a href="/lite?lang={lang}">{_said(lang, "lite.report.back")}</a></p>'
    )
    return _page(lang, say(lang, "lite.error_title"), say(lang, "lite.title"), content, "")


def lite_account(lang: str, view: View, error: str | None = None, typed: str = "") -> str:
    """The balance, what it is made of, how to pay it by transfer, and when. ``error``: why a promise was not noted."""
    lang = language(lang)
    creditor = view["creditor"]
    content = (
        f"{_error_summary(lang, error, 'promise')}"
        f"<h1>{_said(lang, 'lite.hello', name=view['name'])}</h1>{_balance(lang, view)}"
        f"{_debts(lang, view)}{_transfer(lang, view)}{promise_part(lang, view, typed)}{time_section(lang, view)}"
        f"{report_section(lang, view)}{dispute_section(lang, view)}{autopay_part(lang, view)}"
        f"{_recurring(lang, view)}{_paid(lang, view)}"
        f"{reminders_part(lang, view)}{_contact(lang, view)}{end_part(lang, view)}"
    )
    return _page(lang, say(lang, "lite.title"), creditor["name"], content, _identity(lang, creditor))


def lite_page(lang: str, content: str) -> str:
    """A page that says nothing of whose account it is."""
    return _page(lang, say(lang, "lite.title"), say(lang, "lite.title"), content, "")


def _page(lang: str, title: str, who: str, content: str, identity: str) -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="robots" content="noindex,nofollow"><meta name="referrer" content="same-origin">'
        '<meta name="color-scheme" content="light dark">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/app.css">'
        '<link rel="icon" href="/icon.svg"></head><body>'
        f'<header class="bar"><div><span class="mark" aria-hidden="true">{escape(initial(who))}</span>'
        f'<span class="who">{escape(who)}</span></div></header><main id="main" class="page">{content}</main>'
        f'<footer class="foot">{identity}<nav aria-label="{_said(lang, "lite.languages")}"><ul>'
        f"{''.join(_language(lang, code, name) for code, name in _LANGUAGES.items())}</ul></nav></footer></body></html>"
    )


def _language(lang: str, code: str, name: str) -> str:
    if code == lang:
        return f'<li lang="{code}" aria-current="true">{name}</li>'
    return f'<li><a href="/lite?lang={code}" hreflang="{code}" lang="{code}">{name}</a></li>'


def _error_summary(lang: str, error: str | None, place: str = "code") -> str:
    if not error:
        return ""
    return (
        f'<div class="error-summary"><div role="alert"><h2>{_said(lang, "lite.error_heading")}</h2>'
        f'<ul><li><a href="#{place}">{escape(error)}</a></li></ul></div></div>'
    )


def _field(lang: str, name: str, length: int, typed: str, *, wrong: bool) -> str:
    look = "field wrong" if wrong else "field"
    return (
        f'<div class="{look}"><label for="{name}">{_said(lang, f"lite.entry.{name}")}</label>'
        f'<p class="hint" id="{name}-hint">{_said(lang, f"lite.entry.{name}_hint")}</p>'
        f'<input id="{name}" name="{name}" required maxlength="{length}" value="{escape(typed[:length])}" '
        'autocomplete="off" autocapitalize="characters" spellcheck="false" '
        f'aria-describedby="{name}-hint"{" aria-invalid=true" if wrong else ""}></div>'
    )


def _balance(lang: str, view: View) -> str:
    credit = "".join(f'<p class="note good">{escape(one["text"])}</p>' for one in view.get("credit") or ())
    if view["state"] == "up_to_date":
        return f'<p class="note good">{_said(lang, "lite.up_to_date")}</p>{credit}'
    plan = _plan(lang, view) if view.get("plan") else ""
    if plan and not any(total["balance_minor"] for total in view["totals"]):
        return f"{plan}{credit}"
    figures = "".join(f'<p class="figure">{escape(total["balance_text"])}</p>' for total in view["totals"])
    notes = "".join(
        f'<p class="note good">{escape(text)}</p>' for total in view["totals"] if (text := total.get("saving_text"))
    )
    changes = "".join(f"<p>{escape(text)}</p>" for total in view["totals"] if (text := total.get("tomorrow_line")))
    return (
        f'{plan}<p class="quiet">{_said(lang, "lite.balance_with", creditor=view["creditor"]["name"])}</p>{figures}'
        f'<p class="quiet">{escape(view["as_of_text"])}</p>{notes}{changes}{credit}'
    )


def _plan(lang: str, view: View) -> str:
    """What a plan asks for next, in place of all that is under it; and the way on for whoever cannot keep to it."""
    plan = view["plan"]
    due = plan["next"]["due_text"] if plan["next"] else ""
    left = _said(lang, "lite.plan.left", paid=plan["paid_text"], total=plan["total_text"])
    coming = _said(lang, "lite.plan.next", date=due)
    other = _said(lang, "lite.plan.other", email=view["creditor"]["email"])
    return (
        f'<p class="quiet">{coming}</p><p class="figure">{escape(plan["due_text"])}</p>'
        f'<p class="quiet">{left}</p><p class="quiet">{other}</p>'
    )


def _debts(lang: str, view: View) -> str:
    if not view["debts"]:
        return ""
    return f"<h2>{_said(lang, 'lite.debts')}</h2>{''.join(_debt(lang, debt) for debt in view['debts'])}"


def _debt(lang: str, debt: View) -> str:
    note = debt.get("note") or debt_note(lang, debt["state"])
    why = "".join(f'<p class="quiet">{escape(sentence)}</p>' for sentence in debt["why"])
    title = escape(debt["concept"] or debt["number"])
    return (
        f'<div class="card debt"><p class="line"><span class="concept">{title}</span> '
        f'<span class="amount">{escape(debt["balance_text"])}</span></p>'
        f'<p class="quiet">{escape(debt["due_text"])} · {_said(lang, "mail.item", number=debt["number"])}</p>'
        f"{f'<p>{escape(note)}</p>' if note else ''}{_rows(debt['rows'], _total(lang, debt))}{why}</div>"
    )


def _total(lang: str, debt: View) -> str:
    total = f"<dt>{_said(lang, 'lite.total')}</dt><dd>{escape(debt['balance_text'])}</dd>"
    return f'<div class="total">{total}</div>'


def _rows(lines: Sequence[View], total: str = "") -> str:
    pairs = "".join(f"<div><dt>{escape(line['label'])}</dt><dd>{escape(line['text'])}</dd></div>" for line in lines)
    return f'<dl class="rows">{pairs}{total}</dl>'


def _transfer(lang: str, view: View) -> str:
    transfer = view.get("transfer")
    if view["state"] == "up_to_date":
        return ""
    if not transfer:
        return f'<p class="note">{_said(lang, "lite.no_transfer")}</p>'
    rows = "".join(
        f"<div><dt>{escape(row['label'])}</dt><dd class='all'>{escape(row['value'])}</dd></div>"
        for row in transfer["rows"]
    )
    usual = next((one["note"] for one in view.get("methods") or () if one["id"] == "transfer" and one.get("note")), "")
    told = f"<p><strong>{escape(usual)}</strong></p>" if usual else ""
    return (
        f"<h2>{_said(lang, 'lite.transfer')}</h2>{told}<p>{_said(lang, 'lite.transfer_reference')}</p>"
        f'<dl class="card copies">{rows}</dl><p class="note">{escape(transfer.get("note") or "")}</p>'
        f'<p><a class="btn second" href="/api/transfer.txt?lang={lang}" download>'
        f"{_said(lang, 'lite.transfer_file')}</a></p>"
    )


def _recurring(lang: str, view: View) -> str:
    """What comes again and again."""
    if not view.get("recurring"):
        return ""
    cards = "".join(
        f'<div class="card"><p class="line"><span class="concept">{escape(one["concept"])}</span> '
        f'<span class="amount">{escape(one["amount_text"])}</span></p>'
        f'<p class="quiet">{escape(one["every_text"])}. {escape(one["next_text"] or "")}</p></div>'
        for one in view["recurring"]
    )
    return f"<h2>{_said(lang, 'lite.recurring')}</h2>{cards}"


def _paid(lang: str, view: View) -> str:
    """What was settled, and every movement on paper."""
    address, name = f"/api/documents/statement?lang={lang}", _said(lang, "statement.title")
    statement = f'<p><a class="btn second" href="{address}">{name} · PDF</a></p>'
    if not view.get("paid"):
        return statement
    lines = [
        {"label": f"{one['concept'] or one['number']} · {one['paid_text']}", "text": one["total_text"]}
        for one in view["paid"]
    ]
    return f'<h2>{_said(lang, "lite.paid")}</h2><div class="card">{_rows(lines)}</div>{statement}'


def _contact(lang: str, view: View) -> str:
    """Who to ask. ``creditor`` has the addresses; ``contact`` may name better ones."""
    known = {**view["creditor"], **{key: value for key, value in (view.get("contact") or {}).items() if value}}
    phone, email = str(known.get("phone") or ""), str(known.get("email") or "")
    if not (phone or email):
        return ""
    dial = "".join(mark for mark in phone if mark in "+0123456789")
    links = [f'<a href="tel:{dial}">{escape(phone)}</a>'] if phone else []
    links += [f'<a href="mailto:{escape(email)}">{escape(email)}</a>'] if email else []
    return f"<p>{_said(lang, 'lite.contact')} {' · '.join(links)}</p>"


def _identity(lang: str, creditor: View) -> str:
    if not creditor.get("tax_id"):
        return f"<p>{_said(lang, 'lite.identity', creditor=creditor['name'])}</p>"
    tax_id = f"{creditor.get('tax_id_label') or ''} {creditor['tax_id']}".strip()
    return f"<p>{_said(lang, 'lite.identity_tax', creditor=creditor['name'], tax_id=tax_id)}</p>"


def _said(lang: str, key: str, **params: object) -> str:
    return escape(say(lang, key, **params))
