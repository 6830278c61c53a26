"""What a person must do. Frozen data."""

from datetime import date, datetime

import msgspec


class Task(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something a person must do. ``id`` repeats for the same need, so it is asked for once.

    ``kind``: see ``tasks``. ``on``: the local day it is for. ``about`` names a check or a pick-up; ``data`` holds what
    the words of its kind name.
    """

    id: str
    kind: str
    created_at: datetime
    invoice: str | None = None
    reason: str = ""
    state: str = "open"  # open | done
    on: date | None = None
    amount_minor: int = 0
    currency: str = ""
    about: str = ""
    data: dict[str, str] = {}
    done_at: datetime | None = None
    done_by: str = ""  # empty: by itself
