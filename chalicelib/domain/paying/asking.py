"""When a provider is to be asked what became of an attempt, or of a card page: its webhook may be lost. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.draft import Draft
from chalicelib.domain.paying.mandate import CARD_LIFE, PENDING, Mandate

EVERY = timedelta(days=1)  # while the money is on its way
AGAIN = timedelta(minutes=15)  # after an end that the provider has not told us of
PATIENCE = timedelta(days=1)  # after which a page is over without its word; money that still comes is applied
CARD_AGAIN = timedelta(hours=6)  # where the provider could not be asked about a card page
TOO_LONG = timedelta(days=10)  # on its way: no voucher or transfer takes so long


def ask_at(attempt: Attempt) -> datetime | None:
    """The next instant at which to ask; None for what is over, or was never on a provider's page."""
    if attempt.state != "pending" or not attempt.url:
        return None
    if attempt.processing:
        return (attempt.asked_at or attempt.created_at) + EVERY
    was_asked = attempt.asked_at is not None and attempt.asked_at >= attempt.expires_at
    return attempt.asked_at + AGAIN if attempt.asked_at and was_asked else attempt.expires_at


def is_to_be_asked(attempt: Attempt, now: datetime) -> bool:
    moment = ask_at(attempt)
    return moment is not None and moment <= now


def ask_card_at(mandate: Mandate) -> datetime | None:
    """When the page is over on which a card was to be given, and again while the provider does not answer."""
    if mandate.state != PENDING or not mandate.page_id:
        return None
    return mandate.asked_at + CARD_AGAIN if mandate.asked_at else mandate.accepted_at + CARD_LIFE


def is_card_to_be_asked(mandate: Mandate, now: datetime) -> bool:
    moment = ask_card_at(mandate)
    return moment is not None and moment <= now


def is_anything_to_be_asked(account: Account, now: datetime) -> bool:
    return any(is_to_be_asked(attempt, now) for attempt in account.attempts) or any(
        is_card_to_be_asked(mandate, now) for mandate in account.mandates
    )


def is_unanswered(attempt: Attempt, now: datetime) -> bool:
    """Its page is over and the provider has yet to say how it ended: nobody may be chased for what may be paid."""
    return ask_at(attempt) is not None and not attempt.processing and attempt.expires_at <= now < _lapse(attempt)


def expire_attempts(draft: Draft) -> None:
    for attempt in draft.attempts.values():
        if attempt.state == "pending" and not attempt.processing and _lapse(attempt) <= draft.now:
            draft.attempts[attempt.id] = replace(attempt, state="expired")
            draft.reasons.append(f"attempt {attempt.id} expired")


def question_stuck(draft: Draft) -> None:
    """Money that is on its way for so long needs a person's look at the provider's own pages."""
    for attempt in draft.attempts.values():
        if ask_at(attempt) and attempt.processing and attempt.created_at + TOO_LONG <= draft.now:
            told = {"about": attempt.id, "amount_minor": attempt.amount_minor, "currency": attempt.currency}
            draft.ask("payment_stuck", None, f"on its way since {attempt.created_at:%Y-%m-%d}", **told)


def attempt_wakes(draft: Draft) -> Iterator[datetime]:
    for attempt in draft.attempts.values():
        if attempt.state == "pending":
            yield from (moment for moment in (ask_at(attempt), _end(attempt)) if moment)


def _end(attempt: Attempt) -> datetime | None:
    return None if attempt.processing else _lapse(attempt)


def _lapse(attempt: Attempt) -> datetime:
    return attempt.expires_at + PATIENCE if attempt.url else attempt.expires_at
