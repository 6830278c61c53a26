"""Months paid ahead: what may be chosen, quoted to the cent, issued and settled when paid, taken back when given back.

An agreed discount is worked out once on the whole, then split over its invoices so that it sums back exactly. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.books.ledger import Booked, Moment, close
from chalicelib.domain.business import Business
from chalicelib.domain.charging.charges import days_overdue
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import allocate, half_up
from chalicelib.domain.paying.quote import Quote
from chalicelib.domain.schedules.recurring import bill, is_free
from chalicelib.domain.schedules.schedule import ACTIVE, DAY, ENDED, Charge, Prepay, Schedule, charges


class Offer(msgspec.Struct, frozen=True):
    """So many periods, and what they cost together: ``amount = total - saving``, minor units."""

    schedule: Schedule
    periods: int
    charges: tuple[Charge, ...]
    lines: tuple[QuoteLine, ...]
    amount_minor: int
    saving_minor: int


class Ahead(msgspec.Struct, frozen=True):
    """What paying ahead, or taking it back, does beside the cash: invoices, their entries, how far the schedule is."""

    invoices: tuple[Invoice, ...] = ()
    entries: tuple[Entry, ...] = ()
    schedules: tuple[Schedule, ...] = ()


def offers(account: Account, today: date) -> list[Offer]:
    """What a debtor may pay ahead today. Nothing while something of that currency is overdue: that comes first."""
    late = {one.currency for one in account.invoices if days_overdue(one, today) > 0}
    return [
        offer
        for schedule in account.schedules
        if schedule.state == ACTIVE and schedule.currency not in late and not _is_being_paid(schedule, account)
        for prepay in schedule.prepay
        if (offer := _offer(schedule, prepay, account))
    ]


def quote_advance(account: Account, schedule: str, periods: int, today: date) -> Quote:
    """The price of so many periods. Raises NotFound (no such schedule) and Refusal."""
    found = next((one for one in account.schedules if one.id == schedule), None)
    if found is None:
        raise NotFound("not_found", field="advance.schedule")
    if _is_being_paid(found, account):
        raise Refusal("payment_in_progress", field="advance.schedule")
    for offer in offers(account, today):
        if (offer.schedule.id, offer.periods) == (schedule, periods):
            return Quote(found.currency, offer.amount_minor, offer.lines, today, schedule, offer.charges)
    raise Refusal("advance_not_offered", field="advance.periods")


def bill_ahead(
    attempt: Attempt,
    schedules: Iterable[Schedule],
    known: Mapping[str, Invoice],
    business: Business,
    moment: Moment,
) -> Ahead:
    """Issue what was quoted and has no invoice yet. ``known``: the invoices of these numbers, settled ones too.

    Of a schedule that ended meanwhile nothing more is issued: that money stays the debtor's own.
    """
    schedule = next((one for one in schedules if one.id == attempt.schedule and one.state != ENDED), None)
    issued: list[Booked] = []
    for charge in attempt.charges:
        if schedule is None or (schedule.through and charge.first <= schedule.through):
            continue
        if is_free(charge, known):
            issued.append(bill(charge, schedule.id, business, moment))
        schedule = replace(schedule, through=charge.last)
    return _ahead(issued, schedule)


def unbill(
    attempt: Attempt, schedules: Iterable[Schedule], invoices: Mapping[str, Invoice], moment: Moment
) -> Ahead:  # fmt: skip
    """The money went back: periods whose day has not come are withdrawn, and will be issued when it comes."""
    schedule = next((one for one in schedules if one.id == attempt.schedule), None)
    withdrawn: list[Booked] = []
    for charge in reversed(attempt.charges):
        invoice = invoices.get(charge.number)
        is_last = schedule is not None and schedule.through == charge.last
        if schedule is None or not is_last or invoice is None or not _is_untouched(invoice):
            break
        if charge.issue_on <= moment.on:
            break
        withdrawn.append(close(invoice, "withdrawn", "withdrawal", moment))
        schedule = replace(schedule, through=charge.first - DAY)
    return _ahead(withdrawn, schedule if withdrawn else None)


def _ahead(booked: Sequence[Booked], schedule: Schedule | None) -> Ahead:
    entries = tuple(entry for one in booked for entry in one.entries)
    return Ahead(tuple(one.invoice for one in booked), entries, (schedule,) if schedule else ())


def _offer(schedule: Schedule, prepay: Prepay, account: Account) -> Offer | None:
    ahead = tuple(islice(chain(_issued(schedule, account), charges(schedule)), prepay.periods))
    total = sum(one.total_minor for one in ahead)
    saving = half_up(total * prepay.percent)
    shares = allocate(saving, [one.total_minor for one in ahead]) if ahead else []
    lines = tuple(
        QuoteLine(one.number, one.total_minor - share, share) for one, share in zip(ahead, shares, strict=True)
    )
    if len(ahead) < prepay.periods or any(line.amount_minor <= 0 for line in lines):
        return None
    return Offer(schedule, prepay.periods, ahead, lines, total - saving, saving)


def _issued(schedule: Schedule, account: Account) -> Iterator[Charge]:
    """The schedule's invoices that are open and untouched: they count as the first periods paid ahead."""
    for one in sorted(account.invoices, key=lambda invoice: (invoice.due_on, invoice.number)):
        if one.schedule == schedule.id and one.currency == schedule.currency and _is_untouched(one):
            through = schedule.through or one.due_on
            yield Charge(
                one.number, one.concept, one.currency, one.total_minor, one.issued_on, one.due_on, through, through
            )


def _is_untouched(invoice: Invoice) -> bool:
    return invoice.state == "open" and invoice.principal_minor == invoice.total_minor and not invoice.fee_minor


def _is_being_paid(schedule: Schedule, account: Account) -> bool:
    return any(one.processing and one.schedule == schedule.id for one in account.attempts)
