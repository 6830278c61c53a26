"""One ledger entry: appended, never changed. Frozen data."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from chalicelib.domain.charging.late_rules import ChargeLine


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One ledger entry, append-only. ``amount_minor`` > 0 owes more, < 0 owes less; ``part`` is the balance it moved.

    ``kind``: see ``entry_kinds``. ``lines`` say how a charge came about. What local money paid of a debt in a unit:
    ``cash_minor`` of ``cash_currency``, at the unit's value ``rate`` of the day ``rate_on``.
    """

    id: str
    kind: str
    amount_minor: int
    currency: str
    on: date
    at: datetime
    part: str = "principal"  # principal | fee | interest | tax | unapplied
    invoice: str | None = None
    reason: str = ""
    payment: str | None = None  # the attempt or provider payment it belongs to
    lines: tuple[ChargeLine, ...] = ()
    by: str = ""  # who decided it, where a person did
    reference: str = ""  # the decision that it takes back
    cash_minor: int = 0
    cash_currency: str = ""
    rate: Decimal | None = None
    rate_on: date | None = None
