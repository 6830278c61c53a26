"""The plans and the time that a debtor may have without asking anybody, as their page shows them; or why none."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.extending import beyond, last_day
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.agreeing.plan_offers import Offer, Paid, offers
from chalicelib.domain.agreeing.plan_payment import kept
from chalicelib.domain.agreeing.plan_quote import Asked, capital, cover, has_expired, make_quote
from chalicelib.domain.agreeing.plan_rules import coverable, limits, why_not
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.charging.indexation import pays_in
from chalicelib.domain.contact.ladder import CHASED
from chalicelib.domain.invoice import Invoice
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import dated
from chalicelib.store.things import load_things
from chalicelib.workflows.agreeing import view_plan
from chalicelib.workflows.showing.viewer import Viewer

YEAR = timedelta(days=365)
_MOST_DATES = 3
ASKABLE = frozenset({"plan_not_offered", "plan_broken_before"})  # these keep from an offer, not from asking a person
_WAYS_OUT = frozenset({"plan_in_unit", "plan_broken_before", "plan_too_small", "plan_not_offered"})


def plans_told(viewer: Viewer, attempts: Iterable[Attempt]) -> dict[str, Any]:
    """The part of ``GET /api/account`` about plans and more time: offers, what waits for a signature, what is kept."""
    if not viewer.open:
        return {"plan_currency": viewer.business.currency, "plans": [], "plan": None, "other_plans": [],
                "plan_quotes": [], "plan_note": None, "extension": None}  # fmt: skip
    past = load_things(viewer.debtor.business, viewer.debtor.id, Agreement)
    currency = main_currency(viewer)
    found = offered(viewer, currency, paid_before(viewer, attempts, currency))
    reason = reason_against(viewer, currency, past) or ("" if found else "plan_too_small")
    running = [view_plan.summary(viewer, one) for one in kept(viewer.account, viewer.today)]
    return {
        "plan_currency": currency,
        "plans": [] if reason else [_offer(viewer, one, currency) for one in found],
        "plan": running[0] if running else None,
        "other_plans": running[1:],
        "plan_quotes": [view_plan.summary(viewer, one) for one in _to_sign(viewer)],
        "plan_note": _note(viewer, reason),
        "extension": extension_told(viewer),
    }


def agreed_pages(told: dict[str, Any]) -> list[str]:
    """The pages that make sense: a plan where one is offered, may be asked for or waits; more time where it may be."""
    note = told["plan_note"]
    waiting = [one for one in told["plan_quotes"] if not one["replaces"]]  # of a plan that is kept: on that plan's page
    plan = told["plans"] or waiting or (note and note["code"] in ASKABLE)
    return [*(["plan"] if plan else []), *(["extension"] if told["extension"] else [])]


def main_currency(viewer: Viewer) -> str:
    """The currency of the oldest debt: one agreement speaks of one currency."""
    owed = [one for one in viewer.open if pays_in(one) == one.currency] or viewer.open
    return owed[0].currency


def reason_against(viewer: Viewer, currency: str, past: Iterable[Agreement]) -> str:
    """Why no plan is offered, as a code; "" where one may be."""
    broken = broken_lately(viewer, past)
    return why_not(viewer.account, viewer.business, currency, viewer.today, broken)


def broken_lately(viewer: Viewer, past: Iterable[Agreement]) -> int:
    since = viewer.now - YEAR
    return sum(1 for one in past if one.state == "breached" and one.ended_at and one.ended_at > since)


def paid_before(viewer: Viewer, attempts: Iterable[Attempt], currency: str) -> list[Paid]:
    """What this debtor paid and when, oldest first: their habit."""
    mine = [one for one in attempts if one.paid_at and one.currency == currency]
    mine.sort(key=lambda one: one.paid_at or one.created_at)
    return [Paid(viewer.on(one.paid_at), one.amount_minor) for one in mine if one.paid_at]


def offered(viewer: Viewer, currency: str, paid: Sequence[Paid]) -> tuple[Offer, ...]:
    minor = capital_of(viewer, coverable(viewer.account, currency, viewer.today))
    bounds = limits(viewer.business, currency, minor, viewer.today)
    return offers(minor, bounds, viewer.today, paid) if minor else ()


def capital_of(viewer: Viewer, invoices: Iterable[Invoice]) -> int:
    share = viewer.business.policy.agreement.forgive_charges_percent
    return capital(cover(invoices, viewer.today, share, viewer.account.rates))


def needs_person(viewer: Viewer, currency: str, debt_minor: int) -> bool:
    """Above the business's limit somebody looks at it first; the limit is in its own currency."""
    above = viewer.business.policy.agreement.approve_above_minor
    return bool(above) and (currency != viewer.business.currency or debt_minor > above)


def extension_told(viewer: Viewer) -> dict[str, Any] | None:
    """Whether more time may be had, until when at once, and some days to choose from; None where nothing may be."""
    mine = [one for one in viewer.open if one.state in CHASED and not one.plan][:1]
    terms = viewer.business.policy.extension
    if not mine or not terms.offered:
        return None
    before = load_things(viewer.debtor.business, viewer.debtor.id, Extension)
    if any(one.state == "asked" for one in before):
        return {"debt_ids": [], "state": "asked", "text": say(viewer.lang, "extension.asked")}
    last = last_day(mine, terms, viewer.today)
    reason = beyond(mine, last, viewer.business, before, viewer.today)
    charges = "old" if mine[0].terms.charges_from_first else "new"
    alone = say(viewer.lang, "extension.alone", date=dated(last, viewer.lang))
    person = say(viewer.lang, "extension.person", creditor=viewer.business.name)
    return {
        "debt_ids": [mine[0].number],
        "state": "person" if reason else "open",
        "min": str(max(mine[0].due_on, viewer.today) + timedelta(days=1)),
        "max": str(viewer.today + timedelta(days=365)),
        "dates": [] if reason else _dates(viewer, mine[0], before),
        "text": person if reason else alone,
        "charges_text": say(viewer.lang, f"extension.charges.{charges}"),
        "discount_text": _discount_text(viewer, mine[0]),
    }


def _dates(viewer: Viewer, invoice: Invoice, before: Sequence[Extension]) -> list[dict[str, str]]:
    """Up to three days that the rules give alone, the last one among them."""
    start = max(invoice.due_on, viewer.today)
    last = last_day([invoice], viewer.business.policy.extension, viewer.today)
    span = (last - start).days
    ahead = sorted({max(span * part // _MOST_DATES, 1) for part in range(1, _MOST_DATES + 1)}) if span else []
    days = [start + timedelta(days=one) for one in ahead]
    return [{"value": str(day), "text": dated(day, viewer.lang)} for day in days]


def _discount_text(viewer: Viewer, invoice: Invoice) -> str | None:
    loses = invoice.terms.discount_until and invoice.terms.discount_until >= viewer.today
    keeps = viewer.business.policy.extension.keeps_discount
    return say(viewer.lang, "extension.discount_lost") if loses and not keeps else None


def _offer(viewer: Viewer, offer: Offer, currency: str) -> dict[str, Any]:
    """As it would be quoted now; nothing is written down by looking."""
    invoices = coverable(viewer.account, currency, viewer.today)
    quoted = make_quote(
        viewer.account, viewer.business, invoices, offer.choice, Asked("", viewer.today, viewer.now, offer.name)
    )
    person = needs_person(viewer, currency, quoted.debt_minor)
    told = say(viewer.lang, "plan.needs_person", creditor=viewer.business.name)
    return {
        **view_plan.summary(viewer, quoted),
        "id": offer.name,
        "state": "offered",
        "state_text": "",
        "needs_person": person,
        "person_text": told if person else None,
        "dates": [viewer.day(one.due_on) for one in quoted.installments],
        "choice": offer.choice,
    }


def _to_sign(viewer: Viewer) -> list[Agreement]:
    """What the business made or approved, and what waits for it."""
    mine = (one for one in viewer.account.agreements if not has_expired(one, viewer.now))
    return [one for one in mine if one.state == "proposed" or (one.state == "quoted" and one.by)]


def _note(viewer: Viewer, reason: str) -> dict[str, Any] | None:
    """One line that says why, and the way out."""
    if not reason:
        return None
    out = say(viewer.lang, "plan.way_out", email=viewer.business.sender.email) if reason in _WAYS_OUT else None
    why = say(viewer.lang, f"plan.why.{reason}", creditor=viewer.business.name)
    return {"code": reason, "text": why, "way_out": out}
