"""What an invoice owes on a day: grace, late fee, interest and discount, to the minor unit."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.interest import interest_factor
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.domain.money import half_up
from tests.domain.cases import DUE, at, invoice

VECTORS = Path(__file__).parents[4] / "shared" / "data" / "golden.json"
KINDS = ("simple_month_30", "simple_year_365", "simple_year_360", "effective_year")


def golden() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(VECTORS.read_bytes())["late_interest"] if VECTORS.exists() else []
    return found


def late(days: int, **changes: Any) -> tuple[Invoice, date]:
    return invoice(**changes), DUE + timedelta(days=days)


def terms(**changes: Any) -> Terms:
    return replace(Terms(accepted=True), **changes)


@pytest.mark.skipif(not VECTORS.exists(), reason="the published vectors (shared/data/golden.json) are not here")
def test_late_interest_agrees_with_the_published_vectors() -> None:
    assert golden()
    for vector in golden():
        agreed = terms(
            interest_rate=Decimal(vector["rate"]),
            interest_kind=vector["rate_type"],
            percent=Decimal(vector["flat_percent"]) if "flat_percent" in vector else None,
        )
        owed, day = late(
            vector["days"], total_minor=vector["principal_minor"], currency=vector["currency"], terms=agreed
        )
        found = figures(owed, day)
        assert (found.interest_minor, found.fee_minor) == (vector["interest_minor"], vector.get("flat_minor", 0)), (
            vector
        )


@pytest.mark.parametrize(
    ("kind", "rate", "principal", "days", "interest"),
    [
        ("effective_year", "0.2552", 100_000_000, 30, 1_868_759),  # CO: 18,687.59
        ("simple_month_30", "0.01", 100_000, 45, 1_500),  # BR: 15.00
        ("simple_year_365", "0.06", 1_000_000, 45, 7_397),  # MX: 73.97
        ("simple_year_360", "0.06", 1_000_000, 45, 7_500),  # MX: 75.00
        ("simple_year_365", "0.1115", 1_000_000, 90, 27_493),  # ES: 274.93
        ("simple_month_30", "0.025", 1_000_000, 45, 37_500),  # CL: 37,500
        ("simple_month_30", "0.03", 50, 10, 1),  # 0.5 rounds up, once, at the end
        ("simple_month_30", "0.03", 49, 10, 0),
    ],
)
def test_late_interest_by_kind_of_rate(kind: str, rate: str, principal: int, days: int, interest: int) -> None:
    owed, day = late(days, total_minor=principal, terms=terms(interest_rate=Decimal(rate), interest_kind=kind))

    assert figures(owed, day).interest_minor == interest


@given(st.decimals("0.01", "0.99", places=4), st.integers(1, 400), st.integers(1, 10**12))
def test_an_effective_yearly_rate_is_never_charged_as_rate_over_365(rate: Decimal, days: int, principal: int) -> None:
    """The usury cap is stated as EA: EA/365 a day would exceed it, and exceeding it forfeits all interest."""
    effective, nominal = interest_factor(rate, "effective_year", days), rate * days / 365
    assert effective < nominal
    assert half_up(principal * interest_factor(rate, "effective_year", 1)) <= half_up(principal * rate / 365)


@pytest.mark.parametrize("grace", [0, 1, 2, 15])
def test_grace_is_a_threshold_and_past_it_everything_counts_from_the_due_date(grace: int) -> None:
    agreed = terms(grace_days=grace, flat_minor=700, interest_rate=Decimal("0.03"))
    last, day = late(grace, terms=agreed)
    assert figures(last, day).charges_minor == 0

    found = figures(last, day + timedelta(days=1))
    assert found.fee_minor == 700
    assert found.interest_minor == 100 * (grace + 1)
    assert found.accrued_minor == found.charges_minor
    assert found.balance_minor == 100_000 + found.charges_minor


def test_without_accepted_terms_nothing_is_charged_ever() -> None:
    owed, day = late(400, terms=terms(accepted=False, flat_minor=700, percent=Decimal("0.1"), interest_rate=Decimal(1)))

    assert figures(owed, day).balance_minor == 100_000


def test_the_fee_is_flat_plus_percent_of_the_unpaid_principal() -> None:
    owed, day = late(1, principal_minor=33_333, terms=terms(flat_minor=500, percent=Decimal("0.015")))

    assert figures(owed, day).fee_minor == 500 + 500  # 499.995


def test_a_fee_that_was_charged_is_not_pending_again() -> None:
    owed, day = late(60, fee_charged=True, fee_minor=0, terms=terms(flat_minor=500))

    assert figures(owed, day).fee_minor == 0


def test_the_last_day_of_the_discount_belongs_to_it() -> None:
    until = DUE - timedelta(days=5)
    owed = invoice(terms=terms(discount_percent=Decimal("0.03"), discount_until=until))

    last, over = figures(owed, until), figures(owed, until + timedelta(days=1))
    assert (last.discount_minor, last.balance_minor) == (3_000, 97_000)
    assert (over.discount_minor, over.balance_minor) == (0, 100_000)


def test_a_discount_is_percent_of_what_is_still_unpaid() -> None:
    owed = invoice(principal_minor=50_050, terms=terms(discount_percent=Decimal("0.03"), discount_until=DUE))

    assert figures(owed, DUE).discount_minor == 1_502  # 1501.5


@pytest.mark.parametrize("state", ["paid", "withdrawn", "written_off"])
def test_a_settled_invoice_owes_nothing_and_is_not_overdue(state: str) -> None:
    done, day = late(90, principal_minor=0, state=state, terms=terms(flat_minor=500, interest_rate=Decimal("0.03")))

    found = figures(done, day)
    assert (found.balance_minor, found.charges_minor, found.days_overdue) == (0, 0, 0)
    assert found.total_minor == 100_000


@pytest.mark.parametrize(
    "zone",
    [
        "America/Bogota",
        "America/Lima",
        "America/Santiago",
        "America/Mexico_City",
        "America/Tijuana",
        "America/Sao_Paulo",
    ],
)
@pytest.mark.parametrize("clock", ["00:00", "19:00", "23:59"])
@pytest.mark.parametrize("due", [date(2026, 6, 3), date(2026, 9, 5), date(2026, 12, 31), date(2028, 2, 29)])
def test_due_today_is_not_overdue_at_any_hour_west_of_greenwich(zone: str, clock: str, due: date) -> None:
    """5 September 2026 ends with no midnight in Santiago: its clocks go forward."""
    owed = invoice(due_on=due, terms=terms(flat_minor=500, interest_rate=Decimal("0.03")))

    found = figures(owed, local_date(at(due, clock, zone), zone))
    assert (found.days_overdue, found.charges_minor) == (0, 0)
    tomorrow = at(due + timedelta(days=1), "01:00", zone)
    assert figures(owed, local_date(tomorrow, zone)).days_overdue == 1


@given(
    st.integers(0, 10**12),
    st.integers(0, 30),
    st.integers(-40, 800),
    st.decimals(0, "0.2", places=4),
    st.sampled_from(KINDS),
    st.integers(0, 10**6),
)
def test_the_balance_is_principal_plus_charges_less_discount_and_never_falls_with_time(
    principal: int, grace: int, days: int, rate: Decimal, kind: str, flat: int
) -> None:
    owed, day = late(
        days,
        total_minor=principal,
        terms=terms(
            grace_days=grace, flat_minor=flat, percent=rate, interest_rate=rate, interest_kind=kind,
            discount_percent=rate, discount_until=DUE - timedelta(days=3),
        ),
    )  # fmt: skip
    today, tomorrow = figures(owed, day), figures(owed, day + timedelta(days=1))

    assert today.balance_minor == today.principal_minor + today.charges_minor - today.discount_minor
    assert today.charges_minor == today.fee_minor + today.interest_minor
    assert 0 <= today.discount_minor <= today.principal_minor
    assert 0 <= today.balance_minor <= tomorrow.balance_minor


def test_an_amount_off_is_given_whole_until_its_last_day_and_never_the_whole_debt() -> None:
    owed = invoice(terms=terms(discount_minor=4_000, discount_until=DUE))

    assert figures(owed, DUE).balance_minor == 96_000
    assert figures(replace(owed, principal_minor=30_000), DUE).balance_minor == 26_000
    assert figures(replace(owed, principal_minor=4_000), DUE).balance_minor == 4_000
    assert figures(owed, DUE + timedelta(days=1)).discount_minor == 0
