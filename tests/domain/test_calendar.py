"""Local dates, instants and the one form in which they are stored."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendar import days_between, from_iso, instant, iso, local, local_date

ZONES = ("America/Bogota", "America/Santiago", "America/Tijuana", "America/Sao_Paulo", "Europe/Madrid", "UTC")
moments = st.integers(0, 20 * 366 * 86_400 * 10**6).map(
    lambda ahead: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(microseconds=ahead)
)


@given(moments, moments)
def test_stored_instants_sort_as_the_instants_do(one: datetime, two: datetime) -> None:
    rounded = [moment.replace(microsecond=moment.microsecond // 1000 * 1000) for moment in (one, two)]

    assert (iso(one) < iso(two)) == (rounded[0] < rounded[1])
    assert [from_iso(iso(one)), from_iso(iso(two))] == rounded


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(ZONES))
def test_a_local_day_starts_on_that_day_even_where_it_has_no_midnight(day: date, zone: str) -> None:
    assert local_date(instant(day, time(0), zone), zone) == day


def test_santiago_has_no_midnight_when_its_clocks_go_forward() -> None:
    start = instant(date(2026, 9, 6), time(0), "America/Santiago")

    assert local(start, "America/Santiago").time() == time(1)


@pytest.mark.parametrize(("start", "end", "days"), [("2028-02-28", "2028-03-01", 2), ("2026-12-31", "2027-01-01", 1)])
def test_days_are_counted_between_dates(start: str, end: str, days: int) -> None:
    assert days_between(date.fromisoformat(start), date.fromisoformat(end)) == days
