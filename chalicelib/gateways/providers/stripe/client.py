"""The line to Stripe: one client for each process, its API version pinned, its refusals in our words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import secrets

if TYPE_CHECKING:
    from stripe import StripeClient

API_VERSION = "2026-10-28.endive"


def client() -> "StripeClient":
    return client_of(secrets.stripe().api_key, os.environ.get("STRIPE_API_BASE", ""))


@lru_cache(maxsize=1)
def client_of(api_key: str, api_base: str) -> "StripeClient":
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
def reaching() -> Iterator[None]:
    """Around calls to Stripe: busy is TryAgain, a plain no GiveUp; a wrong key or a reused idempotency key is a bug."""
    import stripe

    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise TryAgain(type(error).__name__) from error
    except stripe.InvalidRequestError as error:
        raise GiveUp(_code(error.code, error.param or "")) from error
    except stripe.APIError as error:
        raise TryAgain(f"stripe {error.http_status}") from error


def _code(code: str | None, param: str) -> str:
    if code in {"amount_too_small", "amount_too_large"}:
        return code
    if code == "resource_missing":
        return {"customer": "customer_gone", "payment_method": "card_removed"}.get(param, "provider_refused")
    return "provider_refused"
