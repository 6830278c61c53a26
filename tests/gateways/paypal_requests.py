"""Checks a body that goes to PayPal against the models of PayPal's own library: every name, and every listed word."""

from collections.abc import Iterator
from typing import Any

from paypalserversdk.api_helper import APIHelper
from paypalserversdk.models.order_request import OrderRequest
from paypalserversdk.models.paypal_experience_user_action import PaypalExperienceUserAction
from paypalserversdk.models.refund_request import RefundRequest

LISTED = {
    "intent": {"CAPTURE", "AUTHORIZE"},
    "user_action": {value for name, value in vars(PaypalExperienceUserAction).items() if name.isupper()},
    "shipping_preference": {"GET_FROM_FILE", "NO_SHIPPING", "SET_PROVIDED_ADDRESS"},
    "payment_method_preference": {"UNRESTRICTED", "IMMEDIATE_PAYMENT_REQUIRED"},
}


def order_faults(body: dict[str, Any]) -> list[str]:
    return _faults(body, OrderRequest)


def refund_faults(body: dict[str, Any]) -> list[str]:
    return _faults(body, RefundRequest)


def _faults(body: dict[str, Any], model: Any) -> list[str]:
    """Whatever does not come back from the model is a name that it does not know."""
    known = dict(_leaves(APIHelper.to_dictionary(model.from_dictionary(body))))
    lost = [path for path, value in _leaves(body) if known.get(path) != value]
    wrong = [
        path for path, value in _leaves(body)
        if (name := path.rpartition(".")[2]) in LISTED and value not in LISTED[name]
    ]  # fmt: skip
    return lost + wrong


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]")
    else:
        yield path, value
