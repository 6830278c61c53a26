"""Which days to suggest for a promise: the next paydays, as the debtor's own payments tell them where they do. Pure."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from chalicelib.domain.contact.working_days import is_working_day

SUGGESTED = 2
DAY = timedelta(days=1)
FRIDAY = 4
# A habit is what most of somebody's payments share, seen more than twice.
_LEAST_SEEN, _MOST_OF_THEM = 3, 0.6
_NEAR = 1  # days around a payday on which wages reach an account


def suggested(first: date, last: date, country: str, paid_on: Sequence[date] = ()) -> list[date]:
    """Days to choose from, from ``first`` to ``last`` (both included): two where the range has two.

    ``paid_on``: the local days of this debtor's payments. A payday on a closed day means the working day before it.
    """
    found: list[date] = []
    for day in _wished(first, last, paid_on):
        open_day = _working_day_until(day, country)
        if first <= open_day <= last and open_day not in found:
            found.append(open_day)
        if len(found) == SUGGESTED:
            break
    return sorted(found)


def _wished(first: date, last: date, paid_on: Sequence[date]) -> Iterator[date]:
    """The days that fit best first: the debtor's own, the 15th and the last of the month, Fridays, then any."""
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    weekday, monthday = _usual_weekday(paid_on), usual_monthday(paid_on)
    if weekday is not None:
        yield from (day for day in days if day.weekday() == weekday)
    if monthday is not None:
        yield from (day for day in days if day.day == min(monthday, _month_end(day)))
    yield from (day for day in days if day.day in {15, _month_end(day)})
    yield from (day for day in days if day.weekday() == FRIDAY)
    yield from reversed(days)


def _usual_weekday(paid_on: Sequence[date]) -> int | None:
    return _most(Counter(day.weekday() for day in paid_on), len(paid_on))


def usual_monthday(paid_on: Sequence[date]) -> int | None:
    """The day of the month around which most payments came; a day before or after counts for it."""
    near: Counter[int] = Counter()
    for day in paid_on:
        near.update({(day + timedelta(days=off)).day for off in range(-_NEAR, _NEAR + 1)})
    exact = Counter(day.day for day in paid_on)
    best = max(near, key=lambda one: (near[one], exact[one], one), default=0)
    return _most(Counter({best: near[best]}), len(paid_on)) if best else None


def _most(seen: Counter[int], of: int) -> int | None:
    found: Iterable[tuple[int, int]] = seen.most_common(1)
    return next((one for one, count in found if count >= _LEAST_SEEN and count >= _MOST_OF_THEM * of), None)


def _month_end(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _working_day_until(day: date, country: str) -> date:
    while not is_working_day(day, country):
        day -= DAY
    return day
