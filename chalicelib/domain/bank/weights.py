"""What each piece of evidence about a bank payment is worth, and what makes a match: data."""

from collections.abc import Mapping

import msgspec

WEIGHTS = {
    "reference": 100,  # 35 bits and a check character: nobody has it by chance
    "tax_id": 50,
    "document": 45,  # an invoice number that is hardly anything else
    "document_short": 20,  # three to five digits may be anything
    "payer": 45,  # a person, or a reference, said before for whom this account pays
    "name_long": 50,
    "name": 45,
    "name_short": 35,  # two words: namesakes are many
    "name_partly": 20,
    "amount_named": 35,
    "amount_one": 35,
    "amount_all": 35,
    "amount_installment": 35,  # of an agreement: the next one, or some from it on
    "amount_oldest": 35,
    "amount_some": 30,
    "amount_common": 20,  # many owe this very amount
    "amount_together": 35,  # with other lines of the same payer
    "reported": 25,  # the debtor told us of this very amount, of these days
    "reported_amount": 40,  # the same, where it settles no invoice to the cent
}


class Rules(msgspec.Struct, frozen=True):
    """What each piece of evidence is worth, and what makes a match. One reference is enough; all else needs an amount
    that fits to the cent."""

    weights: Mapping[str, int] = msgspec.field(default_factory=lambda: WEIGHTS)
    sure: int = 70
    margin: int = 15  # by which the best must lead
    proposed: int = 35
    most_proposed: int = 3
    early_days: int = 3  # before its issue date that an invoice may be paid: banks and businesses date differently


RULES = Rules()
