"""A rate that debts need and nobody dropped: the business is told once for all its accounts, and nobody guesses."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.business import LateFee
from chalicelib.domain.charging.late_rules import CollectionFee, FeeStep, LateRules, SeriesRate
from chalicelib.domain.charging.missing_rates import missing
from chalicelib.domain.charging.rates import Rate, Rates
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.messages.catalog import LANGUAGES
from chalicelib.messages.rates_mail import MissingRate, missing_rate
from chalicelib.store import notices, rates
from chalicelib.workflows.books.check_books import BOOKS
from chalicelib.workflows.contact.tell_business import own_partition
from chalicelib.workflows.sweep_due import wake_up
from chalicelib.workflows.wake import Wake
from tests.domain.cases import DUE, at, business, debtor, invoice, with_policy
from tests.tables import Cloud
from tests.workflows.cases import created, owing

MONDAY = DUE + timedelta(days=12)
RULES = LateRules(
    series=SeriesRate("TASA", holds_days=10), cap=SeriesRate("TOPE", holds_days=400),
    collection_fee=CollectionFee(20, (FeeStep(Decimal("0.09")),), "CLF", 5),
)  # fmt: skip
KNOWN = Rates({"TASA": (Rate(DUE, Decimal(12)),), "TOPE": (Rate(DUE, Decimal(30)),)})


def bearing(**changes: Any) -> Invoice:
    return invoice(terms=Terms(accepted=True, rules=RULES), **changes)


def needed(days: int, one: Invoice | None = None, known: Rates = KNOWN) -> dict[str, date | None]:
    return missing([one or bearing()], known, DUE + timedelta(days=days))


def test_a_series_that_ran_out_is_missing_from_its_own_day_on() -> None:
    assert needed(9) == {}
    assert needed(10) == {"TASA": DUE + timedelta(days=10)}
    assert needed(30) == {"TASA": DUE + timedelta(days=10), "CLF": None}, "the fee's unit is needed on its day"


@pytest.mark.parametrize(
    "one",
    [
        bearing(state="paid"),
        bearing(due_on=DUE + timedelta(days=99)),
        invoice(terms=Terms(accepted=True)),
        invoice(terms=Terms(rules=RULES)),
    ],
)
def test_what_owes_no_charge_needs_no_rate(one: Invoice) -> None:
    assert needed(15, one, Rates()) == {}


def test_a_debt_in_a_unit_needs_its_value_before_it_is_due() -> None:
    one = invoice(currency="MXV", terms=Terms(pay_in="MXN", value_days=3))
    assert needed(-5, one, Rates()) == {"MXV": None}


def told(*days: date, series: str = "TASA") -> list[date]:
    """Of these days those on which the business was told."""
    names = {day: f"{day}#rates-{series}#email" for day in days}
    return [day for day, name in names.items() if notices.load(own_partition("acme"), name)]


def night(day: date, *debtors: str) -> None:
    wake = Wake(at(day, "03:00"))
    for who in debtors:
        wake(wake_up(f"acme#{who}", BOOKS))


def test_the_business_is_told_once_for_all_its_accounts_on_the_day_and_on_mondays(cloud: Cloud) -> None:
    policy = with_policy(business(), late_fee=LateFee(rules=RULES)).policy
    created(policy=policy)
    for who in ("c1", "c2"):
        owing(bearing(), who=debtor(id=who))
    rates.save("acme", "TOPE", {DUE: Decimal(30)})
    rates.save("acme", "TASA", {DUE: Decimal(12)})
    first = DUE + timedelta(days=10)
    days = [first - timedelta(days=1), first, first + timedelta(days=1), MONDAY]
    for day in days:
        night(day, "c1", "c2")

    assert told(*days) == [first, MONDAY]
    assert told(*days, series="TOPE") == []


def test_a_policy_without_published_rates_reads_and_says_nothing(cloud: Cloud) -> None:
    created()
    owing(invoice(terms=replace(Terms(accepted=True), interest_rate=Decimal("0.02"))))
    night(MONDAY, "c1")
    assert told(MONDAY) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("since", [None, DUE])
def test_the_mail_names_the_series_and_where_to_drop_it(lang: str, since: date | None) -> None:
    mail = missing_rate(MissingRate(lang=lang, business="Acme", series="CO_USURA", today=MONDAY, since=since))

    assert "CO_USURA" in mail.subject and "rates/" in mail.text and "{" not in mail.text
