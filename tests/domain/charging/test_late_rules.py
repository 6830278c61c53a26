"""Rates from a series, legal caps, day counts, compounding, tax, collection fees and limits: to the minor unit."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.books.ledger import crystallize, owed_by_entries, pay
from chalicelib.domain.charging.charge_lines import charge_lines
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.interest import days_counted, interest_factor
from chalicelib.domain.charging.late_rules import CollectionFee, FeeStep, LateRules, SeriesRate
from chalicelib.domain.charging.rates import NO_RATES, Rate, Rates, series_name
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.domain.money import half_up
from tests.domain.cases import DUE, invoice, moment

USURY = SeriesRate("USURA", kind="effective_year")
CHILEAN = CollectionFee(
    20, (FeeStep(Decimal("0.09"), Decimal(10)), FeeStep(Decimal("0.06"), Decimal(50)), FeeStep(Decimal("0.03"))), "CLF"
)


def day(late: int) -> date:
    return DUE + timedelta(days=late)


def published(**series: dict[int, str]) -> Rates:
    """Values by the days after the due date on which they were published."""
    return Rates(
        {
            name: tuple(Rate(day(late), Decimal(value)) for late, value in sorted(values.items()))
            for name, values in series.items()
        }
    )


def owing(rate: str | None = None, kind: str = "simple_year_365", total: int = 1_000_000, **rules: Any) -> Invoice:
    terms = Terms(accepted=True, interest_rate=Decimal(rate) if rate else None, interest_kind=kind)
    return invoice(total_minor=total, terms=replace(terms, rules=LateRules(**rules)))


def interest(of: Invoice, late: int, rates: Rates = NO_RATES) -> int:
    return figures(of, day(late), rates).interest_minor


# ── Rates of a series ──────────────────────────────────────────────────────────────────────────────


def test_spain_counts_the_published_rate_plus_eight_points() -> None:
    owed = owing(series=SeriesRate("BCE", plus=Decimal("0.08"), holds_days=184))

    assert interest(owed, 90, published(BCE={-20: "3.15"})) == 27_493


def test_a_rate_that_changes_in_the_middle_counts_from_its_own_day() -> None:
    owed = owing(series=SeriesRate("TASA", holds_days=100))
    rates = published(TASA={-5: "12", 11: "24"})

    lines = charge_lines(owed, day(30), rates)
    assert [(one.first, one.last, one.days, one.rate) for one in lines] == [
        (day(1), day(10), 10, Decimal("0.12")),
        (day(11), day(30), 20, Decimal("0.24")),
    ]
    assert interest(owed, 30, rates) == half_up(Decimal(1_000_000) * (10 * 12 + 20 * 24) / 36_500)


def test_days_without_a_published_rate_bear_nothing_and_say_so() -> None:
    owed = owing(series=SeriesRate("TASA", holds_days=10))
    rates = published(TASA={1: "36.5"})

    assert interest(owed, 10, rates) == interest(owed, 40, rates) == 10_000
    assert [(one.days, one.rate) for one in charge_lines(owed, day(40), rates)] == [(10, Decimal("0.365")), (30, None)]
    assert interest(owed, 40) == 0


def test_a_negative_published_rate_charges_nothing() -> None:
    assert interest(owing(series=SeriesRate("EURIBOR", holds_days=90)), 30, published(EURIBOR={0: "-0.5"})) == 0


def test_a_series_goes_by_one_name() -> None:
    assert [series_name(text) for text in ("uf", " UDI ", "CLF", "usura")] == ["CLF", "MXV", "CLF", "USURA"]


# ── Legal caps ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cap", "expected", "capped"),
    [("25.52", 1_868_759, True), ("60", 3_000_000, False)],  # COP 1,000,000 for 30 days: at usury, and as agreed
)
def test_a_rate_above_usury_is_charged_at_usury(cap: str, expected: int, capped: bool) -> None:
    owed = owing("0.03", "simple_month_30", total=100_000_000, cap=USURY)
    rates = published(USURA={0: cap})

    assert interest(owed, 30, rates) == expected
    assert [one.capped for one in charge_lines(owed, day(30), rates)] == [capped]


def test_where_the_legal_maximum_is_not_known_nothing_is_charged() -> None:
    """In Colombia whoever exceeds it loses all interest."""
    owed = owing("0.03", "simple_month_30", cap=replace(USURY, holds_days=31))

    assert interest(owed, 30) == 0
    assert interest(owed, 60, published(USURA={0: "25.52"})) == half_up(
        1_000_000 * interest_factor(Decimal("0.2552"), "effective_year", 30)
    )


def test_a_cap_that_falls_in_the_middle_binds_from_its_day() -> None:
    owed = owing("0.02", "simple_month_30", cap=USURY)
    lines = charge_lines(owed, day(40), published(USURA={0: "30", 20: "20"}))

    assert [(one.days, one.capped) for one in lines] == [(19, False), (21, True)]


# ── Days ───────────────────────────────────────────────────────────────────────────────────────────


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 900), st.integers(0, 900))
def test_thirty_day_months_add_up_over_any_segments(start: date, first: int, second: int) -> None:
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    counted = [days_counted("simple_year_30_360", *pair) for pair in ((start, middle), (middle, end), (start, end))]
    assert counted[0] + counted[1] == counted[2]


def test_a_year_of_thirty_day_months_bears_the_yearly_rate_in_a_leap_year_too() -> None:
    owed = replace(owing("0.12", "simple_year_30_360"), due_on=date(2028, 2, 29))

    assert figures(owed, date(2029, 2, 28)).interest_minor == 119_667  # 359 days
    assert figures(owed, date(2029, 3, 1)).interest_minor == 120_667
    assert figures(replace(owed, due_on=date(2028, 3, 1)), date(2029, 3, 1)).interest_minor == 120_000


# ── Compounding ────────────────────────────────────────────────────────────────────────────────────


def test_interest_bears_no_interest_unless_the_rules_say_so() -> None:
    assert interest(owing("0.1"), 730) == 200_000
    assert interest(owing("0.1", compound_months=12), 730) == 210_000


def test_interest_that_was_paid_does_not_compound() -> None:
    owed = owing("0.1", compound_months=12)
    settled = pay(owed, 100_000, day(365), moment(day(365), "p1")).invoice

    assert figures(settled, day(730)).interest_minor == 100_000


@given(st.lists(st.integers(1, 500), min_size=1, max_size=5))
def test_booking_in_between_changes_nothing_of_compounded_interest(stops: list[int]) -> None:
    once = many = owing("0.17", compound_months=6)
    for late in sorted(stops):
        many = crystallize(many, day(late), moment(day(late), f"m{late}")).invoice

    assert figures(many, day(800)).balance_minor == figures(once, day(800)).balance_minor


# ── Tax on interest ────────────────────────────────────────────────────────────────────────────────


def test_tax_on_interest_is_its_own_line_of_the_printed_interest() -> None:
    found = figures(owing("0.06", tax_percent=Decimal("0.16")), day(45))

    assert (found.interest_minor, found.tax_minor) == (7_397, 1_184)  # 73.97 and 16 % of it: 11.8352
    assert found.charges_minor == found.accrued_minor == 8_581


def test_tax_is_paid_after_its_interest_and_before_the_fee() -> None:
    terms = replace(owing("0.06", tax_percent=Decimal("0.16")).terms, flat_minor=500)
    booked = pay(invoice(total_minor=1_000_000, terms=terms), 9_000, day(45), moment(day(45), "p1"))

    assert [(one.kind, one.part, one.amount_minor) for one in booked.entries] == [
        ("fee", "fee", 500), ("interest", "interest", 7_397), ("tax", "tax", 1_184),
        ("payment", "interest", -7_397), ("payment", "tax", -1_184), ("payment", "fee", -419),
    ]  # fmt: skip
    assert owed_by_entries(booked.entries, "F1") == 81


# ── Fees ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("units", "fee"),
    [(10, "0.9"), (50, "3.3"), (100, "4.8")],  # 9 % of 10; and 6 % of 40; and 3 % of 50
)
def test_chile_counts_the_collection_fee_by_tranches_of_uf(units: int, fee: str) -> None:
    value = Decimal("39643.59")
    owed = replace(owing(total=half_up(units * value), collection_fee=CHILEAN), currency="CLP")
    rates = published(CLF={21: str(value)})

    assert figures(owed, day(20), rates).fee_minor == 0
    assert figures(owed, day(21), rates).fee_minor == half_up(Decimal(fee) * value)
    assert (
        sum((one.amount for one in charge_lines(owed, day(21), rates)), Decimal()).quantize(1)
        == figures(owed, day(21), rates).fee_minor
    )


def test_a_collection_fee_waits_for_the_value_of_its_unit() -> None:
    owed = replace(owing(collection_fee=CHILEAN), currency="CLP")

    assert figures(owed, day(30)).fee_minor == 0
    assert figures(owed, day(30), published(CLF={10: "39000"})).fee_minor == 0, "eleven days old"
    assert figures(owed, day(30), published(CLF={18: "39000"})).fee_minor > 0


def test_a_collection_fee_is_booked_once_beside_the_late_fee() -> None:
    agreed = replace(owing(collection_fee=replace(CHILEAN, unit="")).terms, flat_minor=700)
    first = crystallize(invoice(total_minor=1_000, terms=agreed), day(5), moment(day(5), "m1"))
    second = crystallize(first.invoice, day(30), moment(day(30), "m2"))
    third = crystallize(second.invoice, day(90), moment(day(90), "m3"))

    assert [(one.kind, one.amount_minor) for one in (*first.entries, *second.entries)] == [
        ("fee", 700), ("collection_fee", 90),
    ]  # fmt: skip
    assert third.entries == ()


# ── Limits ─────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(1, 700), max_size=5), st.integers(1, 60_000), st.decimals("0", "0.3", places=3))
def test_all_charges_together_never_pass_their_limit(stops: list[int], flat: int, most: Decimal) -> None:
    agreed = replace(owing("0.9", most_percent=most, most_minor=150_000).terms, flat_minor=flat)
    owed = invoice(total_minor=1_000_000, terms=agreed)
    limit = min(half_up(1_000_000 * most), 150_000)
    charged = 0
    for late in sorted(stops):
        booked = crystallize(owed, day(late), moment(day(late), f"m{late}"))
        owed = booked.invoice
        charged += sum(one.amount_minor for one in booked.entries)
    assert charged + figures(owed, day(800)).accrued_minor <= limit
    assert figures(owed, day(2_000)).charges_minor == limit


# ── Explained ──────────────────────────────────────────────────────────────────────────────────────


@given(
    st.lists(st.integers(1, 400), max_size=4), st.dictionaries(st.integers(-30, 300), st.integers(0, 90), max_size=6)
)
def test_the_lines_of_a_charge_sum_to_it(stops: list[int], values: dict[int, int]) -> None:
    series = SeriesRate("TASA", holds_days=60)
    owed = owing(
        series=series, tax_percent=Decimal("0.21"), cap=SeriesRate("TOPE", holds_days=400, kind="effective_year")
    )
    owed = replace(owed, terms=replace(owed.terms, flat_minor=777, percent=Decimal("0.0123")))
    rates = published(TASA={late: str(value) for late, value in values.items()}, TOPE={-9: "40"})
    for late in sorted(stops):
        booked = crystallize(owed, day(late), replace(moment(day(late), f"m{late}"), rates=rates))
        for one in booked.entries:
            assert one.amount_minor == half_up(sum((line.amount for line in one.lines), Decimal(0)))
        owed = booked.invoice
    found, lines = figures(owed, day(420), rates), charge_lines(owed, day(420), rates)
    by_kind = [
        half_up(sum((one.amount for one in lines if kind in one.kind), Decimal(0)))
        for kind in ("fee", "interest", "tax")
    ]
    assert sum(by_kind) == found.accrued_minor
