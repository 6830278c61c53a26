"""What Stripe tells us, in our words. Pure: a webhook event, or a session we asked about, becomes ``ProviderNews``."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from chalicelib.domain.errors import GiveUp
from chalicelib.domain.paying.mandate import Card
from chalicelib.domain.paying.provider_news import ProviderNews

ATTEMPT, MANDATE, VIA = "attempt", "mandate", "via"  # the metadata keys we give Stripe: ids of ours, and who charged
AUTOPAY = "autopay"


class _Named(msgspec.Struct):
    id: str
    metadata: dict[str, str] = {}


class _Session(_Named, kw_only=True):
    mode: str
    payment_status: str
    amount_total: int | None
    currency: str | None
    client_reference_id: str | None = None
    payment_intent: str | None = None


class _Setup(_Named, kw_only=True):
    customer: str | None = None
    setup_intent: str | None = None


class _Intent(_Named, kw_only=True):
    status: str
    amount: int
    currency: str
    amount_received: int = 0
    next_action: dict[str, Any] | None = None
    last_payment_error: dict[str, Any] | None = None


class _Method(msgspec.Struct):
    id: str
    customer: str | None = None
    card: dict[str, Any] | None = None


class _Cash(msgspec.Struct, kw_only=True):
    customer: str
    available: dict[str, int] | None = None
    type: str = ""
    currency: str = ""
    ending_balance: int = 0


class _Charge(_Named, kw_only=True):
    amount: int
    amount_refunded: int
    currency: str
    payment_intent: str | None = None


class _Refund(msgspec.Struct, kw_only=True):
    id: str
    amount: int
    currency: str
    payment_intent: str | None = None


class _Dispute(_Named, kw_only=True):
    amount: int
    currency: str
    status: str
    payment_intent: str | None = None


class _Event(msgspec.Struct):
    id: str
    type: str
    created: int
    data: dict[str, Any]


def read_event(event: Mapping[str, Any]) -> ProviderNews:
    """The news in a verified webhook event; ``ignored`` for what changes no balance.

    A card declined on a page (``payment_intent.payment_failed``) is ignored: the debtor may try another there.
    Raises msgspec.ValidationError for an event of a kind we know in a shape we do not: Stripe keeps it and tries again.
    """
    head = msgspec.convert(event, _Event)
    read = _READERS.get(head.type)
    news = read(head.data.get("object")) if read else ProviderNews("ignored")
    return msgspec.structs.replace(news, event_id=head.id, created=datetime.fromtimestamp(head.created, UTC))


def read_session(kind: str, content: object) -> ProviderNews:
    """The news in a Checkout Session (JSON-like), once it is known what ``kind`` of news it is."""
    session = msgspec.convert(content, _Session)
    if session.mode == "setup":
        return _read_setup(kind, content)
    return ProviderNews(
        kind if session.mode == "payment" else "ignored",
        attempt_id=session.metadata.get(ATTEMPT) or session.client_reference_id or "",
        session_id=session.id,
        payment_id=session.payment_intent or "",
        amount_minor=session.amount_total or 0,
        currency=(session.currency or "").upper(),
    )


def _read_setup(kind: str, content: object) -> ProviderNews:
    """The page on which a card was to be given: complete, or closed without one."""
    setup = msgspec.convert(content, _Setup)
    if MANDATE not in setup.metadata:
        return ProviderNews("ignored", session_id=setup.id)
    told = {"paid": "card_given", "expired": "card_not_given"}.get(kind, "ignored")
    return ProviderNews(
        told,
        mandate_id=setup.metadata[MANDATE],
        session_id=setup.id,
        customer_id=setup.customer or "",
        setup_id=setup.setup_intent or "",
    )


def charge_metadata(attempt_id: str) -> dict[str, str]:
    return {ATTEMPT: attempt_id, VIA: AUTOPAY}


def read_charge(content: object) -> ProviderNews:
    """The news in a charge of ours (a PaymentIntent with nobody at a page); ``ignored`` for a page's own."""
    intent = msgspec.convert(content, _Intent)
    if intent.metadata.get(VIA) != AUTOPAY:
        return ProviderNews("ignored")
    error = intent.last_payment_error or {}
    refused = intent.status in {"requires_payment_method", "requires_action", "canceled"}
    kind = "paid" if intent.status == "succeeded" else "failed" if refused else "processing"
    return ProviderNews(
        kind,
        attempt_id=intent.metadata.get(ATTEMPT, ""),
        payment_id=intent.id,
        amount_minor=intent.amount_received if kind == "paid" else intent.amount,
        currency=intent.currency.upper(),
        code=(error.get("decline_code") or error.get("code") or "card_declined") if refused else "",
    )


def arrived_of(intent: Mapping[str, Any]) -> int:
    """How much of a bank transfer has come so far, while the rest is waited for; minor units."""
    told = (intent.get("next_action") or {}).get("display_bank_transfer_instructions") or {}
    remaining = told.get("amount_remaining")
    return int(intent["amount"]) - remaining if isinstance(remaining, int) else 0


def read_part(content: Any) -> ProviderNews:
    intent = msgspec.convert(content, _Intent)
    arrived = arrived_of(content)
    return ProviderNews(
        "part_arrived" if arrived > 0 and intent.status == "requires_action" else "ignored",
        attempt_id=intent.metadata.get(ATTEMPT, ""),
        payment_id=intent.id,
        amount_minor=intent.amount,
        currency=intent.currency.upper(),
        arrived_minor=arrived,
    )


def _read_cash(content: Mapping[str, Any]) -> ProviderNews:
    """What lies at Stripe after it was dealt out, or after some of it left. A mere arrival is not dealt out yet."""
    cash = msgspec.convert(content, _Cash)
    if cash.type in {"funded", "funding_reversed"}:
        return ProviderNews("ignored")
    found = cash.available if cash.type == "" else {cash.currency: cash.ending_balance}
    currency, minor = next(iter((found or {}).items()), ("", 0))
    return ProviderNews(
        "left_over" if currency else "ignored",
        customer_id=cash.customer, amount_minor=minor, currency=currency.upper(),
    )  # fmt: skip


def _read_card(kind: str, content: object) -> ProviderNews:
    """A card that its bank replaced, or that was taken away. A detached one names no customer any more."""
    method = msgspec.convert(content, _Method)
    if not method.card:
        return ProviderNews("ignored")
    given = method.card
    card = Card(method.id, given.get("brand") or "", given["last4"], given["exp_month"], given["exp_year"])
    return ProviderNews(kind, customer_id=method.customer or "", card=card)


def _completed(content: Any) -> ProviderNews:
    """The debtor finished; a voucher or a transfer (``unpaid``) still has to arrive."""
    unpaid = isinstance(content, dict) and content.get("payment_status") == "unpaid"
    return read_session("processing" if unpaid else "paid", content)


def _refunded(content: object) -> ProviderNews:
    charge = msgspec.convert(content, _Charge)
    return ProviderNews(
        "refunded",
        attempt_id=charge.metadata.get(ATTEMPT, ""),
        payment_id=charge.payment_intent or "",
        amount_minor=charge.amount,
        refunded_total_minor=charge.amount_refunded,
        currency=charge.currency.upper(),
    )


def _refund_failed(content: object) -> ProviderNews:
    """Days later the money of a refund comes back to the business: the payer's bank did not take it."""
    refund = msgspec.convert(content, _Refund)
    return ProviderNews(
        "refund_failed",
        payment_id=refund.payment_intent or "",
        refund_id=refund.id,
        amount_minor=refund.amount,
        currency=refund.currency.upper(),
    )


def read_refund(content: Mapping[str, Any]) -> ProviderNews:
    """The news in a refund that we asked for (JSON-like), its charge expanded: as the charge's own event tells it."""
    if content.get("status") in {"failed", "canceled"}:
        raise GiveUp("refund_refused")
    return _refunded(content["charge"])


def _disputed(kinds: Mapping[str, str], content: object) -> ProviderNews:
    """``kinds``: what a dispute's status means in this event; "" stands for any other status."""
    dispute = msgspec.convert(content, _Dispute)
    return ProviderNews(
        kinds.get(dispute.status, kinds[""]),
        payment_id=dispute.payment_intent or "",
        dispute_id=dispute.id,
        amount_minor=dispute.amount,
        currency=dispute.currency.upper(),
    )


# An inquiry (warning_…) moves no money, unless it becomes a dispute: then the funds are withdrawn.
_OPENED = {"warning_needs_response": "ignored", "warning_under_review": "ignored", "": "disputed"}
_CLOSED = {"won": "dispute_won", "lost": "dispute_lost", "": "ignored"}

_READERS: dict[str, Callable[[Any], ProviderNews]] = {
    "checkout.session.completed": _completed,
    "checkout.session.async_payment_succeeded": partial(read_session, "paid"),
    "checkout.session.async_payment_failed": partial(read_session, "failed"),
    "checkout.session.expired": partial(read_session, "expired"),
    "payment_intent.succeeded": read_charge,
    "payment_intent.payment_failed": read_charge,
    "payment_intent.partially_funded": read_part,
    "cash_balance.funds_available": _read_cash,
    "customer_cash_balance_transaction.created": _read_cash,
    "payment_method.automatically_updated": partial(_read_card, "card_changed"),
    "payment_method.detached": partial(_read_card, "card_gone"),
    "charge.refunded": _refunded,
    "refund.failed": _refund_failed,
    "charge.dispute.created": partial(_disputed, _OPENED),
    "charge.dispute.funds_withdrawn": partial(_disputed, {"": "disputed"}),
    "charge.dispute.funds_reinstated": partial(_disputed, {"": "dispute_won"}),
    "charge.dispute.closed": partial(_disputed, _CLOSED),
}
