"""The switch of the whole system: while it is off nothing leaves, to anybody. Money that comes in is taken still."""

from datetime import datetime, timedelta

import msgspec

from chalicelib.store.rows import BusinessRow, pack, unpack

SYSTEM, SWITCH = "SYSTEM", "SWITCH"  # no business id has capitals
LOOK_AGAIN = timedelta(seconds=15)  # a process that has just looked need not ask for every message
_seen: list[tuple[datetime, bool]] = []  # when this process looked last, and what it saw


class Switch(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who turned it, when and why."""

    is_off: bool = False
    by: str = ""
    reason: str = ""
    at: datetime | None = None


def load() -> Switch:
    try:
        return unpack(BusinessRow.get(SYSTEM, SWITCH, consistent_read=True).doc, Switch)
    except BusinessRow.DoesNotExist:
        return Switch()


def turn(switch: Switch) -> None:
    BusinessRow(SYSTEM, SWITCH, doc=pack(switch)).save()
    _seen.clear()


def is_off(now: datetime) -> bool:
    """Whether nothing may leave, as known within the last ``LOOK_AGAIN``."""
    if not _seen or abs(now - _seen[0][0]) >= LOOK_AGAIN:
        _seen[:] = [(now, load().is_off)]
    return _seen[0][1]
