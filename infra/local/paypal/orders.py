"""What an order is made of: a request is checked as PayPal would, and becomes an order; then captures and refunds."""

import re
import secrets
from decimal import Decimal
from typing import Any

from infra.local.paypal.courier import iso
from infra.local.stripe.records import Object

WITHOUT_DECIMALS = {"HUF", "JPY", "TWD"}
WITH_DECIMALS = set(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN SEK SGD THB USD".split()
)  # fmt: skip
API = "https://api-m.paypal.com"


class BadRequest(Exception):
    """PayPal's refusal: status, the name of the error, and the issue."""

    def __init__(self, issue: str, status: int = 422) -> None:
        super().__init__(issue)
        self.issue, self.status = issue, status


def new_id() -> str:
    return secrets.token_hex(9)[:17].upper()


def open_order(asked: Object, now: int, pay_url: str) -> Object:
    """A new order from a request body. Raises BadRequest."""
    if asked.get("intent") != "CAPTURE":
        raise BadRequest("MISSING_REQUIRED_PARAMETER", 400)
    units = asked.get("purchase_units")
    if not isinstance(units, list) or len(units) != 1:
        raise BadRequest("MISSING_REQUIRED_PARAMETER", 400)
    unit = _unit(units[0])
    context = asked.get("payment_source", {}).get("paypal", {}).get("experience_context", {})
    for name in ("return_url", "cancel_url"):
        if not re.match(r"https?://", str(context.get(name, ""))):
            raise BadRequest("INVALID_PARAMETER_VALUE", 400)
    key = new_id()
    return {
        "id": key,
        "intent": "CAPTURE",
        "status": "PAYER_ACTION_REQUIRED",
        "create_time": iso(now),
        "payment_source": {"paypal": {}},
        "purchase_units": [unit],
        "links": [
            {"href": f"{API}/v2/checkout/orders/{key}", "rel": "self", "method": "GET"},
            {"href": f"{pay_url}/{key}", "rel": "payer-action", "method": "GET"},
        ],
        "experience_context": context,  # the double's own memory: PayPal does not tell it
    }


def _unit(unit: Object) -> Object:
    amount = _amount(unit.get("amount"))
    items = unit.get("items", [])
    if any(not 0 < len(str(item.get("name", ""))) <= 127 for item in items):
        raise BadRequest("INVALID_STRING_LENGTH", 400)
    told = [_amount(item.get("unit_amount")) * int(item["quantity"]) for item in items]
    total = unit["amount"].get("breakdown", {}).get("item_total")
    if items and (total is None or sum(told) != _amount(total)):
        raise BadRequest("ITEM_TOTAL_MISMATCH")
    if total is not None and _amount(total) != amount:
        raise BadRequest("AMOUNT_MISMATCH")
    if any(len(str(unit.get(name, ""))) > 127 for name in ("custom_id", "invoice_id", "description")):
        raise BadRequest("INVALID_STRING_LENGTH", 400)
    return unit


def _amount(told: Any) -> Decimal:
    code, value = (told or {}).get("currency_code"), str((told or {}).get("value", ""))
    if code not in WITHOUT_DECIMALS | WITH_DECIMALS:
        raise BadRequest("CURRENCY_NOT_SUPPORTED")
    if not re.fullmatch(r"\d{1,15}" if code in WITHOUT_DECIMALS else r"\d{1,15}(\.\d{1,2})?", value):
        raise BadRequest("DECIMAL_PRECISION")
    if Decimal(value) <= 0:
        raise BadRequest("CANNOT_BE_ZERO_OR_NEGATIVE")
    return Decimal(value)


def new_capture(order: Object, now: int, status: str) -> Object:
    unit, key = order["purchase_units"][0], new_id()
    return {
        "id": key,
        "status": status,
        "amount": {name: unit["amount"][name] for name in ("currency_code", "value")},
        "final_capture": True,
        "custom_id": unit.get("custom_id", ""),
        "invoice_id": unit.get("invoice_id", ""),
        "create_time": iso(now),
        "supplementary_data": {"related_ids": {"order_id": order["id"]}},
        "links": [
            {"href": f"{API}/v2/payments/captures/{key}", "rel": "self", "method": "GET"},
            {"href": f"{API}/v2/checkout/orders/{order['id']}", "rel": "up", "method": "GET"},
        ],
    }


def new_refund(capture: Object, value: Decimal, given: Decimal, now: int) -> Object:
    """``given``: all refunds of the capture, with this one."""
    key, currency = new_id(), capture["amount"]["currency_code"]
    return {
        "id": key,
        "status": "COMPLETED",
        "amount": {"currency_code": currency, "value": str(value)},
        "custom_id": capture["custom_id"],
        "create_time": iso(now),
        "seller_payable_breakdown": {"total_refunded_amount": {"currency_code": currency, "value": str(given)}},
        "links": [{"href": f"{API}/v2/payments/captures/{capture['id']}", "rel": "up", "method": "GET"}],
    }


def new_dispute(capture: Object, value: str, now: int) -> Object:
    return {
        "dispute_id": f"PP-D-{secrets.randbelow(10**6):06}",
        "create_time": iso(now),
        "disputed_transactions": [{"seller_transaction_id": capture["id"]}],
        "reason": "UNAUTHORISED",
        "status": "WAITING_FOR_SELLER_RESPONSE",
        "dispute_amount": {"currency_code": capture["amount"]["currency_code"], "value": value},
        "dispute_life_cycle_stage": "CHARGEBACK",
    }
