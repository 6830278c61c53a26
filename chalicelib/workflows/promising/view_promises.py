"""Promises as they are shown: what the debtor may promise, what was promised, and what a business waits for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.contact.country_rules import rule_for
from chalicelib.domain.errors import Fault, Faulty, NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.promising.promise import OPEN, Promise
from chalicelib.domain.promising.promise_amounts import least, total_on
from chalicelib.domain.promising.promise_dates import suggested
from chalicelib.domain.promising.promise_notices import SAVED, will_remind
from chalicelib.domain.promising.promises import check_standing, currencies, due_by, last_day, open_promises
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import named_day
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.showing.viewer import Viewer

DAY = timedelta(days=1)


def promises_view(viewer: Viewer, paid_on: Sequence[date] = ()) -> dict[str, Any]:
    """``promise`` of ``GET /api/account``. ``paid_on``: the days of earlier payments, for the days to suggest. A
    promise whose invoices were all paid a moment ago is not told as open: it is about to be found kept."""
    offers, why_not = [], ""
    for currency in currencies(viewer.account):
        try:
            check_standing(viewer.account, currency, viewer.business.policy.promise, viewer.today)
            offers.append(_offer(viewer, currency, paid_on))
        except Refusal as refusal:
            why_not = why_not or refusal_text(viewer.lang, refusal.code, refusal.params)
    waiting = [one for one in open_promises(viewer.account) if _covered(viewer, one)]
    first = offers[0] if offers else {"currency": None, "min": None, "max": None, "max_text": None, "dates": []}
    return {
        **first,
        "offers": offers,
        "ask_reason": may_ask(viewer),
        "why_not": why_not or None,
        "open": [promise_view(viewer, one, paid_on) for one in waiting],
    }


def may_ask(viewer: Viewer) -> bool:
    """Whether the law lets anybody ask why somebody has not paid, where the debtor lives."""
    debtor = viewer.debtor
    return rule_for(debtor.country, debtor.subdivision, viewer.today).may_ask_reason_for_default


def promise_view(viewer: Viewer, promise: Promise, paid_on: Sequence[date] = ()) -> dict[str, Any]:
    may_change = promise.state == OPEN and not promise.changes
    return {
        "id": promise.id,
        "state": promise.state,
        "state_text": say(viewer.lang, f"promise.state.{promise.state}"),
        "on": str(promise.on),
        "on_text": viewer.day(promise.on),
        "currency": promise.currency,
        "amount_minor": promise.amount_minor,
        "amount_text": viewer.money(promise.amount_minor, promise.currency),
        "paid_minor": promise.paid_minor,
        "debts": list(promise.debt_ids),
        "text": open_text(viewer, promise),
        "may_change": may_change,
        **(_days(viewer, promise.currency, paid_on, promise) if may_change and _covered(viewer, promise) else {}),
    }


def done_view(viewer: Viewer, promise: Promise, told: str) -> dict[str, Any]:
    """The answer to a promise that was ``saved``, ``changed`` or ``withdrawn``."""
    amount = viewer.money(promise.amount_minor, promise.currency)
    key = "saved_quiet" if told == SAVED and not will_remind(promise, viewer.debtor) else told
    message = say(viewer.lang, f"promise.done.{key}", amount=amount, date=viewer.day(promise.on))
    return promise_view(viewer, promise) | {"message": message}


def total_view(viewer: Viewer, day: str, currency: str, promise: str = "") -> dict[str, Any]:
    """What is owed on a day that the debtor has in mind; of a promise that changes, for what it covers. Raises
    Faulty (no day), NotFound, Refusal."""
    rules = viewer.business.policy.promise
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Faulty([Fault("on", "bad_value")]) from None
    if not viewer.today <= on <= last_day(rules, viewer.today):
        raise Refusal("promise_day", field="on", first=viewer.today, last=last_day(rules, viewer.today))
    if promise:
        found = next((one for one in open_promises(viewer.account) if one.id == promise), None)
        if found is None:
            raise NotFound("not_found")
        return _day(viewer, found.currency, on, found)
    known = currencies(viewer.account)
    chosen = currency or (known[0] if len(known) == 1 else "")
    if chosen not in known:
        raise Refusal("currency_not_owed" if chosen else "currency_required", field="currency", currency=chosen)
    return _day(viewer, chosen, on)


def open_text(viewer: Viewer, promise: Promise) -> str:
    """``Dijiste que pagarías … el …``, what of it came, and what may still be on its way."""
    waits = viewer.today > promise.on and promise.state == OPEN
    key = "promise.open.partly" if promise.paid_minor else "promise.open.waiting" if waits else "promise.open"
    return say(
        viewer.lang,
        key,
        amount=viewer.money(promise.amount_minor, promise.currency),
        date=viewer.day(promise.on),
        paid=viewer.money(promise.paid_minor, promise.currency),
    )


def _offer(viewer: Viewer, currency: str, paid_on: Sequence[date]) -> dict[str, Any]:
    return {"currency": currency, **_days(viewer, currency, paid_on)}


def _days(viewer: Viewer, currency: str, paid_on: Sequence[date], promise: Promise | None = None) -> dict[str, Any]:
    """The days to choose from; of a promise that changes, for what it covers."""
    last = last_day(viewer.business.policy.promise, viewer.today)
    days = suggested(viewer.today + DAY, last, viewer.debtor.country, paid_on)
    return {
        "min": str(viewer.today),
        "max": str(last),
        "max_text": viewer.day(last),
        "dates": [_day(viewer, currency, on, promise) for on in days],
    }


def _day(viewer: Viewer, currency: str, on: date, promise: Promise | None = None) -> dict[str, Any]:
    invoices = _covered(viewer, promise) if promise else due_by(viewer.account, currency, on)
    total = total_on(invoices, on, viewer.today, viewer.account.rates)
    left = promise.amount_minor - promise.paid_minor if promise else total.minor
    charges = total.minor - total.today_minor - total.lost_minor
    notes = []
    if charges > 0:
        notes.append(say(viewer.lang, "promise.note.charges", amount=viewer.money(charges, currency)))
    if total.lost_minor:
        notes.append(say(viewer.lang, "promise.note.lost", amount=viewer.money(total.lost_minor, currency)))
    return {
        "on": str(on),
        "text": named_day(on, viewer.lang, viewer.today),
        "total_minor": total.minor,
        "total_text": viewer.money(total.minor, currency),
        "least_minor": min(least(total.minor, viewer.business.policy.promise), total.minor, left),
        "note": " ".join(notes) or None,
    }


def _covered(viewer: Viewer, promise: Promise) -> list[Invoice]:
    owed = (one for one in viewer.account.invoices if one.state not in SETTLED)
    return [one for one in owed if one.number in promise.debt_ids]
