"""The page on charges tells every field of a policy, every kind of rate and every ready-made set as they are."""

import json
import re

from chalicelib.domain.charging.charge_rules import rule_sets
from chalicelib.domain.charging.frozen_terms import CREDIT_NOTE_COUNTRIES
from chalicelib.domain.charging.late_rules import INTEREST_KINDS, PARTS
from chalicelib.domain.errors import Fault
from chalicelib.domain.fields import Fields
from chalicelib.domain.policy_settings import parse_policy
from tests.docs.pages import codes, table, text

PAGE = "docs/charges.md"


def test_every_kind_of_rate_is_told() -> None:
    assert [codes(row[0])[0] for row in table(PAGE, "kind")] == list(INTEREST_KINDS)


def test_every_ready_made_set_is_told_as_it_is() -> None:
    told = [(codes(row[0])[0], *row[1:4]) for row in table(PAGE, "set")]
    assert told == [(one.id, one.country, one.law, str(one.effective_from)) for one in rule_sets()]


def test_every_series_that_a_set_needs_is_told() -> None:
    for row, one in zip(table(PAGE, "set"), rule_sets(), strict=True):
        assert set(codes(row[4])) == set(re.findall(r"'(?:name|unit)': '(\w+)'", str(one.late_fee)))


def test_every_example_is_a_policy_without_faults() -> None:
    for example in re.findall(r"```json\n(.*?)```", text(PAGE), re.DOTALL):
        faults: list[Fault] = []
        parse_policy(Fields(json.loads(example), "", faults))
        assert faults == []


def test_the_default_order_and_the_countries_of_credit_notes_are_told() -> None:
    rows = {codes(row[0])[0]: row[1] for row in table(PAGE, "field")}
    assert json.dumps(list(PARTS)) in rows["allocation"]
    assert set(re.findall(r"\b[A-Z]{2}\b", rows["early_discount.credit_note"])) == CREDIT_NOTE_COUNTRIES
