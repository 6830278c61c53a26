"""Stripe Checkout: open a session for a payment attempt, ask about it, close it. The library is imported when used."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.domain.account import Attempt
from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.domain.provider_news import ProviderNews
from chalicelib.gateways import secrets
from chalicelib.gateways.providers import Opened, Page
from chalicelib.gateways.providers.stripe.events import ATTEMPT, read_refund, read_session

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.params import RefundCreateParams
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

API_VERSION = "2026-10-28.endive"
MAX_LINES = 100  # Stripe's limit for a session
LIFE = timedelta(minutes=40)
LIMITS = (timedelta(minutes=30), timedelta(hours=24))  # Stripe's for a session, from its creation
_NAME_LIMIT = 250
_UNITS_OF_ACCOUNT = {"CLF", "COU", "MXV", "UYW"}  # nobody pays in them
_LOCALES = {("es", "ES"): "es", ("pt", "PT"): "pt"}
_REGIONAL = {"es": "es-419", "pt": "pt-BR"}


def methods(country: str, currency: str) -> tuple[str, ...]:
    return () if currency in _UNITS_OF_ACCOUNT else ("card",)


def open_page(page: Page, now: datetime) -> Opened:
    """Open the Checkout Session in which an attempt is paid; its id and the URL of its page.

    Opening it again with the same arguments gives the same session. Raises GiveUp: ``attempt_expiring`` (Stripe holds
    it 30 minutes to 24 hours), ``amount_too_small``, ``amount_too_large``, ``currency_not_supported``,
    ``provider_refused``; TryAgain.
    """
    attempt = page.attempt
    if not LIMITS[0] <= attempt.expires_at - now <= LIMITS[1]:
        raise GiveUp("attempt_expiring")
    if attempt.currency in _UNITS_OF_ACCOUNT:
        raise GiveUp("currency_not_supported")
    params: SessionCreateParams = {
        "mode": "payment",
        "submit_type": "pay",
        "client_reference_id": attempt.id,
        "metadata": {ATTEMPT: attempt.id},
        "payment_intent_data": {"metadata": {ATTEMPT: attempt.id}, "description": attempt.reference},
        "line_items": _line_items(page),
        "locale": _LOCALES.get((page.language, page.business.country), _REGIONAL.get(page.language, "en")),
        "expires_at": int(attempt.expires_at.timestamp()),
        "success_url": page.success_url,
        "cancel_url": page.cancel_url,
        "adaptive_pricing": {"enabled": False},  # else Stripe may show and charge another currency than the debt's
    }
    if page.email:
        params["customer_email"] = page.email
    with _reaching():
        session = _client().v1.checkout.sessions.create(params, {"idempotency_key": f"{attempt.id}:checkout"})
    if not session.url:
        raise GiveUp("provider_refused")
    return Opened(session.id, session.url)


def ask(attempt: Attempt) -> ProviderNews:
    """What became of a session whose webhook never came; ``ignored`` while nothing did. Raises TryAgain, GiveUp."""
    with _reaching():
        session = _client().v1.checkout.sessions.retrieve(attempt.provider_id, {"expand": ["payment_intent"]})
    content = session.to_dict()
    intent = content.get("payment_intent") or {}
    kind = _kind(content.get("status"), content["payment_status"], intent.get("status"))
    return read_session(kind, {**content, "payment_intent": intent.get("id")})


def close(attempt: Attempt) -> bool:
    """Close a session: nobody can pay in it any more. False: it was complete or closed; ask what became of it."""
    try:
        with _reaching():
            _client().v1.checkout.sessions.expire(attempt.provider_id)
    except GiveUp:
        return False
    return True


def refund(attempt: Attempt, amount_minor: int, request: str) -> ProviderNews:
    """Give money back to the payer's card or account. Raises TryAgain, GiveUp("refund_refused")."""
    params: RefundCreateParams = {
        "payment_intent": attempt.payment_id,
        "amount": amount_minor,
        "expand": ["charge"],
        "metadata": {ATTEMPT: attempt.id},
    }
    try:
        with _reaching():
            made = _client().v1.refunds.create(params, {"idempotency_key": f"{attempt.id}:refund:{request}"}).to_dict()
    except GiveUp as refused:
        raise GiveUp("refund_refused") from refused
    return read_refund(made)


def _line_items(page: Page) -> "list[SessionCreateParamsLineItem]":
    """One line an invoice; one for all beyond Stripe's limit, or when a line takes off: Stripe has none such."""
    attempt, labels = page.attempt, page.labels
    if sum(minor for _, minor in labels) != attempt.amount_minor:
        raise ValueError("the lines do not sum to the attempt's amount")
    if len(labels) > MAX_LINES or any(minor <= 0 for _, minor in labels):
        labels = ((f"{page.business.name} · {attempt.reference}", attempt.amount_minor),)
    currency = attempt.currency.lower()
    return [
        {
            "quantity": 1,
            "price_data": {
                "currency": currency,
                "unit_amount": minor,
                "product_data": {"name": name[:_NAME_LIMIT]},
            },
        }
        for name, minor in labels
    ]


def _kind(status: str | None, payment_status: str, intent_status: str | None) -> str:
    """An open session is no news; a complete and unpaid one waits for a voucher, unless that failed."""
    if status == "open":
        return "ignored"
    if status == "expired":
        return "expired"
    if payment_status != "unpaid":
        return "paid"
    return "failed" if intent_status in {"requires_payment_method", "canceled"} else "processing"


def _client() -> "StripeClient":
    return _client_of(secrets.stripe().api_key, os.environ.get("STRIPE_API_BASE", ""))


@lru_cache(maxsize=1)
def _client_of(api_key: str, api_base: str) -> "StripeClient":
    import stripe

    stripe.enable_telemetry = False
    return stripe.StripeClient(
        api_key,
        stripe_version=API_VERSION,
        base_addresses={"api": api_base} if api_base else {},
        max_network_retries=1,  # safe: every request that writes carries an idempotency key
        http_client=stripe.RequestsClient(timeout=(3, 8)),
    )


@contextmanager
def _reaching() -> Iterator[None]:
    """Around calls to Stripe: busy is TryAgain, a plain no GiveUp; a wrong key or a reused idempotency key is a bug."""
    import stripe

    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise TryAgain(type(error).__name__) from error
    except stripe.InvalidRequestError as error:
        known = {"amount_too_small", "amount_too_large"}
        raise GiveUp(error.code if error.code in known else "provider_refused") from error
    except stripe.APIError as error:
        raise TryAgain(f"stripe {error.http_status}") from error
