"""What happens to promises by themselves: what they cover rests, and each comes to its end when its time is over. Pure.

A promise is looked at again after its day and the working days that a bank takes; what came meanwhile is read from the
ledger. Broken, the ladder goes on at the step that was next, and that message says what had been agreed.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from msgspec.structs import replace

from chalicelib.domain.business import PromiseRules
from chalicelib.domain.calendar import instant
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.contact.ladder import CHASED
from chalicelib.domain.contact.working_days import working_days_after
from chalicelib.domain.draft import Draft
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.attempts import named
from chalicelib.domain.promising.promise import BROKEN, KEPT, OPEN, PARTLY_KEPT, PROMISED, WITHDRAWN, Promise
from chalicelib.domain.promising.promise_paid import paid_towards
from chalicelib.domain.promising.promises import recorded, woken

TELL_WITHIN = timedelta(days=30)  # a broken promise that nobody was told of by then is old news
DAY = timedelta(days=1)


def watch_promises(draft: Draft) -> None:
    """Also while reminders rest: what a promise came to does not depend on whether we may speak of it."""
    for promise in draft.promises.values():
        if promise.state == OPEN:
            draft.promises[promise.id] = _watched(draft, promise)
        elif promise.ended_at and draft.now - promise.ended_at > TELL_WITHIN:
            draft.promises[promise.id] = replace(promise, told=True)
    _let_rest(draft)


def promise_wakes(draft: Draft) -> Iterator[datetime]:
    """The midnight after the last day on which a payment may still arrive."""
    for promise in draft.promises.values():
        if promise.state == OPEN:
            wait = judged_after(promise, draft.business.policy.promise, draft.debtor.country) + DAY
            moment = instant(wait, time(0), draft.debtor.time_zone)
            if moment > draft.now:
                yield moment


def judged_after(promise: Promise, rules: PromiseRules, country: str) -> date:
    """The last local day on which its money may arrive."""
    return working_days_after(promise.on, rules.posting_days, country)


def _watched(draft: Draft, promise: Promise) -> Promise:
    paid = paid_towards(promise, draft.before.received)
    promise = replace(promise, paid_minor=paid) if paid != promise.paid_minor else promise
    state = _outcome(draft, promise)
    if state is None:
        return promise
    draft.debtor = replace(draft.debtor, promises=recorded(draft.debtor.promises, state, draft.today))
    draft.reasons.append(f"promise {promise.id} {state}")
    if state == BROKEN:
        _ask(draft, promise)
    return replace(promise, state=state, ended_at=draft.now, told=state not in {BROKEN, PARTLY_KEPT})


def _outcome(draft: Draft, promise: Promise) -> str | None:
    rules = draft.business.policy.promise
    if not _unpaid(draft, promise):
        return KEPT if promise.paid_minor else WITHDRAWN  # settled without money: nothing is left to keep
    if promise.paid_minor >= promise.amount_minor:
        return KEPT
    waits_until = judged_after(promise, rules, draft.debtor.country)
    if draft.today <= waits_until or _is_on_its_way(draft, promise):
        return None
    if promise.paid_minor >= promise.amount_minor * rules.kept_share:
        return KEPT
    return PARTLY_KEPT if promise.paid_minor >= max(promise.amount_minor * rules.partly_share, Decimal(1)) else BROKEN


def _unpaid(draft: Draft, promise: Promise) -> list[Invoice]:
    covered = (draft.invoices.get(number) for number in promise.debt_ids)
    return [one for one in covered if one and one.state not in SETTLED]


def _is_on_its_way(draft: Draft, promise: Promise) -> bool:
    """A provider has the money, a check waits for its bank, or somebody says it came and a person has yet to look."""
    if any(one.state == "paying" for one in _unpaid(draft, promise)):
        return True
    if any(rest.reason.startswith("payment_") for rest in draft.debtor.rests):
        return True
    processing = (one for one in draft.attempts.values() if one.processing and one.state == "pending")
    return any(named(one) & set(promise.debt_ids) for one in processing)


def _ask(draft: Draft, promise: Promise) -> None:
    oldest = min(_unpaid(draft, promise), key=lambda one: (one.due_on, one.number))
    draft.ask(
        "promise_broken",
        oldest.number,
        f"promise {promise.id} for {promise.on}",
        on=promise.on,
        about=promise.id,
        amount_minor=promise.amount_minor,
        currency=promise.currency,
    )


def _let_rest(draft: Draft) -> None:
    """What an open promise covers rests, whatever happened to it meanwhile; what one that is over covered is owed."""
    held = {number for one in draft.promises.values() if one.state == OPEN for number in one.debt_ids}
    for invoice in list(draft.invoices.values()):
        if invoice.number in held and invoice.state in CHASED:
            draft.put(replace(invoice, state=PROMISED))
        elif invoice.number not in held and invoice.state == PROMISED:
            draft.put(woken(invoice))
