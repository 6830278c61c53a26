"""The debtor says that they paid: written down once, reminders rest for a while, and the business is told."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.already_paid.reports import Told, about, begin, check, news, task
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.indexation import pays_in
from chalicelib.domain.errors import NotFound, Refusal, Unauthorized
from chalicelib.gateways.logs import fact
from chalicelib.messages.reported_mail import ReportedPayment
from chalicelib.store import accounts, businesses, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key
from chalicelib.store.sessions import Session
from chalicelib.store.things import load_things
from chalicelib.workflows.already_paid.attach_proof import Wanted, upload, with_place
from chalicelib.workflows.already_paid.view_reports import report_view
from chalicelib.workflows.contact.tell_business import tell_business
from chalicelib.workflows.decide_account import again_on_conflict

REPORTS_AN_HOUR = 20  # of one account: nobody pays more often, a script would
_TOLD_BY = {"transfer": "transfer", "pix": "transfer", "qr": "transfer", "cash": "cash"}


def report_payment(
    session: Session, told: Told, now: datetime, key: str = "", proof: Wanted | None = None
) -> dict[str, Any]:
    """The answer of ``POST /api/reports``: what was written down, and where the proof goes if there is one.

    ``key``: the asker's own id of it, by which a request that is repeated after a crash finds its report. Raises
    Refusal, and nothing is written then.
    """
    _count(session, now)
    business = businesses.load(session.business)
    name = _name(session, key)

    def once() -> tuple[Account, PaymentReport]:
        account = accounts.load(session.business, session.debtor)
        if account is None:
            raise Unauthorized("no_session")
        past = load_things(session.business, session.debtor, PaymentReport)
        known = next((one for one in past if one.id == name), None)
        if known:
            return account, known
        return account, _write(account, past, replace(told, currency=told.currency or main_currency(account, business)))

    def _write(account: Account, past: list[PaymentReport], told: Told) -> PaymentReport:
        today = local_date(now, account.debtor.time_zone)
        check(told, account, past, today)
        report, debtor = begin(name, told, account, past, now, session.id)
        if proof:
            report = with_place(report, session.business, session.debtor, proof, now)
        changes = Changes(
            replace(debtor, due_at=now),
            reports=(report,),
            tasks=(task(report, today),),
            notices=news(debtor, report, "received", now),
            pointers={report.id: report.id},
        )
        accounts.save(account, changes)
        fact("payment_reported", business=business.id, method=report.method, metrics={"PaymentsReported": 1})
        return report

    account, report = again_on_conflict(once)
    _tell(business, account, report)
    view = report_view(report, account.debtor.time_zone, business, session.language, now)
    return view | {"upload": upload(report.proof, proof) if proof and report.proof else None}


def prove_payment(
    session: Session, payment_id: str, wanted: Wanted, now: datetime, key: str = "", paid_on: date | None = None
) -> dict[str, Any]:
    """The answer of ``POST /api/payments/<id>/proof``: the same for a payment that the portal quoted."""
    attempt = accounts.load_attempt(session.business, session.debtor, payment_id)
    account = accounts.load(session.business, session.debtor)
    if attempt is None or account is None:
        raise NotFound("not_found")
    if attempt.paid_at:
        raise Refusal("already_paid")
    told = _told_by(attempt, account, paid_on or local_date(now, account.debtor.time_zone))
    return report_payment(session, told, now, key, wanted)


def _told_by(attempt: Attempt, account: Account, paid_on: date) -> Told:
    still_open = {invoice.number for invoice in account.invoices}
    named = tuple(line.invoice for line in attempt.lines if line.invoice in still_open)
    method = _TOLD_BY.get(attempt.method, "other")
    return Told(attempt.amount_minor, attempt.currency, paid_on, method, named, attempt=attempt.id)


def _name(session: Session, key: str) -> str:
    whose = f"{account_key(session.business, session.debtor)}\n{session.id}\n{key}"
    return f"rp_{hashlib.sha256(whose.encode()).hexdigest()[:24] if key else secrets.token_hex(12)}"


def _count(session: Session, now: datetime) -> None:
    who = account_key(session.business, session.debtor)
    if sessions.count(f"reports#{who}#{now:%Y-%m-%dT%H}", now + timedelta(hours=2)) > REPORTS_AN_HOUR:
        raise Refusal("too_many")


def main_currency(account: Account, business: Business) -> str:
    """The one in which the account is paid; the business's own where there are several."""
    found = {pays_in(invoice) for invoice in account.invoices}
    return found.pop() if len(found) == 1 else business.currency


def _tell(business: Business, account: Account, report: PaymentReport) -> None:
    """To the business, once: told again after a crash it is the same notice."""
    rest = next((one for one in account.debtor.rests if one.about == about(report)), None)
    zone = account.debtor.time_zone
    told = ReportedPayment(
        lang=business.language,
        business=business.name,
        country=business.country,
        debtor=account.debtor.name,
        amount_minor=report.amount_minor,
        currency=report.currency,
        paid_on=report.paid_on,
        method=report.method,
        invoices=report.debt_ids,
        note=report.note,
        told_on=local_date(report.made_at, zone),
        rests_until=local_date(rest.until, zone) if rest else None,
        expires_on=local_date(report.expires_at, zone),
    )
    tell_business(business, "reported", report.id, told, report.made_at)
