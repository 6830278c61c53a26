"""What PayPal tells us, in our words. Pure: a webhook event, an order or a refund becomes ``ProviderNews``."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers.paypal.amounts import minor_of

_CAPTURES, _ORDERS = "/v2/payments/captures/", "/v2/checkout/orders/"
_TAKEN = {
    "COMPLETED": "paid", "PARTIALLY_REFUNDED": "paid", "REFUNDED": "paid",
    "PENDING": "processing", "DECLINED": "failed", "FAILED": "failed",
}  # fmt: skip


class Amount(msgspec.Struct, frozen=True):
    """An amount as PayPal writes it."""

    currency_code: str
    value: str

    @property
    def minor(self) -> int:
        """Raises msgspec.ValidationError for what is no amount."""
        try:
            return minor_of(self.value, self.currency_code)
        except ValueError as error:
            raise msgspec.ValidationError(str(error)) from None


class _Link(msgspec.Struct, frozen=True):
    href: str
    rel: str


class _Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A capture or a refund."""

    id: str
    status: str = ""
    amount: Amount
    custom_id: str = ""
    links: list[_Link] = []
    supplementary_data: dict[str, Any] = {}

    def linked(self, path: str) -> str:
        """The id behind the link to what it came from; "" when there is none."""
        found = (link.href.partition(path)[2] for link in self.links if link.rel == "up" and path in link.href)
        return next(found, "")


class _Payments(msgspec.Struct, frozen=True):
    captures: list[_Taken] = []


class _Unit(msgspec.Struct, frozen=True, kw_only=True):
    amount: Amount | None = None
    custom_id: str = ""
    payments: _Payments = _Payments()


class _Order(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    status: str = ""
    purchase_units: list[_Unit] = []


class _Transaction(msgspec.Struct, frozen=True):
    seller_transaction_id: str = ""


class _Outcome(msgspec.Struct, frozen=True):
    outcome_code: str = ""


class _Dispute(msgspec.Struct, frozen=True, kw_only=True):
    dispute_id: str
    dispute_amount: Amount
    disputed_transactions: list[_Transaction] = []
    dispute_life_cycle_stage: str = ""
    dispute_outcome: _Outcome = _Outcome()


class _Event(msgspec.Struct, frozen=True):
    id: str
    event_type: str
    create_time: datetime
    resource: dict[str, Any]


def read_event(event: Mapping[str, Any]) -> ProviderNews:
    """The news in a verified webhook event; ``ignored`` for what changes no balance.

    Raises msgspec.ValidationError for an event of a kind we know in a shape we do not: PayPal keeps it and tries again.
    """
    head = msgspec.convert(event, _Event)
    read = _READERS.get(head.event_type)
    news = read(head.resource) if read else ProviderNews("ignored")
    return replace(news, event_id=head.id, created=head.create_time)


def read_order(content: object) -> ProviderNews:
    """The news in an order that we asked for: what its capture says, once there is one."""
    order = msgspec.convert(content, _Order)
    if not order.purchase_units:
        return ProviderNews("ignored", session_id=order.id)
    unit = order.purchase_units[0]
    kinds = {"APPROVED": "approved", "VOIDED": "expired"}
    news = ProviderNews(kinds.get(order.status, "ignored"), unit.custom_id, order.id)
    if unit.payments.captures:
        return replace(_capture(unit.payments.captures[-1]), attempt_id=unit.custom_id, session_id=order.id)
    if unit.amount:
        return replace(news, amount_minor=unit.amount.minor, currency=unit.amount.currency_code)
    return news


def read_refund(content: object) -> ProviderNews:
    """The news in a refund: on its way is ``processing``, what came to nothing ``ignored``."""
    refund = msgspec.convert(content, _Taken)
    kind = {"COMPLETED": "refunded", "": "refunded", "PENDING": "processing"}.get(refund.status, "ignored")
    return ProviderNews(
        kind,
        attempt_id=refund.custom_id,
        payment_id=refund.linked(_CAPTURES),
        refund_id=refund.id,
        amount_minor=refund.amount.minor,
        currency=refund.amount.currency_code,
    )


def _approved(content: object) -> ProviderNews:
    return replace(read_order(content), kind="approved")


def _captured(content: object) -> ProviderNews:
    return _capture(msgspec.convert(content, _Taken))


def _capture(taken: _Taken) -> ProviderNews:
    related = taken.supplementary_data.get("related_ids")
    order = related.get("order_id", "") if isinstance(related, dict) else ""
    return ProviderNews(
        _TAKEN.get(taken.status, "ignored"),
        attempt_id=taken.custom_id,
        session_id=str(order) or taken.linked(_ORDERS),
        payment_id=taken.id,
        amount_minor=taken.amount.minor,
        currency=taken.amount.currency_code,
    )


def _denied(content: object) -> ProviderNews:
    return replace(_captured(content), kind="failed")


def _reversed(content: object) -> ProviderNews:
    """PayPal or a bank took the money back: told of the capture, or of what was taken from it."""
    taken = msgspec.convert(content, _Taken)
    return ProviderNews(
        "disputed",
        attempt_id=taken.custom_id,
        payment_id=taken.linked(_CAPTURES) or taken.id,
        amount_minor=taken.amount.minor,
        currency=taken.amount.currency_code,
    )


def _disputed(content: object) -> ProviderNews:
    """While they only talk it over (``INQUIRY``) no money moves."""
    dispute = msgspec.convert(content, _Dispute)
    moves = dispute.dispute_life_cycle_stage not in {"", "INQUIRY"}
    return _of_dispute("disputed" if moves else "ignored", dispute)


def _resolved(content: object) -> ProviderNews:
    dispute = msgspec.convert(content, _Dispute)
    if dispute.dispute_life_cycle_stage == "INQUIRY":
        return _of_dispute("ignored", dispute)
    return _of_dispute(_OUTCOMES.get(dispute.dispute_outcome.outcome_code, "ignored"), dispute)


def _of_dispute(kind: str, dispute: _Dispute) -> ProviderNews:
    first = next(iter(dispute.disputed_transactions), _Transaction())
    return ProviderNews(
        kind,
        payment_id=first.seller_transaction_id,
        dispute_id=dispute.dispute_id,
        amount_minor=dispute.dispute_amount.minor,
        currency=dispute.dispute_amount.currency_code,
    )


_OUTCOMES = {
    "RESOLVED_SELLER_FAVOUR": "dispute_won",
    "RESOLVED_WITH_PAYOUT": "dispute_won",  # PayPal paid the payer, and the business keeps the money
    "CANCELED_BY_BUYER": "dispute_won",
    "RESOLVED_BUYER_FAVOUR": "dispute_lost",
    "ACCEPTED": "dispute_lost",
}

_READERS: dict[str, Callable[[object], ProviderNews]] = {
    "CHECKOUT.ORDER.APPROVED": _approved,
    "PAYMENT.CAPTURE.COMPLETED": _captured,
    "PAYMENT.CAPTURE.PENDING": _captured,
    "PAYMENT.CAPTURE.DENIED": _denied,
    "PAYMENT.CAPTURE.DECLINED": _denied,
    "PAYMENT.CAPTURE.REFUNDED": read_refund,
    "PAYMENT.CAPTURE.REVERSED": _reversed,
    "CUSTOMER.DISPUTE.CREATED": _disputed,
    "CUSTOMER.DISPUTE.UPDATED": _disputed,
    "CUSTOMER.DISPUTE.RESOLVED": _resolved,
}
