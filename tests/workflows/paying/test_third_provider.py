"""A further provider is one module and one line: the workflows take money with one they have never heard of."""

import json
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business_settings import business_json, parse_business
from chalicelib.domain.errors import Refusal
from chalicelib.domain.paying import providers as known
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways import providers
from chalicelib.gateways.providers import Opened, Page
from chalicelib.store import businesses
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.refund_payment import Refund, refund_payment
from chalicelib.workflows.paying.start_payment import find_payment, start_payment
from chalicelib.workflows.showing.view_account import view_account
from tests.domain.cases import invoice
from tests.workflows.cases import NOW, SESSION, books_are_in_order, created, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
LATER = NOW + timedelta(minutes=3)


def tinypay() -> ModuleType:
    """The whole of a third provider: what it knows is kept in its own module."""
    made = ModuleType(f"{providers.__name__}.tinypay")
    pages: dict[str, Page] = {}

    def news(kind: str, attempt: Attempt, **told: Any) -> ProviderNews:
        payment = f"tiny_{attempt.id}"
        amount: dict[str, Any] = {"amount_minor": attempt.amount_minor, "currency": attempt.currency}
        return ProviderNews(kind, attempt.id, f"page_{attempt.id}", payment, **(amount | told))

    def open_page(page: Page, now: datetime) -> Opened:
        pages[page.attempt.id] = page
        return Opened(f"page_{page.attempt.id}", f"https://tiny.example/{page.attempt.id}")

    def refund(attempt: Attempt, amount_minor: int, request: str) -> ProviderNews:
        return news("refunded", attempt, amount_minor=amount_minor, refund_id=f"re_{request}")

    def read_webhook(payload: bytes, headers: Mapping[str, str], now: datetime) -> ProviderNews:
        if headers.get("tiny-signature") != "tiny":
            raise Refusal("bad_signature")
        return news("paid", pages[json.loads(payload)["attempt"]].attempt)

    vars(made).update(
        LIFE=timedelta(minutes=20),
        methods=lambda country, currency: ("tinypay",),
        open_page=open_page,
        ask=lambda attempt: news("ignored", attempt),
        close=lambda attempt: True,
        refund=refund,
        read_webhook=read_webhook,
    )
    return made


@pytest.fixture(autouse=True)
def one_module_and_one_line(cloud: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, f"{providers.__name__}.tinypay", tinypay())
    monkeypatch.setattr(known, "PROVIDERS", (*known.PROVIDERS, known.Known("tinypay", "TinyPay")))
    created()
    own: dict[str, Any] = business_json(businesses.load("acme"))
    ways = {"payment_methods": own["payment_methods"] | {"stripe": False, "tinypay": True}}
    businesses.change(parse_business(ways, businesses.load("acme"), lambda *_: True))
    owing(invoice("F1"))


def told(attempt: str, signature: str = "tiny") -> ProviderNews:
    payload = json.dumps({"attempt": attempt}).encode()
    return providers.read_webhook("tinypay", payload, {"tiny-signature": signature}, LATER)


def test_a_payment_with_it_from_the_method_to_the_receipt_and_back() -> None:
    offered = {one["id"]: one for one in view_account(SESSION, NOW)["methods"]}
    assert offered["tinypay"]["label"] == "TinyPay"
    assert "TinyPay" in offered["tinypay"]["hint"]

    started = start_payment(SESSION, "tinypay", ["F1"], None, "", NOW)
    assert started["next"]["url"] == f"https://tiny.example/{started['id']}"
    assert hear_provider(told(started["id"]), LATER) == "paid"
    assert hear_provider(told(started["id"]), LATER) == "paid"
    assert find_payment(SESSION, started["id"], LATER)["state"] == "paid"
    assert find_payment(SESSION, started["id"], LATER)["method_label"] == "TinyPay"

    refund = Refund("acme", "c1", started["id"], 40_000, "ana", "Cobro doble", "key-1")
    assert refund_payment(refund, LATER)["state"] == "refunded"
    assert whole().attempts[0].refunded_minor == 40_000
    assert books_are_in_order()


def test_its_webhooks_are_checked_by_its_own_module() -> None:
    with pytest.raises(Refusal) as refused:
        told("pa_1", "another")
    assert refused.value.code == "bad_signature"


def test_it_is_off_until_the_business_turns_it_on() -> None:
    businesses.change(parse_business({"payment_methods": {}}, businesses.load("acme"), lambda *_: True))
    with pytest.raises(Refusal) as refused:
        start_payment(SESSION, "tinypay", ["F1"], None, "", NOW)
    assert refused.value.code == "method_unavailable"
