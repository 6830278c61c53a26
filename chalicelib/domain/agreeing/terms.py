"""The contract's terms as a debtor reads and accepts them: which version they are, and for whom they hold. Pure.

An invoice is charged only under terms that were accepted before it came: declared by the business for everybody, or
accepted by this debtor with evidence. A change of what the terms say is another version, asked for again; invoices of
before keep theirs.
"""

import hashlib

import msgspec
from msgspec.structs import replace

from chalicelib.domain.business import Business, Policy
from chalicelib.domain.debtor import Debtor

TEMPLATE = "terms-1"  # of the clauses' words: other words are another version
_SAID = (
    "grace_days", "late_fee", "early_discount", "bounced_check_fee", "terms_days", "allocation", "indexation",
)  # fmt: skip
DECLARED, ACCEPTED, TO_ACCEPT = "declared", "accepted", "to_accept"


def terms_id(business: Business) -> str:
    """What the terms say, as a short name: the same in every language, another when a figure changes."""
    said = {name: getattr(business.policy, name) for name in _SAID}
    told = msgspec.json.encode([TEMPLATE, business.country, business.currency, said], order="sorted")
    return hashlib.sha256(told).hexdigest()[:16]


def standing(business: Business, debtor: Debtor) -> str:
    """``declared`` by the business, ``accepted`` by the debtor as they are now, or still ``to_accept``."""
    if business.policy.terms_accepted:
        return DECLARED
    return ACCEPTED if debtor.accepted_terms == terms_id(business) else TO_ACCEPT


def as_agreed(business: Business, debtor: Debtor) -> Business:
    """The business with the terms that hold for this debtor's new invoices."""
    policy: Policy = replace(
        business.policy, terms_accepted=standing(business, debtor) != TO_ACCEPT, terms_id=terms_id(business)
    )
    return replace(business, policy=policy)
