"""From Stripe's events, as they are recorded in ``tests/events/stripe``, to news of a payment."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers.stripe.events import read_event
from tests.local.stripe_openapi import object_faults

RECORDED = Path(__file__).parents[1] / "events" / "stripe"
ATTEMPT = "att_7Qm2VbXr9TzK"
SESSION = "cs_test_a1Vq7KZr0cX2mYwNf4uTgB6hJpLdE8sRiOo3ZtMnCkWbQxPvGyHaUeDl5F"
PAYMENT = "pi_3TQbL2GmX8kRzC1d0nWvYt4e"
DISPUTE = "du_1TQdN9GmX8kRzC1dVb2mQzLy"
AMOUNT = 1_250_050

OF_SESSION = ProviderNews(
    "paid", attempt_id=ATTEMPT, session_id=SESSION, payment_id=PAYMENT, amount_minor=AMOUNT, currency="MXN"
)
OF_CHARGE = ProviderNews(
    "refunded", attempt_id=ATTEMPT, payment_id=PAYMENT, amount_minor=AMOUNT, refunded_total_minor=50_050, currency="MXN"
)
OF_DISPUTE = ProviderNews("disputed", payment_id=PAYMENT, dispute_id=DISPUTE, amount_minor=AMOUNT, currency="MXN")


def recorded(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_bytes())
    return event


def change(news: ProviderNews, **fields: Any) -> ProviderNews:
    return msgspec.structs.replace(news, **fields)


EXPECTED = {
    "checkout.session.completed.paid": OF_SESSION,
    "checkout.session.completed.unpaid": change(OF_SESSION, kind="processing"),
    "checkout.session.completed.nothing_to_pay": change(OF_SESSION, payment_id="", amount_minor=0),
    "checkout.session.completed.setup": ProviderNews("ignored", session_id=SESSION),
    "checkout.session.async_payment_succeeded": OF_SESSION,
    "checkout.session.async_payment_failed": change(OF_SESSION, kind="failed"),
    "checkout.session.expired": change(OF_SESSION, kind="expired", payment_id=""),
    "charge.refunded.part": OF_CHARGE,
    "charge.refunded.rest": change(OF_CHARGE, refunded_total_minor=AMOUNT),
    "charge.dispute.created": OF_DISPUTE,
    "charge.dispute.created.inquiry": change(OF_DISPUTE, kind="ignored"),
    "charge.dispute.funds_withdrawn": OF_DISPUTE,
    "charge.dispute.funds_reinstated": change(OF_DISPUTE, kind="dispute_won"),
    "charge.dispute.closed.won": change(OF_DISPUTE, kind="dispute_won"),
    "charge.dispute.closed.lost": change(OF_DISPUTE, kind="dispute_lost"),
    "charge.dispute.closed.inquiry": change(OF_DISPUTE, kind="ignored"),
    "payment_intent.payment_failed": ProviderNews("ignored"),
}


def test_every_recorded_event_has_its_meaning_here() -> None:
    assert {path.stem for path in RECORDED.glob("*.json")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_event_becomes_news_of_a_payment(name: str) -> None:
    event = recorded(name)
    created = datetime.fromtimestamp(event["created"], UTC)

    assert read_event(event) == change(EXPECTED[name], event_id=event["id"], created=created)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_recorded_events_are_what_stripe_describes(name: str) -> None:
    event = recorded(name)
    content = event["data"]["object"]

    assert object_faults("event", event) == []
    assert object_faults(content["object"], content) == []


def test_an_event_of_a_kind_nobody_asked_for_is_ignored_whatever_it_holds() -> None:
    event = recorded("charge.dispute.created") | {"type": "customer.created", "data": {"object": {"id": 7}}}

    assert read_event(event).kind == "ignored"


@pytest.mark.parametrize("name", ["checkout.session.completed.paid", "charge.refunded.part", "charge.dispute.created"])
@pytest.mark.parametrize("content", [None, {}, {"id": "x", "amount": "12", "amount_total": 1.5}, []])
def test_a_known_kind_in_an_unknown_shape_comes_out_so_that_stripe_keeps_it(name: str, content: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        read_event(recorded(name) | {"data": {"object": content}})


def test_an_amount_that_is_no_whole_number_is_never_rounded() -> None:
    event = recorded("checkout.session.completed.paid")
    event["data"]["object"]["amount_total"] = 1250.5

    with pytest.raises(msgspec.ValidationError):
        read_event(event)


def test_a_payment_of_somebody_elses_session_names_no_attempt_of_ours() -> None:
    event = recorded("checkout.session.completed.paid")
    event["data"]["object"] |= {"metadata": {}, "client_reference_id": None}

    assert read_event(event).attempt_id == ""
