"""The one decision: everything that happens to an account by itself, explained. Pure and total.

``decide(account, business, now)`` goes through the duties in their order: it lets stale payment attempts expire, issues
the invoices of recurring charges, begins the charges that a debtor agreed to, books late fees, then takes the next
ladder step or asks people for what people must do; and it says when the account must be looked at again.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.plan_watch import keep_agreements, plan_wakes, remind_of_installments
from chalicelib.domain.agreeing.unanswered import close_unanswered, unanswered_wakes
from chalicelib.domain.already_paid.report_expiry import expire_reports, report_wakes
from chalicelib.domain.books.ledger import Moment, charge_fee
from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.check_rest import check_wakes, rest_for_checks
from chalicelib.domain.by_hand.pickup_day import keep_pickups, pickup_wakes
from chalicelib.domain.complaints.ask_opinion import ask_opinion, opinion_wakes, tell_callers, watch_opinions
from chalicelib.domain.complaints.dispute_watch import dispute_wakes, watch_disputes
from chalicelib.domain.contact.chase import chase_wakes, hand_to_people, take_step
from chalicelib.domain.draft import Decision, Draft
from chalicelib.domain.paying.asking import ask_at, attempt_wakes, expire_attempts, is_unanswered, question_stuck
from chalicelib.domain.paying.attempts import is_paying_now
from chalicelib.domain.paying.autopay import autopay, autopay_wakes
from chalicelib.domain.promising.excuse_watch import excuse_wakes, watch_excuses
from chalicelib.domain.promising.promise_notices import remind_of_promises, reminder_wakes, tell_of_broken
from chalicelib.domain.promising.promise_watch import promise_wakes, watch_promises
from chalicelib.domain.schedules.recurring import bill_due, next_bills
from chalicelib.domain.tasks import close_tasks

Duty = Callable[[Draft], None]
Wakes = Callable[[Draft], Iterable[datetime]]


def decide(account: Account, business: Business, now: datetime) -> Decision:
    draft = Draft(account, business, now)
    for duty in DUTIES:
        duty(draft)
    until = rests_until(draft)
    if until is None and not draft.silence:
        for duty in CHASE:
            duty(draft)
    return draft.decision(_wake(draft, until))


def bill(draft: Draft) -> None:
    """Also while the account rests: what is owed does not depend on whether we may speak of it."""
    if not draft.schedules:
        return
    billed = bill_due(draft.before, draft.business, draft.today, draft.now)
    draft.debtor = replace(draft.debtor, unapplied=billed.debtor.unapplied)
    draft.invoices |= {invoice.number: invoice for invoice in billed.invoices}
    draft.schedules |= {schedule.id: schedule for schedule in billed.schedules}
    draft.entries += billed.entries
    draft.reasons += [f"issues {entry.invoice}" for entry in billed.entries if entry.kind == "issue"]


def bill_wakes(draft: Draft) -> Iterable[datetime]:
    return next_bills(draft.before, draft.schedules.values())


def book_fees(draft: Draft) -> None:
    """Not where a quote is being paid: what was asked for settles it, whatever falls due meanwhile."""
    quoted = {line.invoice for a in draft.attempts.values() if a.state == "pending" for line in a.lines}
    quoted |= draft.spared
    for invoice in list(draft.invoices.values()):
        if invoice.number in quoted or draft.is_full:
            continue
        cause = f"fee-{invoice.due_on}"
        moment = Moment(draft.today, draft.now, cause, reason="late_fee", rates=draft.before.rates)
        charged, entries = charge_fee(invoice, draft.today, moment)
        draft.put(charged)
        draft.entries += entries


def rests_until(draft: Draft) -> datetime | None:
    """While the debtor is at a payment page, or somebody has yet to say whether they paid, nothing is sent."""
    open_pages = [a.expires_at for a in draft.attempts.values() if is_paying_now(a, draft.now)]
    open_pages += [at for a in draft.attempts.values() if is_unanswered(a, draft.now) and (at := ask_at(a))]
    if open_pages:
        draft.reasons.append("rests: payment in progress")
    draft.reasons += [f"rests: {rest.reason}" for rest in draft.debtor.rests]
    return max((*open_pages, *(rest.until for rest in draft.debtor.rests)), default=None)


def _wake(draft: Draft, until: datetime | None) -> datetime | None:
    """The next instant at which something happens by itself: strictly later than now, or None."""
    soon = draft.now + timedelta(seconds=1)
    if draft.is_full:
        return soon
    found = [wake for wakes in WAKES for wake in wakes(draft)]
    if until is not None:
        found.append(until)
    elif not draft.silence:
        found += chase_wakes(draft)
    return max(min(found), soon) if found else None


DUTIES: tuple[Duty, ...] = (
    close_tasks,
    expire_attempts,
    question_stuck,
    rest_for_checks,
    keep_pickups,
    expire_reports,
    bill,
    keep_agreements,
    close_unanswered,
    watch_disputes,
    autopay,
    book_fees,
    watch_promises,
    watch_excuses,
    watch_opinions,
)  # in this order, whether or not reminders rest
CHASE: tuple[Duty, ...] = (
    ask_opinion,
    hand_to_people,
    tell_callers,
    remind_of_promises,
    remind_of_installments,
    take_step,
    tell_of_broken,
)  # only while nothing rests them
WAKES: tuple[Wakes, ...] = (
    attempt_wakes,
    check_wakes,
    pickup_wakes,
    bill_wakes,
    autopay_wakes,
    promise_wakes,
    reminder_wakes,
    excuse_wakes,
    dispute_wakes,
    opinion_wakes,
    report_wakes,
    plan_wakes,
    unanswered_wakes,
)
