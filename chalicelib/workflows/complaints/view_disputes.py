"""Disputes in words: what the debtor's page shows of each, and the form for another one."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.already_paid.proofs import LARGEST, TYPES
from chalicelib.domain.complaints.dispute import BUSINESS, OPEN, REASONS, Dispute, Message, is_live
from chalicelib.domain.complaints.dispute_ends import LONGEST_TEXT
from chalicelib.domain.contact.ladder import CHASED
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.promising.promise import PROMISED
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import moment
from chalicelib.store.things import load_things
from chalicelib.workflows.already_paid.view_reports import proof_view
from chalicelib.workflows.showing.viewer import Viewer

SHOWN_FOR = timedelta(days=30)  # after it ended
DISPUTABLE = CHASED | {PROMISED}


def disputes_told(viewer: Viewer) -> dict[str, Any]:
    """``disputes`` and ``dispute`` (the form; None where nothing may be disputed) of ``GET /api/account``."""
    past = load_things(viewer.debtor.business, viewer.debtor.id, Dispute)
    shown = [one for one in past if is_live(one) or (one.ended_at or one.opened_at) > viewer.now - SHOWN_FOR]
    return {
        "disputes": [dispute_view(viewer, one) for one in reversed(shown)],
        "dispute": _form(viewer) if viewer.business.policy.dispute.offered else None,
    }


def dispute_view(viewer: Viewer, dispute: Dispute) -> dict[str, Any]:
    """One dispute with its thread, as its debtor sees it."""
    concept = next((one.concept for one in viewer.account.invoices if one.number == dispute.invoice), "")
    return {
        "id": dispute.id,
        "debt_id": dispute.invoice,
        "concept": concept or dispute.invoice,
        "state": dispute.state,
        "state_text": say(viewer.lang, f"dispute.state.{dispute.state}"),
        "is_open": is_live(dispute),
        "reason": dispute.reason,
        "reason_text": say(viewer.lang, f"dispute.reason.{dispute.reason}"),
        "opened_text": viewer.day(dispute.opened_on),
        "waits_text": _waits(viewer, dispute),
        "credit_text": _credit(viewer, dispute),
        "messages": [*_first(viewer, dispute), *(_line(viewer, one) for one in dispute.messages)],
        "file": proof_view(dispute.file, viewer.lang),
    }


def about(viewer: Viewer, invoice: Invoice, place: int) -> dict[str, Any]:
    """Where the page goes from a debt: to its conversation, or to the form, which names it by its place."""
    dispute = _of(viewer, invoice.number)
    if dispute:
        path, text = f"dispute/{dispute.id}", say(viewer.lang, "dispute.button")
    elif invoice.state in DISPUTABLE and viewer.business.policy.dispute.offered:
        path, text = f"dispute/{place}", say(viewer.lang, "dispute.link")
    else:
        return {"dispute": None, "about": None}
    return {"dispute": dispute.id if dispute else None, "about": {"path": path, "text": text}}


def under_review(viewer: Viewer, number: str) -> str | None:
    """The words for an invoice whose dispute is open."""
    dispute = _of(viewer, number)
    return say(viewer.lang, f"dispute.state.{dispute.state}") if dispute else None


def _of(viewer: Viewer, number: str) -> Dispute | None:
    return next((one for one in viewer.account.disputes if one.invoice == number), None)


def done_view(viewer: Viewer, dispute: Dispute, told: str) -> dict[str, Any]:
    """The answer to what was just done (``told``: opened, written, withdrawn)."""
    until = viewer.day(dispute.waits_until) if dispute.waits_until else ""
    said = say(viewer.lang, f"dispute.done.{told}", creditor=viewer.business.name, date=until)
    return dispute_view(viewer, dispute) | {"message": said}


def _form(viewer: Viewer) -> dict[str, Any] | None:
    debts = [one.number for one in viewer.open if one.state in DISPUTABLE]
    if not debts:
        return None
    reasons = [
        {
            "code": one.code,
            "label": say(viewer.lang, f"dispute.reason.{one.code}"),
            "needs_text": one.needs_text,
            "leads_to": one.leads_to or None,
        }
        for one in REASONS
    ]
    limits = {"longest": LONGEST_TEXT, "types": list(TYPES), "most_bytes": LARGEST}
    return {"debts": debts, "reasons": reasons, **limits}


def _waits(viewer: Viewer, dispute: Dispute) -> str | None:
    if not is_live(dispute):
        return None
    if dispute.late:
        return say(viewer.lang, "dispute.waits.late")
    if dispute.waits_until is None:
        return say(viewer.lang, "dispute.waits.answered.open")
    key = "open" if dispute.state == OPEN else "answered"
    return say(viewer.lang, f"dispute.waits.{key}", date=viewer.day(dispute.waits_until))


def _credit(viewer: Viewer, dispute: Dispute) -> str | None:
    if not dispute.credit_minor:
        return None
    return say(viewer.lang, "dispute.credit.text", amount=viewer.money(dispute.credit_minor, dispute.currency))


def _first(viewer: Viewer, dispute: Dispute) -> list[dict[str, Any]]:
    return [_said(viewer, "debtor", dispute.text, dispute.opened_at)] if dispute.text else []


def _line(viewer: Viewer, message: Message) -> dict[str, Any]:
    return _said(viewer, message.by, message.text, message.at)


def _said(viewer: Viewer, by: str, text: str, at: datetime) -> dict[str, Any]:
    who = viewer.business.name if by == BUSINESS else say(viewer.lang, "dispute.said.debtor")
    when = moment(at, viewer.debtor.time_zone, viewer.lang, viewer.today)
    return {"by": by, "who": who, "text": text, "at_text": when}
