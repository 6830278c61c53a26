"""``/local/paypal``: lets a tool decide what happens to an order, and wait until the product was told."""

from typing import Any

from chalicelib.gateways.providers.paypal.amounts import minor_of, text_of
from infra.local.control.web import Refused, Request, Response, Routes, answer
from infra.local.paypal import WEBHOOK_ID
from infra.local.paypal.desk import Desk
from infra.local.paypal.orders import BadRequest
from infra.local.paypal.outcomes import OUTCOMES
from infra.local.stripe.records import Object

MAX_TIMES = 100


def add_routes(routes: Routes, desk: Desk) -> None:
    routes.add("GET", "/local/paypal", lambda request: answer({"webhook_id": WEBHOOK_ID}))
    routes.add("GET", "/local/paypal/orders/{key}", lambda request, key: answer(_shown(desk, key)))
    routes.add("POST", "/local/paypal/orders/{key}", lambda request, key: _happen(desk, request, key))


def _shown(desk: Desk, key: str) -> Object:
    order = desk.order(key)
    if order is None:
        raise Refused(404, "unknown_order", f"no order {key}")
    unit = order["purchase_units"][0]
    amount = unit["amount"]
    captures = unit.get("payments", {}).get("captures", [])
    return {
        "id": order["id"],
        "amount_minor": minor_of(amount["value"], amount["currency_code"]),
        "currency": amount["currency_code"],
        "status": order["status"],
        "capture": captures[0]["id"] if captures else None,
        "capture_status": captures[0]["status"] if captures else None,
        "custom_id": unit.get("custom_id"),
        "url": order["links"][1]["href"],
    }


def _happen(desk: Desk, request: Request, key: str) -> Response:
    """Let it happen, then tell the product: each event ``times`` at once, or not at all (``silent``)."""
    asked = _asked(request.json())
    currency = _shown(desk, key)["currency"]
    value = text_of(asked["amount_minor"], currency) if asked["amount_minor"] is not None else None
    try:
        with desk.records.change():
            events = OUTCOMES[asked["outcome"]](desk, key, value)
    except BadRequest as refused:
        raise Refused(409, refused.issue.lower()) from None
    webhooks = []
    for event in events:
        copies = [desk.again(event) if asked["new_event_ids"] else event for _ in range(asked["times"])]
        if asked["silent"]:
            desk.courier.drop(event)
        else:
            webhooks += desk.courier.deliver(copies)
    return answer(_shown(desk, key) | {"webhooks": webhooks})


def _asked(body: Any) -> Object:
    known = {"times": 1, "new_event_ids": False, "amount_minor": None, "silent": False}
    asked = known | (body if isinstance(body, dict) else {})
    faults = [
        {"path": name, "code": "bad_value", "message": message}
        for name, right, message in (
            ("outcome", str(asked.get("outcome")) in OUTCOMES, f"one of {', '.join(OUTCOMES)}"),
            ("times", _whole(asked["times"], 1, MAX_TIMES), f"a whole number from 1 to {MAX_TIMES}"),
            ("new_event_ids", isinstance(asked["new_event_ids"], bool), "true or false"),
            ("silent", isinstance(asked["silent"], bool), "true or false"),
            ("amount_minor", asked["amount_minor"] is None or _whole(asked["amount_minor"], 0), "whole minor units"),
        )
        if not right
    ]
    if faults:
        raise Refused(422, "bad_request", "the request has faults", faults)
    return asked


def _whole(value: object, least: int, most: int = 1 << 53) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
