"""What a Checkout Session is made of: a request is checked as Stripe would, and becomes a session and its draft."""

from typing import Any

from infra.local.stripe.records import Object, new_id

MIN_LIFE, MAX_LIFE = 30 * 60, 24 * 3600
MAX_LINES = 100
MAX_AMOUNT = 999_999_999_999
METHODS = {"mxn": ["card", "oxxo", "customer_balance"], "brl": ["card", "boleto", "pix"]}
NO_LONGER = "The `payment_method_types` parameter is no longer supported in this API version."


class BadRequest(Exception):
    """Stripe's ``invalid_request_error``: ``code``, the parameter it concerns, a sentence."""

    def __init__(self, message: str, param: str | None = None, code: str = "parameter_invalid_empty") -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code


def open_session(params: Object, now: int, pay_url: str) -> tuple[Object, Object]:
    """A new session and its draft (the lines, and what its payment intent will carry), from decoded parameters."""
    if params.get("mode") != "payment":
        raise BadRequest("Only the modes 'payment' and 'setup' are known here.", "mode", "parameter_missing")
    check_page(params)
    lines = [_line(item, index) for index, item in enumerate(_items(params))]
    currency = _one_currency(lines)
    session_id = new_id("cs_test")
    total = sum(line["amount_total"] for line in lines)
    session = blank_session(session_id) | {
        "amount_subtotal": total,
        "amount_total": total,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": currency,
        "customer": params.get("customer"),
        "customer_email": params.get("customer_email"),
        "expires_at": expires_at(params, now),
        "locale": params.get("locale"),
        "metadata": check_metadata(params.get("metadata"), "metadata"),
        "payment_method_options": _options(params),
        "payment_method_types": _types(params, currency),
        "success_url": params["success_url"],
        "url": f"{pay_url}/{session_id}",
    }
    intent_data = params.get("payment_intent_data") or {}
    intent_metadata = check_metadata(intent_data.get("metadata"), "payment_intent_data[metadata]")
    draft = {
        "customer": params.get("customer"),
        "lines": lines,
        "metadata": intent_metadata,
        "description": intent_data.get("description"),
    }
    return session, draft


def check_page(params: Object) -> None:
    """What every page needs, and what this API version takes no longer."""
    if not params.get("success_url"):
        raise BadRequest("Missing required param: success_url.", "success_url", "parameter_missing")
    if "payment_method_types" in params:
        raise BadRequest(NO_LONGER, "payment_method_types", "payment_method_types_no_longer_supported")
    if params.get("customer") and params.get("customer_email"):
        raise BadRequest("You may only specify one of these parameters: customer, customer_email.", "customer_email")


def _types(params: Object, currency: str) -> list[str]:
    """What the page offers: what this currency has, as far as the request allows it. A transfer needs a customer."""
    has = METHODS.get(currency, ["card"])
    allowed = params.get("allowed_payment_method_types") or has
    return [one for one in has if one in allowed and (one != "customer_balance" or params.get("customer"))]


def _options(params: Object) -> Object:
    """As Stripe shows them: numbers and booleans, not the text of the form."""
    shown = {"true": True, "false": False}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(inner) for key, inner in value.items()}
        return int(value) if str(value).isdigit() else shown.get(value, value)

    options: Object = plain(params.get("payment_method_options") or {})
    return options


def blank_session(session_id: str) -> Object:
    return {
        "id": session_id,
        "object": "checkout.session",
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "custom_fields": [],
        "custom_text": {
            "after_submit": None, "shipping_address": None, "submit": None, "terms_of_service_acceptance": None
        },
        "customer": None,
        "customer_details": None,
        "livemode": False,
        "mode": "payment",
        "payment_intent": None,
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }  # fmt: skip


def _items(params: Object) -> list[Any]:
    items = params.get("line_items")
    if not isinstance(items, list) or not items:
        raise BadRequest("Missing required param: line_items.", "line_items", "parameter_missing")
    if len(items) > MAX_LINES:
        raise BadRequest(f"At most {MAX_LINES} line items are allowed.", "line_items", "array_max_items")
    return items


def _line(item: Any, index: int) -> Object:
    name = f"line_items[{index}]"
    price = item.get("price_data") if isinstance(item, dict) else None
    if not isinstance(price, dict):
        raise BadRequest("Missing required param: price_data.", f"{name}[price_data]", "parameter_missing")
    product = price.get("product_data") or {}
    if not product.get("name") or not price.get("currency"):
        raise BadRequest("A line needs a currency and a product name.", f"{name}[price_data]", "parameter_missing")
    unit = whole(price.get("unit_amount"), f"{name}[price_data][unit_amount]")
    quantity = whole(item.get("quantity", "1"), f"{name}[quantity]")
    if unit * quantity > MAX_AMOUNT:
        raise BadRequest("The amount is too large.", f"{name}[price_data][unit_amount]", "amount_too_large")
    return {
        "id": new_id("li"),
        "object": "item",
        "currency": price["currency"].lower(),
        "description": product["name"],
        "quantity": quantity,
        "amount_subtotal": unit * quantity,
        "amount_total": unit * quantity,
        "amount_discount": 0,
        "amount_tax": 0,
    }


def _one_currency(lines: list[Object]) -> str:
    currencies = {line["currency"] for line in lines}
    if len(currencies) > 1:
        raise BadRequest("All line items must have the same currency.", "line_items")
    return str(currencies.pop())


def expires_at(params: Object, now: int) -> int:
    if "expires_at" not in params:
        return now + MAX_LIFE
    moment = whole(params["expires_at"], "expires_at")
    if not MIN_LIFE - 60 <= moment - now <= MAX_LIFE + 60:  # both clocks may differ by the time a request takes
        raise BadRequest("`expires_at` must be between 30 minutes and 24 hours from now.", "expires_at")
    return moment


def check_metadata(pairs: Any, name: str) -> dict[str, str]:
    if not pairs:
        return {}
    too_long = not isinstance(pairs, dict) or any(len(key) > 40 or len(str(pairs[key])) > 500 for key in pairs)
    if too_long or len(pairs) > 50:
        raise BadRequest("Metadata takes 50 keys of 40 characters and values of 500.", name)
    return {key: str(value) for key, value in pairs.items()}


def whole(text: Any, name: str) -> int:
    if not str(text).isdigit():
        raise BadRequest(f"Invalid integer: {text}", name, "parameter_invalid_integer")
    return int(text)
