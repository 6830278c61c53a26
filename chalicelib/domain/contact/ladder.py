"""The dunning ladder: which step an invoice has next, and which invoice speaks for the debtor."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from chalicelib.domain.business import LadderStep
from chalicelib.domain.charging.charges import days_overdue
from chalicelib.domain.invoice import Invoice

CHASED = frozenset({"open", "partly_paid"})
OWED = CHASED | {"promised", "in_plan"}  # what money that names no invoice may pay
LISTED_AHEAD_DAYS = 7
ESCALATE_AFTER_DAYS = 10  # after the day of the last step


class Next(msgspec.Struct, frozen=True):
    """An invoice's next step and the local day from which it is due. ``step`` None: all done, escalate on that day."""

    invoice: Invoice
    step: LadderStep | None
    day: date


def step_day(invoice: Invoice, step: LadderStep) -> date:
    return _days(invoice, step)[0]


def _days(invoice: Invoice, step: LadderStep) -> tuple[date, date]:
    """The day of a step, and the one that the ladder names, whatever has happened since."""
    named = (invoice.issued_on if step.counts_from == "issued" else invoice.due_on) + timedelta(days=step.days)
    if step.counts_from == "issued" or step.purpose != "collection":
        return named, named
    day = named
    if invoice.rested_days or invoice.resent_on:
        late = max(timedelta(0), (invoice.resent_on or invoice.due_on) - invoice.due_on)  # they had it only then
        day += late + timedelta(days=invoice.rested_days)  # charges still count from the due date
    return (max(day, invoice.rested_until + timedelta(days=1)) if invoice.rested_until else day), named


def next_step(invoice: Invoice, ladder: Sequence[LadderStep], today: date) -> Next | None:
    """The step that comes next, today or later.

    A pre-due step lives only on its own day; of several on one day the last one speaks. Collection steps come one
    after the other, the earliest unsent first: a missed day never leads straight to a harsher one. Steps that fall on
    one day (a rest moves several there) keep the order of the days they had, then the one they are written in.
    """
    unsent = sorted(
        (*_days(invoice, step), at, step) for at, step in enumerate(ladder) if step.step not in invoice.steps
    )
    chase = next(((day, step) for day, _, _, step in unsent if step.purpose == "collection"), None)
    if chase is None or chase[0] > today:
        ahead = [(day, step) for day, _, _, step in unsent if step.purpose == "pre_due" and day >= today]
        if ahead:
            first = ahead[0][0]
            return Next(invoice, [step for day, step in ahead if day == first][-1], first)
    if chase:
        return Next(invoice, chase[1], chase[0])
    if invoice.escalated or not ladder:
        return None
    last = max(invoice.due_on, *(step_day(invoice, step) for step in ladder))
    return Next(invoice, None, last + timedelta(days=ESCALATE_AFTER_DAYS))


def anchors(invoices: Iterable[Invoice], ladder: Sequence[LadderStep], today: date) -> list[Next]:
    """Per currency, the oldest unpaid invoice that still has a step, and every invoice that waits to be escalated."""
    found: list[Next] = []
    anchored: set[str] = set()
    for invoice in chased_first(invoices):
        coming = next_step(invoice, ladder, today)
        if coming is None or (coming.step and invoice.currency in anchored):
            continue
        if coming.step:
            anchored.add(invoice.currency)
        found.append(coming)
    return found


def oldest_first(invoices: Iterable[Invoice]) -> list[Invoice]:
    """What is owed and may be paid, in the order in which money goes to it."""
    return sorted(
        (invoice for invoice in invoices if invoice.state in OWED),
        key=lambda invoice: (invoice.due_on, invoice.issued_on, invoice.number),
    )


def chased_first(invoices: Iterable[Invoice]) -> list[Invoice]:
    """What somebody may be reminded of, in that order."""
    return [invoice for invoice in oldest_first(invoices) if invoice.state in CHASED]


def listed(invoices: Iterable[Invoice], today: date) -> tuple[str, ...]:
    """What one message lists: everything overdue, and what falls due within 7 days."""
    return tuple(
        invoice.number for invoice in chased_first(invoices) if days_overdue(invoice, today) >= -LISTED_AHEAD_DAYS
    )
