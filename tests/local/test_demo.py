"""The demo's data: believable to the checks of its own country, the same for the same day, and free of faults."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chalicelib.domain.business_settings import parse_business
from chalicelib.intake.read import read_file
from chalicelib.intake.tax_ids import is_plausible_tax_id
from infra.local.demo import files, portfolio
from infra.local.demo.portfolio import COUNTRIES, HABITS, MONTHS, Portfolio
from infra.local.demo.seed import HISTORY, begin, events

TODAY = date(2026, 11, 21)


@pytest.fixture(params=COUNTRIES)
def one(request: pytest.FixtureRequest) -> Portfolio:
    return portfolio.read(request.param, TODAY)


def test_settings_are_accepted_as_they_are(one: Portfolio) -> None:
    business = parse_business(dict(one.settings), None, lambda country, text: is_plausible_tax_id(text, country))
    assert business.tax_id and business.policy.terms_accepted and len(business.policy.ladder) >= 3


def test_every_customer_has_a_tax_id_of_the_country_and_a_way_to_be_reached(one: Portfolio) -> None:
    customers = {bill.customer for bill in one.bills}
    assert all(is_plausible_tax_id(who.tax_id, one.country.upper()) for who in customers)
    assert all(who.email or who.phone for who in customers)
    assert all(not who.email or who.email.endswith(".example") for who in customers)


def test_good_and_late_payers_live_side_by_side(one: Portfolio) -> None:
    habits = Counter(bill.customer.habit for bill in one.bills)
    assert {"early", "on_time", "late", "silent", "partial"} <= habits.keys() <= HABITS.keys()


def test_the_same_day_gives_the_same_portfolio(one: Portfolio) -> None:
    assert portfolio.read(one.country, TODAY) == one


@pytest.mark.parametrize("days", [month - 15 for month in MONTHS])
def test_the_books_are_read_without_a_doubt(one: Portfolio, days: int) -> None:
    business = parse_business(dict(one.settings), None, lambda country, text: True)
    day = TODAY + timedelta(days=days)
    found = read_file(
        files.snapshot(one, day),
        name="books.csv",
        folder="invoices",
        business=business,
        today=day,
        terms_days=lambda _: None,
    )
    assert found.rows_read == found.rows_used > 0 and not found.problems
    open_bills = [bill for bill in one.bills if bill.issued_on <= day and bill.balance(day) > 0]
    assert sum(row.total_minor for row in found.invoices()) == sum(_minor(one, bill.total) for bill in open_bills)


def _minor(one: Portfolio, amount: Decimal) -> int:
    return int(amount * (1 if one.country == "cl" else 100))


def test_a_discount_is_paid_by_who_pays_early() -> None:
    bills = [bill for bill in portfolio.read("pe", TODAY).bills if bill.customer.habit == "early"]
    assert all(sum(amount for _, amount in bill.payments) * 100 == bill.total * 95 for bill in bills)


def test_the_clock_begins_before_the_first_event_and_the_last_one_is_of_today() -> None:
    end = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
    moments = [event.at for event in events(TODAY)]
    assert begin(end) <= moments[0] and moments == sorted(moments) and moments[-1].date() == TODAY
    assert timedelta(days=90) < HISTORY
    assert begin(datetime(2026, 11, 21, 3, 0, tzinfo=UTC)).date() == TODAY - HISTORY - timedelta(
        days=1
    )  # before its morning
