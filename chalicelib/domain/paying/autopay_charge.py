"""Asked at the very moment of charging a card: is this charge still right? And when to look at one again. Pure."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.plan_payment import quote_named, quote_next
from chalicelib.domain.already_paid.reports import covered
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.complaints.dispute import DISPUTED
from chalicelib.domain.contact.rests import running
from chalicelib.domain.errors import Refusal
from chalicelib.domain.paying.attempts import is_paying_now, named, release
from chalicelib.domain.paying.mandate import ACTIVE

BEGUN_AFTER = timedelta(minutes=1)  # where whoever decided it did not live to carry it out
STUCK_AFTER = timedelta(minutes=5)  # without an answer


def carry_out_at(attempt: Attempt) -> datetime | None:
    """When a charge that is not over is to be looked at again: soon, then ever more seldom; None for other attempts."""
    if not attempt.mandate or attempt.state != "pending":
        return None
    if attempt.claimed_at is None:
        return attempt.created_at + BEGUN_AFTER
    return attempt.claimed_at + max(STUCK_AFTER, attempt.claimed_at - attempt.created_at)


def why_not_charge(attempt: Attempt, account: Account, business: Business, now: datetime) -> str | None:
    """Asked right before a charge: the reason for which it must not take place now; None when it may."""
    today = local_date(now, account.debtor.time_zone)
    if not business.live or business.test_mode:
        return "on_hold"
    if today != local_date(attempt.created_at, account.debtor.time_zone):
        return "stale"
    mandate = next((one for one in account.mandates if one.id == attempt.mandate), None)
    if mandate is None or mandate.state != ACTIVE:
        return "no_mandate"
    if running(account.debtor, now) or named(attempt) & covered(account, today):
        return "payment_reported"
    others = [one for one in account.attempts if one.id != attempt.id and one.state == "pending"]
    if any(is_paying_now(one, now) or named(one) & named(attempt) for one in others):
        return "payment_in_progress"
    return None if _still_owed(attempt, account) else "amount_changed"


def _still_owed(attempt: Attempt, account: Account) -> bool:
    """Whether the ledger still asks for what was frozen, to the cent and line by line, and nobody disputes it."""
    if any(one.state == DISPUTED for one in account.invoices if one.number in named(attempt)):
        return False
    freed = {invoice.number: invoice for invoice in account.invoices}
    freed |= {invoice.number: invoice for invoice in release(attempt, account.invoices)}
    owing = replace(account, invoices=tuple(freed.values()))
    try:
        quote = quote_named(owing, sorted(named(attempt)), attempt.quoted_on, quote_next)
    except Refusal:
        return False
    return {line.invoice: line for line in quote.lines} == {line.invoice: line for line in attempt.lines}
