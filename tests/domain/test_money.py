"""Whole minor units: exact there and back, parts that sum, one rounding rule."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.money import EXPONENT, allocate, half_up, split, to_decimal, to_minor

amounts = st.integers(-(10**15), 10**15)


@given(amounts, st.integers(1, 120))
def test_a_split_sums_back_and_no_part_differs_by_more_than_a_cent(total: int, parts: int) -> None:
    found = split(total, parts)

    assert sum(found) == total
    assert len(found) == parts
    assert max(found) - min(found) <= 1
    assert found == sorted(found, reverse=True), "the odd cents go to the first parts"


@given(amounts, st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(sum))
def test_an_allocation_sums_back_and_stays_within_a_cent_of_its_share(total: int, weights: list[int]) -> None:
    found = allocate(total, weights)

    assert sum(found) == total
    assert all(
        abs(part * sum(weights) - total * weight) < sum(weights) for part, weight in zip(found, weights, strict=True)
    )


@given(amounts, st.sampled_from(sorted(EXPONENT)))
def test_minor_units_and_decimals_are_the_same_amount(minor: int, currency: str) -> None:
    assert to_minor(to_decimal(minor, currency), currency) == minor
    assert to_decimal(minor, currency).as_tuple().exponent == -EXPONENT[currency]


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [
        ("CLP", "1500", 1500),
        ("CLP", "1500.00", 1500),
        ("PYG", "3", 3),
        ("MXN", "10.05", 1005),
        ("CLF", "1.2345", 12345),
    ],
)
def test_each_currency_has_its_own_decimals(currency: str, amount: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


@pytest.mark.parametrize(("currency", "amount"), [("CLP", "1.5"), ("MXN", "0.001"), ("CLF", "0.00001")])
def test_more_decimals_than_the_currency_has_are_refused(currency: str, amount: str) -> None:
    with pytest.raises(ValueError, match="more decimals"):
        to_minor(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.49999", 2), ("-0.5", -1), ("0", 0)]
)
def test_half_goes_up_away_from_zero(exact: str, rounded: int) -> None:
    assert half_up(Decimal(exact)) == rounded


def test_a_large_amount_rounds_as_exactly_as_a_small_one() -> None:
    assert half_up(Decimal("123456789012345678901.5")) == 123456789012345678902
