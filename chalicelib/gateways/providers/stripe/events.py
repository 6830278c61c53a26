"""What Stripe tells us, in our words. Pure: a webhook event, or a session we asked about, becomes ``ProviderNews``."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from chalicelib.domain.errors import GiveUp
from chalicelib.domain.provider_news import ProviderNews

ATTEMPT = "attempt"  # the one metadata key we give Stripe: our attempt's id


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


class _Charge(_Named, kw_only=True):
    amount: int
    amount_refunded: int
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

    A declined card (``payment_intent.payment_failed``) is ignored: the debtor may try another within the same session.
    Raises msgspec.ValidationError for an event of a kind we know in a shape we do not: Stripe keeps it and tries again.
    """
    head = msgspec.convert(event, _Event)
    read = _READERS.get(head.type)
    news = read(head.data.get("object")) if read else ProviderNews("ignored")
    return msgspec.structs.replace(news, event_id=head.id, created=datetime.fromtimestamp(head.created, UTC))


def read_session(kind: str, content: object) -> ProviderNews:
    """The news in a Checkout Session (JSON-like), once it is known what ``kind`` of news it is."""
    session = msgspec.convert(content, _Session)
    return ProviderNews(
        kind if session.mode == "payment" else "ignored",
        attempt_id=session.metadata.get(ATTEMPT) or session.client_reference_id or "",
        session_id=session.id,
        payment_id=session.payment_intent or "",
        amount_minor=session.amount_total or 0,
        currency=(session.currency or "").upper(),
    )


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

_READERS: dict[str, Callable[[object], ProviderNews]] = {
    "checkout.session.completed": _completed,
    "checkout.session.async_payment_succeeded": partial(read_session, "paid"),
    "checkout.session.async_payment_failed": partial(read_session, "failed"),
    "checkout.session.expired": partial(read_session, "expired"),
    "charge.refunded": _refunded,
    "charge.dispute.created": partial(_disputed, _OPENED),
    "charge.dispute.funds_withdrawn": partial(_disputed, {"": "disputed"}),
    "charge.dispute.funds_reinstated": partial(_disputed, {"": "dispute_won"}),
    "charge.dispute.closed": partial(_disputed, _CLOSED),
}
