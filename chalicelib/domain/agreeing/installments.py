"""The schedule of an agreement: its days and amounts, exact to the minor unit. Pure.

Days keep to their day of the month: 31 January, 28 or 29 February, 31 March. A day is never moved; one that is a Sunday
or a public holiday may be paid on the next day that is neither, and that is in time.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.domain.agreeing.agreement import Choice, Installment, Rules
from chalicelib.domain.charging.interest import days_counted, interest_factor
from chalicelib.domain.contact.holidays import is_holiday
from chalicelib.domain.money import half_up

DOWN_DAYS = 3  # from the quote: so long the down payment may take, and never beyond the day before the first part
RHYTHMS = ("month", "half_month", "week")
_SUNDAY, _MID, _LAST = 6, 15, 31


def schedule(capital_minor: int, choice: Choice, rules: Rules, quoted_on: date) -> tuple[Installment, ...]:
    """The down payment, and equal parts of what is left with its interest; the last one takes the odd cents."""
    days = due_days(choice)
    left = capital_minor - choice.down_minor
    shares = interest_shares(left, quoted_on, days, rules)
    amounts = parts_of(left + sum(shares), choice.parts)
    down_on = min(quoted_on + timedelta(days=DOWN_DAYS), choice.first_on - timedelta(days=1))
    down = (Installment(0, down_on, choice.down_minor),) if choice.down_minor else ()
    numbered = zip(range(1, choice.parts + 1), days, amounts, shares, strict=True)
    return (*down, *(Installment(number, day, amount, share) for number, day, amount, share in numbered))


def parts_of(total_minor: int, parts: int) -> list[int]:
    each = total_minor // parts
    return [*[each] * (parts - 1), total_minor - each * (parts - 1)]


def interest_shares(capital_minor: int, start: date, days: Sequence[date], rules: Rules) -> list[int]:
    """Interest of each period on a capital that falls by equal parts; only the sum is rounded, half up, never a cent
    twice."""
    if not rules.rate:
        return [0] * len(days)
    shares, exact, booked = [], Decimal(0), 0
    for place, day in enumerate(days):
        capital = Decimal(capital_minor) * (len(days) - place) / len(days)
        counted = days_counted(rules.kind, days[place - 1] if place else start, day)
        exact += capital * interest_factor(rules.rate, rules.kind, counted)
        shares.append(half_up(exact) - booked)
        booked += shares[-1]
    return shares


def due_days(choice: Choice) -> list[date]:
    days = [choice.first_on]
    while len(days) < choice.parts:
        days.append(_next(days[-1], choice))
    return days


def pay_by(day: date, country: str) -> date:
    """The last local day on which an installment is in time."""
    while day.weekday() == _SUNDAY or is_holiday(country, day):
        day += timedelta(days=1)
    return day


def _next(day: date, choice: Choice) -> date:
    anchor = choice.anchor or choice.first_on.day
    if choice.every == "week":
        return day + timedelta(days=7)
    if choice.every == "half_month":
        return _next_half(day, anchor)
    year, month = divmod(day.year * 12 + day.month, 12)
    return _in_month(year, month + 1, anchor)


def _next_half(day: date, anchor: int) -> date:
    """The 15th and the last day of a month; or any two days fifteen apart."""
    early = _MID if anchor in {_MID, 30, _LAST} else anchor if anchor <= _MID else anchor - _MID
    late = _LAST if early == _MID else early + _MID
    if day.day <= early:
        return _in_month(day.year, day.month, late)
    year, month = divmod(day.year * 12 + day.month, 12)
    return _in_month(year, month + 1, early)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
