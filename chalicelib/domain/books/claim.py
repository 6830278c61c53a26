"""A fact from outside that may count once. Frozen data."""

from datetime import datetime

import msgspec


class Claim(msgspec.Struct, frozen=True):
    """A payment, a refund, a dispute … as it was told. Its key is the provider's own id of it.

    ``attempt``: the payment that it made or moved; of what a file tells, the import.
    """

    provider: str
    fact: str
    amount_minor: int
    currency: str
    at: datetime
    attempt: str = ""
