"""Which ways to pay a Checkout page offers: by the business's country, the debt's currency, and the amount."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.gateways.providers import Opened, Page
from chalicelib.gateways.providers.stripe import checkout
from chalicelib.gateways.providers.stripe.methods import BY_COUNTRY, offers
from tests.gateways.stripe_line import Line, connected
from tests.gateways.test_stripe_checkout import ATTEMPT, BUSINESS, CANCEL, NOW, SUCCESS
from tests.local.conftest import Shop, shop  # noqa: F401 - the double, as a fixture

SESSIONS = "/v1/checkout/sessions"


@pytest.fixture
def line(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:  # noqa: F811
    yield from connected(shop, monkeypatch)


def opened(country: str, currency: str, amount: int, **changes: Any) -> Opened:
    attempt = replace(ATTEMPT, currency=currency, amount_minor=amount, expires_at=NOW + timedelta(minutes=40))
    page = Page(
        attempt, replace(BUSINESS, country=country), (("Factura", amount),), "es", SUCCESS, CANCEL,
        "ana@cliente.example",
    )  # fmt: skip
    return checkout.open_page(replace(page, **changes), NOW)


def shown(line: Line, page: Opened) -> list[str]:
    return list((line.shop.desk.records.get(page.id) or {})["payment_method_types"])


def test_mexico_pays_by_card_in_installments_at_oxxo_or_by_transfer(line: Line) -> None:
    page = opened("MX", "MXN", 150_000)

    form = line.form(SESSIONS)
    assert form["allowed_payment_method_types"] == ["card", "oxxo", "customer_balance"]
    assert form["payment_method_options"] == {
        "card": {"installments": {"enabled": "true"}},
        "oxxo": {"expires_after_days": "3"},
        "customer_balance": {"funding_type": "bank_transfer", "bank_transfer": {"type": "mx_bank_transfer"}},
    }
    assert shown(line, page) == ["card", "oxxo", "customer_balance"]


def test_a_transfer_is_to_a_customer_of_our_own_whom_the_page_names_instead_of_an_address(line: Line) -> None:
    page = opened("MX", "MXN", 150_000)

    assert line.form(SESSIONS)["customer"] == page.customer
    assert "customer_email" not in line.form(SESSIONS)
    made = line.form("/v1/customers")
    assert made == {
        "description": ATTEMPT.reference, "preferred_locales": ["es-419"], "email": "ana@cliente.example"
    }, "no name, no tax id, no debt"  # fmt: skip
    assert line.keys("/v1/customers") == [f"{ATTEMPT.id}:customer"]


def test_a_customer_we_know_is_used_again_and_one_that_was_deleted_is_made_anew(line: Line) -> None:
    first = opened("MX", "MXN", 150_000)
    assert opened("MX", "MXN", 150_000, customer=first.customer) == first

    anew = opened("MX", "MXN", 150_000, customer="cus_deleted")
    assert anew.customer not in {"", "cus_deleted"}


def test_brazil_pays_by_card_boleto_or_pix_and_needs_no_customer(line: Line) -> None:
    page = opened("BR", "BRL", 150_000)

    form = line.form(SESSIONS)
    assert form["allowed_payment_method_types"] == ["card", "boleto", "pix"]
    assert form["payment_method_options"] == {
        "boleto": {"expires_after_days": "3"}, "pix": {"expires_after_seconds": "86400"}
    }  # fmt: skip
    assert "installments" not in str(form), "Stripe splits cards in Mexico alone"
    assert page.customer == "" and form["customer_email"] == "ana@cliente.example"


@pytest.mark.parametrize(
    ("country", "currency", "amount", "left"),
    [
        ("MX", "MXN", 999, ["card", "customer_balance"]),
        ("MX", "MXN", 1_000, ["card", "oxxo", "customer_balance"]),
        ("MX", "MXN", 1_000_000, ["card", "oxxo", "customer_balance"]),
        ("MX", "MXN", 1_000_001, ["card", "customer_balance"]),
        ("BR", "BRL", 499, ["card", "pix"]),
        ("BR", "BRL", 4_999_999, ["card", "boleto", "pix"]),
        ("BR", "BRL", 5_000_000, ["card", "pix"]),
    ],
)
def test_a_method_that_does_not_take_the_amount_is_left_out(
    line: Line, country: str, currency: str, amount: int, left: list[str]
) -> None:
    opened(country, currency, amount)

    assert line.form(SESSIONS)["allowed_payment_method_types"] == left


@pytest.mark.parametrize(("country", "currency"), [("MX", "USD"), ("CO", "COP"), ("US", "MXN"), ("BR", "USD")])
def test_elsewhere_the_dashboard_decides(line: Line, country: str, currency: str) -> None:
    opened(country, currency, 150_000)

    form = line.form(SESSIONS)
    assert "allowed_payment_method_types" not in form and "payment_method_options" not in form


def test_every_offer_is_one_that_stripe_knows_and_the_list_that_is_gone_is_never_sent(line: Line) -> None:
    for country, currency in BY_COUNTRY:
        opened(country, currency, 150_000)
        assert "payment_method_types" not in line.form(SESSIONS)
        assert offers(country, currency)[0].name == "card"
