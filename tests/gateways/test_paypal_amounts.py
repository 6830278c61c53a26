"""Amounts to PayPal and back: by text, to the cent, with the decimals that PayPal takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import GiveUp
from chalicelib.gateways.providers.paypal.amounts import _DECIMALS, is_taken, minor_of, text_of

CENTS = sorted(name for name, decimals in _DECIMALS.items() if decimals)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(150_050, "MXN", "1500.50"), (5, "USD", "0.05"), (100, "BRL", "1.00"), (1_500, "JPY", "1500"), (0, "USD", "0.00"),
     (150_000, "HUF", "1500"), (150_000, "TWD", "1500")],
)  # fmt: skip
def test_an_amount_is_written_with_paypals_decimals(minor: int, currency: str, text: str) -> None:
    assert text_of(minor, currency) == text
    assert minor_of(text, currency) == minor


@given(minor=st.integers(0, 10**15), currency=st.sampled_from(CENTS))
def test_no_cent_is_lost_on_the_way_there_and_back(minor: int, currency: str) -> None:
    assert minor_of(text_of(minor, currency), currency) == minor


@pytest.mark.parametrize(("minor", "currency"), [(150_050, "HUF"), (1, "TWD"), (100, "COP"), (100, "CLP"), (-1, "USD")])
def test_what_paypal_cannot_take_is_not_written(minor: int, currency: str) -> None:
    with pytest.raises(GiveUp) as refused:
        text_of(minor, currency)
    assert refused.value.code == "currency_not_supported"


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1,500.50", "MXN"), ("1500.505", "MXN"), ("-1.00", "USD"), ("", "USD"), ("1e3", "USD"), ("1.5", "JPY"),
     ("1.00", "XXX"), ("١٢", "USD"), (".50", "USD"), ("9" * 16, "USD")],
)  # fmt: skip
def test_what_is_no_amount_is_a_fault_and_no_number(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        minor_of(text, currency)


def test_decimals_that_say_nothing_are_read() -> None:
    assert (minor_of("1500.00", "JPY"), minor_of("7.5", "USD"), minor_of("1500.00", "HUF")) == (1500, 750, 150_000)


@pytest.mark.parametrize(
    ("currency", "country", "taken"),
    [("MXN", "MX", True), ("USD", "CO", True), ("BRL", "BR", True), ("BRL", "MX", False), ("COP", "CO", False),
     ("CLP", "CL", False), ("PEN", "PE", False), ("ARS", "AR", False), ("EUR", "ES", True)],
)  # fmt: skip
def test_paypal_is_offered_only_for_money_that_it_takes(currency: str, country: str, taken: bool) -> None:
    assert is_taken(currency, country) is taken
