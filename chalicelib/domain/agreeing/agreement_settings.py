"""What a policy allows of agreements and of more time, as JSON, in and out; every fault with its path."""

from decimal import Decimal

import msgspec

from chalicelib.domain.business import AgreementTerms, ExtensionTerms, Interest
from chalicelib.domain.charging.interest import PERIOD_DAYS
from chalicelib.domain.fields import Fields

MOST_PARTS = 60
MOST_DAYS = 1830  # five years
_MOST_RATE = 1


def parse_agreement(fields: Fields) -> AgreementTerms:
    part, usual = fields.part("agreement"), AgreementTerms()
    if part is None:
        return usual
    terms = AgreementTerms(
        offered=part.flag("offered", usual.offered),
        min_down_percent=_share(part, "min_down_percent"),
        max_parts=part.whole("max_parts", usual.max_parts, least=1, most=MOST_PARTS),
        max_days=part.whole("max_days", usual.max_days, least=1, most=MOST_DAYS),
        interest=_interest(part),
        min_part_minor=part.whole("min_part_minor", usual.min_part_minor),
        approve_above_minor=part.whole("approve_above_minor", usual.approve_above_minor),
        breach_grace_days=part.whole("breach_grace_days", usual.breach_grace_days, most=60),
        forgive_charges_percent=_share(part, "forgive_charges_percent"),
        charges_return=part.flag("charges_return", usual.charges_return),
        quote_hours=part.whole("quote_hours", usual.quote_hours, least=1, most=24 * 30),
        most_broken=part.whole("most_broken", usual.most_broken, most=100),
    )
    if terms.min_down_percent >= 1:
        part.fault("min_down_percent", "out_of_range", least=0, most=1)
    part.close()
    return terms


def parse_extension(fields: Fields) -> ExtensionTerms:
    part, usual = fields.part("extension"), ExtensionTerms()
    if part is None:
        return usual
    terms = ExtensionTerms(
        offered=part.flag("offered", usual.offered),
        max_days=part.whole("max_days", usual.max_days, most=365),
        most_per_year=part.whole("most_per_year", usual.most_per_year, most=100),
        most_per_invoice=part.whole("most_per_invoice", usual.most_per_invoice, most=100),
        before_due_only=part.flag("before_due_only", usual.before_due_only),
        keeps_discount=part.flag("keeps_discount", usual.keeps_discount),
        charges_from=part.one_of("charges_from", ("new", "old"), "unknown_charges_from", usual.charges_from),
        approve_above_minor=part.whole("approve_above_minor", usual.approve_above_minor),
    )
    part.close()
    return terms


def agreement_json(terms: AgreementTerms) -> dict[str, object]:
    """Only where it is not the usual one."""
    if terms == AgreementTerms():
        return {}
    told = msgspec.structs.asdict(terms) | {
        "min_down_percent": f"{terms.min_down_percent:f}",
        "forgive_charges_percent": f"{terms.forgive_charges_percent:f}",
        "interest": terms.interest and {"rate": f"{terms.interest.rate:f}", "kind": terms.interest.kind},
    }
    return {"agreement": told}


def extension_json(terms: ExtensionTerms) -> dict[str, object]:
    return {} if terms == ExtensionTerms() else {"extension": msgspec.structs.asdict(terms)}


def _share(part: Fields, key: str) -> Decimal:
    return part.decimal(key) or Decimal(0)


def _interest(part: Fields) -> Interest | None:
    told = part.part("interest")
    if told is None:
        return None
    rate = told.decimal("rate", _MOST_RATE, compulsory=True)
    kind = told.one_of("kind", (*PERIOD_DAYS, "effective_year"), "unknown_kind", "simple_month_30")
    told.close()
    return Interest(rate, kind) if rate else None
