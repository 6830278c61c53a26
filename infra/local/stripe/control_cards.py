"""``/local/stripe/…`` for what has no page: saved cards, charges with nobody there, and transfers by a bank."""

from typing import Any

from infra.local.control.web import Refused, Request, Response, Routes, answer
from infra.local.stripe import cards, transfers
from infra.local.stripe.desk import Desk
from infra.local.stripe.outcomes import NotPossible
from infra.local.stripe.records import Object

AFTER = ("refunded", "disputed", "dispute_won", "dispute_lost")


def add_routes(routes: Routes, desk: Desk) -> None:
    at = "/local/stripe"
    routes.add("GET", f"{at}/customers/{{key}}", lambda request, key: answer(_customer(desk, key)))
    routes.add("POST", f"{at}/customers/{{key}}/transfers", lambda request, key: _transfer(desk, request, key))
    routes.add("POST", f"{at}/cards/{{key}}", lambda request, key: _behave(desk, request, key))
    routes.add("POST", f"{at}/payments/{{key}}", lambda request, key: _later(desk, request, key))


def _customer(desk: Desk, key: str) -> Object:
    """What Stripe has of a debtor: their cards, every charge and payment, and what lies unapplied."""
    _known(desk, key, "customer")
    methods = desk.records.where("payment_method", "customer", key)
    intents = desk.records.where("payment_intent", "customer", key)
    return {
        "id": key,
        "cards": [{"id": one["id"], "last4": one["card"]["last4"]} for one in methods],
        "payments": [
            {
                "id": one["id"],
                "amount_minor": one["amount"],
                "currency": one["currency"].upper(),
                "status": one["status"],
                "attempt": one["metadata"].get("attempt"),
            }
            for one in intents
        ],
        "balance": {currency.upper(): minor for currency, minor in transfers.balance(desk, key).items()},
    }


def _transfer(desk: Desk, request: Request, key: str) -> Response:
    """``{amount_minor, currency}``: money arrives at the customer's own account number."""
    _known(desk, key, "customer")
    asked = _body(request)
    amount, currency = asked.get("amount_minor"), str(asked.get("currency", "")).lower()
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        raise _fault("amount_minor", "whole minor units above zero")
    if len(currency) != 3 or not currency.isalpha():
        raise _fault("currency", "an ISO code")
    webhooks = desk.courier.deliver_in_turn(transfers.fund(desk, key, amount, currency))
    return answer(_customer(desk, key) | {"webhooks": webhooks})


def _behave(desk: Desk, request: Request, key: str) -> Response:
    """``{outcome}``: what charges of this card come to from now on."""
    _known(desk, key, "payment_method")
    outcome = str(_body(request).get("outcome", ""))
    if outcome not in cards.OUTCOMES:
        raise _fault("outcome", f"one of {', '.join(cards.OUTCOMES)}")
    cards.behave(desk, key, outcome)
    return answer({"id": key, "outcome": outcome})


def _later(desk: Desk, request: Request, key: str) -> Response:
    """``{outcome, amount_minor?}``: what becomes of a charge that was begun, or taken."""
    _known(desk, key, "payment_intent")
    asked = _body(request)
    outcome, session = str(asked.get("outcome", "")), desk.session_of("intent", key) or ""
    if outcome in AFTER:
        try:
            events = desk.happen(session, outcome, asked.get("amount_minor"))
        except NotPossible as refused:
            raise Refused(409, str(refused)) from None
    elif outcome in cards.OUTCOMES and outcome != "processing":
        events = cards.answer_later(desk, session, outcome)
    else:
        raise _fault("outcome", f"one of {', '.join((*AFTER, *cards.OUTCOMES))}")
    return answer({"id": key, "webhooks": desk.courier.deliver_in_turn(events)})


def _known(desk: Desk, key: str, kind: str) -> None:
    if (desk.records.get(key) or {}).get("object") != kind:
        raise Refused(404, f"unknown_{kind}", f"no such {kind.replace('_', ' ')}: {key}")


def _body(request: Request) -> dict[str, Any]:
    content = request.json()
    return content if isinstance(content, dict) else {}


def _fault(path: str, message: str) -> Refused:
    return Refused(
        422, "bad_request", "the request has faults", [{"path": path, "code": "bad_value", "message": message}]
    )
