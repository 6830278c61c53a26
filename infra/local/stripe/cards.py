"""Saved cards: given on a page in ``setup`` mode, charged later with nobody there, taken away again.

What a charge comes to is the card's: by its last four digits, as of Stripe's own test cards, or as a test said.
"""

from dataclasses import replace
from datetime import UTC, datetime

from infra.local.stripe import payment as flow
from infra.local.stripe.desk import Desk
from infra.local.stripe.payment import Payment
from infra.local.stripe.records import Object, new_id
from infra.local.stripe.sessions import BadRequest, check_metadata, whole

# https://docs.stripe.com/testing: the last four digits, and what a charge of that card comes to
TEST_CARDS = {
    "4242": "succeeded", "0002": "card_declined", "9995": "insufficient_funds", "3184": "authentication_required",
    "0069": "expired_card", "0077": "processing",
}  # fmt: skip
OUTCOMES = (*TEST_CARDS.values(), "lost_card", "try_again_later")
BRANDS = {"0077": "mastercard"}


class CardRefused(Exception):
    """The bank's no: ``args[0]`` is the PaymentIntent as it was left, ``args[1]`` the events to deliver."""


def give_card(desk: Desk, session_id: str, last4: str) -> list[Object]:
    """The payer gives a card on a page in ``setup`` mode; the events to deliver. Again changes nothing."""
    with desk.records.change():
        session = desk.records.get(session_id) or {}
        cause = f"{session_id}/card_given"
        if session["status"] == "complete":
            return desk.courier.caused_by(cause)
        method = _new_method(session["customer"], last4, desk.now())
        setup = (desk.records.get(session["setup_intent"]) or {}) | {
            "status": "succeeded",
            "payment_method": method["id"],
        }
        session |= {"status": "complete", "payment_status": "no_payment_required", "url": None}
        for one in (method, setup, session):
            desk.records.put(one["id"], one["object"], one)
        behave(desk, method["id"], TEST_CARDS[last4])
        return desk.tell([("setup_intent.succeeded", setup), ("checkout.session.completed", session)], cause)


def behave(desk: Desk, method_id: str, outcome: str) -> None:
    """From now on charges of this card come to ``outcome``."""
    desk.records.put(f"behavior_{method_id}", "behavior", {"outcome": outcome})


def detach(desk: Desk, method_id: str) -> tuple[Object, list[Object]]:
    method = desk.records.get(method_id)
    if method is None or method["customer"] is None:
        raise BadRequest("The payment method you provided is not attached to a customer.", "payment_method")
    method |= {"customer": None}
    desk.records.put(method_id, "payment_method", method)
    return method, desk.tell([("payment_method.detached", method)], f"{method_id}/detached")


def charge(desk: Desk, params: Object) -> tuple[Object, list[Object]]:
    """A PaymentIntent confirmed off session: the intent and the events. Raises ``BadRequest``, ``CardRefused``."""
    method = _method_of(desk, params)
    if params.get("confirm") != "true" or params.get("off_session") != "true":
        raise BadRequest("Only confirmed off-session charges are known here.", "off_session", "parameter_missing")
    amount, currency = whole(params.get("amount"), "amount"), str(params.get("currency", "")).lower()
    if not amount or len(currency) != 3:
        raise BadRequest("A charge needs an amount and a currency.", "amount", "parameter_invalid_integer")
    payment = _begun(params, amount, currency)
    outcome = (desk.records.get(f"behavior_{method['id']}") or {})["outcome"]
    after, told = _came_to(payment, outcome, desk.now())
    intent = (after.intent or {}) | {"customer": method["customer"], "payment_method": method["id"]}
    desk.keep(replace(after, intent=intent))
    events = desk.tell([(told, intent)], f"{after.session['id']}/{told}")
    if intent["status"] == "requires_payment_method":
        raise CardRefused(intent, events)
    return intent, events


def answer_later(desk: Desk, session_id: str, outcome: str) -> list[Object]:
    """The bank has thought about it: a charge that was processing succeeds or fails."""
    with desk.records.change():
        payment = desk.payment(session_id)
        if payment is None or (payment.intent or {}).get("status") != "processing":
            return desk.courier.caused_by(f"{session_id}/later")
        after, told = _came_to(payment, outcome, desk.now())
        kept = {key: (payment.intent or {})[key] for key in ("customer", "payment_method")}
        after = replace(after, intent=(after.intent or {}) | kept)
        desk.keep(after)
        return desk.tell([(told, after.intent or {})], f"{session_id}/later")


def _came_to(payment: Payment, outcome: str, now: int) -> tuple[Payment, str]:
    if outcome == "succeeded":
        return flow.settle(payment, now), "payment_intent.succeeded"
    if outcome == "processing":
        session, intent = flow.begin(payment, "processing", now)
        return replace(payment, session=session, intent=intent), "payment_intent.processing"
    after = flow.refuse(payment, now, outcome)
    return after, "payment_intent.payment_failed"


def _begun(params: Object, amount: int, currency: str) -> Payment:
    """Without a page: its session is nobody's, and only holds what belongs together."""
    session: Object = {
        "id": new_id("nopage"), "object": "nopage", "amount_total": amount, "amount_subtotal": amount,
        "currency": currency, "customer_email": None, "payment_intent": None, "payment_method_types": ["card"],
        "payment_status": "unpaid", "status": "open", "url": None, "client_reference_id": None, "metadata": {},
    }  # fmt: skip
    metadata = check_metadata(params.get("metadata"), "metadata")
    return Payment(session, {"lines": [], "metadata": metadata, "description": params.get("description")})


def _method_of(desk: Desk, params: Object) -> Object:
    customer, method = (desk.records.get(str(params.get(name, ""))) for name in ("customer", "payment_method"))
    if customer is None:
        raise BadRequest("No such customer", "customer", "resource_missing")
    if method is None or method.get("customer") != customer["id"]:
        raise BadRequest("No such PaymentMethod", "payment_method", "resource_missing")
    return method


def _new_method(customer: str, last4: str, now: int) -> Object:
    return {
        "id": new_id("pm"),
        "object": "payment_method",
        "billing_details": {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        "card": {
            "brand": BRANDS.get(last4, "visa"), "checks": None, "country": "MX", "exp_month": 12,
            "exp_year": datetime.fromtimestamp(now, UTC).year + 4,
            "fingerprint": new_id("fp"), "funding": "credit", "generated_from": None, "last4": last4,
            "networks": None, "three_d_secure_usage": {"supported": True}, "wallet": None,
            "display_brand": None, "regulated_status": None,
        },
        "created": now,
        "customer": customer,
        "livemode": False,
        "metadata": {},
        "type": "card",
    }  # fmt: skip
