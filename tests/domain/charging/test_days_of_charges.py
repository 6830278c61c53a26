"""The calendar under the charges: leap days, clocks that jump, and a rate that changes while parts are paid."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.books.ledger import crystallize, pay
from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.charging.charge_lines import charge_lines
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.interest import interest_factor
from chalicelib.domain.charging.late_rules import LateRules, SeriesRate
from chalicelib.domain.charging.rates import Rate, Rates
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.domain.money import half_up
from tests.domain.cases import invoice, moment

LEAP = date(2028, 2, 28)


def bearing(rate: str, kind: str, due_on: date, **rules: Any) -> Invoice:
    terms = Terms(accepted=True, interest_rate=Decimal(rate), interest_kind=kind, rules=LateRules(**rules))
    return invoice(total_minor=1_000_000, due_on=due_on, terms=terms)


@pytest.mark.parametrize(
    ("kind", "rate", "leap", "plain"),
    [
        ("simple_year_365", "0.0365", 200, 100),  # the 29th is a day like any other, of 365 in any year
        ("simple_year_360", "0.036", 200, 100),
        ("simple_month_30", "0.03", 2_000, 1_000),
        ("simple_year_30_360", "0.036", 300, 300),  # to the first of March, every month has thirty days
        ("effective_year", "0.2552", 1_246, 623),
    ],
)
def test_the_29th_of_february_is_a_day_that_counts_where_days_are_counted(
    kind: str, rate: str, leap: int, plain: int
) -> None:
    in_leap, in_plain = bearing(rate, kind, LEAP), bearing(rate, kind, date(2027, 2, 28))

    assert figures(in_leap, date(2028, 3, 1)).interest_minor == leap
    assert figures(in_plain, date(2027, 3, 1)).interest_minor == plain


def test_due_on_the_29th_of_february_it_is_late_on_the_first_of_march() -> None:
    owed = bearing("0.03", "simple_month_30", date(2028, 2, 29))

    assert [figures(owed, date(2028, 2, 29) + timedelta(days=n)).interest_minor for n in (0, 1, 2)] == [0, 1_000, 2_000]


@pytest.mark.parametrize(
    ("zone", "eve"),
    [
        ("America/Santiago", date(2026, 4, 4)),  # clocks go back at midnight: the day has 25 hours
        ("America/Santiago", date(2026, 9, 5)),  # they jump from midnight to one: the next day has 23
        ("America/Asuncion", date(2026, 3, 21)),
        ("America/Tijuana", date(2026, 3, 7)),
        ("America/Havana", date(2026, 10, 31)),
    ],
)
def test_a_day_is_a_day_whatever_the_clock_does(zone: str, eve: date) -> None:
    owed = bearing("0.03", "simple_month_30", eve - timedelta(days=9))
    for day in (eve, eve + timedelta(days=1), eve + timedelta(days=2)):
        for clock in (time(0, 0), time(1, 30), time(23, 59)):
            today = local_date(instant(day, clock, zone), zone)
            assert today == day
            assert figures(owed, today).interest_minor == 1_000 * (day - owed.due_on).days


def test_a_rate_that_changes_in_the_middle_of_a_stretch_with_a_part_paid_counts_each_day_once() -> None:
    """Ten days at 12 %, then 24 %; a fifth paid two days before the change, and the interest booked between."""
    start = date(2026, 6, 3)
    terms = Terms(accepted=True, interest_kind="simple_year_360", rules=LateRules(series=SeriesRate("TASA")))
    rates = Rates({"TASA": (Rate(start, Decimal(12)), Rate(start + timedelta(days=11), Decimal(24)))})
    owed = invoice(total_minor=1_000_000, due_on=start, terms=replace(terms, interest_rate=None))
    part = pay(owed, 202_667, start + timedelta(days=8), moment(start + timedelta(days=8), "p1", rates=rates)).invoice
    booked = crystallize(part, start + timedelta(days=9), moment(start + timedelta(days=9), "m1", rates=rates)).invoice
    end = start + timedelta(days=20)

    expected = 1_000_000 * Decimal("0.12") * 8 / 360 + 800_000 * (Decimal("0.12") * 2 + Decimal("0.24") * 10) / 360
    assert part.principal_minor == 800_000
    assert figures(booked, end, rates).charges_minor == half_up(expected) - 2_667
    lines = [one for one in charge_lines(booked, end, rates) if one.kind == "interest"]
    assert [(one.rate, one.days) for one in lines] == [(Decimal("0.12"), 1), (Decimal("0.24"), 10)]
    assert [(one.last - one.first).days + 1 for one in lines if one.first and one.last] == [1, 10]


def test_no_day_is_charged_twice_and_none_is_lost_over_any_year() -> None:
    owed = bearing("0.2552", "effective_year", date(2027, 12, 31))
    for days in (59, 60, 61, 365, 366, 367):
        expected = half_up(1_000_000 * interest_factor(Decimal("0.2552"), "effective_year", days))
        assert figures(owed, owed.due_on + timedelta(days=days)).interest_minor == expected
