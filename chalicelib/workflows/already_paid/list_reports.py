"""Payments that debtors say they made, for the people of the business: the list, and one with its proof."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.already_paid.reports import about
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import Fault, Faulty, NotFound, Refusal
from chalicelib.gateways import uploads
from chalicelib.messages.formats import day
from chalicelib.store import accounts
from chalicelib.store.things import list_things
from chalicelib.workflows.already_paid.attach_proof import check_upload
from chalicelib.workflows.already_paid.confirm_report import find, known_payments, known_view
from chalicelib.workflows.already_paid.view_reports import report_view

STATES = ("pending", "confirmed", "refused", "expired", "withdrawn")
MOST = 100
LINK_LIFE = timedelta(minutes=5)
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


def list_reports(business: Business, state: str, lang: str, now: datetime) -> dict[str, Any]:
    """Those of one state, the oldest first; ``more``: there are others behind them. Raises Faulty."""
    if state not in STATES:
        raise Faulty([Fault("state", "bad_value")])
    found = list_things(business.id, PaymentReport, MOST + 1, state)
    views = [_view(one.thing, one.debtor, one.name, business, lang, now) for one in found[:MOST]]
    return {"reports": views, "more": len(found) > MOST}


def open_report(business: Business, report_id: str, lang: str, now: datetime) -> dict[str, Any]:
    """One report with a link to its proof, until when reminders rest, and what may be the same money.

    A proof that was sent and never looked at is looked at now: nobody is ever given what was not. Raises NotFound.
    """
    debtor = whose(business, report_id)
    report = find(business.id, debtor, report_id)
    if report.proof and report.proof.state == "awaited":
        with suppress(Refusal):  # nothing came, or nothing that can be kept
            report = check_upload(business.id, debtor, report_id)
        report = find(business.id, debtor, report_id)
    account = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found")
    rest = next((one for one in account.debtor.rests if one.about == about(report)), None)
    known = known_payments(business.id, debtor, report, report.amount_minor, report.paid_on)
    return _view(report, debtor, account.debtor.name, business, lang, now) | {
        "rests_until": rest.until if rest else None,
        "proof_link": _link(report),
        "known": [known_view(one, business, lang) for one in known] if report.state in {"pending", "expired"} else [],
    }


def whose(business: Business, report_id: str) -> str:
    """The debtor of a report. Raises NotFound for one of another business too."""
    found = accounts.pointed(report_id) if report_id.startswith("rp_") else None
    if found is None or found.business != business.id:
        raise NotFound("not_found")
    return found.debtor


def _link(report: PaymentReport) -> str | None:
    """It saves the file and shows nothing, for five minutes."""
    proof = report.proof
    if proof is None or proof.state != "kept":
        return None
    name = f"{report.id}.{ENDINGS[proof.type]}"
    return uploads.save_link(proof.key, proof.version, proof.type, name, int(LINK_LIFE.total_seconds()))


def _view(
    report: PaymentReport, debtor: str, name: str, business: Business, lang: str, now: datetime
) -> dict[str, Any]:
    today = local_date(now, business.time_zone)
    return report_view(report, business.time_zone, business, lang, now) | {
        "debtor": debtor,
        "name": name,
        "made_at": report.made_at,
        "expires_on_text": day(local_date(report.expires_at, business.time_zone), lang, today),
        "reason": report.reason or None,
        "text": report.text or None,
        "taken_minor": report.taken_minor or None,
        "decided_at": report.decided_at,
        "decided_by": report.decided_by or None,
        "bank_line": report.line or None,
    }
