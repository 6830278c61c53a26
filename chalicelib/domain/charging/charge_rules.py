"""Ready-made rule sets for late charges, by country and date: off until a business names one in its policy.

The rows of ``charge_rules.json`` are our reading of public sources, not legal advice; a business may be stricter.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import fields, replace

from chalicelib.domain.business import LateFee
from chalicelib.domain.charging.charge_settings import parse_late_fee
from chalicelib.domain.charging.late_rules import LateRules
from chalicelib.domain.fields import Fields


class RuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One set while it was law. ``late_fee`` as in a policy's JSON; ``flat_minor`` in the country's own currency."""

    id: str
    country: str
    law: str
    source: str
    effective_from: date
    checked_on: date
    late_fee: dict[str, Any]
    effective_to: date | None = None
    note: str = ""


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """Every set, read once and only when first needed."""
    raw = Path(__file__).with_name("charge_rules.json").read_bytes()
    return msgspec.json.decode(raw, type=tuple[RuleSet, ...])


def is_known(name: str) -> bool:
    return any(one.id == name for one in rule_sets())


def agreed_fee(fee: LateFee, on: date) -> LateFee:
    """A policy's late fee with the set that it names, as in force on a day; what the policy says itself comes first."""
    if not fee.rules.rules:
        return fee
    ready = _in_force(fee.rules.rules, on)
    if ready is None:
        return fee
    rules = replace(ready.rules, **_said(fee.rules, LateRules()))
    return replace(ready, **(_said(fee, LateFee()) | {"rules": rules}))


def _in_force(name: str, on: date) -> LateFee | None:
    for one in rule_sets():
        if one.id == name and one.effective_from <= on and (one.effective_to is None or on <= one.effective_to):
            return parse_late_fee(Fields(one.late_fee, one.id, []))
    return None


def _said(struct: msgspec.Struct, plain: msgspec.Struct) -> dict[str, Any]:
    """The fields that differ from their defaults."""
    names = [field.name for field in fields(struct)]
    return {name: getattr(struct, name) for name in names if getattr(struct, name) != getattr(plain, name)}
