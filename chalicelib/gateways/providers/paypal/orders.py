"""PayPal Orders v2: an order for each attempt, taken (captured) when the payer has agreed, and given back."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import GiveUp
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers import Opened, Page
from chalicelib.gateways.providers.paypal import client
from chalicelib.gateways.providers.paypal.amounts import is_taken, text_of
from chalicelib.gateways.providers.paypal.client import Refused
from chalicelib.gateways.providers.paypal.events import read_order, read_refund

LIFE = timedelta(minutes=40)
MAX_LINES = 100
_NAME_LIMIT = 127
_ORDERS = "/v2/checkout/orders"
_LOCALES = {("es", "ES"): "es-ES"}
_REGIONAL = {"es": "es-XC", "pt": "pt-BR"}
_TOO_MUCH = {"AMOUNT_CANNOT_BE_GREATER_THAN_MAXIMUM", "MAX_VALUE_EXCEEDED"}
# The payer's own means of payment said no: nothing was charged.
_DECLINED = frozenset({
    "INSTRUMENT_DECLINED", "PAYER_ACCOUNT_LOCKED_OR_CLOSED", "PAYER_ACCOUNT_RESTRICTED", "PAYER_CANNOT_PAY",
    "TRANSACTION_BLOCKED_BY_PAYEE", "TRANSACTION_LIMIT_EXCEEDED", "TRANSACTION_REFUSED", "COMPLIANCE_VIOLATION",
})  # fmt: skip


def methods(country: str, currency: str) -> tuple[str, ...]:
    return ("paypal",) if is_taken(currency, country) else ()


def open_page(page: Page, now: datetime) -> Opened:
    """Create the order in which an attempt is paid; its id and the URL where the payer agrees to it.

    Creating it again gives the same order. Raises GiveUp: ``attempt_expiring``, ``currency_not_supported``,
    ``amount_too_large``, ``provider_refused``, ``provider_not_configured``; TryAgain.
    """
    if page.attempt.expires_at <= now:
        raise GiveUp("attempt_expiring")
    try:
        order = client.call("POST", _ORDERS, json.dumps(_order(page)).encode(), page.attempt.id)
    except Refused as refused:
        raise GiveUp("amount_too_large" if refused.issue in _TOO_MUCH else "provider_refused") from refused
    links = {link.get("rel"): link.get("href") for link in order.get("links", ())}
    url = links.get("payer-action") or links.get("approve")
    if not order.get("id") or not url:
        raise GiveUp("provider_refused")
    return Opened(str(order["id"]), str(url))


def ask(attempt: Attempt) -> ProviderNews:
    """What became of an order; takes the money when the payer has agreed. Raises TryAgain, GiveUp."""
    order = _find(attempt)
    if order is None:
        return ProviderNews("expired", attempt.id, attempt.provider_id)
    news = read_order(order)
    if news.kind != "approved":
        return news
    if (news.attempt_id, news.amount_minor, news.currency) != (attempt.id, attempt.amount_minor, attempt.currency):
        raise GiveUp("not_our_order")
    return _capture(attempt)


def close(attempt: Attempt) -> bool:
    """An order is never taken unless we say so, so there is nothing to close. False: the payer has agreed already."""
    order = _find(attempt)
    return order is None or order.get("status") not in {"APPROVED", "COMPLETED"}


def refund(attempt: Attempt, amount_minor: int, request: str) -> ProviderNews:
    """Give money back to the payer. Raises TryAgain, GiveUp("refund_refused")."""
    body = {
        "amount": {"currency_code": attempt.currency, "value": text_of(amount_minor, attempt.currency)},
        "custom_id": attempt.id,
    }
    once = hashlib.sha256(f"{attempt.id}:refund:{request}".encode()).hexdigest()[:36]
    try:
        made = client.call(
            "POST", f"/v2/payments/captures/{attempt.payment_id}/refund", json.dumps(body).encode(), once
        )
    except Refused as refused:
        raise GiveUp("refund_refused") from refused
    news = read_refund(made)
    if news.kind == "ignored":
        raise GiveUp("refund_refused")
    return news


def _order(page: Page) -> dict[str, Any]:
    attempt = page.attempt
    total = _money(attempt.amount_minor, attempt.currency)
    unit = {
        "reference_id": "default",
        "custom_id": attempt.id,
        "invoice_id": attempt.id,  # PayPal takes no second payment for it
        "description": attempt.reference,
        "amount": total | {"breakdown": {"item_total": total}},
        "items": _items(page),
    }
    return {
        "intent": "CAPTURE",
        "purchase_units": [unit],
        "payment_source": {"paypal": {"experience_context": _experience(page)}},
    }


def _experience(page: Page) -> dict[str, str]:
    """How the payer is received, and where they come back to: PayPal adds a query, so there is no fragment."""
    return {
        "brand_name": page.business.name[:_NAME_LIMIT],
        "locale": _LOCALES.get((page.language, page.business.country), _REGIONAL.get(page.language, "en-US")),
        "shipping_preference": "NO_SHIPPING",
        "user_action": "PAY_NOW",
        "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",  # no bank transfer of many days
        "return_url": _without_fragment(page.success_url),
        "cancel_url": _without_fragment(page.cancel_url),
    }


def _without_fragment(url: str) -> str:
    return url.replace("#/", "?to=", 1)


def _items(page: Page) -> list[dict[str, Any]]:
    """One an invoice; one for all when they are too many, or when one takes off: PayPal has none such."""
    attempt, labels = page.attempt, page.labels
    if sum(minor for _, minor in labels) != attempt.amount_minor:
        raise ValueError("the lines do not sum to the attempt's amount")
    if len(labels) > MAX_LINES or any(minor <= 0 for _, minor in labels):
        labels = ((f"{page.business.name} · {attempt.reference}", attempt.amount_minor),)
    return [
        {"name": name[:_NAME_LIMIT], "quantity": "1", "unit_amount": _money(minor, attempt.currency)}
        for name, minor in labels
    ]


def _money(minor: int, currency: str) -> dict[str, Any]:
    return {"currency_code": currency, "value": text_of(minor, currency)}


def _find(attempt: Attempt) -> dict[str, Any] | None:
    """The attempt's order; None when PayPal knows it no more: nobody agreed in time."""
    try:
        return client.call("GET", f"{_ORDERS}/{attempt.provider_id}")
    except Refused as refused:
        if refused.status == 404:
            return None
        raise GiveUp("provider_refused") from refused


def _capture(attempt: Attempt) -> ProviderNews:
    """Take the money that the payer agreed to. Twice is once: the second gets the first's answer, or finds it done."""
    try:
        return read_order(
            client.call("POST", f"{_ORDERS}/{attempt.provider_id}/capture", b"{}", f"{attempt.id}:capture")
        )
    except Refused as refused:
        if refused.issue == "ORDER_ALREADY_CAPTURED":
            return read_order(_find(attempt))
        if refused.issue in _DECLINED:
            return ProviderNews("failed", attempt.id, attempt.provider_id)
        raise GiveUp("provider_refused") from refused
