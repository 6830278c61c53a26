"""Agreements and requests for more time, for the people of a business: by state, and of one account."""

from datetime import datetime
from typing import Any

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.business import Business
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.path_names import path_name
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import dated, moment, money
from chalicelib.store import accounts
from chalicelib.store.things import Listed, list_things, load_things
from chalicelib.workflows.agreeing.view_plan import plan_view
from chalicelib.workflows.showing.viewer import Viewer

STATES = (
    "proposed",
    "quoted",
    "signed",
    "active",
    "completed",
    "breached",
    "cancelled",
    "renegotiated",
    "refused",
    "expired",
)
MOST = 200


def list_plans(business: Business, state: str, lang: str, now: datetime) -> dict[str, Any]:
    """``state`` empty: what waits for a person, then what is kept. Raises Refusal ``unknown_state``."""
    if state and state not in STATES:
        raise Refusal("unknown_state", field="state")
    found = [
        one
        for name in ((state,) if state else ("proposed", "signed", "active"))
        for one in list_things(business.id, Agreement, MOST, name)
    ][:MOST]
    return {"agreements": [_line(business, one, lang) for one in found]}


def plans_of(business: Business, debtor: str, lang: str, now: datetime) -> dict[str, Any]:
    """All that was ever agreed with one debtor, the newest first. Raises NotFound."""
    account = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found")
    viewer = Viewer(account, business, lang, now)
    past = reversed(load_things(business.id, debtor, Agreement))
    asked = reversed(load_things(business.id, debtor, Extension))
    return {
        "agreements": [_told(viewer, one) for one in past],
        "extensions": [_time(viewer, one) for one in asked],
    }


def plan_of(business: Business, debtor: str, agreement: Agreement, lang: str, now: datetime) -> dict[str, Any]:
    account = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found")
    return _told(Viewer(account, business, lang, now), agreement)


def _told(viewer: Viewer, agreement: Agreement) -> dict[str, Any]:
    """As the debtor sees it, and what only the business is told: who made it, in whose words, why it ended."""
    zone = viewer.debtor.time_zone
    return plan_view(viewer, agreement) | {
        "offer": agreement.offer,
        "by": agreement.by or None,
        "note": agreement.note or None,
        "reason": agreement.reason or None,
        "ended_by": agreement.ended_by or None,
        "quoted_text": moment(agreement.quoted_at, zone, viewer.lang, viewer.today),
        "signed_text": moment(agreement.signed_at, zone, viewer.lang, viewer.today) if agreement.signed_at else None,
        "evidence": agreement.evidence or None,
    }


def _line(business: Business, one: Listed[Agreement], lang: str) -> dict[str, Any]:
    kept = one.thing
    return {
        "id": kept.id,
        "debtor": one.debtor,
        "path": path_name(one.debtor),
        "name": one.name,
        "state": kept.state,
        "state_text": say(lang, f"plan.state.{kept.state}"),
        "currency": kept.currency,
        "total_minor": kept.total_minor,
        "total_text": money(kept.total_minor, kept.currency, lang, business.country, business.currency),
        "parts": kept.choice.parts,
        "last_on": str(kept.installments[-1].due_on),
        "last_text": dated(kept.installments[-1].due_on, lang),
        "note": kept.note or None,
        "replaces": kept.replaces or None,
    }


def _time(viewer: Viewer, one: Extension) -> dict[str, Any]:
    return {
        "id": one.id,
        "state": one.state,
        "debt_ids": list(one.debt_ids),
        "until": str(one.until),
        "until_text": dated(one.until, viewer.lang),
        "was_due": [str(day) for day in one.was_due],
        "note": one.note or None,
        "by": one.by or None,
        "reason": one.reason or None,
        "asked_text": moment(one.asked_at, viewer.debtor.time_zone, viewer.lang, viewer.today),
    }
