"""Late charges and early discounts of a policy as JSON, in and out. Zero is valid and means none."""

from datetime import date
from decimal import Decimal
from typing import Any

from chalicelib.domain.business import EarlyDiscount, Interest, LateFee
from chalicelib.domain.charging.late_rules import (
    INTEREST_KINDS,
    PARTS,
    CollectionFee,
    FeeStep,
    Indexation,
    LateRules,
    SeriesRate,
)
from chalicelib.domain.charging.rates import UNIT_CODES, series_name
from chalicelib.domain.fields import Fields
from chalicelib.domain.money import EXPONENT

_DAYS = 3650
_RATE = 10  # a thousand percent a year: some countries have been near it
_UNITS = 10**9


def parse_late_fee(part: Fields) -> LateFee:
    """The ``late_fee`` of a policy. A fixed rate and a series exclude each other."""
    interest, series, cap, months = _interest(part)
    fee = LateFee(
        flat_minor=part.whole("flat_minor", 0),
        percent=part.decimal("percent"),
        interest=interest,
        rules=LateRules(
            series=series,
            cap=cap,
            compound_months=months,
            tax_percent=part.decimal("tax"),
            collection_fee=_collection_fee(part),
            most_percent=part.decimal("most_percent", _RATE),
            most_minor=part.whole("most_minor", 0),
            rules=part.text("rules", ""),
            clause=part.text("clause", "", most=80),
        ),
    )
    part.close()
    return fee


def late_fee_json(fee: LateFee) -> dict[str, object]:
    """What ``parse_late_fee`` reads back; beyond the plain fee only what was set."""
    rules = fee.rules
    return {
        "flat_minor": fee.flat_minor,
        "percent": _text(fee.percent),
        "interest": _interest_json(fee),
        **_told(
            tax=_text(rules.tax_percent),
            collection_fee=rules.collection_fee and _collection_json(rules.collection_fee),
            most_percent=_text(rules.most_percent),
            most_minor=rules.most_minor,
            rules=rules.rules,
            clause=rules.clause,
        ),
    }


def parse_allocation(fields: Fields) -> tuple[str, ...]:
    """In which order money pays the parts of a debt; tax that is not named comes right after its interest."""
    parts = fields.choices("allocation", PARTS, "unknown_part")
    if parts is None:
        return ()
    if all(part in PARTS for part in parts):
        for missing in PARTS:
            if missing not in (*parts, "tax"):
                fields.fault("allocation", "part_missing", value=missing)
    if "tax" not in parts and "interest" in parts:
        place = parts.index("interest") + 1
        return (*parts[:place], "tax", *parts[place:])
    return parts


def parse_early_discount(fields: Fields) -> EarlyDiscount | None:
    """A percent or an amount, until some days before the due date or until one day for all."""
    part = fields.part("early_discount")
    if part is None:
        return None
    by_amount = part.get("amount_minor") is not None
    early = EarlyDiscount(
        percent=part.decimal("percent", compulsory=not by_amount) or Decimal(0),
        days_before_due=part.whole("days_before_due", 0, most=_DAYS),
        amount_minor=part.whole("amount_minor", 0),
        until=_day(part, "until"),
        credit_note=part.flag("credit_note", False) if part.get("credit_note") is not None else None,
    )
    if early.percent and early.amount_minor:
        part.fault("amount_minor", "one_of_two", other="percent")
    part.close()
    return early if early.percent or early.amount_minor else None


def early_discount_json(early: EarlyDiscount) -> dict[str, object]:
    return {
        **_told(percent=_text(early.percent or None), amount_minor=early.amount_minor),
        "days_before_due": early.days_before_due,
        **_told(until=early.until and str(early.until)),
        **({} if early.credit_note is None else {"credit_note": early.credit_note}),
    }


def parse_indexation(fields: Fields) -> Indexation | None:
    """Units by any of their names: ``UF`` is ``CLF``."""
    part = fields.part("indexation")
    if part is None:
        return None
    units = part.choices("units", (*UNIT_CODES, *EXPONENT), "unknown_currency") or ()
    index = Indexation(
        units=tuple(series_name(unit) for unit in units if isinstance(unit, str)),
        max_age_days=part.whole("max_age_days", 3, most=60),
    )
    part.close()
    return index if index.units else None


def _interest(fee: Fields) -> tuple[Interest | None, SeriesRate | None, SeriesRate | None, int]:
    part = fee.part("interest")
    if part is None:
        return None, None, None, 0
    kind = part.one_of("kind", INTEREST_KINDS, "unknown_kind", "simple_month_30")
    series, cap = _series(part, "series"), _series(part, "cap")
    rate = part.decimal("rate", _RATE, compulsory=series is None)
    if rate and series:
        part.fault("rate", "one_of_two", other="series")
    months = part.whole("compound_months", 0, most=120)
    part.close()
    agreed = Interest(rate or Decimal(0), kind) if rate or series else None
    return agreed, series, cap, months


def _series(fields: Fields, key: str) -> SeriesRate | None:
    part = fields.part(key)
    if part is None:
        return None
    series = SeriesRate(
        series=series_name(part.text("name", most=30)),
        times=part.decimal("times", _RATE) or Decimal(1),
        plus=part.decimal("plus", _RATE) or Decimal(0),
        holds_days=part.whole("holds_days", 31, least=1, most=_DAYS),
        kind=part.one_of("kind", INTEREST_KINDS, "unknown_kind", "") if key == "cap" else "",
    )
    part.close()
    return series


def _collection_fee(fields: Fields) -> CollectionFee | None:
    part = fields.part("collection_fee")
    if part is None:
        return None
    steps = [_step(step) for step in part.parts("steps", most=20) or []]
    tops = [step.up_to for step in steps[:-1]]
    if not steps:
        part.fault("steps", "required")
    elif any(top is None for top in tops) or sorted(steps, key=_top) != steps or len(set(tops)) < len(tops):
        part.fault("steps", "not_rising")
    fee = CollectionFee(
        after_days=part.whole("after_days", 0, most=_DAYS),
        steps=tuple(steps),
        unit=series_name(part.text("unit", "", most=30)),
        holds_days=part.whole("holds_days", 5, least=1, most=_DAYS),
    )
    part.close()
    return fee


def _step(part: Fields) -> FeeStep:
    step = FeeStep(part.decimal("percent", compulsory=True) or Decimal(0), part.decimal("up_to", _UNITS))
    part.close()
    return step


def _top(step: FeeStep) -> Decimal:
    return Decimal("Infinity") if step.up_to is None else step.up_to


def _day(part: Fields, key: str) -> date | None:
    text = part.text(key, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        part.fault(key, "bad_date", value=text)
        return None


def _interest_json(fee: LateFee) -> dict[str, object] | None:
    if fee.interest is None:
        return None
    rules = fee.rules
    return {
        **_told(rate=_text(fee.interest.rate or None)),
        "kind": fee.interest.kind,
        **_told(
            series=rules.series and _series_json(rules.series),
            cap=rules.cap and _series_json(rules.cap),
            compound_months=rules.compound_months,
        ),
    }


def _series_json(rule: SeriesRate) -> dict[str, object]:
    plain = SeriesRate("")
    return {
        "name": rule.series,
        **_told(
            times=_text(rule.times) if rule.times != plain.times else None,
            plus=_text(rule.plus or None),
            kind=rule.kind,
        ),
        "holds_days": rule.holds_days,
    }


def _collection_json(fee: CollectionFee) -> dict[str, object]:
    return {
        "after_days": fee.after_days,
        **_told(unit=fee.unit),
        "steps": [{**_told(up_to=_text(step.up_to)), "percent": _text(step.percent)} for step in fee.steps],
        "holds_days": fee.holds_days,
    }


def _told(**values: Any) -> dict[str, object]:
    return {key: value for key, value in values.items() if value}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
