"""PayPal: Orders v2, and its webhooks."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers.paypal.events import read_event
from chalicelib.gateways.providers.paypal.orders import LIFE, ask, close, methods, open_page, refund
from chalicelib.gateways.providers.paypal.webhook import verify

__all__ = ["LIFE", "ask", "close", "methods", "open_page", "read_webhook", "refund"]


def read_webhook(payload: bytes, headers: Mapping[str, str], now: datetime) -> ProviderNews:
    return read_event(verify(payload, headers, now))
