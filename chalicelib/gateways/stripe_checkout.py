"""Stripe Checkout: open a session for a payment attempt, ask about it, close it. The library is imported when used."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.domain.account import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import secrets
from chalicelib.gateways.stripe_events import ATTEMPT, ProviderNews, read_session

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

API_VERSION = "2026-10-28.endive"
MAX_LINES = 100  # Stripe's limit for a session
LIFE = (timedelta(minutes=30), timedelta(hours=24))  # Stripe's limits for a session, from its creation
_NAME_LIMIT = 250
_UNITS_OF_ACCOUNT = {"CLF", "COU", "MXV", "UYW"}  # nobody pays in them
_LOCALES = {("es", "ES"): "es", ("pt", "PT"): "pt"}
_REGIONAL = {"es": "es-419", "pt": "pt-BR"}


def open_checkout(
    attempt: Attempt,
    business: Business,
    labels: Sequence[tuple[str, int]],
    language: str,
    success_url: str,
    cancel_url: str,
    customer_email: str | None,
    now: datetime,
) -> tuple[str, str]:
    """Open the session in which ``attempt`` is paid; returns its id and the URL of its page.

    ``labels`` are (what the payer reads, minor units) and sum to the attempt's amount. Opening it again with the same
    arguments gives the same session. Raises GiveUp: ``attempt_expiring`` (Stripe holds it 30 minutes to 24 hours),
    ``amount_too_small``, ``amount_too_large``, ``currency_not_supported``, ``provider_refused``; TryAgain.
    """
    if not LIFE[0] <= attempt.expires_at - now <= LIFE[1]:
        raise GiveUp("attempt_expiring")
    if attempt.currency in _UNITS_OF_ACCOUNT:
        raise GiveUp("currency_not_supported")
    params: SessionCreateParams = {
        "mode": "payment",
        "submit_type": "pay",
        "client_reference_id": attempt.id,
        "metadata": {ATTEMPT: attempt.id},
        "payment_intent_data": {"metadata": {ATTEMPT: attempt.id}, "description": attempt.reference},
        "line_items": _line_items(attempt, business, labels),
        "locale": _LOCALES.get((language, business.country), _REGIONAL.get(language, "en")),
        "expires_at": int(attempt.expires_at.timestamp()),
        "success_url": success_url,
        "cancel_url": cancel_url,
        "adaptive_pricing": {"enabled": False},  # else Stripe may show and charge another currency than the debt's
    }
    if customer_email:
        params["customer_email"] = customer_email
    with _reaching():
        session = _client().v1.checkout.sessions.create(params, {"idempotency_key": f"{attempt.id}:checkout"})
    if not session.url:
        raise GiveUp("provider_refused")
    return session.id, session.url


def read_checkout(session_id: str) -> ProviderNews:
    """What became of a session whose webhook never came; ``ignored`` while nothing did. Raises TryAgain, GiveUp."""
    with _reaching():
        session = _client().v1.checkout.sessions.retrieve(session_id, {"expand": ["payment_intent"]})
    content = session.to_dict()
    intent = content.get("payment_intent") or {}
    kind = _kind(content.get("status"), content["payment_status"], intent.get("status"))
    return read_session(kind, {**content, "payment_intent": intent.get("id")})


def expire_checkout(session_id: str) -> bool:
    """Close a session: nobody can pay in it any more. False: it was complete or closed; read what became of it."""
    try:
        with _reaching():
            _client().v1.checkout.sessions.expire(session_id)
    except GiveUp:
        return False
    return True


def _line_items(
    attempt: Attempt, business: Business, labels: Sequence[tuple[str, int]]
) -> "list[SessionCreateParamsLineItem]":
    """One line an invoice; one for all beyond Stripe's limit, or when a line takes off: Stripe has none such."""
    if sum(minor for _, minor in labels) != attempt.amount_minor:
        raise ValueError("the lines do not sum to the attempt's amount")
    if len(labels) > MAX_LINES or any(minor <= 0 for _, minor in labels):
        labels = [(f"{business.name} · {attempt.reference}", attempt.amount_minor)]
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
