"""One step in the life of something that people handle: a check, a pick-up."""

from datetime import date, datetime

import msgspec


class Became(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of it: on which local day it happened, when it was told, by whom (empty: the debtor), and why."""

    state: str
    on: date
    at: datetime
    by: str = ""
    reason: str = ""
