"""The ready-made sets of late-charge rules in words: what each charges, which law says so, and what it needs."""

from datetime import timedelta
from typing import Any

from chalicelib.domain.business import Business, LateFee
from chalicelib.domain.charging.charge_rules import RuleSet, agreed_fee, rule_sets
from chalicelib.domain.charging.late_rules import LateRules
from chalicelib.domain.policy_settings import policy_json
from chalicelib.messages.catalog import say
from chalicelib.messages.explain import why

CURRENCY = {"MX": "MXN", "CO": "COP", "PE": "PEN", "CL": "CLP", "BR": "BRL", "AR": "ARS", "EC": "USD", "ES": "EUR"}


def view_rules(business: Business, country: str, lang: str) -> dict[str, Any]:
    """All sets of a country ("" for the business's own), and the name of the one that is on."""
    wanted = country.upper() or business.country
    return {
        "country": wanted,
        "adopted": business.policy.late_fee.rules.rules or None,
        "rules": [_view(one, business, lang) for one in rule_sets() if one.country == wanted],
    }


def policy_view(business: Business) -> dict[str, Any]:
    return {"version": business.policy.version, "policy": policy_json(business.policy)}


def _view(one: RuleSet, business: Business, lang: str) -> dict[str, Any]:
    fee = agreed_fee(LateFee(rules=LateRules(rules=one.id)), one.effective_from)
    return {
        "id": one.id,
        "country": one.country,
        "title": say(lang, f"ruleset.{one.id}.title"),
        "note": say(lang, f"ruleset.{one.id}.note"),
        "charges": _sentences(fee, one, lang),
        "needs": [rule.series for rule in (fee.rules.series, fee.rules.cap) if rule]
        + ([fee.rules.collection_fee.unit] if fee.rules.collection_fee and fee.rules.collection_fee.unit else []),
        "source": one.source,
        "effective_from": str(one.effective_from),
        "checked_on": str(one.checked_on),
        "adopted": business.policy.late_fee.rules.rules == one.id,
        "disclaimer": say(lang, "ruleset.disclaimer"),
    }


def _sentences(fee: LateFee, one: RuleSet, lang: str) -> list[str]:
    """What a debtor would read, without the last sentence: that it was agreed."""
    first = one.effective_from
    told = why(
        lang,
        CURRENCY[one.country],
        due_on=first,
        today=first + timedelta(days=1),
        accepted=True,
        flat_minor=fee.flat_minor,
        percent_fee=fee.percent,
        interest_rate=fee.interest.rate if fee.interest and fee.interest.rate else None,
        interest_kind=fee.interest.kind if fee.interest else "simple_month_30",
        country=one.country,
        rules=fee.rules,
    )
    return list(told[:-1])
