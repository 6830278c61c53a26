"""A payment attempt with its frozen quote. Frozen data."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from chalicelib.domain.schedules.schedule import Charge


class QuoteLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is asked for one invoice. ``discount_minor``: what settling it saves; None: as its own terms say.

    For a debt in a unit that is paid in local money (``currency``): how many minor units of its own that settles, at
    which value (``rate``) of which day.
    """

    invoice: str
    amount_minor: int
    discount_minor: int | None = None
    units_minor: int = 0
    currency: str = ""
    rate: Decimal | None = None
    rate_on: date | None = None


class RefundAsked(msgspec.Struct, frozen=True):
    """What a person of the business asked to give back, and why; the ledger moves when the provider says so.

    ``failed_at``: it never reached the payer, and its money came back.
    """

    request: str
    amount_minor: int
    by: str
    why: str
    at: datetime
    failed_at: datetime | None = None


class Attempt(msgspec.Struct, frozen=True, omit_defaults=True):
    """A payment attempt with its frozen quote. ``processing``: the provider has it, and the chase rests meanwhile."""

    id: str
    reference: str
    method: str  # card | transfer | pix | qr | cash
    currency: str
    amount_minor: int
    lines: tuple[QuoteLine, ...]
    quoted_on: date
    created_at: datetime
    expires_at: datetime
    state: str = "pending"  # pending | paid | failed | expired | refunded | disputed | cancelled
    processing: bool = False
    provider: str = ""
    provider_id: str = ""  # Checkout Session
    payment_id: str = ""  # payment intent
    url: str = ""
    asked_at: datetime | None = None  # when the provider was last asked what became of it
    paid_at: datetime | None = None
    refunded_minor: int = 0  # given back so far
    refunds_asked: tuple[RefundAsked, ...] = ()
    refund_failed_at: datetime | None = None  # when the provider said so last: what it told before is old news
    receipt: str = ""  # the number of the paper about its coming
    schedule: str = ""  # months paid ahead: whose, and each as the invoice that it is or becomes
    charges: tuple[Charge, ...] = ()
    mandate: str = ""  # under which a card is charged by itself
    claimed_at: datetime | None = None  # a worker is at it
    customer: str = ""  # the debtor's name at the provider, where its page needed one
    arrived_minor: int = 0  # of a bank transfer that came in part
    plan: str = ""  # the agreement that it paid for
