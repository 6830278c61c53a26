"""Disputes for the people of the business: the list, one with its thread and file, and what they decide about it."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.complaints.dispute import STATES, Dispute, is_live
from chalicelib.domain.complaints.disputing import Asked
from chalicelib.domain.errors import Fault, Faulty, NotFound, Refusal
from chalicelib.gateways import uploads
from chalicelib.store import accounts
from chalicelib.store.things import list_things, load_thing
from chalicelib.workflows.already_paid.list_reports import ENDINGS, LINK_LIFE
from chalicelib.workflows.complaints.check_dispute_file import check_dispute_file
from chalicelib.workflows.complaints.dispute_invoice import dispute_invoice
from chalicelib.workflows.complaints.view_disputes import dispute_view
from chalicelib.workflows.promising.promise_payment import Who
from chalicelib.workflows.showing.viewer import Viewer

MOST = 100


def list_disputes(business: Business, state: str, lang: str, now: datetime) -> dict[str, Any]:
    """Those of one state, the oldest first; ``more``: there are others behind them. Raises Faulty."""
    if state not in STATES:
        raise Faulty([Fault("state", "bad_value")])
    found = list_things(business.id, Dispute, MOST + 1, state)
    return {
        "disputes": [_view(business, one.debtor, one.thing, lang, now) for one in found[:MOST]],
        "more": len(found) > MOST,
    }


def open_dispute(business: Business, dispute: str, lang: str, now: datetime) -> dict[str, Any]:
    """One dispute with a link that saves its file, and what its invoice owes. Raises NotFound.

    A file that was sent and never looked at is looked at now: nobody is ever given what was not.
    """
    debtor = whose(business, dispute)
    found = load_thing(business.id, debtor, Dispute, dispute)
    if found and found.file and found.file.state == "awaited":
        with suppress(Refusal):  # nothing came, or nothing that can be kept
            check_dispute_file(business, debtor, dispute, now)
        found = load_thing(business.id, debtor, Dispute, dispute)
    if found is None:
        raise NotFound("not_found")
    return _view(business, debtor, found, lang, now) | {"file_link": _link(found)}


def hear_dispute(who: Who, asked: Asked, lang: str, now: datetime) -> dict[str, Any]:
    """One that somebody told a person of the business. Raises Refusal."""
    _, made = dispute_invoice(who, asked, now)
    return open_dispute(who.business, made.id, lang, now)


def whose(business: Business, dispute: str) -> str:
    """The debtor of a dispute. Raises NotFound for one of another business too."""
    found = accounts.pointed(dispute) if dispute.startswith("dp_") else None
    if found is None or found.business != business.id:
        raise NotFound("not_found")
    return found.debtor


def _link(dispute: Dispute) -> str | None:
    """It saves the file and shows nothing, for five minutes."""
    file = dispute.file
    if file is None or file.state != "kept":
        return None
    name = f"{dispute.id}.{ENDINGS[file.type]}"
    return uploads.save_link(file.key, file.version, file.type, name, int(LINK_LIFE.total_seconds()))


def _view(business: Business, debtor: str, dispute: Dispute, lang: str, now: datetime) -> dict[str, Any]:
    account = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found")
    viewer = Viewer(account, business, lang, now)
    invoice = next((one for one in account.invoices if one.number == dispute.invoice), None)
    owed = figures(invoice, viewer.today, account.rates) if invoice else None
    last = local_date(dispute.ended_at, business.time_zone) if dispute.ended_at else None
    return dispute_view(viewer, dispute) | {
        "debtor": debtor,
        "name": account.debtor.name,
        "opened_at": dispute.opened_at,
        "by_business": dispute.by_business,
        "told_by": dispute.told_by or None,
        "waits_until": str(dispute.waits_until) if dispute.waits_until else None,
        "late": dispute.late and is_live(dispute),
        "currency": dispute.currency,
        "principal_minor": owed.principal_minor if owed else 0,
        "charges_minor": owed.charges_minor if owed else 0,
        "credit_minor": dispute.credit_minor,
        "waived_minor": dispute.waived_minor,
        "ended_on": str(last) if last else None,
        "ended_by": dispute.ended_by or None,
        "users": [one.user or None for one in dispute.messages],
    }
