"""A business turns a ready-made set of late-charge rules on, or changes parts of its policy: a new version, never
back-charged."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.business import Business
from chalicelib.domain.charging.charge_rules import RuleSet, rule_sets
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.policy_settings import policy_json
from chalicelib.store import audit
from chalicelib.store.audit import Audited
from chalicelib.workflows.change_business import change_business


def adopt_rules(business: Business, name: str, by: str, why: str, now: datetime) -> Business:
    """The business with the set in place of its late charges. Invoices that are known keep what was frozen with them.

    Raises NotFound, and Refusal for the rules of another country.
    """
    chosen = find_rules(name)
    if chosen.country != business.country:
        raise Refusal("rules_of_another_country", field="id")
    return change_policy(business, {"late_fee": {"rules": chosen.id}}, by, why, now, "rules_adopted")


def change_policy(
    business: Business, parts: Mapping[str, Any], by: str, why: str, now: datetime, what: str = "policy_changed"
) -> Business:
    """Replace these parts of the policy, and keep the others. Raises Faulty with every fault."""
    after = change_business(business.id, {"policy": policy_json(business.policy) | dict(parts)})
    facts = {"version": str(after.policy.version), "parts": " ".join(sorted(parts))}
    audit.note(business.id, Audited(what, by, now, why, facts))
    return after


def find_rules(name: str) -> RuleSet:
    """Raises NotFound."""
    found = next((one for one in rule_sets() if one.id == name), None)
    if found is None:
        raise NotFound("not_found", field="id")
    return found
