"""Two or three ready plans for a debt, suited to what this debtor usually pays and when. Pure.

The shortest that the rules allow, the one whose parts are nearest to what they usually pay at once, and the longest.
Paydays are their own where their payments tell them; else the 15th and the last day of the month.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from statistics import median_low

import msgspec

from chalicelib.domain.agreeing.agreement import Choice
from chalicelib.domain.agreeing.installments import parts_of
from chalicelib.domain.agreeing.plan_rules import Limits, check_choice
from chalicelib.domain.errors import Faulty
from chalicelib.domain.promising.promise_dates import usual_monthday

SHORT, USUAL, LONG = "short", "usual", "long"
FIRST_AFTER = timedelta(days=7)  # nobody who cannot pay today can pay tomorrow
_MID, _LAST = 15, 31
_LEAST_SEEN = 2  # payments, before an amount is a habit


class Paid(msgspec.Struct, frozen=True):
    """A payment of this debtor: its local day, and minor units of the debt's currency."""

    on: date
    amount_minor: int


class Offer(msgspec.Struct, frozen=True):
    name: str  # short | usual | long
    choice: Choice


def offers(capital_minor: int, bounds: Limits, today: date, paid: Sequence[Paid] = ()) -> tuple[Offer, ...]:
    """None where the rules allow none."""
    usual = _usual_amount(paid)
    for every in ("month", "half_month"):
        found = list(_possible(capital_minor, bounds, today, paid, every))
        if len(found) > 1 or (found and every == "half_month"):
            return tuple(_named(found, capital_minor, usual))
    return ()


def _possible(capital_minor: int, bounds: Limits, today: date, paid: Sequence[Paid], every: str) -> Iterator[Choice]:
    """One choice for each number of parts that the rules allow; a single part only together with a down payment."""
    first, anchor = first_day(today, paid, every)
    for parts in range(1 if bounds.min_down_minor else 2, bounds.max_parts + 1):
        choice = Choice(parts, first, bounds.min_down_minor, every, anchor)
        try:
            check_choice(choice, capital_minor, bounds, today)
        except Faulty:
            continue
        yield choice


def first_day(today: date, paid: Sequence[Paid], every: str = "month") -> tuple[date, int]:
    """The first payday at least a week away, and the day of the month that it stands for."""
    own = usual_monthday([one.on for one in paid])
    wanted = (own,) if own and every == "month" else (_MID, _LAST)
    day = today + FIRST_AFTER
    while True:
        for anchor in wanted:
            if day.day == min(anchor, monthrange(day.year, day.month)[1]):
                return day, anchor
        day += timedelta(days=1)


def _named(found: Sequence[Choice], capital_minor: int, usual_minor: int) -> Iterator[Offer]:
    """At most three, none twice."""
    short, long = found[0], found[-1]
    yield Offer(SHORT, short)
    between = [choice for choice in found if choice not in (short, long)]
    if between:
        yield Offer(USUAL, _nearest(between, capital_minor, usual_minor))
    if long != short:
        yield Offer(LONG, long)


def _nearest(found: Sequence[Choice], capital_minor: int, usual_minor: int) -> Choice:
    """The fewest parts that are no more than what is usually paid; without a habit, the middle one."""
    if not usual_minor:
        return found[(len(found) - 1) // 2]
    fitting = (one for one in found if _part(one, capital_minor) <= usual_minor)
    return next(fitting, found[-1])


def _part(choice: Choice, capital_minor: int) -> int:
    return parts_of(capital_minor - choice.down_minor, choice.parts)[0]


def _usual_amount(paid: Iterable[Paid]) -> int:
    amounts = [one.amount_minor for one in paid]
    return median_low(amounts) if len(amounts) >= _LEAST_SEEN else 0


def named(found: Iterable[Offer], name: str) -> Choice | None:
    return next((one.choice for one in found if one.name == name), None)
