"""When a business asks how satisfied its customers are, as JSON in its policy, in and out."""

from collections.abc import Collection

import msgspec

from chalicelib.domain.business import SatisfactionRules
from chalicelib.domain.fields import Fields

USUAL = SatisfactionRules()


def parse_satisfaction(fields: Fields, steps: Collection[str]) -> SatisfactionRules:
    """The policy's ``satisfaction``; each part is optional. ``steps``: the names of its ladder."""
    part = fields.part("satisfaction")
    if part is None:
        return USUAL
    rules = SatisfactionRules(
        enabled=part.flag("enabled", USUAL.enabled),
        before_step=part.text("before_step", "", most=40),
        days_overdue=part.whole("days_overdue", USUAL.days_overdue, most=365),
        again_after_months=part.whole("again_after_months", USUAL.again_after_months, least=1, most=36),
        wait_days=part.whole("wait_days", USUAL.wait_days, least=1, most=10),
        rest_days=part.whole("rest_days", USUAL.rest_days, least=1, most=15),
    )
    if rules.before_step and rules.before_step not in steps:
        part.fault("before_step", "unknown_step", value=rules.before_step)
    part.close()
    return rules


def satisfaction_json(rules: SatisfactionRules) -> dict[str, object]:
    """Only where it is not what everybody has."""
    return {} if rules == USUAL else {"satisfaction": msgspec.structs.asdict(rules)}
