"""Stripe: Checkout Sessions, and its webhooks."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways import secrets
from chalicelib.gateways.providers.stripe.checkout import LIFE, ask, close, methods, open_page, refund
from chalicelib.gateways.providers.stripe.events import read_event
from chalicelib.gateways.providers.stripe.methods import page_offers
from chalicelib.gateways.providers.stripe.webhook import verify

__all__ = ["LIFE", "ask", "close", "methods", "open_page", "page_offers", "read_webhook", "refund"]


def read_webhook(payload: bytes, headers: Mapping[str, str], now: datetime) -> ProviderNews:
    return read_event(verify(payload, headers.get("stripe-signature", ""), secrets.stripe().webhook_secret, now))
