"""A business from its JSON: defaults by country, every fault at once, changes over a known one."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.business import Business, EarlyDiscount, Interest, LadderStep, Pix, Sender, Transfer
from chalicelib.domain.business_settings import business_json, parse_business
from chalicelib.domain.default_policy import DEFAULT_LADDER
from chalicelib.domain.errors import Faulty

MINIMAL = {"id": "acme", "name": "Acme SpA", "country": "CL", "sender": {"email": "cobros@acme.example"}}
STEP = {"step": "soon", "days": -3, "purpose": "pre_due", "tone": "friendly", "channels": ["email", "sms"]}
CHILEAN = {
    "kind": "cl_account",
    "account": "00-123-45678-9",
    "bank": "Banco Sur",
    "holder": "Acme SpA",
    "tax_id": "76086428-5",
}
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


def parse(raw: object, known: Business | None = None) -> Business:
    return parse_business(raw, known, lambda _country, text: text != "wrong")


def faults(raw: object, known: Business | None = None) -> set[tuple[str, str]]:
    with pytest.raises(Faulty) as refused:
        parse(raw, known)
    return {(fault.path, fault.code) for fault in refused.value.faults}


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


def policy(**parts: object) -> dict[str, object]:
    return {**MINIMAL, "policy": parts}


@pytest.mark.parametrize(
    ("raw", "path", "code"),
    [
        (None, "", "not_object"),
        ([MINIMAL], "", "not_object"),
        ({**MINIMAL, "surprise": 1}, "surprise", "unknown_field"),
        ({**MINIMAL, "id": "A"}, "id", "bad_id"),
        ({**MINIMAL, "id": "a"}, "id", "bad_id"),
        ({**MINIMAL, "id": "a" * 41}, "id", "bad_id"),
        ({**MINIMAL, "id": "acme/x"}, "id", "bad_id"),
        ({**MINIMAL, "name": ""}, "name", "required"),
        ({**MINIMAL, "name": "   "}, "name", "bad_text"),
        ({**MINIMAL, "name": "Acme\r\nBcc: x"}, "name", "bad_text"),
        ({**MINIMAL, "name": 7}, "name", "not_text"),
        ({**MINIMAL, "name": "x" * 201}, "name", "too_long"),
        ({**MINIMAL, "tax_id": "wrong"}, "tax_id", "bad_tax_id"),
        ({**MINIMAL, "time_zone": "America/Nowhere"}, "time_zone", "unknown_zone"),
        ({**MINIMAL, "time_zone": "../../etc/passwd"}, "time_zone", "unknown_zone"),
        ({**MINIMAL, "time_zone": "America"}, "time_zone", "unknown_zone"),
        ({**MINIMAL, "currency": "XXX"}, "currency", "unknown_currency"),
        ({**MINIMAL, "language": "fr"}, "language", "unknown_language"),
        ({**MINIMAL, "verify": "passport"}, "verify", "unknown_verify"),
        ({**MINIMAL, "live": "yes"}, "live", "not_true_or_false"),
        ({**MINIMAL, "sender": None}, "sender", "required"),
        ({**MINIMAL, "sender": {"email": "acme"}}, "sender.email", "bad_email"),
        ({**MINIMAL, "sender": {"email": "a@b.cl", "phone": ""}}, "sender.phone", "unknown_field"),
        ({**MINIMAL, "whatsapp": {"enabled": 1}}, "whatsapp.enabled", "not_true_or_false"),
        ({**MINIMAL, "payment_methods": []}, "payment_methods", "not_object"),
        (policy(late_fee={"rules": "xx"}), "policy.late_fee.rules", "unknown_rules"),
        (policy(late_fee={"tax": "1.5"}), "policy.late_fee.tax", "out_of_range"),
        (policy(late_fee={"interest": {"rate": "-0.1"}}), "policy.late_fee.interest.rate", "negative"),
        (
            policy(late_fee={"interest": {"rate": "0.1", "series": {"name": "X"}}}),
            "policy.late_fee.interest.rate",
            "one_of_two",
        ),
        (policy(late_fee={"interest": {"series": {}}}), "policy.late_fee.interest.series.name", "required"),
        (
            policy(late_fee={"interest": {"rate": "0.1", "cap": {"name": "X", "kind": "daily"}}}),
            "policy.late_fee.interest.cap.kind",
            "unknown_kind",
        ),
        (
            policy(late_fee={"collection_fee": {"steps": [{"percent": "0.1"}, {"up_to": "5", "percent": "0.1"}]}}),
            "policy.late_fee.collection_fee.steps",
            "not_rising",
        ),
        (policy(late_fee={"collection_fee": {}}), "policy.late_fee.collection_fee.steps", "required"),
        (policy(early_discount={"days_before_due": 3}), "policy.early_discount.percent", "required"),
        (
            policy(early_discount={"percent": "0.1", "amount_minor": 5}),
            "policy.early_discount.amount_minor",
            "one_of_two",
        ),
        (policy(early_discount={"percent": "0.1", "until": "31/12"}), "policy.early_discount.until", "bad_date"),
        (policy(allocation=["interest", "fee"]), "policy.allocation", "part_missing"),
        (policy(allocation=[{}]), "policy.allocation[0]", "unknown_part"),
        (policy(allocation=["interest", "rent"]), "policy.allocation[1]", "unknown_part"),
        (policy(min_days_between=-1), "policy.min_days_between", "negative"),
        (policy(min_days_between=1.5), "policy.min_days_between", "not_whole"),
        (policy(min_days_between=True), "policy.min_days_between", "not_whole"),
        (policy(grace_days="2"), "policy.grace_days", "not_whole"),
        (policy(terms_days=10**9), "policy.terms_days", "out_of_range"),
        (policy(late_fee={"flat_minor": -5}), "policy.late_fee.flat_minor", "negative"),
        (policy(late_fee={"flat_minor": 0.5}), "policy.late_fee.flat_minor", "not_whole"),
        (policy(late_fee={"percent": 0.02}), "policy.late_fee.percent", "not_decimal_text"),
        (policy(late_fee={"percent": "2%"}), "policy.late_fee.percent", "not_decimal_text"),
        (policy(late_fee={"percent": "NaN"}), "policy.late_fee.percent", "not_decimal_text"),
        (policy(late_fee={"percent": "-0.02"}), "policy.late_fee.percent", "negative"),
        (policy(late_fee={"percent": "2"}), "policy.late_fee.percent", "out_of_range"),
        (policy(late_fee={"interest": {}}), "policy.late_fee.interest.rate", "required"),
        (policy(late_fee={"interest": {"rate": "1", "kind": "day"}}), "policy.late_fee.interest.kind", "unknown_kind"),
        (policy(early_discount={"percent": "1.1"}), "policy.early_discount.percent", "out_of_range"),
        (policy(ladder={}), "policy.ladder", "not_list"),
        (policy(ladder=[STEP] * 51), "policy.ladder", "too_long"),
        (policy(ladder=["soon"]), "policy.ladder[0]", "not_object"),
        (policy(ladder=[STEP, STEP]), "policy.ladder[1].step", "repeated"),
        (policy(ladder=[{**STEP, "step": "a#b"}]), "policy.ladder[0].step", "bad_step"),
        (policy(ladder=[{**STEP, "days": 1.5}]), "policy.ladder[0].days", "not_whole"),
        (policy(ladder=[{**STEP, "days": 10**6}]), "policy.ladder[0].days", "out_of_range"),
        (policy(ladder=[{**STEP, "purpose": "legal"}]), "policy.ladder[0].purpose", "unknown_purpose"),
        (policy(ladder=[{**STEP, "tone": "rude"}]), "policy.ladder[0].tone", "unknown_tone"),
        (policy(ladder=[{**STEP, "channels": []}]), "policy.ladder[0].channels", "empty"),
        (policy(ladder=[{**STEP, "channels": ["fax"]}]), "policy.ladder[0].channels[0]", "unknown_channel"),
        (policy(ladder=[{**STEP, "channels": [{}]}]), "policy.ladder[0].channels[0]", "unknown_channel"),
        (policy(ladder=[{**STEP, "channels": ["sms", "sms"]}]), "policy.ladder[0].channels[1]", "repeated"),
        (policy(speed=1), "policy.speed", "unknown_field"),
    ],
)  # fmt: skip
def test_a_fault_names_its_path_and_nothing_else(raw: object, path: str, code: str) -> None:
    assert faults(raw) == {(path, code)}


@pytest.mark.parametrize(
    ("methods", "path", "code"),
    [
        ({"transfer": {"kind": "clabe", "account": "032180000118359718"}}, "transfer.account", "bad_account"),
        ({"transfer": {"kind": "clave", "account": "1"}}, "transfer.kind", "unknown_kind"),
        ({"transfer": {**CHILEAN, "holder": None}}, "transfer.holder", "required"),
        ({"pix": {"key": "no key", "city": "Rio"}}, "pix.key", "bad_pix_key"),
        ({"pix": {"key": "39053344705"}}, "pix.city", "required"),
        ({"cash": {"hours": "9-17"}}, "cash.place", "required"),
        ({"uploaded_qr": "00020126"}, "uploaded_qr", "bad_qr"),
        ({"barter": {}}, "barter", "unknown_field"),
    ],
)  # fmt: skip
def test_a_way_of_being_paid_that_would_lose_the_money_is_refused(methods: object, path: str, code: str) -> None:
    assert faults({**MINIMAL, "payment_methods": methods}) == {(f"payment_methods.{path}", code)}


def test_all_faults_are_reported_at_once() -> None:
    found = faults({"id": "A", "country": "XX", "policy": {"grace_days": -1}, "extra": None})
    assert {path for path, _ in found} == {"id", "name", "country", "sender", "policy.grace_days", "extra"}


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
