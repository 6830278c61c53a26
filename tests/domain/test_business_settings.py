"""A business from its JSON: defaults by country, changes over a known one, and back to JSON word for word."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.business import EarlyDiscount, Interest, LadderStep, Pix, Sender, Transfer
from chalicelib.domain.business_settings import business_json
from chalicelib.domain.default_policy import DEFAULT_LADDER
from chalicelib.domain.errors import Faulty
from tests.domain.business_bodies import CHILEAN, MINIMAL, STEP, faults, parse, policy

FULL: dict[str, Any] = {
    **MINIMAL,
    "tax_id": "76086428-5",
    "time_zone": "America/Punta_Arenas",
    "currency": "USD",
    "language": "en",
    "sender": {"email": "cobros@acme.example", "name": "Cobros Acme"},
    "live": False,
    "test_mode": True,
    "verify": "phone_last4",
    "payment_methods": {
        "stripe": False,
        "paypal": True,
        "transfer": CHILEAN,
        "pix": {"key": "cobros@acme.example", "city": "Santiago"},
        "cash": {"place": "Caja 1", "hours": "9-17"},
        "uploaded_qr": "https://qr.example/acme",
    },
    "whatsapp": {"enabled": True},
    "policy": {
        "ladder": [STEP, {**STEP, "step": "late", "days": 4, "purpose": "collection", "channels": ["sms"]}],
        "min_days_between": 3,
        "grace_days": 5,
        "late_fee": {
            "flat_minor": 500,
            "percent": "0.02",
            "interest": {"rate": "0.2552", "kind": "effective_year"},
        },
        "early_discount": {"percent": "0.03", "days_before_due": 5},
        "terms_days": 45,
        "terms_accepted": False,
    },
}


def test_a_country_brings_its_zone_currency_and_language() -> None:
    chile, brazil = parse(MINIMAL), parse({**MINIMAL, "country": "BR"})
    assert (chile.time_zone, chile.currency, chile.language) == ("America/Santiago", "CLP", "es")
    assert (brazil.time_zone, brazil.currency, brazil.language) == ("America/Sao_Paulo", "BRL", "pt")
    assert chile.sender == Sender("cobros@acme.example", "Acme SpA")
    assert (chile.live, chile.verify, chile.payment_methods.stripe) == (True, "tax_id_last4", True)
    assert chile.policy.ladder == DEFAULT_LADDER
    assert (chile.policy.min_days_between, chile.policy.grace_days, chile.policy.terms_accepted) == (2, 2, True)


def test_a_country_without_known_habits_must_name_them() -> None:
    assert faults({**MINIMAL, "country": "FR"}) == {
        ("time_zone", "required"),
        ("currency", "required"),
        ("language", "required"),
    }


def test_everything_named_is_kept() -> None:
    business = parse(FULL)
    assert business.payment_methods.transfer == Transfer(**CHILEAN)
    assert business.payment_methods.pix == Pix("cobros@acme.example", "Santiago")
    assert business.policy.ladder[1] == LadderStep("late", 4, "collection", "friendly", ("sms",))
    assert business.policy.late_fee.interest == Interest(Decimal("0.2552"), "effective_year")
    assert business.policy.early_discount == EarlyDiscount(Decimal("0.03"), 5)
    assert (business.policy.version, business.policy.terms_days) == (1, 45)


@pytest.mark.parametrize("raw", [MINIMAL, FULL])
def test_what_we_answer_reads_back_to_the_same_business(raw: dict[str, Any]) -> None:
    business = parse(raw)
    assert parse(business_json(business)) == business
    assert parse(business_json(business), business) == business


def test_the_full_body_comes_back_word_for_word() -> None:
    assert business_json(parse(FULL)) == FULL


RULES: dict[str, Any] = {
    "late_fee": {
        "flat_minor": 0,
        "percent": None,
        "interest": {
            "kind": "simple_year_360",
            "series": {"name": "TASA", "times": "1.5", "plus": "0.08", "holds_days": 31},
            "cap": {"name": "TOPE", "kind": "effective_year", "holds_days": 62},
            "compound_months": 6,
        },
        "tax": "0.19",
        "collection_fee": {
            "after_days": 20,
            "unit": "CLF",
            "steps": [{"up_to": "10", "percent": "0.09"}, {"percent": "0.03"}],
            "holds_days": 5,
        },
        "most_percent": "0.5",
        "most_minor": 90000,
        "rules": "cl_consumers",
        "clause": "Cláusula 7",
    },
    "early_discount": {"amount_minor": 500, "days_before_due": 0, "until": "2026-12-31", "credit_note": False},
    "allocation": ["principal", "interest", "tax", "fee"],
}


def test_every_rule_of_a_policy_comes_back_word_for_word() -> None:
    told = business_json(parse({**MINIMAL, "policy": RULES}))["policy"]
    assert isinstance(told, dict)
    assert {key: told[key] for key in RULES} == RULES
    assert parse({**MINIMAL, "policy": told}) == parse({**MINIMAL, "policy": RULES})


def test_tax_that_the_order_does_not_name_comes_after_its_interest() -> None:
    found = parse(policy(allocation=["principal", "interest", "fee"])).policy
    assert found.allocation == ("principal", "interest", "tax", "fee")


def test_a_unit_goes_by_its_iso_code_and_a_series_by_one_name() -> None:
    fee = {"after_days": 20, "unit": "uf", "steps": [{"percent": "0.09"}]}
    found = parse(policy(late_fee={"collection_fee": fee, "interest": {"series": {"name": "Tasa activa"}}}))
    rules = found.policy.late_fee.rules
    assert rules.collection_fee
    assert rules.series
    assert (rules.collection_fee.unit, rules.series.series) == ("CLF", "TASA_ACTIVA")


def test_a_zero_is_valid_and_means_none() -> None:
    zeros = policy(
        ladder=[],
        min_days_between=0,
        grace_days=0,
        terms_days=0,
        late_fee={"flat_minor": 0, "percent": "0", "interest": {"rate": "0.00"}},
        early_discount={"percent": 0, "days_before_due": 0},
    )
    found = parse(zeros).policy
    assert (found.ladder, found.min_days_between, found.grace_days, found.terms_days) == ((), 0, 0, 0)
    assert (found.late_fee.percent, found.late_fee.interest, found.early_discount) == (None, None, None)


@pytest.mark.parametrize("tones", [("firm", "neutral"), ("final", "friendly")])
def test_a_tone_that_falls_is_a_fault_whatever_the_order_in_the_file(tones: tuple[str, str]) -> None:
    late = [{**STEP, "step": f"s{days}", "days": days, "purpose": "collection", "tone": tone}
            for days, tone in zip((1, 5), tones, strict=True)]  # fmt: skip
    assert faults(policy(ladder=late)) == {("policy.ladder[1].tone", "tone_falls")}
    assert faults(policy(ladder=late[::-1])) == {("policy.ladder[0].tone", "tone_falls")}


class TestOverAKnownBusiness:
    def test_what_is_not_named_stays(self) -> None:
        known = parse(FULL)
        changed = parse({"name": "Acme Chile SpA", "policy": {"grace_days": 0}}, known)
        assert changed.name == "Acme Chile SpA"
        assert changed.payment_methods == known.payment_methods
        assert changed.policy.grace_days == 0
        assert changed.policy.ladder == known.policy.ladder

    def test_null_goes_back_to_the_default(self) -> None:
        assert parse({"policy": {"ladder": None}}, parse(FULL)).policy.ladder == DEFAULT_LADDER
        assert parse({"payment_methods": None}, parse(FULL)).payment_methods.transfer is None

    def test_only_a_policy_that_differs_is_a_new_version(self) -> None:
        known = parse(FULL)
        assert parse({"name": "Other"}, known).policy.version == 1
        assert parse({"policy": {"grace_days": 5}}, known).policy.version == 1
        second = parse({"policy": {"grace_days": 6}}, known)
        assert second.policy.version == 2
        assert parse(FULL, second).policy.version == 3

    def test_the_id_stays(self) -> None:
        assert faults({"id": "other"}, parse(MINIMAL)) == {("id", "not_changeable")}

    def test_a_wrong_shape_changes_nothing_and_is_refused(self) -> None:
        assert faults(["name"], parse(MINIMAL)) == {("", "not_object")}
        assert faults({"policy": []}, parse(MINIMAL)) == {("policy", "not_object")}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_junk_anywhere_is_a_fault_and_never_a_crash(data: st.DataObject) -> None:
    def spoil(value: Any) -> Any:
        if data.draw(st.integers(0, 9)) == 0:
            return data.draw(JSON)
        if isinstance(value, dict):
            return {key: spoil(part) for key, part in value.items()}
        return [spoil(part) for part in value] if isinstance(value, list) else value

    raw = spoil(FULL)
    with suppress(Faulty):
        assert parse(business_json(parse(raw))) == parse(raw)
