"""PayPal's events become news in our words: each kind once, and nothing where no balance moves."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib.gateways.providers.paypal.events import read_event, read_order, read_refund

RECORDED = Path(__file__).parents[1] / "events" / "paypal"
ATTEMPT, ORDER, CAPTURE = "att_7Qm2VbXr9TzK", "89T257400V0473133", "29Y24445UY2083144"


def recorded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_bytes())
    return found


@pytest.mark.parametrize(
    ("name", "kind", "minor", "payment"),
    [
        ("CHECKOUT.ORDER.APPROVED", "approved", 1_250_050, ""),
        ("PAYMENT.CAPTURE.COMPLETED", "paid", 1_250_050, CAPTURE),
        ("PAYMENT.CAPTURE.PENDING", "processing", 1_250_050, CAPTURE),
        ("PAYMENT.CAPTURE.DENIED", "failed", 1_250_050, CAPTURE),
        ("PAYMENT.CAPTURE.REFUNDED.part", "refunded", 50_050, CAPTURE),
        ("PAYMENT.CAPTURE.REVERSED", "disputed", 1_250_050, CAPTURE),
        ("CUSTOMER.DISPUTE.CREATED", "disputed", 1_250_050, CAPTURE),
        ("CUSTOMER.DISPUTE.CREATED.inquiry", "ignored", 1_250_050, CAPTURE),
        ("CUSTOMER.DISPUTE.RESOLVED.won", "dispute_won", 1_250_050, CAPTURE),
        ("CUSTOMER.DISPUTE.RESOLVED.lost", "dispute_lost", 1_250_050, CAPTURE),
        ("CHECKOUT.PAYMENT-APPROVAL.REVERSED", "ignored", 0, ""),
    ],
)
def test_an_event_becomes_news_of_a_payment(name: str, kind: str, minor: int, payment: str) -> None:
    news = read_event(recorded(name))

    assert (news.kind, news.amount_minor, news.payment_id) == (kind, minor, payment)
    assert news.event_id.startswith("WH-")
    assert news.created
    if name.startswith(("CHECKOUT.ORDER", "PAYMENT")):
        assert news.attempt_id == ATTEMPT
    if name.startswith(("CHECKOUT.ORDER", "PAYMENT.CAPTURE.C", "PAYMENT.CAPTURE.P")):
        assert (news.session_id, news.currency) == (ORDER, "MXN")


def test_a_refund_is_known_by_its_own_id_so_that_its_answer_and_its_event_count_once() -> None:
    event = recorded("PAYMENT.CAPTURE.REFUNDED.part")
    told, answered = read_event(event), read_refund(event["resource"])

    assert told.refund_id == answered.refund_id == "55105082X5896632E"
    assert told.refunded_total_minor == 0


@pytest.mark.parametrize(
    ("status", "kind"), [("PENDING", "processing"), ("FAILED", "ignored"), ("CANCELLED", "ignored")]
)
def test_a_refund_that_is_not_through_moves_nothing_yet(status: str, kind: str) -> None:
    resource = recorded("PAYMENT.CAPTURE.REFUNDED.part")["resource"]
    assert read_refund(resource | {"status": status}).kind == kind


@pytest.mark.parametrize(
    ("order", "capture", "kind"),
    [("PAYER_ACTION_REQUIRED", None, "ignored"), ("CREATED", None, "ignored"), ("APPROVED", None, "approved"),
     ("VOIDED", None, "expired"), ("COMPLETED", "COMPLETED", "paid"), ("COMPLETED", "PENDING", "processing"),
     ("COMPLETED", "DECLINED", "failed"), ("COMPLETED", "PARTIALLY_REFUNDED", "paid"),
     ("COMPLETED", "REFUNDED", "paid"), ("COMPLETED", "FROM_THE_FUTURE", "ignored")],
)  # fmt: skip
def test_an_order_tells_what_its_capture_says(order: str, capture: str | None, kind: str) -> None:
    content = recorded("CHECKOUT.ORDER.APPROVED")["resource"] | {"status": order}
    if capture:
        taken = recorded("PAYMENT.CAPTURE.COMPLETED")["resource"] | {"status": capture}
        content["purchase_units"][0]["payments"] = {"captures": [taken]}
    news = read_order(content)

    assert (news.kind, news.attempt_id, news.session_id) == (kind, ATTEMPT, ORDER)
    assert bool(news.payment_id) == bool(capture)


@pytest.mark.parametrize("value", ["12,500.50", "NaN", "12500.505", "-1"])
def test_an_amount_that_is_none_is_not_guessed_at(value: str) -> None:
    event = recorded("PAYMENT.CAPTURE.COMPLETED")
    event["resource"]["amount"] = {"currency_code": "MXN", "value": value}
    with pytest.raises(msgspec.ValidationError):
        read_event(event)


@pytest.mark.parametrize("missing", ["id", "amount"])
def test_a_known_kind_in_an_unknown_shape_is_kept_at_paypal(missing: str) -> None:
    event = recorded("PAYMENT.CAPTURE.COMPLETED")
    del event["resource"][missing]
    with pytest.raises(msgspec.ValidationError):
        read_event(event)
