"""What is wrong with a business's JSON: each fault with its path, and all of them at once."""

import pytest

from tests.domain.business_bodies import CHILEAN, MINIMAL, STEP, faults, policy


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
