"""National public holidays, from dates computed beforehand. A country costs nothing until it is asked for."""

from datetime import date
from functools import cache


@cache
def _days(country: str) -> frozenset[date]:
    from chalicelib.domain.contact.holiday_dates import DATES

    return frozenset(
        date(int(year), int(day[:2]), int(day[2:]))
        for year, *days in map(str.split, DATES.get(country, "").splitlines())
        for day in days
    )


def is_holiday(country: str, day: date) -> bool:
    """Whether ``day`` is a national public holiday in ``country`` (ISO 3166 alpha-2). Unknown countries have none."""
    return day in _days(country)
