"""What a payment provider tells us, in our words: the same for every provider."""

from datetime import datetime

import msgspec

from chalicelib.domain.paying.mandate import Card


class ProviderNews(msgspec.Struct, frozen=True, omit_defaults=True):
    """News of a payment. Amounts in minor units; what the provider does not tell is empty or 0.

    ``kind``: approved (the payer agreed, and we have yet to take it) | paid | processing (pending is not paid) | failed
    | expired | refunded | refund_failed | disputed | dispute_won | dispute_lost | ignored. Of a dispute, and of a
    refund that failed, often only ``payment_id`` names the payment. part_arrived: of a transfer, so far. left_over:
    what a payer has lying at the provider, unapplied. Of a mandate: card_given, card_not_given, card_changed,
    card_gone.
    """

    kind: str
    attempt_id: str = ""
    session_id: str = ""  # the page in which it is paid, as the provider calls it
    payment_id: str = ""
    dispute_id: str = ""
    refund_id: str = ""  # of the refund it tells of, where the provider tells of each by itself
    amount_minor: int = 0  # of the page, the payment, the dispute or that refund
    refunded_total_minor: int = 0  # else all refunds of the payment so far: twice changes nothing
    currency: str = ""
    event_id: str = ""
    created: datetime | None = None
    provider: str = ""
    code: str = ""  # why a bank refused a charge
    arrived_minor: int = 0
    mandate_id: str = ""
    customer_id: str = ""
    setup_id: str = ""  # by which the card that was given can be asked for
    card: Card | None = None
