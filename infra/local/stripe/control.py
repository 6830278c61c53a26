"""``/local/stripe``: lets a tool decide what happens to a payment, and wait until the product was told."""

from typing import Any

from infra.local.control.web import Refused, Request, Response, Routes, answer
from infra.local.stripe import WEBHOOK_SECRET
from infra.local.stripe.desk import Desk
from infra.local.stripe.outcomes import OUTCOMES, NotPossible
from infra.local.stripe.records import Object

MAX_TIMES = 100


def add_routes(routes: Routes, desk: Desk) -> None:
    routes.add("GET", "/local/stripe", lambda request: answer({"webhook_secret": WEBHOOK_SECRET}))
    routes.add("GET", "/local/stripe/sessions/{key}", lambda request, key: answer(_shown(desk, key)))
    routes.add("POST", "/local/stripe/sessions/{key}", lambda request, key: _happen(desk, request, key))


def _shown(desk: Desk, key: str) -> Object:
    payment = desk.payment(key)
    if payment is None:
        raise Refused(404, "unknown_session", f"no session {key}")
    session = payment.session
    return {
        "id": session["id"],
        "amount_minor": session["amount_total"],
        "currency": session["currency"].upper(),
        "status": session["status"],
        "payment_status": session["payment_status"],
        "url": session["url"],
        "payment_intent": session["payment_intent"],
        "client_reference_id": session["client_reference_id"],
        "metadata": session["metadata"],
    }


def _happen(desk: Desk, request: Request, key: str) -> Response:
    """Deliver every event of the outcome ``times`` at once, one event after the other; answer when all are through."""
    asked = _asked(request.json())
    _shown(desk, key)
    try:
        events = desk.happen(key, asked["outcome"], asked["amount_minor"])
    except NotPossible as refused:
        raise Refused(409, str(refused)) from None
    webhooks = []
    for event in events:
        copies = [desk.again(event) if asked["new_event_ids"] else event for _ in range(asked["times"])]
        webhooks += desk.courier.deliver(copies)
    return answer(_shown(desk, key) | {"webhooks": webhooks})


def _asked(body: Any) -> Object:
    asked = {"times": 1, "new_event_ids": False, "amount_minor": None} | (body if isinstance(body, dict) else {})
    faults = [
        {"path": name, "code": "bad_value", "message": message}
        for name, right, message in (
            ("outcome", str(asked.get("outcome")) in OUTCOMES, f"one of {', '.join(OUTCOMES)}"),
            ("times", _whole(asked["times"], 1, MAX_TIMES), f"a whole number from 1 to {MAX_TIMES}"),
            ("new_event_ids", isinstance(asked["new_event_ids"], bool), "true or false"),
            ("amount_minor", asked["amount_minor"] is None or _whole(asked["amount_minor"], 0), "whole minor units"),
        )
        if not right
    ]
    if faults:
        raise Refused(422, "bad_request", "the request has faults", faults)
    return asked


def _whole(value: object, least: int, most: int = 1 << 53) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
