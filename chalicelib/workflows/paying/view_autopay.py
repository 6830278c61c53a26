"""Autopay as the debtor sees it: whether it is on, with which card, what it will charge, and what they agreed to."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.plan_autopay import part_of, stand_ins
from chalicelib.domain.errors import NotFound, Unauthorized
from chalicelib.domain.paying.autopay_plan import Coming, coming
from chalicelib.domain.paying.mandate import ACTIVE, LIVE, PAUSED, PENDING, Mandate, text_hash
from chalicelib.messages.autopay_texts import (
    TEXT_VERSION,
    card_text,
    charging_text,
    coming_text,
    expires_text,
    state_text,
)
from chalicelib.messages.part_name import part_name
from chalicelib.store import accounts, businesses, mandates
from chalicelib.store.sessions import Session
from chalicelib.workflows.paying.autopay_terms import currency_of, keeper, text_of
from chalicelib.workflows.showing.viewer import Viewer

OFF, UNAVAILABLE = "off", "unavailable"


def view_autopay(session: Session, now: datetime, limit_minor: int = 0) -> dict[str, Any]:
    """The answer of ``GET /api/autopay``: the state, and the text to read, with its hash, before it is accepted."""
    account, business = accounts.load(session.business, session.debtor), businesses.load(session.business)
    if account is None:
        raise Unauthorized("no_session")
    viewer = Viewer(account, business, session.language, now)
    running = _running(account, {ACTIVE, PAUSED})  # one without its card is accepted anew, in today's words
    currency = running.currency if running else currency_of(account, business)
    text = running.text if running else text_of(business, session.language, currency, limit_minor)
    return autopay_told(viewer) | {
        "currency": currency,
        "text": list(text),
        "text_hash": text_hash(text),
        "text_version": running.text_version if running else TEXT_VERSION,
        "accepted_text": viewer.day(viewer.on(running.accepted_at)) if running else None,
        "limit_minor": running.limit_minor if running else limit_minor,
        "coming": [_coming_view(viewer, one, running) for one in _coming(viewer, running)] if running else [],
    }


def autopay_told(viewer: Viewer) -> dict[str, Any]:
    """What home needs: the state, the card, and one line for the next charge; whether it may be turned on at all."""
    running = _running(viewer.account, LIVE)
    offered = bool(keeper(viewer.business))
    state = running.state if running else OFF if offered else UNAVAILABLE
    return {
        "state": state,
        "offered": offered,
        "state_text": state_text(viewer.lang, state) if state != UNAVAILABLE else None,
        "card_text": card_text(viewer.lang, running.brand, running.last4) if running and running.last4 else None,
        "expires_text": expires_text(viewer.lang, running.exp_month, running.exp_year) if running else None,
        "line": _line(viewer, running) if running else None,
    }


def _running(account: Account, states: Collection[str]) -> Mandate | None:
    """The one to speak of: active before paused before pending."""
    order = {ACTIVE: 0, PENDING: 2}
    mine = (one for one in account.mandates if one.state in states)
    return min(mine, key=lambda one: (order.get(one.state, 1), one.id), default=None)


def _coming(viewer: Viewer, mandate: Mandate) -> list[Coming]:
    account = viewer.account
    parts = stand_ins(account.agreements, account.invoices, viewer.today)
    return coming(mandate, account.debtor, [*account.invoices, *parts], viewer.today, account.rates)


def _line(viewer: Viewer, mandate: Mandate) -> str | None:
    if any(one.mandate == mandate.id and one.state == "pending" for one in viewer.account.attempts):
        return charging_text(viewer.lang, mandate.last4)
    first = min(_coming(viewer, mandate), key=lambda one: one.on, default=None)
    return coming_text(viewer.lang, first.on, mandate.last4, viewer.today) if first else None


def _coming_view(viewer: Viewer, one: Coming, mandate: Mandate) -> dict[str, Any]:
    return {
        "id": one.invoice.number,
        "concept": _concept(viewer, one),
        "on": str(one.on),
        "on_text": viewer.day(one.on),
        "amount_minor": one.minor,
        "amount_text": viewer.money(one.minor, mandate.currency),
    }


def _concept(viewer: Viewer, one: Coming) -> str:
    part = part_of(one.invoice.number)
    return one.invoice.concept if part is None else part_name(viewer.lang, part)


def list_evidence(business: str, debtor: str) -> list[dict[str, Any]]:
    """Everything this debtor ever agreed to, newest first. Raises NotFound: nobody of this name."""
    if accounts.load(business, debtor) is None:
        raise NotFound("not_found", field="debtor")
    return [evidence(debtor, mandate) for mandate in mandates.list_all(business, debtor)]


def evidence(debtor: str, mandate: Mandate) -> dict[str, Any]:
    """What the business may show of an agreement: the text as it was read, when, by which link, from where."""
    return {
        "id": mandate.id,
        "debtor": debtor,
        "state": mandate.state,
        "currency": mandate.currency,
        "accepted_at": mandate.accepted_at,
        "language": mandate.language,
        "text": list(mandate.text),
        "text_version": mandate.text_version,
        "text_hash": mandate.text_hash,
        "session": mandate.accepted_by,
        "link": mandate.link,
        "address": mandate.address,
        "notice_days": mandate.notice_days,
        "retries": mandate.retries,
        "limit_minor": mandate.limit_minor,
        "card": {"brand": mandate.brand, "last4": mandate.last4, "exp_month": mandate.exp_month,
                 "exp_year": mandate.exp_year} if mandate.last4 else None,
        "active_since": mandate.active_since,
        "ended_at": mandate.ended_at,
        "ended_by": mandate.ended_by or None,
        "reason": mandate.reason or None,
        "charges": [
            {"invoice": one.invoice, "on": one.on, "told_on": one.told_on, "amount_minor": one.amount_minor,
             "attempt": one.attempt or None, "ended": one.ended or None}
            for one in mandate.planned
        ],
    }  # fmt: skip
