"""A payment attempt as the debtor sees it: what to do next, and afterwards what became of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.indexation import owed_in, pays_in
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.entry import Entry
from chalicelib.domain.paying.emv_qr import payee, pix_static
from chalicelib.messages.charge_texts import parts_text, value_text
from chalicelib.messages.explain import (
    attempt_message,
    expires_text,
    kept_text,
    method_label,
    next_text,
    part_message,
)
from chalicelib.messages.formats import moment, money
from chalicelib.messages.pay_rows import cash_rows, pay_note, pix_rows, uploaded_rows
from chalicelib.workflows.agreeing.plan_told import plan_notes
from chalicelib.workflows.contact.compose import kept, paid_lines, paid_parts, paid_values
from chalicelib.workflows.paying.view_transfer import bank_rows, copyable
from chalicelib.workflows.paying.view_waiting import warning
from chalicelib.workflows.paying.ways_to_pay import qr_kind


def payment_answer(attempt: Attempt, account: Account, business: Business, lang: str, now: datetime) -> dict[str, Any]:
    """What ``POST /api/payments`` answers."""
    return {
        "id": attempt.id,
        "reference": attempt.reference,
        "expires_at": attempt.expires_at,
        "expires_text": expires_text(lang, attempt.expires_at, account.debtor.time_zone, now),
        "amount_minor": attempt.amount_minor,
        "currency": attempt.currency,
        "amount_text": _money(attempt.amount_minor, attempt, business, lang),
        "lines": [
            {
                "label": _label(account, attempt, line.invoice),
                "text": _money(line.amount_minor, attempt, business, lang),
            }
            for line in attempt.lines
        ],
        "warning": warning(attempt, account, business, lang, now) if attempt.state == "pending" else None,
        "next": next_of(attempt, business, lang),
    }


def next_of(attempt: Attempt, business: Business, lang: str) -> dict[str, Any]:
    """Where to go, what to scan, or what to copy."""
    if attempt.url and attempt.method != "qr":
        return {"kind": "redirect", "url": attempt.url, "session_id": attempt.provider_id}
    match attempt.method:
        case "pix" | "qr":
            return _qr(attempt, business, lang)
        case "autopay":
            return {"kind": "autopay"}
        case "cash":
            return _cash(attempt, business, lang)
        case _:
            rows = bank_rows(business, attempt.reference, _money(attempt.amount_minor, attempt, business, lang), lang)
            return {"kind": "transfer", "rows": copyable(rows), "note": pay_note(lang, "transfer")}


def payment_state(
    attempt: Attempt, account: Account, business: Business, entries: Iterable[Entry], lang: str, now: datetime
) -> dict[str, Any]:
    """What ``GET /api/payments/<id>`` answers: the ledger's own lines once it is paid, the quote until then."""
    booked, zone = list(entries), account.debtor.time_zone
    today = local_date(now, zone)
    mine = [one for one in oldest_first(account.invoices) if pays_in(one) == attempt.currency]
    owed = owed_in(attempt.currency, mine, today, account.rates)
    ahead = min((one.due_on for one in mine if one.due_on >= today and not one.plan), default=None)
    paid = {line.number: line.amount_minor for line in paid_lines(booked)}
    quoted = {line.invoice: line.amount_minor for line in attempt.lines}
    saved = kept(booked) if attempt.state == "paid" else 0
    saved_text = _money(saved, attempt, business, lang)
    parts = [(part, _money(minor, attempt, business, lang)) for part, minor in paid_parts(booked)]
    processing = attempt.processing and attempt.state == "pending"
    answer = payment_answer(attempt, account, business, lang, now)
    return answer | {
        "state": "processing" if processing else attempt.state,
        "method_label": method_label(lang, qr_kind(business) if attempt.method == "qr" else attempt.method),
        "receipt": attempt.receipt or None,
        "document": f"receipt-{attempt.receipt.rpartition('-')[2]}" if attempt.receipt else None,
        "value_texts": [value_text(lang, one, business.country) for one in paid_values(booked)],
        "paid_at_text": moment(attempt.paid_at, zone, lang, today) if attempt.paid_at else None,
        "lines": [
            {"label": _label(account, attempt, number), "text": _money(minor, attempt, business, lang)}
            for number, minor in (paid or quoted).items()
        ],
        "balance_text": _money(owed, attempt, business, lang),
        "up_to_date": owed == 0,
        "parts_text": parts_text(lang, parts) if parts else None,
        "kept_text": kept_text(lang, saved_text, ahead=bool(attempt.charges)) if saved else None,
        "next_text": next_text(lang, ahead, today) if ahead else None,
        "plan_texts": list(plan_notes(attempt, account, business, lang, today)),
        "message": attempt_message(lang, attempt.state, processing=processing),
        **_arrived(attempt, business, lang),
    }


def _arrived(attempt: Attempt, business: Business, lang: str) -> dict[str, str]:
    """Of a transfer that came in part: what arrived, and what lacks. Nothing is paid before it is whole."""
    if attempt.state != "pending" or not attempt.arrived_minor:
        return {}
    arrived = _money(attempt.arrived_minor, attempt, business, lang)
    lacking = _money(attempt.amount_minor - attempt.arrived_minor, attempt, business, lang)
    return {"arrived_text": arrived, "lacking_text": lacking, "message": part_message(lang, arrived, lacking)}


def _qr(attempt: Attempt, business: Business, lang: str) -> dict[str, Any]:
    """PIX with amount and reference in it; else the business's bank QR; else the payment page, for another phone."""
    from chalicelib.gateways import qr

    amount = _money(attempt.amount_minor, attempt, business, lang)
    pix, uploaded = business.payment_methods.pix, business.payment_methods.uploaded_qr
    if attempt.method == "pix" and pix:
        txid = attempt.reference.replace("-", "")
        code = pix_static(pix.key, business.name, pix.city, attempt.amount_minor, txid)
        rows = pix_rows(lang, key=pix.key, holder=business.name, reference=attempt.reference, amount_text=amount)
        return {"kind": "qr", "svg": qr.svg(code), "text": code, "rows": copyable(rows), "note": pay_note(lang, "pix")}
    code = uploaded or attempt.url
    return {
        "kind": "qr",
        "svg": qr.svg(code),
        "text": None if uploaded else code,
        "rows": copyable(uploaded_rows(lang, *payee(code))),
        "note": pay_note(lang, "qr" if uploaded else "page_qr"),
    }


def _cash(attempt: Attempt, business: Business, lang: str) -> dict[str, Any]:
    cash = business.payment_methods.cash
    place, hours = (cash.place, cash.hours) if cash else ("", "")
    amount = _money(attempt.amount_minor, attempt, business, lang)
    rows = cash_rows(lang, place=place, hours=hours, reference=attempt.reference, amount_text=amount)
    return {"kind": "cash", "place": place, "hours": hours, "rows": copyable(rows), "note": pay_note(lang, "cash")}


def _money(minor: int, attempt: Attempt, business: Business, lang: str) -> str:
    return money(minor, attempt.currency, lang, business.country, business.currency)


def _label(account: Account, attempt: Attempt, number: str) -> str:
    """Of what is paid ahead there may be no invoice yet: then the quote names it."""
    concepts = {charge.number: charge.concept for charge in attempt.charges}
    concepts |= {invoice.number: invoice.concept for invoice in account.invoices}
    concept = concepts.get(number)
    return f"{concept} · {number}" if concept else number
