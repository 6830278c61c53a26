"""The plans that are offered, the terms that may be chosen, and why none is offered."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Choice
from chalicelib.domain.agreeing.agreement_settings import agreement_json, extension_json
from chalicelib.domain.agreeing.installments import due_days, parts_of
from chalicelib.domain.agreeing.plan_offers import Offer, Paid, offers
from chalicelib.domain.agreeing.plan_rules import Limits, check_choice, check_possible, chosen, limits, why_not
from chalicelib.domain.business import AgreementTerms, Business, ExtensionTerms
from chalicelib.domain.errors import Fault, Faulty, Refusal
from chalicelib.domain.fields import Fields
from chalicelib.domain.policy_settings import parse_policy, policy_json
from tests.domain.cases import account, business, invoice, with_policy
from tests.domain.plan_cases import TODAY, Life, monthly

TENTHS = [Paid(date(2026, month, 10), 18_000) for month in (2, 3, 4, 5)]


def bounds(minor: int = 120_000, **terms: object) -> Limits:
    return limits(with_policy(business(), agreement=replace(AgreementTerms(), **terms)), "MXN", minor, TODAY)


def told(found: tuple[Offer, ...]) -> list[tuple[str, int, str]]:
    return [(one.name, one.choice.parts, str(one.choice.first_on)) for one in found]


def test_three_plans_the_middle_one_for_what_is_usually_paid() -> None:
    own_day = [("short", 2, "2026-07-10"), ("usual", 5, "2026-07-10"), ("long", 6, "2026-07-10")]
    assert told(offers(90_000, bounds(), TODAY, TENTHS)) == own_day
    without = [("short", 2, "2026-06-30"), ("usual", 4, "2026-06-30"), ("long", 6, "2026-06-30")]
    assert told(offers(90_000, bounds(), TODAY)) == without


def test_a_plan_that_starts_at_the_end_of_a_month_stays_at_the_end() -> None:
    (_, usual, _) = offers(90_000, bounds(), TODAY)
    assert [str(day) for day in due_days(usual.choice)] == ["2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30"]


def test_where_months_do_not_fit_half_months_do() -> None:
    found = offers(90_000, bounds(max_days=40), TODAY)
    assert [(one.choice.every, one.choice.parts) for one in found] == [("half_month", 2), ("half_month", 3)]


def test_a_debt_too_small_to_split_has_no_plan() -> None:
    assert offers(1_500, bounds(1_500), TODAY) == ()
    assert offers(90_000, bounds(max_parts=1), TODAY) == ()


@given(
    minor=st.integers(1, 10**9),
    parts=st.integers(1, 24),
    days=st.integers(1, 400),
    down=st.sampled_from(["0", "0.1", "0.5"]),
    least=st.integers(0, 50_000),
)
def test_whatever_is_offered_may_be_chosen(minor: int, parts: int, days: int, down: str, least: int) -> None:
    held = bounds(minor, max_parts=parts, max_days=days, min_down_percent=Decimal(down), min_part_minor=least)
    found = offers(minor, held, TODAY)
    assert len(found) <= 3 and len({one.choice for one in found}) == len(found)
    for one in found:
        check_choice(one.choice, minor, held, TODAY)
        amounts = parts_of(minor - one.choice.down_minor, one.choice.parts)
        assert sum(amounts) + one.choice.down_minor == minor and min(amounts) >= held.min_part_minor


@pytest.mark.parametrize(
    ("choice", "codes"),
    [
        (monthly(7, down_minor=12_000), ["plan_too_many_parts", "plan_too_long"]),
        (monthly(6, TODAY + timedelta(days=60), 12_000), ["plan_first_too_late", "plan_too_long"]),
        (monthly(2, down_minor=11_999), ["plan_down_too_low"]),
        (monthly(2, down_minor=119_000), ["plan_part_too_small"]),
        (monthly(0), ["out_of_range"]),
        (monthly(61), ["out_of_range"]),
        (monthly(2, TODAY), ["plan_first_in_past"]),
        (monthly(2, TODAY - timedelta(days=400)), ["plan_first_in_past"]),
        (monthly(2, date(9999, 12, 31)), ["plan_first_too_late"]),
        (monthly(2, down_minor=-1), ["out_of_range"]),
        (monthly(2, down_minor=120_000), ["out_of_range"]),
        (Choice(2, TODAY + timedelta(days=9), every="<script>"), ["unknown_rhythm"]),
        (Choice(2, TODAY + timedelta(days=9), anchor=32), ["out_of_range"]),
    ],
)
def test_what_goes_beyond_the_rules_is_said_all_at_once(choice: Choice, codes: list[str]) -> None:
    with pytest.raises(Faulty) as refused:
        check_choice(choice, 120_000, bounds(min_down_percent=Decimal("0.1")), TODAY)
    assert [one.code for one in refused.value.faults] == codes


def test_more_parts_than_cents_are_nobodys_plan() -> None:
    with pytest.raises(Faulty):
        check_possible(monthly(3), 2, TODAY)


def test_why_no_plan_is_offered() -> None:
    house = business()
    open_one = invoice()
    assert why_not(account(open_one), house, "MXN", TODAY) == ""
    assert why_not(account(open_one), house, "MXN", TODAY, broken=2) == "plan_broken_before"
    assert why_not(account(), house, "MXN", TODAY) == "nothing_to_plan"
    assert why_not(account(invoice(state="disputed")), house, "MXN", TODAY) == "plan_disputed"
    assert why_not(account(invoice(state="paying")), house, "MXN", TODAY) == "plan_payment_in_progress"
    off = with_policy(house, agreement=AgreementTerms(offered=False))
    assert why_not(account(open_one), off, "MXN", TODAY) == "plan_not_offered"
    lived = Life(100_000)
    lived.sign(monthly(2))
    assert why_not(lived.account, house, "MXN", TODAY) == "plan_running"
    assert why_not(lived.account, house, "USD", TODAY) == "nothing_to_plan"


def test_only_ones_own_open_debts_of_one_currency_are_covered() -> None:
    mine = account(invoice("F1"), invoice("F2", currency="USD"), invoice("F3", due_on=TODAY + timedelta(days=31)))
    assert [one.number for one in chosen(mine, (), "MXN", TODAY)] == ["F1"]
    for numbers, code in ((("F9",), "not_found"), (("F1", "F2"), "plan_mixed")):
        with pytest.raises(Refusal) as refused:
            chosen(mine, numbers, "MXN", TODAY)
        assert refused.value.code == code


def parsed(policy: dict[str, object]) -> tuple[Business, list[Fault]]:
    faults: list[Fault] = []
    return replace(business(), policy=parse_policy(Fields(policy, "policy", faults))), faults


def test_the_rules_of_a_policy_come_back_as_they_were_written() -> None:
    written: dict[str, object] = {
        "agreement": {"min_down_percent": "0.2", "max_parts": 12, "interest": {"rate": "0.015"}, "most_broken": 0},
        "extension": {"max_days": 15, "charges_from": "old", "keeps_discount": True},
    }
    house, faults = parsed(written)
    assert faults == []
    again, _ = parsed(policy_json(house.policy))
    assert again.policy == house.policy and house.policy.agreement.max_parts == 12
    assert agreement_json(AgreementTerms()) == extension_json(ExtensionTerms()) == {}


@pytest.mark.parametrize(
    ("policy", "path", "code"),
    [
        ({"agreement": {"min_down_percent": "1"}}, "policy.agreement.min_down_percent", "out_of_range"),
        ({"agreement": {"min_down_percent": 0.2}}, "policy.agreement.min_down_percent", "not_decimal_text"),
        ({"agreement": {"max_parts": 0}}, "policy.agreement.max_parts", "out_of_range"),
        ({"agreement": {"max_parts": 61}}, "policy.agreement.max_parts", "out_of_range"),
        ({"agreement": {"interest": {"rate": "-0.1"}}}, "policy.agreement.interest.rate", "negative"),
        (
            {"agreement": {"interest": {"rate": "0.1", "kind": "daily"}}},
            "policy.agreement.interest.kind",
            "unknown_kind",
        ),
        ({"agreement": {"grace": 1}}, "policy.agreement.grace", "unknown_field"),
        ({"agreement": []}, "policy.agreement", "not_object"),
        ({"extension": {"max_days": -1}}, "policy.extension.max_days", "negative"),
        ({"extension": {"charges_from": "both"}}, "policy.extension.charges_from", "unknown_charges_from"),
    ],
)
def test_a_wrong_rule_is_a_fault_with_its_path(policy: dict[str, object], path: str, code: str) -> None:
    _, faults = parsed(policy)
    assert [(one.path, one.code) for one in faults] == [(path, code)]
