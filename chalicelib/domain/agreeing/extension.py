"""More time for an invoice, as data. States: ``asked`` (a person is to say), ``granted``, ``refused``, ``expired``."""

from datetime import date, datetime

import msgspec


class Extension(msgspec.Struct, frozen=True, omit_defaults=True):
    """Until which local day ``debt_ids`` may be paid, instead of each one's due date (``was_due``, in their order).

    ``by``: the person of the business who gave or refused it; empty: the rules did. ``note``: the debtor's own words.
    ``rested``: reminders rested while somebody thought about it.
    """

    id: str
    debt_ids: tuple[str, ...]
    until: date
    asked_at: datetime
    state: str = "asked"
    was_due: tuple[date, ...] = ()
    note: str = ""
    by: str = ""
    reason: str = ""
    decided_at: datetime | None = None
    expires_at: datetime | None = None
    rested: bool = False


def is_live(extension: Extension) -> bool:
    return extension.state == "asked"


def has_run_out(extension: Extension, now: datetime) -> bool:
    """Nobody answered in time."""
    return extension.expires_at is not None and now >= extension.expires_at
