"""Stripe Checkout: open a session for a payment attempt, ask about it, close it. The library is imported when used."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import msgspec

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import GiveUp
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers import Opened, Page
from chalicelib.gateways.providers.stripe.client import client, reaching
from chalicelib.gateways.providers.stripe.customers import new_customer
from chalicelib.gateways.providers.stripe.events import ATTEMPT, arrived_of, read_part, read_refund, read_session
from chalicelib.gateways.providers.stripe.methods import Offer, needs_customer, offers, params_of

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

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
    offered = tuple(one for one in offers(page.business.country, attempt.currency) if one.takes(attempt.amount_minor))
    try:
        return _open(page, offered)
    except GiveUp as refusal:
        if refusal.code != "customer_gone" or not page.customer:
            raise
    return _open(msgspec.structs.replace(page, customer=""), offered)  # somebody deleted it at Stripe: a new one


def _open(page: Page, offered: tuple[Offer, ...]) -> Opened:
    attempt, lines, customer = page.attempt, _line_items(page), ""
    if needs_customer(offered):
        customer = page.customer or new_customer(attempt.id, attempt.reference, page.language, page.email)
    params: SessionCreateParams = {
        "mode": "payment",
        "submit_type": "pay",
        "client_reference_id": attempt.id,
        "metadata": {ATTEMPT: attempt.id},
        "payment_intent_data": {"metadata": {ATTEMPT: attempt.id}, "description": attempt.reference},
        "line_items": lines,
        "locale": _LOCALES.get((page.language, page.business.country), _REGIONAL.get(page.language, "en")),
        "expires_at": int(attempt.expires_at.timestamp()),
        "success_url": page.success_url,
        "cancel_url": page.cancel_url,
        "adaptive_pricing": {"enabled": False},  # else Stripe may show and charge another currency than the debt's
    }
    params |= cast("SessionCreateParams", params_of(offered))
    if customer:
        params["customer"] = customer
    elif page.email:
        params["customer_email"] = page.email
    step = f"checkout:{customer}" if customer else "checkout"
    with reaching():
        session = client().v1.checkout.sessions.create(params, {"idempotency_key": f"{attempt.id}:{step}"})
    if not session.url:
        raise GiveUp("provider_refused")
    return Opened(session.id, session.url, customer)


def ask(attempt: Attempt) -> ProviderNews:
    """What became of a session whose webhook never came; ``ignored`` while nothing did. Raises TryAgain, GiveUp."""
    with reaching():
        session = client().v1.checkout.sessions.retrieve(attempt.provider_id, {"expand": ["payment_intent"]})
    content = session.to_dict()
    intent: dict[str, Any] = content.get("payment_intent") or {}
    kind = _kind(content.get("status"), content["payment_status"], intent.get("status"))
    if kind == "processing" and attempt.processing and arrived_of(intent):
        return read_part(intent)
    return read_session(kind, {**content, "payment_intent": intent.get("id")})


def close(attempt: Attempt) -> bool:
    """Close a session: nobody can pay in it any more. False: it was complete or closed; ask what became of it."""
    try:
        with reaching():
            client().v1.checkout.sessions.expire(attempt.provider_id)
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
        with reaching():
            made = client().v1.refunds.create(params, {"idempotency_key": f"{attempt.id}:refund:{request}"}).to_dict()
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
