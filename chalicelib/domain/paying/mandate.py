"""A debtor's word that we may charge their card when something falls due, and what may and may not follow from it.

Frozen with it: the very text they accepted, and the rules it states (how many days before a charge we tell them, how
often a refused charge is tried again, the most that one charge may be). A later policy never asks more than it says.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256

import msgspec
from msgspec.structs import replace

PENDING, ACTIVE, PAUSED = "pending", "active", "paused"
REVOKED, FAILED, EXPIRED = "revoked", "failed", "expired"
LIVE = frozenset({PENDING, ACTIVE, PAUSED})
CARD_LIFE = timedelta(hours=1)  # how long the page stays open on which a card is given
FORGET_AFTER = timedelta(minutes=5)  # where the moment itself did not do
TELL_CARD_BEFORE = timedelta(days=20)  # the end of a card's last month
REMEMBER = timedelta(days=400)  # what was charged: a refund or a dispute later than that starts no new charge either

# What a bank says (Stripe's decline codes): hopeless with this card, or with the cardholder away. Anything else may
# pass on another day. https://docs.stripe.com/declines/codes
CARD_IS_GONE = frozenset({
    "expired_card", "lost_card", "stolen_card", "pickup_card", "invalid_account", "incorrect_number", "card_removed",
    "new_account_information_available", "revocation_of_all_authorizations", "revocation_of_authorization",
    "stop_payment_order", "payment_method_detached",
})  # fmt: skip
NEEDS_DEBTOR = frozenset({"authentication_required", "card_not_supported", "currency_not_supported", "fraudulent"})


class Planned(msgspec.Struct, frozen=True, omit_defaults=True):
    """One invoice that a mandate is to pay: told on ``told_on``, by ``notice``, that it is charged on ``on``.

    ``amount_minor``: the most that was told. ``attempt``: the charge that tries it; ``ended``: why no other one does.
    """

    invoice: str
    on: date
    told_on: date
    amount_minor: int
    notice: str = ""
    attempt: str = ""
    tried_on: date | None = None
    tries: int = 0
    ended: str = ""

    @property
    def waits(self) -> bool:
        """Told, and neither charged nor given up."""
        return not self.attempt and not self.ended


class Mandate(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a debtor accepted, and the card they gave for it. ``limit_minor``: the most of one charge; 0: none.

    pending (accepted, no card yet) | active | paused (the business rests it) | revoked | failed (the card is of no
    more use) | expired (no card was given).
    """

    id: str
    currency: str
    language: str
    text: tuple[str, ...]
    text_version: str
    text_hash: str
    accepted_at: datetime
    accepted_by: str  # the session, as stored: a hash
    link: str = ""  # the notice whose link opened that session
    address: str = ""
    notice_days: int = 3
    retries: int = 0
    retry_after_days: int = 2
    limit_minor: int = 0
    state: str = PENDING
    provider: str = ""
    page_id: str = ""  # where the card is given
    customer_id: str = ""
    card_id: str = ""
    brand: str = ""
    last4: str = ""
    exp_month: int = 0
    exp_year: int = 0
    asked_at: datetime | None = None  # when the provider was last asked what became of the card page
    active_since: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""
    planned: tuple[Planned, ...] = ()
    told: int = 0  # messages about it so far
    card_told: str = ""  # the month of expiry that the debtor was told of
    forgotten_at: datetime | None = None  # the provider keeps the card no longer


class Card(msgspec.Struct, frozen=True):
    """A card as the provider keeps it for us: its id there, and what a debtor knows it by."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


def text_hash(paragraphs: Iterable[str]) -> str:
    """SHA-256 (hex) of the text as it was shown, its paragraphs one a line."""
    return sha256("\n".join(paragraphs).encode()).hexdigest()


def activate(mandate: Mandate, customer_id: str, card: Card, now: datetime) -> Mandate:
    """The card is there. Of one that was ended meanwhile nothing comes back."""
    if mandate.state not in LIVE:
        return mandate
    return replace(
        mandate,
        state=ACTIVE if mandate.state == PENDING else mandate.state,
        customer_id=customer_id,
        card_id=card.id,
        brand=card.brand,
        last4=card.last4,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
        active_since=mandate.active_since or now,
    )


def end(mandate: Mandate, state: str, by: str, reason: str, now: datetime) -> Mandate:
    """Revoked, failed or expired; what was planned is given up."""
    if mandate.state not in LIVE:
        return mandate
    given_up = tuple(replace(one, ended=reason) if one.waits else one for one in mandate.planned)
    return replace(mandate, state=state, ended_at=now, ended_by=by, reason=reason, planned=given_up)


def rest(mandate: Mandate, resting: bool, by: str, reason: str) -> Mandate:
    """Paused by the business, or taken up again. What had been told is told anew: its day may have passed."""
    if mandate.state not in {ACTIVE, PAUSED}:
        return mandate
    kept = tuple(one for one in mandate.planned if not one.waits)
    return replace(mandate, state=PAUSED if resting else ACTIVE, ended_by=by, reason=reason, planned=kept)


def last_day(mandate: Mandate) -> date | None:
    """The last day on which the card is valid; None where that is not known."""
    if not mandate.exp_year or not 1 <= mandate.exp_month <= 12:
        return None
    return date(mandate.exp_year, mandate.exp_month, monthrange(mandate.exp_year, mandate.exp_month)[1])


def refused(mandate: Mandate, attempt: str, code: str, today: date, now: datetime) -> Mandate:
    """What follows from a charge that the bank refused: another try where the text allows it, else the link."""
    if code in CARD_IS_GONE:
        mandate = replace(mandate, planned=tuple(_over(one, attempt, code) for one in mandate.planned))
        return end(mandate, FAILED, "provider", code, now)
    return replace(mandate, planned=tuple(_tried(one, mandate, attempt, code, today) for one in mandate.planned))


def withdrawn(mandate: Mandate, attempt: str) -> Mandate:
    """The charge did not take place: what it was for waits again, for another day."""
    back = (replace(one, attempt="") if one.attempt == attempt else one for one in mandate.planned)
    return replace(mandate, planned=tuple(back))


def forget_at(mandate: Mandate) -> datetime | None:
    """When a card that is of no more use is to be taken away from the provider, if it is there still."""
    if mandate.state in LIVE or not mandate.card_id or mandate.forgotten_at:
        return None
    return (mandate.ended_at or mandate.accepted_at) + FORGET_AFTER


def next_try(mandate: Mandate, attempt: str) -> date | None:
    """The day on which what this attempt was for is tried once more; None where it is not."""
    again = (one.on for one in mandate.planned if one.waits and one.tries and one.notice == attempt)
    return min(again, default=None)


def _tried(plan: Planned, mandate: Mandate, attempt: str, code: str, today: date) -> Planned:
    if plan.attempt != attempt:
        return plan
    if code in NEEDS_DEBTOR or plan.tries >= mandate.retries:
        return replace(plan, tries=plan.tries + 1, ended=code)
    # The message of the refusal tells the new day: it is this try's notice.
    on = today + timedelta(days=mandate.retry_after_days)
    return replace(plan, tries=plan.tries + 1, attempt="", on=on, told_on=today, notice=attempt)


def _over(plan: Planned, attempt: str, code: str) -> Planned:
    return replace(plan, tries=plan.tries + 1, ended=code) if plan.attempt == attempt else plan
