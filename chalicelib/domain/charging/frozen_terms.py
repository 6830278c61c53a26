"""What was agreed for one invoice, frozen on the day it is first seen: a later policy never reaches back. Pure."""

from datetime import date, timedelta

from msgspec.structs import replace

from chalicelib.domain.business import Business, EarlyDiscount
from chalicelib.domain.charging.charge_rules import agreed_fee
from chalicelib.domain.charging.late_rules import BouncedCheckFee, LateRules
from chalicelib.domain.invoice import Terms

# Where tax law wants a credit note for a price that falls after the invoice: IVA, IGV or ISR follow the document.
CREDIT_NOTE_COUNTRIES = frozenset({"AR", "CL", "CO", "EC", "ES", "MX", "PE"})


def is_noted(country: str) -> bool:
    return country in CREDIT_NOTE_COUNTRIES


def freeze_terms(
    business: Business,
    due_on: date,
    currency: str,
    agreed: EarlyDiscount | None = None,
    told: EarlyDiscount | None = None,
) -> Terms:
    """Amounts (a fixed fee, a limit, a discount) hold in the business's own currency; shares and rates in any.

    ``agreed`` with the debtor comes before the policy's discount; ``told`` of this very invoice, in its own currency,
    before both.
    """
    policy, fee = business.policy, agreed_fee(business.policy.late_fee, due_on)
    is_own = currency == business.currency
    is_indexed = policy.indexation is not None and not is_own and currency in policy.indexation.units
    terms = Terms(
        accepted=policy.terms_accepted,
        version=policy.terms_id,
        grace_days=policy.grace_days,
        flat_minor=fee.flat_minor if is_own else 0,
        percent=fee.percent or None,
        interest_rate=fee.interest.rate if fee.interest and fee.interest.rate else None,
        interest_kind=fee.interest.kind if fee.interest else "simple_month_30",
        rules=replace(_rules(fee.rules, currency, is_own), allocation=policy.allocation),
        bounced_check=_bounced_check(policy.bounced_check_fee, is_own),
        pay_in=business.currency if is_indexed else "",
        rounding_minor=policy.rounding_minor if is_own else min(policy.rounding_minor, 1),
        value_days=policy.indexation.max_age_days if policy.indexation and is_indexed else 0,
        charges_from_first=policy.extension.charges_from == "old",
        disputed_time_counts=policy.dispute.charges_count,
    )
    early = told or agreed or policy.early_discount
    return _discounted(terms, early, due_on, business.country, is_own or early is told) if early else terms


def _rules(rules: LateRules, currency: str, is_own: bool) -> LateRules:
    """A unit's value is in the business's currency: in another one its tranches have no meaning."""
    fee = rules.collection_fee
    counts = fee is None or is_own or fee.unit == currency
    return replace(rules, collection_fee=fee if counts else None, most_minor=rules.most_minor if is_own else 0)


def _bounced_check(fee: BouncedCheckFee | None, is_own: bool) -> BouncedCheckFee | None:
    if fee is None or is_own:
        return fee
    return BouncedCheckFee(percent=fee.percent) if fee.percent and not fee.most_minor else None


def _discounted(terms: Terms, early: EarlyDiscount, due_on: date, country: str, is_own: bool) -> Terms:
    amount = early.amount_minor if is_own else 0
    if not (early.percent or amount):
        return terms
    return replace(
        terms,
        discount_percent=early.percent or None,
        discount_minor=amount,
        discount_until=early.until or due_on - timedelta(days=early.days_before_due),
        discount_note=is_noted(country) if early.credit_note is None else early.credit_note,
    )
