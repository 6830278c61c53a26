"""Days on which people at a business work: Monday to Friday without the country's public holidays. Pure."""

from datetime import date, timedelta

from chalicelib.domain.contact.holidays import is_holiday

_WEEK = 5


def is_working_day(day: date, country: str) -> bool:
    return day.weekday() < _WEEK and not is_holiday(country, day)


def working_days_after(day: date, count: int, country: str) -> date:
    """The ``count``-th working day after ``day``, which itself never counts."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, country)
    return day
