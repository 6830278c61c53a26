"""Debts in UF, UVA, UDI, UVR or dollars, paid in local money at the day's value: to the minor unit, never a guess."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.cash import apply_cash, undo_cash
from chalicelib.domain.business_settings import business_json, parse_business
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.frozen_terms import freeze_terms
from chalicelib.domain.charging.indexation import cash_of, due_on
from chalicelib.domain.charging.late_rules import Indexation
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.charging.wanted_rates import wanted
from chalicelib.domain.errors import Faulty, Refusal
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.domain.paying.quote import quote_amount, quote_debts
from tests.domain.business_bodies import MINIMAL
from tests.domain.cases import DUE, business, debtor, invoice, moment, with_policy
from tests.domain.charging.test_late_rules import day, published

UF = published(CLF={0: "39643.59", 1: "39700.01", 5: "39900"})
IN_UF = Terms(accepted=True, interest_rate=Decimal("0.03"), pay_in="CLP", value_days=3)


def owing(total_minor: int = 105_000, **changes: Any) -> Invoice:
    """10.5 UF unless told otherwise."""
    return invoice(total_minor=total_minor, currency="CLF", terms=IN_UF, **changes)


def account(*invoices: Invoice, rates: Rates = UF) -> Account:
    return Account(debtor("CL"), invoices, rates=rates)


def test_the_value_of_the_day_counts_and_is_told_with_its_date() -> None:
    due = due_on(owing(), DUE, UF)

    assert (due.currency, due.balance_minor, due.units_minor) == (
        "CLP",
        416_258,
        105_000,
    )  # 10.5 × 39,643.59 = 416,257.695
    assert due.value
    assert (due.value.rate, due.value.on) == (Decimal("39643.59"), DUE)


def test_interest_is_counted_in_the_unit_and_paid_at_the_days_value() -> None:
    assert figures(owing(), day(5), UF).interest_minor == 525
    assert due_on(owing(), day(5), UF).balance_minor == 421_045  # 10.5525 × 39,900 = 421,044.75


@pytest.mark.parametrize(("late", "published_on"), [(2, 1), (4, 1), (5, 5), (8, 5), (9, None), (-1, None)])
def test_a_missing_value_is_the_last_one_within_its_days_and_then_none(late: int, published_on: int | None) -> None:
    due = due_on(owing(), day(late), UF)

    assert due.is_missing == (published_on is None)
    assert (due.value.on if due.value else None) == (None if published_on is None else day(published_on))


def test_without_a_value_nobody_is_quoted_a_guess() -> None:
    with pytest.raises(Refusal) as refused:
        quote_debts(account(owing(), rates=Rates()), ["F1"], DUE)
    assert refused.value.code == "rate_missing"
    with pytest.raises(Refusal):
        quote_amount(account(owing(), rates=Rates()), 5_000, "CLP", DUE)


def test_a_quote_keeps_its_value_whatever_is_published_until_it_is_paid() -> None:
    quote = quote_debts(account(owing()), ["F1"], DUE)
    applied = apply_cash(
        debtor("CL"), {"F1": owing()}, quote.lines, "CLP", quote.amount_minor, DUE, moment(day(5), "p", payment="p")
    )
    (paid,) = applied.entries

    assert applied.invoices[0].state == "paid"
    assert (paid.amount_minor, paid.currency) == (-105_000, "CLF")
    assert (paid.cash_minor, paid.cash_currency, paid.rate, paid.rate_on) == (416_258, "CLP", Decimal("39643.59"), DUE)


def test_debts_in_pesos_and_in_uf_are_paid_together() -> None:
    pesos = invoice("F2", total_minor=50_000, currency="CLP")
    quote = quote_debts(account(owing(), pesos), ["F1", "F2"], DUE)

    assert (quote.currency, quote.amount_minor) == ("CLP", 466_258)


def test_a_part_pays_so_many_units_and_never_more_than_it_is_worth() -> None:
    quote = quote_amount(account(owing()), 100_000, "CLP", DUE)
    (line,) = quote.lines
    assert (line.amount_minor, line.units_minor) == (100_000, 25_224)  # 100,000 / 39,643.59 = 2.52247…

    applied = apply_cash(debtor("CL"), {"F1": owing()}, quote.lines, "CLP", 100_000, DUE, moment(cause="p"))
    assert applied.invoices[0].principal_minor == 105_000 - 25_224
    assert sum(cash_of(one) for one in applied.entries) == 100_000


@given(st.integers(1, 10**9), st.integers(1, 10**12), st.integers(1, 120), st.decimals("0.0001", "100000", places=6))
def test_money_in_and_back_always_sums(total: int, cash: int, back: int, rate: Decimal) -> None:
    """What comes in is on the invoice or unapplied; given back wholly, nothing of it is left anywhere."""
    rates = published(CLF={0: str(rate)})
    owed = owing(total)
    quote = quote_debts(account(owed, rates=rates), ["F1"], DUE) if due_on(owed, DUE, rates).balance_minor else None
    lines = quote.lines if quote else ()
    paid = apply_cash(debtor("CL"), {"F1": owed}, lines, "CLP", cash, DUE, moment(cause="p", payment="p"))
    placed = sum(cash_of(one) for one in paid.entries if one.kind in {"payment", "unapplied"})
    assert placed == cash

    after = {one.number: one for one in paid.invoices}
    returned = min(cash, max(cash * back // 100, 1))
    undone = undo_cash(paid.debtor, after, paid.entries, "CLP", returned, moment(day(1), "r", payment="p"))
    moved = sum(
        cash_of(one) for one in (*paid.entries, *undone.entries) if one.kind in {"payment", "refund", "unapplied"}
    )
    assert moved == cash - returned
    if returned == cash:
        assert [one.principal_minor for one in undone.invoices] in ([], [total])


def test_terms_freeze_in_what_a_unit_is_paid() -> None:
    of = with_policy(business("CL"), indexation=Indexation(("CLF", "USD"), 3))
    in_uf, in_pesos, in_euros = (freeze_terms(of, DUE, currency) for currency in ("CLF", "CLP", "EUR"))

    assert (in_uf.pay_in, in_uf.value_days) == ("CLP", 3)
    assert in_pesos.pay_in == in_euros.pay_in == ""
    assert freeze_terms(business("CL"), DUE, "CLF").pay_in == "", "off until the business turns it on"


def test_only_accounts_with_such_debts_want_values() -> None:
    assert wanted([owing()]) == {"CLF": DUE - timedelta(days=33)}
    assert wanted([invoice(currency="CLF")]) == {}
    assert wanted([owing(state="paid")]) == {}


def test_the_units_of_a_policy_go_by_any_of_their_names() -> None:
    policy = {"indexation": {"units": ["UF", "UVA", "USD"], "max_age_days": 5}}
    made = parse_business({**MINIMAL, "policy": policy}, None, lambda *_: True)

    assert made.policy.indexation == Indexation(("CLF", "UVA", "USD"), 5)
    assert parse_business(business_json(made), None, lambda *_: True) == made


@pytest.mark.parametrize(
    "bad", [{"units": ["XXX"]}, {"units": "UF"}, {"units": [7]}, {"units": ["UF"], "max_age_days": -1}]
)
def test_a_wrong_indexation_is_refused(bad: object) -> None:
    with pytest.raises(Faulty):
        parse_business({**MINIMAL, "policy": {"indexation": bad}}, None, lambda *_: True)


def test_a_leap_day_has_its_value_too() -> None:
    owed = replace(owing(), due_on=date(2028, 2, 29), issued_on=date(2028, 1, 29))
    rates = Rates({"CLF": published(CLF={0: "40000"}).series["CLF"]})
    assert due_on(owed, date(2028, 2, 29), rates).is_missing
