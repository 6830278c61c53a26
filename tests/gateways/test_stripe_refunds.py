"""Money given back through Stripe: one request, as Stripe describes it, once; and what its answer says."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import GiveUp
from chalicelib.gateways.providers.stripe import checkout
from chalicelib.gateways.providers.stripe.events import read_refund
from tests.gateways.stripe_line import Line, connected
from tests.gateways.stripe_requests import faults_of
from tests.gateways.test_stripe_checkout import ATTEMPT
from tests.gateways.test_stripe_methods import opened
from tests.local.conftest import Shop, shop  # noqa: F401 - the double, as a fixture

REFUNDS, AMOUNT = "/v1/refunds", 150_000


@pytest.fixture
def line(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:  # noqa: F811
    yield from connected(shop, monkeypatch)


@pytest.fixture
def paid(line: Line) -> Attempt:
    page = opened("MX", "MXN", AMOUNT)
    line.shop.desk.happen(page.id, "paid")
    return replace(
        ATTEMPT, provider_id=page.id, payment_id=checkout.ask(replace(ATTEMPT, provider_id=page.id)).payment_id
    )


def test_a_part_is_given_back_once_and_the_answer_tells_the_total_as_the_webhook_does(
    line: Line, paid: Attempt
) -> None:
    first = [checkout.refund(paid, 40_000, "r-1") for _ in range(2)]
    second = checkout.refund(paid, 10_000, "r-2")

    assert line.form(REFUNDS)["amount"] == "10000"
    assert line.keys(REFUNDS) == [f"{ATTEMPT.id}:refund:r-1"] * 2 + [f"{ATTEMPT.id}:refund:r-2"]
    assert [(one.kind, one.payment_id, one.refunded_total_minor) for one in (*first, second)] == [
        ("refunded", paid.payment_id, 40_000), ("refunded", paid.payment_id, 40_000),
        ("refunded", paid.payment_id, 50_000),
    ]  # fmt: skip
    assert {one.attempt_id for one in (*first, second)} == {ATTEMPT.id}


def test_more_than_is_left_is_a_plain_no(line: Line, paid: Attempt) -> None:
    checkout.refund(paid, AMOUNT, "r-1")
    with pytest.raises(GiveUp, match="refund_refused"):
        checkout.refund(paid, 1, "r-2")


@pytest.mark.parametrize("status", ["failed", "canceled"])
def test_a_refund_that_came_to_nothing_is_a_plain_no(status: str) -> None:
    with pytest.raises(GiveUp, match="refund_refused"):
        read_refund({"status": status, "charge": {}})


def test_the_page_is_asked_about_and_closed_as_stripe_describes(line: Line) -> None:
    page = opened("MX", "MXN", AMOUNT)
    assert checkout.close(replace(ATTEMPT, provider_id=page.id))
    assert checkout.ask(replace(ATTEMPT, provider_id=page.id)).kind == "expired"
    assert [path for _, path, _, _ in line.sent[-2:]] == [
        f"/v1/checkout/sessions/{page.id}/expire", f"/v1/checkout/sessions/{page.id}",
    ]  # fmt: skip


def test_a_fault_in_any_request_would_be_seen() -> None:
    assert faults_of("post", "/v1/refund", "", b"") == ["post /v1/refund: no such path"]
    assert faults_of("post", REFUNDS, "", b"amount=1.5&reason=because&why=x") != []
    assert faults_of("get", "/v1/payment_intents", "customer=cus_1&since=4", b"") == [
        "/v1/payment_intents: unknown since"
    ]
