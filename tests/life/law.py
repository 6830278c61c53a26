"""The tests' own reading of five countries' contact hours, beside the product's: who may be written to, and when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.life.business import public_holidays

WORKDAYS = range(5)
SATURDAY = 5


@dataclass(frozen=True)
class Law:
    """``hours``: weekday (Monday 0) → first and last hour, the last one excluded. Caps count days with a message."""

    country: str
    hours: Mapping[int, tuple[int, int]]
    a_week: int = 7
    gap_days: int = 1

    def open(self, day: date) -> bool:
        return day.weekday() in self.hours and day not in public_holidays(self.country)

    def next_open(self, day: date) -> date:
        while not self.open(day):
            day += timedelta(days=1)
        return day

    def allows(self, day: date, said: Collection[date]) -> bool:
        """Whether one more message may be sent on ``day`` after those on the days ``said``."""
        week = [one for one in said if one.isocalendar()[:2] == day.isocalendar()[:2]]
        near = any(abs((day - one).days) < self.gap_days for one in said)
        return self.open(day) and len(week) < self.a_week and not near

    def covers(self, moment: datetime) -> bool:
        """Whether a local moment lies in the hours of an open day."""
        first, last = self.hours.get(moment.weekday(), (0, 0))
        return self.open(moment.date()) and first <= moment.hour < last


LAWS = {
    law.country: law
    for law in (
        Law("MX", dict.fromkeys(WORKDAYS, (7, 22))),
        Law("CO", dict.fromkeys(WORKDAYS, (7, 19)) | {SATURDAY: (8, 15)}),
        Law("PE", dict.fromkeys(WORKDAYS, (7, 20))),
        Law("CL", dict.fromkeys([*WORKDAYS, SATURDAY], (8, 20)), a_week=2, gap_days=2),
        Law("BR", dict.fromkeys(WORKDAYS, (8, 20)) | {SATURDAY: (8, 14)}, a_week=3),
    )
}
