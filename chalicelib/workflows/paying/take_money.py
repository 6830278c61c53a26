"""Money that reached the business by hand (the counter, a cleared check, a report that was confirmed): applied by the
one way in, once."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.books.cash import oldest_lines
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.indexation import payable
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.paying.quote import MOST_DEBTS
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store import accounts
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.apply_payment import Received, apply_payment

CHASED_OR_AGREED = frozenset({"open", "partly_paid", "promised", "in_plan"})


class Taken(msgspec.Struct, frozen=True):
    """What came in. ``fact`` of ``provider`` (counter, check, report …) is what makes it itself: it counts once.

    ``amount_minor`` of ``currency``, received on the local day ``on``: charges and discounts are those of that day.
    ``debts``: the invoices it is for; none: the oldest due first. ``by``: the person who says so. ``attempt``: the
    payment of the page that it answers, whose frozen quote then holds.
    """

    provider: str
    fact: str
    amount_minor: int
    currency: str
    method: str
    on: date
    by: str
    debts: tuple[str, ...] = ()
    attempt: str = ""


class Beside(msgspec.Struct, frozen=True):
    """What changes with the money: the debtor (a rest that ends), and fields of ``Changes`` of one's own kind."""

    debtor: Debtor
    also: dict[str, Any] = {}


def take_money(
    business: str, debtor: str, taken: Taken, now: datetime, beside: Callable[[Account], Beside] | None = None
) -> str:
    """Apply it; returns the id of its attempt, the same when it was applied before.

    ``beside``: what else is written in the same transaction; what it refuses is refused. Raises NotFound (the account,
    a debt, the attempt), Refusal: ``bad_amount``, ``paid_in_future``, ``currency_not_owed``, ``already_paid``.
    """

    def once() -> str:
        account = accounts.load(business, debtor)
        if account is None:
            raise NotFound("not_found")
        claimed_by = accounts.claimed_by(business, debtor, taken.provider, taken.fact)
        if claimed_by is not None:
            return claimed_by
        _check(taken, account, now)
        told = beside(account) if beside else Beside(account.debtor)
        attempt = _attempt(account, taken, now)
        received = Received(taken.provider, taken.fact, taken.amount_minor, taken.currency)
        apply_payment(replace(account, debtor=told.debtor), attempt, received, now, told.also)
        return attempt.id

    return again_on_conflict(once)


def attempt_of(provider: str, fact: str) -> str:
    """The id of the payment that a fact becomes, where it answers no page of the portal."""
    return f"{provider}_{hashlib.sha256(fact.encode()).hexdigest()[:24]}"


def _check(taken: Taken, account: Account, now: datetime) -> None:
    if taken.amount_minor <= 0:
        raise Refusal("bad_amount", field="amount_minor")
    if taken.on > local_date(now, account.debtor.time_zone):
        raise Refusal("paid_in_future", field="on")
    if account.invoices and not taken.debts and not payable(account.invoices, taken.currency):
        raise Refusal("currency_not_owed", field="currency", currency=taken.currency)


def _attempt(account: Account, taken: Taken, now: datetime) -> Attempt:
    if taken.attempt:
        return _quoted(account, taken)
    return Attempt(
        id=attempt_of(taken.provider, taken.fact),
        reference=debtor_reference(account.debtor.business, account.debtor.id),
        method=taken.method,
        currency=taken.currency,
        amount_minor=taken.amount_minor,
        lines=_lines(account, taken),
        quoted_on=taken.on,
        created_at=now,
        expires_at=now,
        provider=taken.provider,
        provider_id=taken.fact,
    )


def _quoted(account: Account, taken: Taken) -> Attempt:
    """The page's own payment, while it waits: its quote holds. More than that is the debtor's unapplied cash."""
    known = next((one for one in account.attempts if one.id == taken.attempt), None)
    known = known or accounts.load_attempt(account.debtor.business, account.debtor.id, taken.attempt)
    if known is None:
        raise NotFound("not_found", field="attempt")
    if known.paid_at or known.url:
        raise Refusal("already_paid", field="attempt")
    if known.currency != taken.currency:
        raise Refusal("mixed_currencies", field="currency")
    return replace(known, amount_minor=taken.amount_minor)


def _lines(account: Account, taken: Taken) -> tuple[QuoteLine, ...]:
    """The oldest due first, of the named debts where some are; what is left over is the debtor's unapplied cash."""
    known = {one.number: one for one in account.invoices}
    if taken.debts:
        missing = set(taken.debts) - known.keys()
        if missing - accounts.load_invoices(account.debtor.business, account.debtor.id, sorted(missing)).keys():
            raise NotFound("not_found", field="debt_ids")
        chosen = [known[number] for number in dict.fromkeys(taken.debts) if number in known]
    else:
        chosen = [one for one in account.invoices if one.state in CHASED_OR_AGREED]
    owed = sorted(payable(chosen, taken.currency), key=lambda one: (one.due_on, one.number))
    return oldest_lines(owed[:MOST_DEBTS], taken.amount_minor, taken.on, account.rates, taken.currency)
