"""Which periods a recurring charge has: days of short months, weeks, ends, changes on the way."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.schedules.schedule import (
    EVERY,
    Charge,
    Prepay,
    Schedule,
    charges,
    is_over,
    next_charge,
    without_past,
)


def schedule(**changes: Any) -> Schedule:
    made = Schedule("fee", "Mensualidad", 45_000, "MXN", date(2026, 1, 5), day=5, prepay=(Prepay(3, Decimal("0.05")),))
    return replace(made, **changes)


def first(of: Schedule, count: int = 3) -> list[Charge]:
    return list(islice(charges(of), count))


schedules = st.builds(
    Schedule,
    id=st.just("fee"),
    concept=st.just("Mensualidad"),
    amount_minor=st.integers(1, 10**9),
    currency=st.just("MXN"),
    starts_on=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    every=st.sampled_from([name for name, step in EVERY.items() if step.months]),
    day=st.integers(0, 31),
    announce_days=st.integers(0, 60),
    terms_days=st.integers(0, 90),
) | st.builds(
    Schedule,
    id=st.just("fee"),
    concept=st.just("Clase"),
    amount_minor=st.integers(1, 10**9),
    currency=st.just("MXN"),
    starts_on=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    every=st.sampled_from([name for name, step in EVERY.items() if step.weeks]),
    day=st.integers(0, 7),
)


def test_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    found = first(schedule(starts_on=date(2027, 12, 31), day=31), 4)
    assert [one.due_on for one in found] == [
        date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31),
    ]  # fmt: skip


def test_a_charge_is_issued_before_its_day_and_due_on_it_or_after() -> None:
    (one,) = first(schedule(announce_days=10, terms_days=15), 1)
    assert (one.issue_on, one.due_on) == (date(2025, 12, 26), date(2026, 1, 20))
    assert (one.number, one.concept, one.total_minor) == ("fee-2026-01", "Mensualidad · 01/2026", 45_000)


@pytest.mark.parametrize(
    ("every", "numbers"),
    [
        ("month", ["fee-2026-01", "fee-2026-02", "fee-2026-03"]),
        ("two_months", ["fee-2026-01", "fee-2026-03", "fee-2026-05"]),
        ("quarter", ["fee-2026-01", "fee-2026-04", "fee-2026-07"]),
        ("four_months", ["fee-2026-01", "fee-2026-05", "fee-2026-09"]),
        ("half_year", ["fee-2026-01", "fee-2026-07", "fee-2027-01"]),
        ("year", ["fee-2026-01", "fee-2027-01", "fee-2028-01"]),
        ("week", ["fee-2026-W02", "fee-2026-W03", "fee-2026-W04"]),
        ("two_weeks", ["fee-2026-W02", "fee-2026-W04", "fee-2026-W06"]),
    ],
)
def test_every_rhythm_numbers_its_own_periods(every: str, numbers: list[str]) -> None:
    assert [one.number for one in first(schedule(every=every))] == numbers


def test_a_start_after_the_months_day_waits_for_the_next_month() -> None:
    assert first(schedule(starts_on=date(2026, 1, 20)), 1)[0].due_on == date(2026, 2, 5)


def test_without_a_day_the_start_says_it() -> None:
    assert first(schedule(starts_on=date(2026, 1, 20), day=0), 2)[1].due_on == date(2026, 2, 20)
    weekly = first(schedule(starts_on=date(2026, 1, 20), day=0, every="week"), 2)
    assert [one.due_on for one in weekly] == [date(2026, 1, 20), date(2026, 1, 27)]


def test_a_period_of_several_months_tells_both_ends() -> None:
    assert first(schedule(every="quarter"), 1)[0].concept == "Mensualidad · 01/2026-03/2026"
    assert first(schedule(every="week"), 1)[0].concept == "Mensualidad · 2026-01-05"


def test_the_last_day_of_a_schedule_is_inclusive() -> None:
    short = schedule(ends_on=date(2026, 2, 5))
    assert [one.number for one in first(short)] == ["fee-2026-01", "fee-2026-02"]
    assert not is_over(short)
    assert is_over(replace(short, through=date(2026, 2, 28)))
    assert next_charge(schedule(state="ended")) is None


def test_a_changed_day_does_not_charge_the_month_twice() -> None:
    charged = schedule(through=date(2026, 3, 31))
    assert first(replace(charged, day=28), 1)[0].due_on == date(2026, 4, 28)


def test_a_changed_rhythm_begins_after_what_was_charged() -> None:
    quarter = schedule(every="quarter", through=date(2026, 6, 30))
    assert [one.first for one in first(replace(quarter, every="month"), 2)] == [date(2026, 7, 1), date(2026, 8, 1)]
    weeks = first(replace(quarter, every="week", day=2), 2)
    assert [one.due_on for one in weeks] == [date(2026, 7, 7), date(2026, 7, 14)]


def test_what_fell_due_before_today_is_left_out() -> None:
    late = without_past(schedule(), date(2026, 3, 6))
    assert first(late, 1)[0].number == "fee-2026-04"
    assert first(without_past(schedule(), date(2026, 3, 5)), 1)[0].number == "fee-2026-03"
    assert is_over(without_past(schedule(ends_on=date(2026, 2, 10)), date(2026, 3, 6)))


@given(of=schedules, walked=st.integers(0, 40))
def test_periods_follow_each_other_without_gap_or_overlap(of: Schedule, walked: int) -> None:
    found = first(of, 40)
    assert len({one.number for one in found}) == 40
    assert all(after.first == before.last + timedelta(days=1) for before, after in pairwise(found))
    assert all(one.first <= one.due_on - timedelta(days=of.terms_days) for one in found)
    assert found[0].due_on - timedelta(days=of.terms_days) >= of.starts_on
    assert first(replace(of, through=found[walked].last if walked < 40 else None), 5) == (
        first(of, walked + 6)[walked + 1 :] if walked < 40 else found[:5]
    )


@given(of=schedules, day=st.integers(0, 7), every=st.sampled_from(sorted(EVERY)), walked=st.integers(0, 20))
def test_no_change_ever_charges_the_same_day_twice(of: Schedule, day: int, every: str, walked: int) -> None:
    done = first(of, 21)[walked]
    changed = replace(of, day=day, every=every, through=done.last)
    assert first(changed, 1)[0].first > done.last
