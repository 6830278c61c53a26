"""A collection policy as JSON, in and out. Each part is optional over the default; a zero is valid and means none."""

import re

import msgspec

from chalicelib.domain.agreeing.agreement_settings import (
    agreement_json,
    extension_json,
    parse_agreement,
    parse_extension,
)
from chalicelib.domain.business import AutopayTerms, LadderStep, LateFee, Policy
from chalicelib.domain.by_hand.check_settings import bounced_check_fee_json, parse_bounced_check_fee
from chalicelib.domain.charging.charge_rules import is_known
from chalicelib.domain.charging.charge_settings import (
    early_discount_json,
    late_fee_json,
    parse_allocation,
    parse_early_discount,
    parse_indexation,
    parse_late_fee,
)
from chalicelib.domain.complaints.dispute_settings import dispute_json, parse_dispute
from chalicelib.domain.complaints.satisfaction_settings import parse_satisfaction, satisfaction_json
from chalicelib.domain.default_policy import DEFAULT_POLICY
from chalicelib.domain.fields import Fields
from chalicelib.domain.promising.promise_settings import parse_promise, promise_json

PURPOSES = ("pre_due", "collection")
TONES = ("friendly", "neutral", "firm", "final")  # rising
CHANNELS = ("email", "sms", "whatsapp", "call", "letter")
MOST_ROUNDING = 100  # minor units: pesos of a counter that has no smaller coin
_DAYS = 3650


def parse_policy(fields: Fields) -> Policy:
    """The policy of a JSON object, as version 1."""
    ladder = _ladder(fields)
    policy = Policy(
        ladder=ladder,
        min_days_between=fields.whole("min_days_between", DEFAULT_POLICY.min_days_between, most=365),
        grace_days=fields.whole("grace_days", DEFAULT_POLICY.grace_days, most=_DAYS),
        late_fee=_late_fee(fields),
        early_discount=parse_early_discount(fields),
        bounced_check_fee=parse_bounced_check_fee(fields),
        terms_days=fields.whole("terms_days", DEFAULT_POLICY.terms_days, most=_DAYS),
        terms_accepted=fields.flag("terms_accepted", DEFAULT_POLICY.terms_accepted),
        allocation=parse_allocation(fields),
        indexation=parse_indexation(fields),
        autopay=_autopay(fields),
        agreement=parse_agreement(fields),
        extension=parse_extension(fields),
        promise=parse_promise(fields),
        dispute=parse_dispute(fields),
        satisfaction=parse_satisfaction(fields, [step.step for step in ladder]),
        rounding_minor=fields.whole("rounding_minor", DEFAULT_POLICY.rounding_minor, most=MOST_ROUNDING),
    )
    fields.close()
    return policy


def policy_json(policy: Policy) -> dict[str, object]:
    early = policy.early_discount
    allocation = {"allocation": list(policy.allocation)} if policy.allocation else {}
    index = policy.indexation
    indexation = {"indexation": {"units": list(index.units), "max_age_days": index.max_age_days}} if index else {}
    is_usual = policy.rounding_minor == DEFAULT_POLICY.rounding_minor
    rounding = {} if is_usual else {"rounding_minor": policy.rounding_minor}
    return {
        "ladder": [_step_json(step) for step in policy.ladder],
        "min_days_between": policy.min_days_between,
        "grace_days": policy.grace_days,
        "late_fee": late_fee_json(policy.late_fee),
        "early_discount": early and early_discount_json(early),
        **bounced_check_fee_json(policy.bounced_check_fee),
        "terms_days": policy.terms_days,
        "terms_accepted": policy.terms_accepted,
        **allocation,
        **indexation,
        **({} if policy.autopay == AutopayTerms() else {"autopay": msgspec.structs.asdict(policy.autopay)}),
        **agreement_json(policy.agreement),
        **extension_json(policy.extension),
        **promise_json(policy.promise),
        **dispute_json(policy.dispute),
        **satisfaction_json(policy.satisfaction),
        **rounding,
    }


def _ladder(fields: Fields) -> tuple[LadderStep, ...]:
    parts = fields.parts("ladder")
    if parts is None:
        return DEFAULT_POLICY.ladder
    steps = [_step(part) for part in parts]
    names = [step.step for step in steps]
    for place, name in enumerate(names):
        if name and name in names[:place]:
            parts[place].fault("step", "repeated", value=name)
    _check_tones(parts, steps)
    return tuple(steps)


def _step(part: Fields) -> LadderStep:
    step = LadderStep(
        step=part.checked("step", lambda name: re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", name) is not None, "bad_step"),
        days=part.whole("days", least=-_DAYS, most=_DAYS),
        purpose=part.one_of("purpose", PURPOSES, "unknown_purpose"),
        tone=part.one_of("tone", TONES, "unknown_tone"),
        channels=part.choices("channels", CHANNELS, "unknown_channel") or ("email", "sms"),
        counts_from=part.one_of("counts_from", ("due", "issued"), "unknown_counts_from", "due"),
    )
    part.close()
    return step


def _check_tones(parts: list[Fields], steps: list[LadderStep]) -> None:
    """What chases never becomes friendlier again: a debtor would learn that a firm word means nothing."""
    chasing = [(step, part) for step, part in zip(steps, parts, strict=True) if _chases(step)]
    chasing.sort(key=lambda pair: pair[0].days)
    loudest = 0
    for step, part in chasing:
        tone = TONES.index(step.tone) if step.tone else loudest
        if tone < loudest:
            part.fault("tone", "tone_falls", value=step.tone, after=TONES[loudest])
        loudest = max(loudest, tone)


def _chases(step: LadderStep) -> bool:
    return step.purpose == "collection" and step.counts_from == "due"


def _autopay(fields: Fields) -> AutopayTerms:
    """A day's notice at the very least: nobody's card is charged unawares."""
    part, usual = fields.part("autopay"), AutopayTerms()
    if part is None:
        return usual
    terms = AutopayTerms(
        offered=part.flag("offered", usual.offered),
        notice_days=part.whole("notice_days", usual.notice_days, least=1, most=30),
        retries=part.whole("retries", usual.retries, most=3),
        retry_after_days=part.whole("retry_after_days", usual.retry_after_days, least=1, most=15),
    )
    part.close()
    return terms


def _late_fee(fields: Fields) -> LateFee:
    part = fields.part("late_fee")
    if part is None:
        return LateFee()
    fee = parse_late_fee(part)
    if fee.rules.rules and not is_known(fee.rules.rules):
        part.fault("rules", "unknown_rules", value=fee.rules.rules)
    return fee


def _step_json(step: LadderStep) -> dict[str, object]:
    counted = {} if step.counts_from == "due" else {"counts_from": step.counts_from}
    return {
        "step": step.step,
        "days": step.days,
        **counted,
        "purpose": step.purpose,
        "tone": step.tone,
        "channels": list(step.channels),
    }
