"""Cash at the counter: taken once, for a slip, for named debts or the oldest first."""

import hashlib
from datetime import datetime
from typing import Any

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.counter import CashTold, parse_cash
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.domain.paying.references import normalize_reference
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.workflows.paying.take_money import Taken, take_money

PROVIDER, METHOD = "counter", "cash"
Paid = tuple[str, Attempt]  # whose it is, and the payment


def take_cash(business: Business, raw: Any, by: str, request: str, now: datetime) -> tuple[CashTold, Paid]:
    """``request``: the asker's own id of it, by which it counts once.

    Raises Faulty, NotFound, Conflict("slip_expired") and Refusal as ``take_money`` does.
    """
    if not request:
        raise Refusal("idempotency_missing", field="Idempotency-Key")
    told = parse_cash(raw, business.currency, local_date(now, business.time_zone))
    debtor = told.debtor or owner(business, told.reference)
    if told.slip:
        _holds(business, debtor, told.slip, now)
    taken = Taken(
        PROVIDER, fact_of(by, request), told.amount_minor, told.currency, METHOD, told.on, by, told.debts, told.slip
    )
    attempt = accounts.load_attempt(business.id, debtor, take_money(business.id, debtor, taken, now))
    if attempt is None:
        raise NotFound("not_found")
    fact("cash_taken", business=business.id, payment=attempt.id, by=by, metrics={"CashTaken": 1})
    return told, (debtor, attempt)


def owner(business: Business, reference: str) -> str:
    """Whose reference it is, however it was typed. Raises NotFound."""
    written = normalize_reference(reference)
    found = accounts.owner_of_reference(business.id, written) if written else ""
    if not found:
        raise NotFound("not_found", field="reference")
    return found


def fact_of(by: str, request: str) -> str:
    return hashlib.sha256(f"{by}\n{request}".encode()).hexdigest()[:24]


def _holds(business: Business, debtor: str, slip: str, now: datetime) -> None:
    """A slip's figures hold for its days; later somebody looks at what is owed by then."""
    attempt = accounts.load_attempt(business.id, debtor, slip)
    if attempt is None or attempt.method != METHOD:
        raise NotFound("not_found", field="slip")
    if attempt.paid_at is None and attempt.expires_at <= now:
        raise Conflict("slip_expired", field="slip")
