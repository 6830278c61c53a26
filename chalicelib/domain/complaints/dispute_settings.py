"""What a business does about disputed invoices, as JSON in its policy, in and out."""

import msgspec

from chalicelib.domain.business import DisputeRules
from chalicelib.domain.fields import Fields

USUAL = DisputeRules()


def parse_dispute(fields: Fields) -> DisputeRules:
    """The policy's ``dispute``; each part is optional. ``reply_days`` 0: the debtor may take their time."""
    part = fields.part("dispute")
    if part is None:
        return USUAL
    rules = DisputeRules(
        offered=part.flag("offered", USUAL.offered),
        answer_days=part.whole("answer_days", USUAL.answer_days, least=1, most=30),
        reply_days=part.whole("reply_days", USUAL.reply_days, most=60),
        charges_count=part.flag("charges_count", USUAL.charges_count),
    )
    part.close()
    return rules


def dispute_json(rules: DisputeRules) -> dict[str, object]:
    """Only where it is not what everybody has."""
    return {} if rules == USUAL else {"dispute": msgspec.structs.asdict(rules)}
