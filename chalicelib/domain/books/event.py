"""One dated event between a business and a debtor, as the debtor may look back on it. Frozen data."""

from datetime import date, datetime

import msgspec


class Event(msgspec.Struct, frozen=True):
    """``kind`` on the debtor's local day ``on``; ``at`` orders a day. ``amount_minor`` None: it is about no amount.

    ``number``: of the invoice; ``day``: the one agreed; ``payment``: the attempt; ``document``: the paper's id;
    ``screen``: the page that tells the whole of it.
    """

    on: date
    at: datetime
    kind: str
    amount_minor: int | None = None
    currency: str = ""
    number: str = ""
    day: date | None = None
    channel: str = ""
    payment: str = ""
    document: str = ""
    screen: str = ""
