"""What a row of the recurring folder means for a schedule: agreed anew, changed, resumed, ended, or nothing. Pure."""

from datetime import date

import msgspec
from msgspec.structs import replace

from chalicelib.domain.schedules.schedule import ACTIVE, ENDED, EVERY, PAUSED, Prepay, Schedule, without_past

DAYS_OF_WEEK = 7
RESTS = frozenset({PAUSED, ENDED})


class ToldSchedule(msgspec.Struct, frozen=True):
    """A recurring charge as a file tells it. What it leaves empty (None, "") stays as it was, or as usual."""

    id: str
    currency: str
    concept: str = ""
    amount_minor: int | None = None
    every: str = ""
    day: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    announce_days: int | None = None
    terms_days: int | None = None
    prepay: tuple[Prepay, ...] = ()  # zero percent: no longer offered
    state: str = ""


def agreed(known: Schedule | None, told: ToldSchedule, today: date) -> Schedule | str:
    """The schedule after this row, or the reason code for which there can be none.

    What fell due before a schedule was made known, or while it rested, is never charged.
    """
    before = known or _new(told, today)
    if isinstance(before, str):
        return before
    if told.amount_minor is not None and told.currency != before.currency:
        return "currency_changed"
    named = {field: value for field in _FIELDS if (value := getattr(told, field)) not in (None, "")}
    after = replace(before, **named, prepay=_offered(before.prepay, told.prepay))
    if after.ends_on and after.ends_on < after.starts_on:
        return "ends_before_start"
    if EVERY[after.every].weeks and after.day > DAYS_OF_WEEK:
        if told.day:
            return "bad_day"
        after = replace(after, day=0)  # it was a day of the month
    if known is None or known.through is None or (known.state in RESTS and after.state == ACTIVE):
        return without_past(after, today)
    return after


_FIELDS = (
    "concept", "amount_minor", "every", "day", "starts_on", "ends_on", "announce_days", "terms_days", "state",
)  # fmt: skip


def _new(told: ToldSchedule, today: date) -> Schedule | str:
    if told.amount_minor is None:
        return "missing_amount"
    if told.day is None and told.starts_on is None:
        return "missing_day"
    return Schedule(told.id, told.id, told.amount_minor, told.currency, told.starts_on or today)


def _offered(before: tuple[Prepay, ...], told: tuple[Prepay, ...]) -> tuple[Prepay, ...]:
    """The agreed discounts, fewest periods first."""
    percents = {one.periods: one.percent for one in before} | {one.periods: one.percent for one in told}
    return tuple(Prepay(periods, percents[periods]) for periods in sorted(percents) if percents[periods])
