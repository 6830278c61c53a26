"""Carry out a charge that a debtor agreed to: claim it, ask once more whether it is right, call the provider, record.

Killed between claim and call, or left without an answer, the attempt stays claimed; the sweep looks at it again, finds
the charge by what was written on it, or makes it under the same key: one attempt is one charge.
"""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.errors import TryAgain
from chalicelib.domain.paying.attempts import end_unpaid
from chalicelib.domain.paying.autopay_charge import STUCK_AFTER, why_not_charge
from chalicelib.domain.paying.mandate import Mandate, withdrawn
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways import providers
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, businesses, mandates, switch
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_of
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.hear_provider import hear_provider


class Claimed(msgspec.Struct, frozen=True):
    """A charge that is this worker's; ``again``: another one had it and fell silent."""

    attempt: Attempt
    mandate: Mandate
    again: bool


def charge_card(pk: str, attempt_id: str, now: datetime) -> str:
    """Charge, or find out what became of the charge; returns what was done. Every answer is safe to ask again."""
    if switch.is_off(now):
        return "off"
    business = businesses.load(account_of(pk)[0])
    claimed = again_on_conflict(lambda: _claim(pk, attempt_id, business, now))
    if isinstance(claimed, str):
        return claimed
    try:
        told = _called(pk, claimed, business, now)
    except TryAgain as silent:
        fact("charge_unanswered", business=business.id, reason=str(silent), metrics={"ChargesUnanswered": 1})
        return "unanswered"
    if told is None:
        return again_on_conflict(lambda: _withdraw(pk, claimed, "late", now))
    fact("card_charged", business=business.id, kind=told.kind, metrics={"CardsCharged": int(told.kind == "paid")})
    return hear_provider(told, now)


def _claim(pk: str, attempt_id: str, business: Business, now: datetime) -> Claimed | str:
    """Raises Conflict("account_changed"). Before anything is called the webhook must know whose attempt it is."""
    account = accounts.load(*account_of(pk))
    attempt = next((one for one in account.attempts if one.id == attempt_id), None) if account else None
    if account is None or attempt is None or not attempt.mandate:
        return "known"
    mandate = mandates.load(*account_of(pk), attempt.mandate)
    if mandate is None:
        raise LookupError("a charge under a mandate that is not there")
    if attempt.claimed_at and attempt.claimed_at + STUCK_AFTER > now:
        return "taken"
    if not attempt.claimed_at and (reason := why_not_charge(attempt, account, business, now)):
        return _ended(account, attempt, reason, now)
    claimed = replace(attempt, claimed_at=now)
    accounts.save(account, Changes(account.debtor, attempts=(claimed,), pointers={attempt.id: attempt.id}))
    return Claimed(claimed, mandate, again=attempt.claimed_at is not None)


def _called(pk: str, claimed: Claimed, business: Business, now: datetime) -> ProviderNews | None:
    """What the provider says; None where a charge that never began must not begin any more. Raises TryAgain."""
    if claimed.again:
        if found := providers.find_charge(claimed.attempt, claimed.mandate):
            return found
        account = accounts.load(*account_of(pk))
        if account is None or why_not_charge(claimed.attempt, account, business, now):
            return None
    return providers.charge(claimed.attempt, claimed.mandate)


def _withdraw(pk: str, claimed: Claimed, reason: str, now: datetime) -> str:
    account = accounts.load(*account_of(pk))
    attempt = next((one for one in account.attempts if one.id == claimed.attempt.id), None) if account else None
    if account is None or attempt is None or attempt.claimed_at != claimed.attempt.claimed_at:
        return "known"
    return _ended(account, attempt, reason, now)


def _ended(account: Account, attempt: Attempt, reason: str, now: datetime) -> str:
    """Nothing was charged: what it was for is owed as before, and waits for another day of its mandate."""
    ended, invoices = end_unpaid(attempt, "expired", account.invoices, account.attempts)
    waiting = tuple(withdrawn(one, attempt.id) for one in account.mandates if one.id == attempt.mandate)
    debtor = replace(account.debtor, due_at=now)
    accounts.save(account, Changes(debtor, invoices=invoices, attempts=(ended,), mandates=waiting))
    fact("charge_withheld", business=debtor.business, reason=reason, metrics={"ChargesWithheld": 1})
    return "withheld"
