"""What a payment provider tells us, in our words: the same for every provider."""

from datetime import datetime

import msgspec


class ProviderNews(msgspec.Struct, frozen=True, omit_defaults=True):
    """News of a payment. Amounts in minor units; what the provider does not tell is empty or 0.

    ``kind``: approved (the payer agreed, and we have yet to take it) | paid | processing (pending is not paid) | failed
    | expired | refunded | disputed | dispute_won | dispute_lost | ignored. Of a dispute often only ``payment_id`` names
    the payment.
    """

    kind: str
    attempt_id: str = ""
    session_id: str = ""  # the page in which it is paid, as the provider calls it
    payment_id: str = ""
    dispute_id: str = ""
    amount_minor: int = 0  # of the page, the payment or the dispute
    refunded_total_minor: int = 0  # all refunds of the payment so far: applying it twice changes nothing
    currency: str = ""
    event_id: str = ""
    created: datetime | None = None
    provider: str = ""
