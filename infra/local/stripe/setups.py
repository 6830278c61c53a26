"""A page in ``setup`` mode: a card is given there for later, and nothing is charged."""

from typing import Any

from infra.local.stripe.records import Object, new_id
from infra.local.stripe.sessions import BadRequest, blank_session, check_metadata, check_page, expires_at


def open_setup(params: Object, now: int, pay_url: str) -> tuple[Object, Object]:
    """A new session and its SetupIntent, from decoded parameters. Raises ``BadRequest``."""
    check_page(params)
    if not params.get("customer") or not params.get("currency"):
        missing = "currency" if params.get("customer") else "customer"
        raise BadRequest(f"Missing required param: {missing}.", missing, "parameter_missing")
    session_id = new_id("cs_test")
    setup = _new_setup(params, now)
    session = blank_session(session_id) | {
        "amount_subtotal": None,
        "amount_total": None,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": params["currency"],
        "customer": params["customer"],
        "customer_email": None,
        "expires_at": expires_at(params, now),
        "locale": params.get("locale"),
        "metadata": check_metadata(params.get("metadata"), "metadata"),
        "mode": "setup",
        "payment_method_types": ["card"],
        "payment_status": "no_payment_required",
        "setup_intent": setup["id"],
        "success_url": params["success_url"],
        "url": f"{pay_url}/{session_id}",
    }
    return session, setup


def _new_setup(params: Object, now: int) -> Object:
    data: dict[str, Any] = params.get("setup_intent_data") or {}
    return {
        "id": new_id("seti"),
        "object": "setup_intent",
        "created": now,
        "customer": params["customer"],
        "description": data.get("description"),
        "livemode": False,
        "metadata": check_metadata(data.get("metadata"), "setup_intent_data[metadata]"),
        "payment_method": None,
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        "usage": "off_session",
    }
