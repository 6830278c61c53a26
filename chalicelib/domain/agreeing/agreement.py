"""An installment agreement as data: what it covers, what it asks, and what became of it.

States: ``proposed`` (a person is asked), ``quoted`` (frozen, waits for a signature), ``signed`` (the down payment is
awaited), ``active``; then ``completed``, ``breached``, ``cancelled``, ``renegotiated``, ``expired`` or ``refused``.
"""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from chalicelib.domain.calendar import iso

PROPOSED, QUOTED = "proposed", "quoted"
RUNNING = frozenset({"signed", "active"})
LIVE = RUNNING | {PROPOSED, QUOTED}


class Installment(msgspec.Struct, frozen=True, omit_defaults=True):
    """One part, minor units, due on a local day. Number 0 is the down payment. ``interest_minor`` is within it."""

    number: int
    due_on: date
    amount_minor: int
    interest_minor: int = 0


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was chosen: so many parts after ``down_minor``, the first on a day, the others ``every`` so often.

    ``anchor``: the day of the month that the dates keep to, 31 for its last; 0: that of the first.
    """

    parts: int
    first_on: date
    down_minor: int = 0
    every: str = "month"  # month | half_month | week
    anchor: int = 0


class Covered(msgspec.Struct, frozen=True, omit_defaults=True):
    """One invoice under the agreement, as its books were at the quote; ``owed_minor`` with the charges of that day.

    ``waived``: what of each part of its charges is forgiven while the agreement is kept.
    """

    number: str
    due_on: date
    total_minor: int
    principal_minor: int
    charges_minor: int  # booked and unpaid
    owed_minor: int
    waived: dict[str, int] = {}


class Rules(msgspec.Struct, frozen=True, omit_defaults=True):
    """The business's rules as they were when it was quoted."""

    version: int = 1
    rate: Decimal | None = None
    kind: str = "simple_month_30"
    grace_days: int = 3
    charges_return: bool = True


class Agreement(msgspec.Struct, frozen=True, omit_defaults=True):
    """``total_minor`` = debt, less what is forgiven, plus interest = the sum of its installments. One currency.

    ``by``: the person of the business who made it; empty: the debtor. ``replaces``: the agreement that it renegotiates.
    ``rested``: reminders rested while a person looked at it. ``steps``: reminders it has had (``soon.1``).
    ``evidence``: the SHA-256 of the signed text; empty: the business set the plan together with the invoice.
    """

    id: str
    currency: str
    state: str
    covers: tuple[Covered, ...]
    choice: Choice
    debt_minor: int
    total_minor: int
    installments: tuple[Installment, ...]
    rules: Rules
    quoted_on: date
    quoted_at: datetime
    valid_until: datetime
    forgiven_minor: int = 0
    interest_minor: int = 0
    offer: str = ""  # short | usual | long | own | business
    by: str = ""
    note: str = ""
    replaces: str = ""
    rested: bool = False
    steps: tuple[str, ...] = ()
    evidence: str = ""
    signed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""

    @property
    def debt_ids(self) -> tuple[str, ...]:
        return tuple(one.number for one in self.covers)

    @property
    def down_minor(self) -> int:
        return self.choice.down_minor


def is_live(agreement: Agreement) -> bool:
    return agreement.state in LIVE


def is_running(agreement: Agreement) -> bool:
    """Whether it is kept now: its invoices rest."""
    return agreement.state in RUNNING


def listing(agreement: Agreement) -> str:
    """Its place in the business's list, by state; what a debtor only looked at is in none."""
    if agreement.state in {"quoted", "expired"} and not agreement.by:
        return ""
    return f"{agreement.state}#{iso(agreement.quoted_at)}"
