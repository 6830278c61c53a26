"""A payment that the debtor told us of, in words: for their page, and for the console."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import PaymentReport, Proof
from chalicelib.domain.already_paid.proofs import LARGEST, TYPES
from chalicelib.domain.already_paid.reports import LONGEST_TEXT, METHODS, OLDEST
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import NotFound
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, moment, money
from chalicelib.messages.refusals import refusal_text
from chalicelib.messages.reported_mail import by_text, why_not
from chalicelib.store import accounts, businesses
from chalicelib.store.sessions import Session
from chalicelib.store.things import load_thing, load_things
from chalicelib.workflows.showing.viewer import Viewer

SHOWN_FOR = timedelta(days=30)  # on the debtor's page, after it was decided
_DAY = timedelta(days=1)


def report_view(report: PaymentReport, zone: str, business: Business, lang: str, now: datetime) -> dict[str, Any]:
    """What the debtor's page shows of one report."""
    today = local_date(now, zone)
    reason = why_not(lang, report.reason, report.text) if report.reason else ""
    return {
        "id": report.id,
        "state": report.state,
        "amount_minor": report.amount_minor,
        "currency": report.currency,
        "amount_text": money(report.amount_minor, report.currency, lang, business.country, business.currency),
        "paid_on": str(report.paid_on),
        "paid_on_text": day(report.paid_on, lang, today),
        "method": report.method,
        "method_label": by_text(lang, report.method),
        "debt_ids": list(report.debt_ids),
        "note": report.note,
        "made_at_text": moment(report.made_at, zone, lang, today),
        "message": say(lang, f"reported.state.{report.state}", reason=reason),
        "payment": report.payment or None,
        "proof": proof_view(report.proof, lang),
    }


def proof_view(proof: Proof | None, lang: str) -> dict[str, Any] | None:
    if proof is None:
        return None
    reason = refusal_text(lang, proof.reason, {"most_mb": LARGEST >> 20}) if proof.reason else ""
    return {
        "state": proof.state,
        "type": proof.type or None,
        "size": proof.size or None,
        "reason_code": proof.reason or None,
        "message": say(lang, f"reported.proof.{proof.state}", reason=reason),
    }


def recent(found: Iterable[PaymentReport], now: datetime) -> list[PaymentReport]:
    """The newest first: what is being checked, and what was decided lately."""
    shown = (one for one in found if one.state == "pending" or (one.decided_at or one.made_at) > now - SHOWN_FOR)
    return sorted((one for one in shown if one.state != "withdrawn"), key=lambda one: one.made_at, reverse=True)


def report_form(lang: str, today: date) -> dict[str, Any]:
    """What the page asks with: days as the creditor's calendar has them, ways to pay, limits of a file."""
    return {
        "today": str(today),
        "today_text": say(lang, "reported.today", date=day(today, lang)),
        "yesterday": str(today - _DAY),
        "yesterday_text": say(lang, "reported.yesterday", date=day(today - _DAY, lang)),
        "earliest": str(today - OLDEST),
        "methods": [{"id": method, "label": by_text(lang, method)} for method in METHODS],
        "types": list(TYPES),
        "most_bytes": LARGEST,
        "longest_note": LONGEST_TEXT,
    }


def notes(account: Account, lang: str) -> dict[str, str]:
    """By invoice: that a payment of it is being checked."""
    named = {number for report in account.reports for number in report.debt_ids}
    return {number: say(lang, "reported.debt_note") for number in named}


def reports_view(viewer: Viewer) -> list[dict[str, Any]]:
    """What the debtor told us of, as their page lists it."""
    found = recent(load_things(viewer.debtor.business, viewer.debtor.id, PaymentReport), viewer.now)
    zone = viewer.debtor.time_zone
    return [report_view(one, zone, viewer.business, viewer.lang, viewer.now) for one in found]


def find_view(session: Session, report_id: str, now: datetime) -> dict[str, Any]:
    """The answer of ``GET /api/reports/<id>``. Raises NotFound for another account's too."""
    account = accounts.load(session.business, session.debtor)
    report = load_thing(session.business, session.debtor, PaymentReport, report_id)
    if account is None or report is None:
        raise NotFound("not_found")
    return report_view(report, account.debtor.time_zone, businesses.load(session.business), session.language, now)
