"""The business gives a payment back, wholly or in part, by the way that it came."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt, RefundAsked
from chalicelib.domain.errors import GiveUp, NotFound, Refusal
from chalicelib.domain.paying.providers import names
from chalicelib.gateways import providers
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.hear_provider import hear_provider

REASON_LIMIT = 300


class Refund(msgspec.Struct, frozen=True):
    """What is asked: which payment of whose, how much (None: all that is left), by whom and why.

    ``request`` is the asker's own id of it: the same one again gives nothing back twice.
    """

    business: str
    debtor: str
    payment: str
    amount_minor: int | None
    by: str
    why: str
    request: str


def refund_payment(asked: Refund, now: datetime) -> Mapping[str, Any]:
    """Give it back through its provider; ``state`` is ``refunded``, or ``processing`` until the provider says more.

    Who asked and why is written before the provider is told. The ledger moves by the provider's word, now or by its
    webhook: whichever comes first counts. Raises NotFound; Refusal: ``reason_required``, ``bad_amount``,
    ``not_refundable``, ``refund_above_payment``, ``refund_refused``; TryAgain: the same request again goes on where
    this one stopped.
    """
    if not asked.why.strip():
        raise Refusal("reason_required", field="reason")
    attempt, wanted = again_on_conflict(lambda: _asked(asked, now))
    try:
        told = providers.refund(attempt, wanted.amount_minor, asked.request)
    except GiveUp as refused:
        again_on_conflict(lambda: _forgotten(asked))
        fact("refund_refused", business=asked.business, payment=attempt.id, by=asked.by, reason=refused.code)
        raise Refusal("refund_refused", field="payment") from refused
    fact("refund_by_person", business=asked.business, payment=attempt.id, by=asked.by, metrics={"RefundsAsked": 1})
    if told.kind == "refunded":
        hear_provider(told, now)
    minor = wanted.amount_minor
    return {"payment": attempt.id, "amount_minor": minor, "currency": attempt.currency, "state": told.kind}


def _asked(asked: Refund, now: datetime) -> tuple[Attempt, RefundAsked]:
    """The payment with this refund in it, as it was first asked for."""
    account, attempt = _load(asked)
    known = next((one for one in attempt.refunds_asked if one.request == asked.request), None)
    if known:
        return attempt, known
    wanted = RefundAsked(asked.request, _amount(attempt, asked), asked.by, asked.why.strip()[:REASON_LIMIT], now)
    attempt = replace(attempt, refunds_asked=(*attempt.refunds_asked, wanted))
    accounts.save(account, Changes(account.debtor, attempts=(attempt,)))
    return attempt, wanted


def _forgotten(asked: Refund) -> None:
    account, attempt = _load(asked)
    left = tuple(one for one in attempt.refunds_asked if one.request != asked.request)
    accounts.save(account, Changes(account.debtor, attempts=(replace(attempt, refunds_asked=left),)))


def _load(asked: Refund) -> tuple[Account, Attempt]:
    account = accounts.load(asked.business, asked.debtor)
    attempt = accounts.load_attempt(asked.business, asked.debtor, asked.payment)
    if account is None or attempt is None:
        raise NotFound("not_found", field="payment")
    return account, attempt


def _amount(attempt: Attempt, asked: Refund) -> int:
    """What to give back of what is left: what was asked for and is not told yet is on its way already."""
    if attempt.provider not in names() or not attempt.payment_id or attempt.state not in {"paid", "refunded"}:
        raise Refusal("not_refundable", field="payment")
    if asked.amount_minor is not None and asked.amount_minor <= 0:
        raise Refusal("bad_amount", field="amount_minor")
    on_its_way = sum(one.amount_minor for one in attempt.refunds_asked if one.failed_at is None)
    left = attempt.amount_minor - max(attempt.refunded_minor, on_its_way)
    amount = left if asked.amount_minor is None else asked.amount_minor
    if not 0 < amount <= left:
        raise Refusal("refund_above_payment", field="amount_minor")
    return amount
