"""What a business takes for a credible promise, as JSON in its policy, in and out."""

from decimal import Decimal

import msgspec

from chalicelib.domain.business import PromiseRules
from chalicelib.domain.fields import Fields

USUAL = PromiseRules()


def parse_promise(fields: Fields) -> PromiseRules:
    """The policy's ``promise``; each part is optional, and a zero means none."""
    part = fields.part("promise")
    if part is None:
        return USUAL
    rules = PromiseRules(
        offered=part.flag("offered", USUAL.offered),
        max_days=part.whole("max_days", USUAL.max_days, least=1, most=90),
        min_share=_share(part, "min_share", USUAL.min_share),
        most_open=part.whole("most_open", USUAL.most_open, least=1, most=5),
        max_broken_last_year=part.whole("max_broken_last_year", USUAL.max_broken_last_year, most=50),
        kept_share=_share(part, "kept_share", USUAL.kept_share),
        partly_share=_share(part, "partly_share", USUAL.partly_share),
        posting_days=part.whole("posting_days", USUAL.posting_days, most=10),
    )
    if rules.partly_share > rules.kept_share:
        part.fault("partly_share", "out_of_range", least=0, most=str(rules.kept_share))
    part.close()
    return rules


def promise_json(rules: PromiseRules) -> dict[str, object]:
    """Only where it is not what everybody has."""
    return {} if rules == USUAL else {"promise": msgspec.to_builtins(rules)}


def _share(part: Fields, key: str, usual: Decimal) -> Decimal:
    given = part.decimal(key)
    return usual if part.get(key) is None else given or Decimal(0)
