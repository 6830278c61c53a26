"""``/local/stripe``: lets a tool decide what happens to a payment, and wait until the product was told."""

from typing import Any

from infra.local.control.web import Refused, Request, Response, Routes, answer
from infra.local.stripe import WEBHOOK_SECRET, cards
from infra.local.stripe.desk import Desk
from infra.local.stripe.outcomes import OUTCOMES, NotPossible
from infra.local.stripe.records import Object

MAX_TIMES = 100
EVERY = (*OUTCOMES, "card_given")


def add_routes(routes: Routes, desk: Desk) -> None:
    routes.add("GET", "/local/stripe", lambda request: answer({"webhook_secret": WEBHOOK_SECRET}))
    routes.add("GET", "/local/stripe/sessions/{key}", lambda request, key: answer(_shown(desk, key)))
    routes.add("POST", "/local/stripe/sessions/{key}", lambda request, key: _happen(desk, request, key))


def _shown(desk: Desk, key: str) -> Object:
    session = desk.records.get(key)
    if session is None or session["object"] != "checkout.session":
        raise Refused(404, "unknown_session", f"no session {key}")
    return {
        "id": session["id"],
        "mode": session["mode"],
        "customer": session["customer"],
        "methods": session["payment_method_types"],
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
    is_setup = _shown(desk, key)["mode"] == "setup"
    try:
        events = _on_setup(desk, key, asked) if is_setup else desk.happen(key, asked["outcome"], asked["amount_minor"])
    except (NotPossible, KeyError) as refused:
        raise Refused(409, str(refused.args[0])) from None
    webhooks = []
    for event in events:
        copies = [desk.again(event) if asked["new_event_ids"] else event for _ in range(asked["times"])]
        if asked["silent"]:  # it happens, and the webhook is lost
            desk.courier.drop(event)
        else:
            webhooks += desk.courier.deliver(copies)
    return answer(_shown(desk, key) | {"webhooks": webhooks})


def _on_setup(desk: Desk, key: str, asked: Object) -> list[Object]:
    """A card is given, ``card``: its last four digits; or the page's time is over. Raises ``NotPossible``."""
    if asked["outcome"] == "card_given":
        return cards.give_card(desk, key, asked["card"])
    if asked["outcome"] == "expired":
        return desk.expire(key)
    raise NotPossible("takes_no_money")


def _asked(body: Any) -> Object:
    asked = {"times": 1, "new_event_ids": False, "amount_minor": None, "card": "4242", "silent": False} | (
        body if isinstance(body, dict) else {}
    )
    faults = [
        {"path": name, "code": "bad_value", "message": message}
        for name, right, message in (
            ("outcome", str(asked.get("outcome")) in EVERY, f"one of {', '.join(EVERY)}"),
            ("card", asked["card"] in cards.TEST_CARDS, f"one of {', '.join(cards.TEST_CARDS)}"),
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
