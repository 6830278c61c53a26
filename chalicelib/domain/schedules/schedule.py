"""A recurring charge as data and calendar: which periods a schedule has, and the invoice that each becomes. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import msgspec
from msgspec.structs import replace

ACTIVE, PAUSED, ENDED = "active", "paused", "ended"
DAY = timedelta(days=1)


class Step(msgspec.Struct, frozen=True):
    """How long one period is: whole months or whole weeks."""

    months: int = 0
    weeks: int = 0


EVERY = {
    "week": Step(weeks=1),
    "two_weeks": Step(weeks=2),
    "month": Step(months=1),
    "two_months": Step(months=2),
    "quarter": Step(months=3),
    "four_months": Step(months=4),
    "half_year": Step(months=6),
    "year": Step(months=12),
}


class Prepay(msgspec.Struct, frozen=True):
    """Who pays this many periods ahead pays so much less. ``percent`` is a fraction: 0.05 is five percent."""

    periods: int
    percent: Decimal


class Schedule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a debtor pays again and again. ``day`` 1-31 of the month (the last day where the month is shorter), or 1-7
    of the week, Monday first; 0: as ``starts_on``.

    An invoice is issued ``announce_days`` before that day and falls due ``terms_days`` after it. Everything up to
    ``through`` has been dealt with: a change of day, amount or rhythm never charges the same time twice.
    """

    id: str
    concept: str
    amount_minor: int
    currency: str
    starts_on: date
    every: str = "month"
    day: int = 0
    ends_on: date | None = None
    announce_days: int = 7
    terms_days: int = 0
    prepay: tuple[Prepay, ...] = ()
    state: str = ACTIVE
    through: date | None = None


class Charge(msgspec.Struct, frozen=True):
    """One period as the invoice it becomes. ``number`` is its natural key: one invoice a schedule and period, ever."""

    number: str
    concept: str
    currency: str
    total_minor: int
    issue_on: date
    due_on: date
    first: date
    last: date


def charges(schedule: Schedule) -> Iterator[Charge]:
    """The periods still to come, in order; without end where the schedule has none."""
    step = EVERY[schedule.every]
    for first, last in (_months if step.months else _weeks)(schedule, step):
        on = _day_of(schedule, first)
        if schedule.ends_on and on > schedule.ends_on:
            return
        yield Charge(
            number=f"{schedule.id}-{_label(step, first)}",
            concept=f"{schedule.concept} · {_told(step, first, last)}",
            currency=schedule.currency,
            total_minor=schedule.amount_minor,
            issue_on=on - timedelta(days=schedule.announce_days),
            due_on=on + timedelta(days=schedule.terms_days),
            first=first,
            last=last,
        )


def next_charge(schedule: Schedule) -> Charge | None:
    """The next period, also of a paused schedule; None when nothing will ever be charged again."""
    return None if schedule.state == ENDED else next(charges(schedule), None)


def is_over(schedule: Schedule) -> bool:
    return next_charge(schedule) is None


def without_past(schedule: Schedule, today: date) -> Schedule:
    """What fell due before we were asked, or while the schedule rested, was settled elsewhere or was never owed."""
    for charge in charges(schedule):
        if charge.due_on >= today:
            break
        schedule = replace(schedule, through=charge.last)
    return schedule


def _months(schedule: Schedule, step: Step) -> Iterator[tuple[date, date]]:
    """Whole calendar months: the first one whose day is not before the start decides the rhythm."""
    begin = _month_number(schedule.starts_on)
    begin += _day_of(schedule, _first_of(begin)) < schedule.starts_on
    after = _month_number(schedule.through) + 1 if schedule.through else begin
    skipped = max(0, -((begin - after) // step.months))
    for place in count(begin + skipped * step.months, step.months):
        yield _first_of(place), _first_of(place + step.months) - DAY


def _weeks(schedule: Schedule, step: Step) -> Iterator[tuple[date, date]]:
    """Whole weeks from Monday to Sunday."""
    begin = schedule.starts_on - timedelta(days=schedule.starts_on.weekday())
    if _day_of(schedule, begin) < schedule.starts_on:
        begin += timedelta(weeks=1)
    length = timedelta(weeks=step.weeks)
    skipped = max(0, (schedule.through - begin) // length + 1) if schedule.through else 0
    for place in count(skipped):
        yield begin + place * length, begin + (place + 1) * length - DAY


def _day_of(schedule: Schedule, first: date) -> date:
    """The day of the charge in the period that begins on ``first``."""
    if EVERY[schedule.every].weeks:
        return first + timedelta(days=(schedule.day or schedule.starts_on.isoweekday()) - 1)
    last = monthrange(first.year, first.month)[1]
    return first.replace(day=min(schedule.day or schedule.starts_on.day, last))


def _label(step: Step, first: date) -> str:
    if step.months:
        return f"{first:%Y-%m}"
    year, week, _ = first.isocalendar()
    return f"{year}-W{week:02d}"


def _told(step: Step, first: date, last: date) -> str:
    """The period as it reads in every language: ``12/2026``, ``10/2026-12/2026``, or a week's Monday."""
    if step.weeks:
        return first.isoformat()
    return f"{first:%m/%Y}" if step.months == 1 else f"{first:%m/%Y}-{last:%m/%Y}"


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
