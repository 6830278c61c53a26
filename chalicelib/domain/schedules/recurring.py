"""Recurring charges as an account lives them: the next invoice issued on its day, then announced once. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from itertools import takewhile

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.terms import as_agreed
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.cash import use_unapplied
from chalicelib.domain.books.ledger import Booked, Moment, issue
from chalicelib.domain.business import Business, EarlyDiscount, LadderStep
from chalicelib.domain.calendar import instant
from chalicelib.domain.charging.frozen_terms import freeze_terms
from chalicelib.domain.contact.contact_rules import lawful_start
from chalicelib.domain.contact.ladder import Next, chased_first, oldest_first
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.schedules.schedule import ACTIVE, Charge, Schedule, charges

ANNOUNCEMENT = LadderStep("invoice", 0, "pre_due", "friendly", counts_from="issued")
BILLED_AT_ONCE = 20  # by one decision: each is two of the hundred rows that a transaction holds
SPENT_AT_ONCE = 15


class Billed(msgspec.Struct, frozen=True):
    """What billing changed: new invoices (some paid at once by the debtor's credit), entries, how far schedules are."""

    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    entries: tuple[Entry, ...] = ()
    schedules: tuple[Schedule, ...] = ()


def charges_due(account: Account, today: date) -> Iterator[tuple[Schedule, Charge]]:
    """What is to be issued by ``today``. A period that is being paid ahead waits for its payment."""
    waiting = paid_for(account.attempts)
    for schedule in account.schedules:
        if schedule.state == ACTIVE:
            due = takewhile(lambda one: one.issue_on <= today and one.number not in waiting, charges(schedule))
            yield from ((schedule, charge) for charge in due)


def bill_due(account: Account, business: Business, today: date, now: datetime) -> Billed:
    """Issue every invoice whose day has come, and pay it from the debtor's unapplied cash while that lasts.

    ``account`` also holds what is settled under these numbers, if anything: an invoice that has a period's number
    already is that period's.
    """
    business = as_agreed(business, account.debtor)
    known = {one.number: one for one in account.invoices}
    issued: dict[str, Booked] = {}
    reached: dict[str, Schedule] = {}
    for schedule, charge in charges_due(account, today):
        if len(issued) == BILLED_AT_ONCE:
            break
        if is_free(charge, known):
            issued[charge.number] = bill(
                charge, schedule.id, business, Moment(today, now, "recurring"), account.debtor.early_discount
            )
        reached[schedule.id] = replace(schedule, through=charge.last)
    if not reached:
        return Billed(account.debtor)
    entries = tuple(entry for one in issued.values() for entry in one.entries)
    billed = {number: one.invoice for number, one in issued.items()}
    moment = Moment(today, now, "recurring-credit", "unapplied_cash", rates=account.rates)
    spent = use_unapplied(account.debtor, oldest_first((known | billed).values())[:SPENT_AT_ONCE], moment)
    billed |= {one.number: one for one in spent.invoices}
    return Billed(spent.debtor, tuple(billed.values()), entries + spent.entries, tuple(reached.values()))


def is_free(charge: Charge, known: Mapping[str, Invoice]) -> bool:
    """Whether a period still has no invoice. One that was paid ahead, given back and withdrawn has none again."""
    found = known.get(charge.number)
    return found is None or found.state == "withdrawn"


def bill(
    charge: Charge, schedule: str, business: Business, moment: Moment, agreed: EarlyDiscount | None = None
) -> Booked:
    """The period's invoice. Issued late, it falls due as many days later: nobody gets less notice than was agreed.

    ``agreed``: the early discount of the debtor's own terms.
    """
    due_on = max(charge.due_on, moment.on + (charge.due_on - charge.issue_on))
    invoice = Invoice(
        number=charge.number,
        currency=charge.currency,
        total_minor=charge.total_minor,
        principal_minor=charge.total_minor,
        issued_on=moment.on,
        due_on=due_on,
        concept=charge.concept,
        terms=freeze_terms(business, due_on, charge.currency, agreed),
        schedule=schedule,
    )
    return issue(invoice, charge.total_minor, moment)


def next_bills(account: Account, schedules: Iterable[Schedule]) -> Iterator[datetime]:
    """When each schedule has to be looked at again: on the day of its next invoice, when it may also be announced."""
    waiting = paid_for(account.attempts)
    for schedule in schedules:
        coming = next(charges(schedule), None) if schedule.state == ACTIVE else None
        if coming and coming.number not in waiting:
            midnight = instant(coming.issue_on, time(0), account.debtor.time_zone)
            yield lawful_start(coming.issue_on, account.debtor) or midnight


def paid_for(attempts: Iterable[Attempt]) -> set[str]:
    """Numbers whose money is on its way."""
    return {line.invoice for one in attempts if one.processing for line in one.lines}


def with_announcements(coming: list[Next], invoices: Iterable[Invoice], today: date) -> list[Next]:
    """The ladder's next steps with the announcement of each new invoice, once and before it falls due.

    It goes after what is overdue, and in place of a reminder of the same invoice on the same day.
    """
    new = [one for one in chased_first(invoices) if one.schedule and not one.steps and one.due_on >= today]
    if not new:
        return coming
    numbers = {one.number for one in new}
    first = [one for one in coming if one.step is None or one.step.purpose == "collection"]
    later = [one for one in coming if one not in first and (one.day > today or one.invoice.number not in numbers)]
    return first + [Next(one, ANNOUNCEMENT, one.issued_on) for one in new] + later
