"""Ready-made rule sets: off until named, dated, sourced, and to the cent what the law's own examples say."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.business import Interest, LateFee
from chalicelib.domain.charging.charge_rules import RuleSet, agreed_fee, is_known, rule_sets
from chalicelib.domain.charging.charge_settings import late_fee_json, parse_late_fee
from chalicelib.domain.charging.charges import Figures, figures
from chalicelib.domain.charging.frozen_terms import freeze_terms
from chalicelib.domain.charging.late_rules import LateRules
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.default_policy import DEFAULT_POLICY
from chalicelib.domain.errors import Fault
from chalicelib.domain.fields import Fields
from tests.domain.cases import DUE, HOME, business, invoice, with_policy
from tests.domain.charging.test_late_rules import day, published

SETS = {one.id: one for one in rule_sets()}


def owed_by_rules(name: str, total: int, days: int, rates: Rates) -> Figures:
    country = SETS[name].country
    of = with_policy(business(country), late_fee=LateFee(rules=LateRules(rules=name)), grace_days=0)
    terms = freeze_terms(of, DUE, HOME[country][1])
    return figures(invoice(total_minor=total, currency=HOME[country][1], terms=terms), day(days), rates)


@pytest.mark.parametrize(
    ("name", "total", "days", "rates", "interest", "fee"),
    [
        ("co_commerce", 100_000_000, 30, published(CO_USURA={0: "25.52"}), 1_868_759, 0),  # 18,687.59
        ("br_standard", 100_000, 45, Rates(), 1_500, 2_000),  # 15.00 + 20.00
        ("mx_commerce", 1_000_000, 45, Rates(), 7_397, 0),  # 73.97
        ("es_commerce", 1_000_000, 90, published(ES_BCE={-20: "3.15"}), 27_493, 4_000),  # 274.93 + EUR 40
        ("cl_invoices", 1_000_000, 45, published(CL_CORRIENTE={0: "30", 31: "30"}), 37_500, 10_000),
        ("cl_consumers", 1_000_000, 45, published(CL_CORRIENTE={0: "30", 31: "30"}, CL_MAXIMA={1: "45", 31: "45"},
                                                  CLF={20: "40000"}), 37_500, 72_000),
        ("ar_bank_rate", 1_000_000, 31, published(BNA_ACTIVA={1: "36.5"}), 31_000, 0),
        ("pe_legal", 1_000_000, 30, published(PE_LEGAL={0: "3.65"}), 2_947, 0),
        ("ec_legal", 1_000_000, 30, published(EC_REFERENCIAL={0: "9"}, EC_MAXIMA={0: "8.4"}), 7_000, 0),
    ],
)  # fmt: skip
def test_each_set_charges_what_its_law_says(
    name: str, total: int, days: int, rates: Rates, interest: int, fee: int
) -> None:
    found = owed_by_rules(name, total, days, rates)
    assert (found.interest_minor, found.fee_minor) == (interest, fee)


@pytest.mark.parametrize("name", [name for name, one in SETS.items() if "series" in str(one.late_fee)])
def test_a_set_that_lives_on_published_rates_charges_no_interest_without_them(name: str) -> None:
    assert owed_by_rules(name, 1_000_000, 90, Rates()).interest_minor == 0


def test_no_set_is_on_by_itself() -> None:
    assert DEFAULT_POLICY.late_fee == LateFee()
    assert freeze_terms(business("CL"), DUE, "CLP").rules == LateRules()


def test_every_country_we_ship_rules_for_has_a_set() -> None:
    assert {one.country for one in rule_sets()} == {"MX", "CO", "PE", "CL", "BR", "AR", "EC", "ES"}


@pytest.mark.parametrize("one", rule_sets(), ids=lambda one: one.id)
def test_every_set_reads_without_a_fault_and_names_its_source(one: RuleSet) -> None:
    faults: list[Fault] = []
    fee = parse_late_fee(Fields(one.late_fee, "", faults))
    assert faults == []
    assert parse_late_fee(Fields(late_fee_json(fee), "", faults)) == fee
    assert one.law
    assert "." in one.source
    assert one.checked_on >= one.effective_from


def test_what_the_business_says_itself_comes_before_the_set() -> None:
    own = LateFee(interest=Interest(Decimal("0.01")), rules=LateRules(rules="br_standard", clause="7"))
    found = agreed_fee(own, DUE)

    assert (found.percent, found.interest) == (Decimal("0.02"), Interest(Decimal("0.01")))
    assert (found.rules.clause, found.rules.rules) == ("7", "br_standard")


def test_before_its_law_a_set_charges_nothing() -> None:
    law = SETS["es_commerce"]
    named = LateFee(rules=LateRules(rules=law.id))

    assert agreed_fee(named, law.effective_from - timedelta(days=1)).interest is None
    assert agreed_fee(named, law.effective_from).interest is not None
    assert is_known(law.id)
    assert not is_known("es_commerce_2")


def test_amounts_hold_in_the_businesss_own_currency_only() -> None:
    fee = LateFee(flat_minor=500, rules=LateRules(rules="cl_consumers", most_minor=900))
    of = with_policy(business("CL"), late_fee=fee)
    own, dollars, units = (freeze_terms(of, DUE, currency) for currency in ("CLP", "USD", "CLF"))

    assert (own.flat_minor, own.rules.most_minor, own.rules.collection_fee is None) == (500, 900, False)
    assert (dollars.flat_minor, dollars.rules.most_minor, dollars.rules.collection_fee) == (0, 0, None)
    assert units.rules.collection_fee is not None, "tranches of UF hold for a debt in UF"


def test_terms_stay_as_they_were_when_the_policy_changes() -> None:
    before = with_policy(business("BR"), late_fee=LateFee(rules=LateRules(rules="br_standard")), grace_days=0)
    owed = invoice(total_minor=100_000, currency="BRL", terms=freeze_terms(before, DUE, "BRL"))
    harsher = replace(before.policy, late_fee=LateFee(percent=Decimal("0.5")))

    assert freeze_terms(replace(before, policy=harsher), DUE, "BRL").percent == Decimal("0.5")
    assert figures(owed, date(2026, 7, 18)).fee_minor == 2_000
