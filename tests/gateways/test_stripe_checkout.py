"""Checkout Sessions: one contract for Stripe and for the embedded double, plus what Stripe's own description says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import stripe

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.business import Business, Sender
from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import secrets
from chalicelib.gateways.providers import Opened, Page
from chalicelib.gateways.providers.stripe import checkout
from infra.local.stripe import API_KEY, api, form
from tests.gateways.stripe_requests import request_faults
from tests.local.conftest import START, Shop, shop  # noqa: F401 - the double, as a fixture

NOW = datetime.fromtimestamp(START, UTC)
BUSINESS = Business(
    id="ferreteria",
    name="Ferretería Núñez",
    country="CO",
    time_zone="America/Bogota",
    currency="MXN",
    language="es",
    sender=Sender("cobros@ferreteria.example", "Ferretería Núñez"),
)
ATTEMPT = Attempt(
    id="att_7Qm2VbXr9TzK",
    reference="K7Q2-M4TX",
    method="card",
    currency="MXN",
    amount_minor=1_250_050,
    lines=(QuoteLine("F-1", 1_000_000), QuoteLine("F-2", 250_050)),
    quoted_on=NOW.date(),
    created_at=NOW,
    expires_at=NOW + timedelta(hours=1),
)
LABELS = [("Factura F-1", 1_000_000), ("Factura F-2", 250_050)]
SUCCESS, CANCEL = "https://portal.example/es/#/receipt/att_7Qm2VbXr9TzK", "https://portal.example/es/#/method/cancelled"


@dataclass
class Wire:
    """What left for Stripe, and what comes back instead of an answer when ``answer`` is set."""

    sent: list[tuple[str, str, dict[str, str], bytes]]
    answer: tuple[bytes, int, dict[str, str]] | Exception | None = None


@pytest.fixture(autouse=True)
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire([])
    real = stripe.RequestsClient.request

    def request(self: Any, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        wire.sent.append((method, url, headers, (post_data or "").encode()))
        if isinstance(wire.answer, Exception):
            raise wire.answer
        return wire.answer or real(self, method, url, headers, post_data)

    monkeypatch.setattr(stripe.RequestsClient, "request", request)
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda self, retries: 0)
    monkeypatch.setattr(secrets, "stripe", lambda: secrets.StripeKeys(API_KEY, "whsec"))
    return wire


@pytest.fixture
def double(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:  # noqa: F811
    monkeypatch.setenv("STRIPE_API_BASE", f"{shop.origin}{api.ROOT}")
    return shop


def change(attempt: Attempt = ATTEMPT, **fields: Any) -> Attempt:
    return msgspec.structs.replace(attempt, **fields)


def open_it(attempt: Attempt = ATTEMPT, **changed: Any) -> Opened:
    page: dict[str, Any] = {
        "business": BUSINESS,
        "labels": tuple(LABELS),
        "language": "es",
        "success_url": SUCCESS,
        "cancel_url": CANCEL,
        "email": "ana@cliente.example",
    }
    now = changed.pop("now", NOW)
    return checkout.open_page(Page(attempt, **(page | changed)), now)


def sent_form(wire: Wire) -> dict[str, Any]:
    return form.decode(wire.sent[-1][3])


# What we ask


def test_the_request_is_one_that_stripe_describes_and_asks_for_exactly_this(double: Shop, wire: Wire) -> None:
    open_it()
    _, url, headers, body = wire.sent[-1]

    assert request_faults(url.removeprefix(f"{double.origin}{api.ROOT}"), body) == []
    assert headers["Idempotency-Key"] == "att_7Qm2VbXr9TzK:checkout"
    assert headers["Stripe-Version"] == "2026-10-28.endive"
    assert "X-Stripe-Client-Telemetry" not in headers
    assert form.decode(body) == {
        "mode": "payment",
        "submit_type": "pay",
        "client_reference_id": ATTEMPT.id,
        "metadata": {"attempt": ATTEMPT.id},
        "payment_intent_data": {"metadata": {"attempt": ATTEMPT.id}, "description": "K7Q2-M4TX"},
        "line_items": [
            {
                "quantity": "1",
                "price_data": {"currency": "mxn", "unit_amount": str(minor), "product_data": {"name": name}},
            }
            for name, minor in LABELS
        ],
        "locale": "es-419",
        "expires_at": str(START + 3600),
        "success_url": SUCCESS,
        "cancel_url": CANCEL,
        "adaptive_pricing": {"enabled": "false"},
        "customer_email": "ana@cliente.example",
    }


def test_a_fault_in_a_request_would_be_seen() -> None:
    body = b"mode=gift&line_items[0][quantity]=one&line_items[0][colour]=red&expires_at=1795000000"

    assert len(request_faults("/v1/checkout/sessions", body)) == 3


@pytest.mark.parametrize(
    ("language", "country", "locale"),
    [("es", "MX", "es-419"), ("es", "ES", "es"), ("pt", "BR", "pt-BR"), ("pt", "PT", "pt"), ("en", "US", "en")],
)
def test_the_page_speaks_the_debtors_language(
    double: Shop, wire: Wire, language: str, country: str, locale: str
) -> None:
    open_it(language=language, business=msgspec.structs.replace(BUSINESS, country=country))

    assert sent_form(wire)["locale"] == locale
    assert request_faults("/v1/checkout/sessions", wire.sent[-1][3]) == []


def test_currencies_without_cents_are_asked_for_as_they_are(double: Shop, wire: Wire) -> None:
    open_it(change(currency="CLP", amount_minor=45_000), labels=[("Factura 1", 45_000)])

    price = sent_form(wire)["line_items"][0]["price_data"]
    assert (price["currency"], price["unit_amount"]) == ("clp", "45000")


def test_a_hundred_invoices_are_a_hundred_lines_and_one_more_makes_them_one(double: Shop, wire: Wire) -> None:
    open_it(change(amount_minor=100), labels=[(f"F-{n}", 1) for n in range(100)])
    assert len(sent_form(wire)["line_items"]) == 100

    open_it(change(id="att_2", amount_minor=101), labels=[(f"F-{n}", 1) for n in range(101)])
    (line,) = sent_form(wire)["line_items"]
    assert line["price_data"]["unit_amount"] == "101"
    assert line["price_data"]["product_data"]["name"] == "Ferretería Núñez · K7Q2-M4TX"


def test_a_line_that_takes_off_makes_one_line_of_the_total(double: Shop, wire: Wire) -> None:
    open_it(change(amount_minor=90), labels=[("F-1", 100), ("Saldo a favor", -10)])

    assert [line["price_data"]["unit_amount"] for line in sent_form(wire)["line_items"]] == ["90"]


def test_lines_that_do_not_sum_to_the_quote_are_a_bug_and_ask_nothing(wire: Wire) -> None:
    with pytest.raises(ValueError, match="sum"):
        open_it(labels=[("F-1", 1)])
    assert wire.sent == []


def test_a_debtor_without_email_writes_it_on_the_page(double: Shop, wire: Wire) -> None:
    open_it(email=None)

    assert "customer_email" not in sent_form(wire)


@pytest.mark.parametrize("left", [timedelta(minutes=29), timedelta(hours=24, seconds=1)])
def test_an_attempt_that_stripe_would_not_hold_is_given_up_without_asking(left: timedelta, wire: Wire) -> None:
    with pytest.raises(GiveUp) as refusal:
        open_it(change(expires_at=NOW + left))
    assert refusal.value.code == "attempt_expiring"
    assert wire.sent == []


def test_nobody_pays_in_a_unit_of_account(wire: Wire) -> None:
    with pytest.raises(GiveUp) as refusal:
        open_it(change(currency="CLF"))
    assert refusal.value.code == "currency_not_supported"


# What comes of it: Stripe's behavior, as the double has it


def test_a_session_is_opened_once_however_often_it_is_asked_for(double: Shop) -> None:
    session_id, url, customer = open_it()

    assert url.endswith(session_id)
    assert open_it() == (session_id, url, customer)


@pytest.mark.parametrize(
    ("outcomes", "kind"),
    [
        ([], "ignored"),
        (["paid"], "paid"),
        (["processing"], "processing"),
        (["processing", "succeeded_later"], "paid"),
        (["processing", "failed"], "failed"),
        (["expired"], "expired"),
    ],
)
def test_a_session_whose_webhook_was_lost_tells_the_same_when_asked(
    double: Shop, outcomes: list[str], kind: str
) -> None:
    session_id = open_it().id
    for outcome in outcomes:
        double.desk.happen(session_id, outcome)
    news = checkout.ask(change(provider_id=session_id))

    assert (news.kind, news.attempt_id, news.session_id) == (kind, ATTEMPT.id, session_id)
    assert (news.amount_minor, news.currency) == (1_250_050, "MXN")
    assert bool(news.payment_id) == (kind not in {"ignored", "expired"})


def test_a_closed_session_takes_no_money(double: Shop) -> None:
    session_id = open_it().id

    assert checkout.close(change(provider_id=session_id)) is True
    assert checkout.ask(change(provider_id=session_id)).kind == "expired"
    assert checkout.close(change(provider_id=session_id)) is False


def test_a_paid_session_cannot_be_closed(double: Shop) -> None:
    session_id = open_it().id
    double.desk.happen(session_id, "paid")

    assert checkout.close(change(provider_id=session_id)) is False
    assert checkout.ask(change(provider_id=session_id)).kind == "paid"


def test_a_session_nobody_knows_gives_up(double: Shop) -> None:
    with pytest.raises(GiveUp) as refusal:
        checkout.ask(change(provider_id="cs_test_unknown"))
    assert refusal.value.code == "provider_refused"


# What can go wrong


def answer(
    status: int, code: str | None = None, kind: str = "invalid_request_error"
) -> tuple[bytes, int, dict[str, str]]:
    return (
        msgspec.json.encode({"error": {"type": kind, "code": code, "message": "no"}}),
        status,
        {"Request-Id": "req_1"},
    )


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("amount_too_small", "amount_too_small"),
        ("amount_too_large", "amount_too_large"),
        ("parameter_invalid_empty", "provider_refused"),
        (None, "provider_refused"),
    ],
)
def test_a_plain_no_is_given_up_with_its_reason(wire: Wire, code: str | None, reason: str) -> None:
    wire.answer = answer(400, code)

    with pytest.raises(GiveUp) as refusal:
        open_it()
    assert refusal.value.code == reason


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_a_busy_stripe_is_tried_again(wire: Wire, status: int) -> None:
    wire.answer = answer(status)

    with pytest.raises(TryAgain):
        open_it()


def test_an_unreachable_stripe_is_tried_again_under_the_same_key(wire: Wire) -> None:
    wire.answer = stripe.APIConnectionError("timed out", should_retry=True)  # type: ignore[no-untyped-call]

    with pytest.raises(TryAgain):
        open_it()
    assert [headers["Idempotency-Key"] for _, _, headers, _ in wire.sent] == ["att_7Qm2VbXr9TzK:checkout"] * 2


@pytest.mark.parametrize(("status", "kind"), [(401, "invalid_request_error"), (403, ""), (400, "idempotency_error")])
def test_a_wrong_key_or_a_reused_one_is_a_bug_and_comes_out(wire: Wire, status: int, kind: str) -> None:
    wire.answer = answer(status, kind=kind)

    with pytest.raises(stripe.StripeError):
        open_it()
