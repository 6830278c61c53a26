"""A promise to pay as data, and what a debtor's promises came to so far."""

from datetime import date, datetime

import msgspec

OPEN, KEPT, PARTLY_KEPT, BROKEN = "open", "kept", "partly_kept", "broken"
WITHDRAWN, CHANGED = "withdrawn", "changed"
PROMISED = "promised"  # the state of an invoice that a promise covers


class Promise(msgspec.Struct, frozen=True, omit_defaults=True):
    """``amount_minor`` of ``currency`` by the local day ``on``, for ``debt_ids``. ``total_minor``: what these will take
    on that day, charges projected; ``paid_minor``: what came since it was made.

    ``changes``: the promise whose place it took; a promise changes once. ``told``: whoever broke it has been told so.
    """

    id: str
    currency: str
    amount_minor: int
    total_minor: int
    on: date
    debt_ids: tuple[str, ...]
    made_at: datetime
    made_by: str  # the portal's session, or the person of the business who heard it
    by_business: bool = False
    told_by: str = ""  # who said it, where a person of the business heard it
    reason: str = ""  # volunteered
    state: str = OPEN  # open | kept | partly_kept | broken | withdrawn | changed
    paid_minor: int = 0
    changes: str = ""
    reminded: bool = False
    told: bool = False
    ended_at: datetime | None = None
    ended_by: str = ""  # empty: by itself


class PromiseRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a debtor's promises came to, in numbers, and the local days that the rules of new ones look back on."""

    kept: int = 0
    partly_kept: int = 0
    broken: int = 0
    broke_on: tuple[date, ...] = ()  # the last year
    unkept_on: tuple[date, ...] = ()  # the last months: broken, kept in part, or withdrawn


def is_live(promise: Promise) -> bool:
    """Whether a decision still needs it."""
    return promise.state == OPEN or (promise.state in {BROKEN, PARTLY_KEPT} and not promise.told)


def listing(promise: Promise) -> str:
    """Its place in the business's list of promises that are still open."""
    return str(promise.on) if promise.state == OPEN else ""
