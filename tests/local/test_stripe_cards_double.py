"""The double's saved cards and bank transfers, by the control surface, the page and the real stripe library."""

import json
from typing import Any

import pytest
import stripe

from tests.local.conftest import START, Shop
from tests.local.stripe_openapi import object_faults
from tests.local.test_stripe_double import call, choose, page_of, types

SETUP: Any = {
    "mode": "setup",
    "currency": "mxn",
    "success_url": "https://example.com/es/#/autopay/done",
    "cancel_url": "https://example.com/es/#/autopay/cancelled",
    "expires_at": START + 3600,
    "locale": "es-419",
    "metadata": {"mandate": "ma_1"},
    "setup_intent_data": {"metadata": {"mandate": "ma_1"}},
}
CHECKOUT: Any = {
    "mode": "payment",
    "line_items": [
        {"price_data": {"currency": "mxn", "unit_amount": 150_000, "product_data": {"name": "F-1"}}, "quantity": 1}
    ],
    "success_url": "https://example.com/es/#/receipt/a1",
    "cancel_url": "https://example.com/es/#/method/cancelled",
    "payment_intent_data": {"metadata": {"attempt": "a1"}},
    "metadata": {"attempt": "a1"},
}


@pytest.fixture
def customer(shop: Shop) -> str:
    return shop.client.v1.customers.create({"email": "ana@cliente.example"}).id


def card_page(shop: Shop, customer: str) -> stripe.checkout.Session:
    return shop.client.v1.checkout.sessions.create(SETUP | {"customer": customer})


def post(shop: Shop, path: str, **asked: Any) -> tuple[int, Any]:
    return call(f"{shop.origin}/local/stripe/{path}", json.dumps(asked).encode())


def given(shop: Shop, customer: str, card: str = "4242") -> str:
    page = card_page(shop, customer)
    assert post(shop, f"sessions/{page.id}", outcome="card_given", card=card)[0] == 200
    return str(call(f"{shop.origin}/local/stripe/customers/{customer}")[1]["cards"][-1]["id"])


def charge(shop: Shop, customer: str, card: str, **changes: Any) -> stripe.PaymentIntent:
    params: Any = {
        "amount": 1000, "currency": "mxn", "customer": customer, "payment_method": card, "confirm": True,
        "off_session": True, "metadata": {"attempt": "ap_1", "via": "autopay"},
    }  # fmt: skip
    return shop.client.v1.payment_intents.create(params | changes)


def test_a_card_is_given_on_the_page_and_every_object_is_what_stripe_describes(shop: Shop, customer: str) -> None:
    page = card_page(shop, customer)
    assert "···4242" in page_of(str(page.url))
    assert choose(str(page.url), "card-4242")[::2] == (303, SETUP["success_url"])
    assert types(shop) == ["setup_intent.succeeded", "checkout.session.completed"]
    assert "quedó guardada" in page_of(str(page.url)) and choose(str(page.url), "card-4242")[0] == 200

    (method,) = shop.desk.records.where("payment_method", "customer", customer)
    setup = shop.desk.records.get(str(page.setup_intent))
    kept = {"payment_method": method, "setup_intent": setup, "checkout.session": shop.desk.records.get(page.id)}
    kept["customer"] = shop.desk.records.get(customer)
    assert [fault for name, one in kept.items() for fault in object_faults(name, one)] == []


def test_leaving_the_card_page_or_its_time_running_out_gives_no_card(shop: Shop, customer: str) -> None:
    page = card_page(shop, customer)
    assert choose(str(page.url), "cancel")[::2] == (303, SETUP["cancel_url"])
    shop.moment[0] += 3600
    shop.desk.courier.deliver(shop.desk.expire_what_is_over())
    assert types(shop) == ["checkout.session.expired"]
    assert choose(str(page.url), "card-4242")[0] == 200
    assert shop.desk.records.where("payment_method", "customer", customer) == []


def test_a_charge_comes_to_what_its_card_says_or_a_test_said(shop: Shop, customer: str) -> None:
    card = given(shop, customer)
    assert charge(shop, customer, card).status == "succeeded"

    assert post(shop, f"cards/{card}", outcome="insufficient_funds")[0] == 200
    with pytest.raises(stripe.CardError) as refused:
        charge(shop, customer, card, metadata={"attempt": "ap_2", "via": "autopay"})
    assert refused.value.code == "card_declined"
    shown = call(f"{shop.origin}/local/stripe/customers/{customer}")[1]
    assert [(one["attempt"], one["status"]) for one in shown["payments"]] == [
        ("ap_1", "succeeded"), ("ap_2", "requires_payment_method")
    ]  # fmt: skip


def test_a_charge_that_takes_time_is_answered_later_and_once(shop: Shop, customer: str) -> None:
    intent = charge(shop, customer, given(shop, customer, "0077"))
    assert intent.status == "processing"
    assert post(shop, f"payments/{intent.id}", outcome="succeeded")[0] == 200
    post(shop, f"payments/{intent.id}", outcome="succeeded")
    assert shop.client.v1.payment_intents.retrieve(intent.id).amount_received == 1000
    assert types(shop).count("payment_intent.succeeded") == 2
    assert len({event.id for event in shop.events() if event.type == "payment_intent.succeeded"}) == 1


def test_a_charge_without_a_page_can_be_given_back_and_disputed(shop: Shop, customer: str) -> None:
    intent = charge(shop, customer, given(shop, customer))
    assert post(shop, f"payments/{intent.id}", outcome="refunded", amount_minor=400)[0] == 200
    assert post(shop, f"payments/{intent.id}", outcome="disputed")[0] == 200
    assert {"charge.refunded", "charge.dispute.created"} <= set(types(shop))


def test_a_card_that_was_taken_away_charges_nobody(shop: Shop, customer: str) -> None:
    card = given(shop, customer)
    shop.client.v1.payment_methods.detach(card)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        charge(shop, customer, card)
    assert (refused.value.param, refused.value.code) == ("payment_method", "resource_missing")


def awaited(shop: Shop, customer: str) -> stripe.checkout.Session:
    page = shop.client.v1.checkout.sessions.create(CHECKOUT | {"customer": customer})
    assert "transferencia" in page_of(str(page.url))
    assert choose(str(page.url), "transfer")[0] == 303
    return page


def transfer(shop: Shop, customer: str, minor: int, currency: str = "MXN") -> dict[str, int]:
    status, shown = post(shop, f"customers/{customer}/transfers", amount_minor=minor, currency=currency)
    assert status == 200, shown
    return dict(shown["balance"])


def test_a_transfer_in_part_is_waited_for_and_the_rest_pays(shop: Shop, customer: str) -> None:
    page = awaited(shop, customer)
    assert transfer(shop, customer, 100_000) == {"MXN": 0}
    assert shop.client.v1.checkout.sessions.retrieve(page.id).payment_status == "unpaid"
    assert "payment_intent.partially_funded" in types(shop)

    assert transfer(shop, customer, 50_000) == {"MXN": 0}
    assert shop.client.v1.checkout.sessions.retrieve(page.id).payment_status == "paid"
    assert types(shop)[-1] == "checkout.session.async_payment_succeeded"
    kept = shop.desk.records.where("payment_intent", "customer", customer)
    assert [fault for one in kept for fault in object_faults("payment_intent", one)] == []


def test_what_comes_too_much_lies_there_and_pays_the_next_one(shop: Shop, customer: str) -> None:
    awaited(shop, customer)
    assert transfer(shop, customer, 170_000) == {"MXN": 20_000}
    assert "cash_balance.funds_available" in types(shop)
    assert transfer(shop, customer, 5, "USD") == {"MXN": 20_000, "USD": 5}

    awaited(shop, customer)
    assert transfer(shop, customer, 130_000) == {"MXN": 0, "USD": 5}
    events = [json.loads(heard)["data"]["object"] for heard, _ in shop.product.heard]
    cash = [one for one in events if one["object"] in {"cash_balance", "customer_cash_balance_transaction"}]
    assert [fault for one in cash for fault in object_faults(one["object"], one)] == []


def test_the_list_of_methods_that_this_version_took_away_is_refused(shop: Shop, customer: str) -> None:
    for params in (CHECKOUT, SETUP):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            shop.client.v1.checkout.sessions.create(params | {"payment_method_types": ["card"]})
        assert refused.value.code == "payment_method_types_no_longer_supported"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("customers/cus_no/transfers", {"amount_minor": 1, "currency": "MXN"}, 404),
        ("cards/pm_no", {"outcome": "succeeded"}, 404),
        ("payments/pi_no", {"outcome": "refunded"}, 404),
        ("customers/{customer}/transfers", {"amount_minor": 0, "currency": "MXN"}, 422),
        ("customers/{customer}/transfers", {"amount_minor": 1, "currency": "pesos"}, 422),
        ("cards/{card}", {"outcome": "rich"}, 422),
    ],
)
def test_a_control_request_that_makes_no_sense_is_refused(
    shop: Shop, customer: str, path: str, body: dict[str, Any], status: int
) -> None:
    card = given(shop, customer)
    assert post(shop, path.format(customer=customer, card=card), **body)[0] == status


def test_a_payment_outcome_on_a_card_page_is_not_possible_and_the_other_way_round(shop: Shop, customer: str) -> None:
    page = card_page(shop, customer)
    assert post(shop, f"sessions/{page.id}", outcome="paid")[0] == 409
    paying = shop.client.v1.checkout.sessions.create(CHECKOUT)
    assert post(shop, f"sessions/{paying.id}", outcome="card_given")[0] == 409
    assert post(shop, f"sessions/{paying.id}", outcome="bank_transfer")[0] == 409, "it has no customer"
