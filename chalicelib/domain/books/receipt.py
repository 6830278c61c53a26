"""A numbered paper about money that moved, as data: every fact as it was on that day, whatever changes later."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from chalicelib.domain.charging.late_rules import PARTS

PAYMENT, REFUND, CHARGEBACK = "payment", "refund", "chargeback"
REFUND_BACK = "refund_back"  # money of a refund that did not reach the payer
CAME_IN = frozenset({PAYMENT, REFUND_BACK})


class Side(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who paid, or who received it, as they were called on that day."""

    name: str
    tax_id: str = ""
    country: str = ""


class ReceiptLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the money did to one invoice, minor units of the receipt's currency; negative where it was taken back.

    ``parts`` in the order of their allocation sum to ``amount_minor``; ``kept_minor`` is the discount beside it. Of a
    debt in a unit: so many minor units of ``unit``, at its value ``rate`` of the day ``rate_on``.
    """

    invoice: str
    amount_minor: int
    parts: tuple[tuple[str, int], ...]
    concept: str = ""
    kept_minor: int = 0
    units_minor: int = 0
    unit: str = ""
    rate: Decimal | None = None
    rate_on: date | None = None


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """A numbered paper. ``lines`` and ``unapplied_minor`` sum to ``amount_minor``; what went back is negative.

    ``balance_minor``: what was left to pay in its currency on that day. ``refers_to``: the number of the receipt whose
    money it takes back, or brings again. ``order``: in which order money pays the parts of a debt.
    """

    id: str  # the running number in six digits: the order of the table
    number: str
    kind: str  # payment | refund | chargeback | refund_back
    amount_minor: int
    currency: str
    method: str
    on: date  # the debtor's local day
    at: datetime
    time_zone: str
    payee: Side
    payer: Side
    lines: tuple[ReceiptLine, ...] = ()
    unapplied_minor: int = 0
    balance_minor: int = 0
    next_due_on: date | None = None
    payment: str = ""  # the attempt
    reference: str = ""  # what a payments file calls it
    refers_to: str = ""
    order: tuple[str, ...] = PARTS
