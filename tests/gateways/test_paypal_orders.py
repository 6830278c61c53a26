"""Orders: what we ask is what PayPal's own library knows, and the double answers as PayPal does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.business import Business, Sender
from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways.providers import Opened, Page, paypal
from chalicelib.gateways.providers.paypal import client
from infra.local.paypal import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID
from infra.local.paypal.desk import capture_of
from tests.gateways.paypal_requests import order_faults, refund_faults
from tests.local.paypal_shop import START, PayPalShop, paypal_shop

NOW = datetime.fromtimestamp(START, UTC)
BUSINESS = Business(
    id="ferreteria",
    name="Ferretería Núñez",
    country="MX",
    time_zone="America/Mexico_City",
    currency="MXN",
    language="es",
    sender=Sender("cobros@ferreteria.example", "Ferretería Núñez"),
)
ATTEMPT = Attempt(
    id="pa_7Qm2VbXr9TzK",
    reference="K7Q2-M4TX",
    method="paypal",
    currency="MXN",
    amount_minor=1_250_050,
    lines=(QuoteLine("F-1", 1_000_000), QuoteLine("F-2", 250_050)),
    quoted_on=NOW.date(),
    created_at=NOW,
    expires_at=NOW + timedelta(minutes=40),
    provider="paypal",
)
PAGE = Page(
    attempt=ATTEMPT,
    business=BUSINESS,
    labels=(("Factura F-1", 1_000_000), ("Factura F-2", 250_050)),
    language="es",
    success_url="https://pay.example/es/#/receipt/pa_7Qm2VbXr9TzK",
    cancel_url="https://pay.example/es/#/method/cancelled",
)
Sent = list[tuple[str, str, Any, str]]


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PayPalShop]:
    monkeypatch.setattr(client, "keys", lambda: client.PayPalKeys(CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID))
    monkeypatch.setattr(client, "_tokens", {})
    with paypal_shop(tmp_path) as found:
        monkeypatch.setenv("PAYPAL_API_BASE", found.api)
        yield found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What left for PayPal: method, path, body, request id."""
    found: Sent = []
    real = client.call

    def call(method: str, path: str, body: bytes | None = None, request_id: str = "") -> dict[str, Any]:
        found.append((method, path, json.loads(body) if body else None, request_id))
        return real(method, path, body, request_id)

    monkeypatch.setattr(client, "call", call)
    return found


def opened(shop: PayPalShop, page: Page = PAGE) -> tuple[Attempt, dict[str, Any]]:
    found = paypal.open_page(page, NOW)
    order = shop.desk.order(found.id)
    assert order
    return replace(page.attempt, provider_id=found.id, url=found.url), order


def approved(shop: PayPalShop, how: str = "COMPLETED") -> Attempt:
    attempt, order = opened(shop)
    shop.desk.approve(order, how)
    return attempt


# What we ask


def test_the_order_is_one_that_paypals_own_library_knows_and_asks_for_exactly_this(sent: Sent) -> None:
    paypal.open_page(PAGE, NOW)
    method, path, body, request_id = sent[-1]

    assert (method, path, request_id) == ("POST", "/v2/checkout/orders", ATTEMPT.id)
    assert order_faults(body) == []
    (unit,) = body["purchase_units"]
    assert unit["custom_id"] == unit["invoice_id"] == ATTEMPT.id
    assert unit["amount"]["value"] == unit["amount"]["breakdown"]["item_total"]["value"] == "12500.50"
    assert [(item["name"], item["unit_amount"]["value"]) for item in unit["items"]] == [
        ("Factura F-1", "10000.00"),
        ("Factura F-2", "2500.50"),
    ]
    context = body["payment_source"]["paypal"]["experience_context"]
    assert context["return_url"] == "https://pay.example/es/?to=receipt/pa_7Qm2VbXr9TzK"
    assert context["cancel_url"] == "https://pay.example/es/?to=method/cancelled"
    assert "email" not in json.dumps(body), "who the debtor is, PayPal hears from the debtor"


@pytest.mark.parametrize(
    ("language", "country", "locale"),
    [("es", "MX", "es-XC"), ("es", "ES", "es-ES"), ("pt", "BR", "pt-BR"), ("en", "MX", "en-US")],
)
def test_the_page_speaks_the_debtors_language(sent: Sent, language: str, country: str, locale: str) -> None:
    paypal.open_page(replace(PAGE, language=language, business=replace(BUSINESS, country=country)), NOW)
    assert sent[-1][2]["payment_source"]["paypal"]["experience_context"]["locale"] == locale


def test_an_order_is_created_once_however_often_it_is_asked_for() -> None:
    assert paypal.open_page(PAGE, NOW) == paypal.open_page(PAGE, NOW)


@pytest.mark.parametrize("labels", [tuple((f"F-{n}", 1) for n in range(101)), (("F-1", 102), ("Descuento", -1))])
def test_too_many_lines_or_one_that_takes_off_make_one_of_the_total(sent: Sent, labels: Any) -> None:
    paypal.open_page(replace(PAGE, labels=labels, attempt=replace(ATTEMPT, amount_minor=101)), NOW)
    items = sent[-1][2]["purchase_units"][0]["items"]
    assert [(one["name"], one["unit_amount"]["value"]) for one in items] == [("Ferretería Núñez · K7Q2-M4TX", "1.01")]


def test_lines_that_do_not_sum_to_the_quote_are_a_bug_and_ask_nothing(sent: Sent) -> None:
    with pytest.raises(ValueError, match="sum"):
        paypal.open_page(replace(PAGE, labels=(("F-1", 1),)), NOW)
    assert sent == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"currency": "COP"}, "currency_not_supported"), ({"currency": "HUF"}, "currency_not_supported"),
     ({"expires_at": NOW}, "attempt_expiring")],
)  # fmt: skip
def test_what_paypal_cannot_take_is_refused_before_it_is_asked(sent: Sent, changes: Any, code: str) -> None:
    with pytest.raises(GiveUp) as refused:
        paypal.open_page(replace(PAGE, attempt=replace(ATTEMPT, **changes)), NOW)
    assert (refused.value.code, sent) == (code, [])


# What became of it


def test_nothing_happened_until_the_payer_agreed(shop: PayPalShop) -> None:
    attempt, _ = opened(shop)
    assert paypal.ask(attempt).kind == "ignored"


def test_what_the_payer_agreed_to_is_taken_once_however_often_we_ask(shop: PayPalShop) -> None:
    attempt = approved(shop)
    first, second = paypal.ask(attempt), paypal.ask(attempt)

    assert first == second
    assert (first.kind, first.attempt_id, first.session_id) == ("paid", attempt.id, attempt.provider_id)
    assert (first.amount_minor, first.currency) == (1_250_050, "MXN")


def test_two_who_take_it_at_the_same_time_take_it_once(shop: PayPalShop, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = approved(shop)
    real = client.call

    def overtaken(method: str, path: str, body: bytes | None = None, request_id: str = "") -> dict[str, Any]:
        if path.endswith("/capture"):
            real(method, path, body, "the other one")
        return real(method, path, body, request_id)

    monkeypatch.setattr(client, "call", overtaken)
    assert paypal.ask(attempt).kind == "paid"


@pytest.mark.parametrize(("how", "kind"), [("PENDING", "processing"), ("DECLINED", "failed")])
def test_a_capture_that_is_pending_is_not_paid_and_a_refused_one_charged_nothing(
    shop: PayPalShop, how: str, kind: str
) -> None:
    news = paypal.ask(approved(shop, how))
    assert (news.kind, news.attempt_id) == (kind, ATTEMPT.id)


@pytest.mark.parametrize("changes", [{"id": "pa_another"}, {"amount_minor": 1}, {"currency": "USD"}])
def test_somebody_elses_order_is_never_taken(shop: PayPalShop, changes: Any) -> None:
    attempt = approved(shop)
    with pytest.raises(GiveUp) as refused:
        paypal.ask(replace(attempt, **changes))

    order = shop.desk.order(attempt.provider_id)
    assert order
    assert (refused.value.code, order["status"]) == ("not_our_order", "APPROVED")


def test_an_order_that_paypal_forgot_has_expired(shop: PayPalShop) -> None:
    attempt, order = opened(shop)
    shop.desk.void(order)
    assert paypal.ask(attempt).kind == "expired"
    assert paypal.close(attempt)


def test_an_order_is_closed_by_never_taking_it_unless_the_payer_agreed(shop: PayPalShop) -> None:
    attempt, order = opened(shop)
    assert paypal.close(attempt)
    shop.desk.approve(order)
    assert not paypal.close(attempt)
    paypal.ask(attempt)
    assert not paypal.close(attempt)


# What is given back


def paid(shop: PayPalShop) -> Attempt:
    attempt = approved(shop)
    return replace(attempt, payment_id=paypal.ask(attempt).payment_id)


def test_a_refund_is_one_that_paypals_own_library_knows_and_happens_once(shop: PayPalShop, sent: Sent) -> None:
    attempt = paid(shop)
    first = paypal.refund(attempt, 50_050, "key-1")
    again = paypal.refund(attempt, 50_050, "key-1")

    assert first == again
    assert refund_faults(sent[-1][2]) == []
    assert sent[-1][2]["amount"] == {"currency_code": "MXN", "value": "500.50"}
    assert 0 < len(sent[-1][3]) <= 38
    assert (first.kind, first.amount_minor, first.payment_id) == ("refunded", 50_050, attempt.payment_id)
    order = shop.desk.order(attempt.provider_id)
    assert order
    assert capture_of(order)["status"] == "PARTIALLY_REFUNDED"


def test_more_than_was_paid_is_refused_by_paypal_too(shop: PayPalShop) -> None:
    with pytest.raises(GiveUp) as refused:
        paypal.refund(paid(shop), 1_250_051, "key-1")
    assert refused.value.code == "refund_refused"


# What can go wrong


def test_the_token_is_asked_for_once_and_again_when_it_is_refused(
    shop: PayPalShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = client._ask

    def ask(own: Any, method: str, path: str, *rest: Any) -> dict[str, Any]:
        asked.append(path)
        return real(own, method, path, *rest)

    monkeypatch.setattr(client, "_ask", ask)
    for _ in range(2):
        paypal.open_page(PAGE, NOW)
    assert asked.count("/v1/oauth2/token") == 1
    client._tokens[CLIENT_ID] = ("revoked", client._tokens[CLIENT_ID][1])
    assert isinstance(paypal.open_page(PAGE, NOW), Opened)
    assert asked.count("/v1/oauth2/token") == 2


@pytest.mark.parametrize(
    ("status", "content", "raised"),
    [(500, b"", TryAgain), (503, b"", TryAgain), (429, b"{}", TryAgain), (409, b"{}", TryAgain),
     (200, b"<html>", TryAgain), (400, b"{}", GiveUp), (403, b'{"name": "NOT_AUTHORIZED"}', GiveUp),
     (422, b"[]", GiveUp), (201, b"{}", GiveUp)],
)  # fmt: skip
def test_busy_is_tried_again_and_a_no_is_for_good(
    status: int, content: bytes, raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Answers:
        def request(self, *_: Any, **__: Any) -> Any:
            return type("Answer", (), {"status": status, "data": content})

    monkeypatch.setattr(client, "_token", lambda *_, **__: "token")
    monkeypatch.setattr(client, "_pool", Answers)
    with pytest.raises(raised):
        paypal.open_page(PAGE, NOW)
