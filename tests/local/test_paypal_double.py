"""The double of PayPal: what a tool may let happen, what the payer's page does, what the product is told."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.paypal.courier import is_signed
from infra.local.paypal.outcomes import OUTCOMES
from tests.local.paypal_shop import PayPalShop, paypal_shop

MONEY = {"currency_code": "MXN", "value": "12.50"}
ASKED = {
    "intent": "CAPTURE",
    "purchase_units": [
        {
            "custom_id": "pa_1",
            "amount": MONEY | {"breakdown": {"item_total": MONEY}},
            "items": [{"name": "F-1 <b>", "quantity": "1", "unit_amount": MONEY}],
        }
    ],
    "payment_source": {
        "paypal": {
            "experience_context": {
                "locale": "pt-BR",
                "return_url": "https://pay.example/pt/?to=receipt/pa_1",
                "cancel_url": "https://pay.example/pt/",
            }
        }
    },
}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[PayPalShop]:
    with paypal_shop(tmp_path) as found:
        yield found


@pytest.fixture
def order(shop: PayPalShop) -> str:
    return str(shop.desk.open(ASKED)["id"])


def happen(shop: PayPalShop, order: str, **asked: Any) -> tuple[int, Any]:
    body = json.dumps(asked).encode()
    request = urllib.request.Request(f"{shop.origin}/local/paypal/orders/{order}", body)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def kinds(shop: PayPalShop) -> list[str]:
    return [json.loads(payload)["event_type"].removeprefix("PAYMENT.CAPTURE.") for payload, _ in shop.product.heard]


@pytest.mark.parametrize(
    ("outcome", "told", "status"),
    [
        ("approved", ["CHECKOUT.ORDER.APPROVED"], None),
        ("paid", ["COMPLETED"], "COMPLETED"),
        ("processing", ["PENDING"], "PENDING"),
        ("succeeded_later", ["COMPLETED"], "COMPLETED"),
        ("failed", ["DENIED"], "DECLINED"),
        ("expired", [], None),
    ],
)
def test_an_outcome_is_told_as_paypal_tells_it(
    shop: PayPalShop, order: str, outcome: str, told: list[str], status: str | None
) -> None:
    code, shown = happen(shop, order, outcome=outcome)
    assert (code, shown["capture_status"], kinds(shop)) == (200, status, told)
    assert (shown["amount_minor"], shown["currency"], shown["custom_id"]) == (1250, "MXN", "pa_1")


def test_what_comes_after_a_payment_is_told_with_it(shop: PayPalShop, order: str) -> None:
    happen(shop, order, outcome="paid")
    for outcome in ("refunded", "disputed", "dispute_won"):
        happen(shop, order, outcome=outcome, amount_minor=250)
    assert kinds(shop) == ["COMPLETED", "REFUNDED", "CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.RESOLVED"]
    refund = json.loads(shop.product.heard[1][0])["resource"]
    assert refund["amount"] == {"currency_code": "MXN", "value": "2.50"}
    assert happen(shop, order, outcome="refunded", amount_minor=1001) == (
        409, {"code": "refund_amount_exceeded", "message": "refund amount exceeded"},
    )  # fmt: skip


def test_news_may_be_swallowed_or_told_many_times_under_many_ids(shop: PayPalShop, order: str) -> None:
    happen(shop, order, outcome="paid", silent=True)
    assert kinds(shop) == []
    happen(shop, order, outcome="paid", times=3, new_event_ids=True)
    assert kinds(shop) == ["COMPLETED"] * 3
    assert len({json.loads(payload)["id"] for payload, _ in shop.product.heard}) == 3


def test_every_webhook_is_signed_over_its_bytes(shop: PayPalShop, order: str) -> None:
    happen(shop, order, outcome="paid")
    payload, headers = shop.product.heard[0]
    names = ("transmission_id", "transmission_time", "transmission_sig")
    told = {name: headers[f"paypal-{name.replace('_', '-')}"] for name in names}
    assert is_signed(told | {"webhook_id": "EMBEDDEDFAKEWEBHOOK"}, payload)
    assert not is_signed(told | {"webhook_id": "EMBEDDEDFAKEWEBHOOK"}, payload + b" ")
    assert not is_signed(told | {"webhook_id": "ANOTHER"}, payload)


@pytest.mark.parametrize(
    ("asked", "path"),
    [({"outcome": "sunshine"}, "outcome"), ({"outcome": "paid", "times": 0}, "times"), ({}, "outcome"),
     ({"outcome": "paid", "amount_minor": -1}, "amount_minor"), ({"outcome": "paid", "silent": 1}, "silent")],
)  # fmt: skip
def test_what_cannot_be_meant_is_a_fault(shop: PayPalShop, order: str, asked: Any, path: str) -> None:
    code, refused = happen(shop, order, **asked)
    assert (code, [fault["path"] for fault in refused["faults"]]) == (422, [path])


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_an_order_that_nobody_knows_is_not_found(shop: PayPalShop, outcome: str) -> None:
    assert happen(shop, "NOBODYS", outcome=outcome)[0] == 404


def test_the_page_shows_the_bill_and_leads_back_with_what_paypal_adds(shop: PayPalShop, order: str) -> None:
    url = f"{shop.origin}/local/paypal/pay/{order}"
    with urllib.request.urlopen(url, timeout=30) as response:
        html = response.read().decode()
    assert "F-1 &lt;b&gt;" in html
    assert "12.50 MXN" in html
    assert "Pagar agora" in html

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as moved:
        urllib.request.build_opener(Stay).open(url, b"choice=agree", timeout=30)
    with moved.value as answer:
        back = answer.headers["Location"]
    assert back == f"https://pay.example/pt/?to=receipt/pa_1&token={order}&PayerID=EMBEDDEDPAYER"
    assert kinds(shop) == ["CHECKOUT.ORDER.APPROVED"]
