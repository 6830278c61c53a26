"""What a debtor told us stands in the way of paying, and what becomes of it, as data."""

from datetime import date, datetime

import msgspec

OPEN, DONE, EXPIRED = "open", "done", "expired"


class Excuse(msgspec.Struct, frozen=True, omit_defaults=True):
    """``code``: see ``excuses.json``. ``until``: the last local day of its remedy; None: it is done at once.

    ``rests``: what rests meanwhile (invoice | all; empty: nothing). ``answer``: what the business replied.
    """

    id: str
    code: str
    made_at: datetime
    made_by: str  # the portal's session, or the person of the business who heard it
    debt_ids: tuple[str, ...] = ()
    text: str = ""  # volunteered
    by_business: bool = False
    told_by: str = ""  # who said it, where a person of the business heard it
    state: str = OPEN  # open | done | expired
    until: date | None = None
    rests: str = ""
    task: str = ""  # the need of a person that it became
    answer: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""  # empty: by itself


def is_open(excuse: Excuse) -> bool:
    return excuse.state == OPEN


def listing(excuse: Excuse) -> str:
    """Its place in the business's list of what debtors told us, while somebody has to act."""
    return str(excuse.until) if excuse.state == OPEN else ""
