"""Schedules of agreements: golden ones, and what holds of every one."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.agreeing.agreement import Choice, Rules
from chalicelib.domain.agreeing.installments import due_days, pay_by, schedule

QUOTED = date(2027, 1, 11)


def days(first: date, parts: int, every: str = "month", anchor: int = 0) -> list[str]:
    return [f"{day:%d %b %y}" for day in due_days(Choice(parts, first, every=every, anchor=anchor))]


def test_months_keep_to_their_last_day() -> None:
    assert days(date(2027, 1, 31), 4) == ["31 Jan 27", "28 Feb 27", "31 Mar 27", "30 Apr 27"]


def test_february_of_a_leap_year_has_its_29th() -> None:
    assert days(date(2028, 1, 31), 3) == ["31 Jan 28", "29 Feb 28", "31 Mar 28"]


def test_a_first_day_at_the_end_of_february_may_stand_for_the_end_of_every_month() -> None:
    assert days(date(2027, 2, 28), 3, anchor=31) == ["28 Feb 27", "31 Mar 27", "30 Apr 27"]
    assert days(date(2027, 2, 28), 3) == ["28 Feb 27", "28 Mar 27", "28 Apr 27"]


def test_half_months_are_the_15th_and_the_last_day() -> None:
    assert days(date(2027, 1, 31), 4, "half_month") == ["31 Jan 27", "15 Feb 27", "28 Feb 27", "15 Mar 27"]
    assert days(date(2027, 2, 15), 3, "half_month") == ["15 Feb 27", "28 Feb 27", "15 Mar 27"]
    assert days(date(2027, 2, 5), 4, "half_month") == ["05 Feb 27", "20 Feb 27", "05 Mar 27", "20 Mar 27"]


def test_weeks_are_seven_days() -> None:
    assert days(date(2026, 12, 28), 3, "week") == ["28 Dec 26", "04 Jan 27", "11 Jan 27"]


@pytest.mark.parametrize(
    ("total", "down", "parts", "amounts"),
    [
        (100_000, 0, 3, [33_333, 33_333, 33_334]),
        (100_000, 20_000, 3, [20_000, 26_666, 26_666, 26_668]),
        (10, 0, 3, [3, 3, 4]),
        (999_999, 1, 7, [1, 142_856, 142_856, 142_856, 142_856, 142_856, 142_856, 142_862]),
    ],
)
def test_the_last_part_takes_the_cents(total: int, down: int, parts: int, amounts: list[int]) -> None:
    found = schedule(total, Choice(parts, date(2027, 1, 31), down), Rules(), QUOTED)
    assert [one.amount_minor for one in found] == amounts


def test_interest_runs_on_what_is_still_owed() -> None:
    """2% a year, then 2% a month, on 90,000, 60,000 and 30,000."""
    choice = Choice(3, date(2027, 2, 10), 10_000)
    found = schedule(100_000, choice, Rules(rate=Decimal("0.02"), kind="simple_year_30_360"), QUOTED)
    assert [one.interest_minor for one in found] == [0, 145, 100, 50]  # 29, 30 and 30 of 360 days
    found = schedule(100_000, choice, Rules(rate=Decimal("0.02")), date(2027, 1, 11))
    assert sum(one.interest_minor for one in found) == 1_800 + 1_120 + 620  # 30, 28 and 31 days of a month of 30
    assert [one.amount_minor for one in found] == [10_000, 31_180, 31_180, 31_180]


def test_a_sunday_or_a_holiday_may_be_paid_on_the_next_day() -> None:
    assert pay_by(date(2027, 1, 31), "MX") == date(2027, 2, 2)  # Sunday, then Constitution Day
    assert pay_by(date(2027, 1, 30), "MX") == date(2027, 1, 30)  # a Saturday is as good as any day for a link


CHOICES = st.builds(
    Choice,
    parts=st.integers(1, 36),
    first_on=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    down_minor=st.integers(0, 5_000),
    every=st.sampled_from(["month", "half_month", "week"]),
    anchor=st.just(0),
)


@given(total=st.integers(10_000, 10**12), choice=CHOICES, rate=st.none() | st.decimals("0", "0.1", places=4))
def test_every_schedule_sums_to_the_debt_and_its_interest(total: int, choice: Choice, rate: Decimal | None) -> None:
    found = schedule(total, choice, Rules(rate=rate), date(2025, 12, 31))
    interest = sum(one.interest_minor for one in found)
    assert sum(one.amount_minor for one in found) == total + interest
    assert all(one.amount_minor > 0 and one.interest_minor >= 0 for one in found)
    due = [one.due_on for one in found if one.number]
    assert due == sorted(set(due)) and len(due) == choice.parts
    assert all(5 <= (later - sooner).days <= 31 for sooner, later in pairwise(due))
