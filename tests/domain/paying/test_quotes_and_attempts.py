"""What a payment would settle, and what a pending one does to the debts it names."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.invoice import Terms
from chalicelib.domain.money import EXPONENT
from chalicelib.domain.paying.attempts import begin_processing, end_unpaid, release
from chalicelib.domain.paying.quote import minimum, quote_amount, quote_debts, quote_part
from tests.domain.cases import CHARGING, DUE, account, at, invoice

OLD = invoice("F1", DUE - timedelta(days=30), terms=CHARGING)
YOUNG = invoice("F2", DUE + timedelta(days=20), terms=Terms(discount_percent=CHARGING.percent, discount_until=DUE))
WHO = account(OLD, YOUNG, invoice("U1", currency="USD"))


def test_a_quote_is_what_settles_each_debt_today() -> None:
    quote = quote_debts(WHO, ["F2", "F1", "F2"], DUE)

    assert [(line.invoice, line.amount_minor) for line in quote.lines] == [("F2", 98_000), ("F1", 105_000)]
    assert (quote.amount_minor, quote.currency, quote.on) == (203_000, "MXN", DUE)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([], "nothing_to_pay"),
        (["F1", "U1"], "mixed_currencies"),
        (["P1"], "payment_in_progress"),
        (["D1"], "already_paid"),
    ],
)
def test_what_cannot_be_quoted_says_why(numbers: list[str], code: str) -> None:
    who = replace(
        WHO, invoices=(*WHO.invoices, invoice("P1", state="paying"), invoice("D1", state="paid", principal_minor=0))
    )
    with pytest.raises(Refusal) as refused:
        quote_debts(who, numbers, DUE)
    assert refused.value.code == code


def test_a_debt_that_is_not_theirs_is_not_found() -> None:
    with pytest.raises(NotFound):
        quote_debts(WHO, ["F1", "X9"], DUE)


@given(st.integers(1, 203_000))
def test_any_part_goes_to_the_oldest_first_and_sums_to_itself(amount: int) -> None:
    if amount < minimum("MXN"):
        return
    quote = quote_amount(WHO, amount, "MXN", DUE)
    assert quote.amount_minor == amount == sum(line.amount_minor for line in quote.lines)
    assert quote.lines[0].invoice == "F1"
    assert all(
        line.amount_minor <= figures({"F1": OLD, "F2": YOUNG}[line.invoice], DUE).balance_minor for line in quote.lines
    )


def test_a_part_of_debts_that_are_named_goes_to_them_and_to_no_other() -> None:
    assert [(one.invoice, one.amount_minor) for one in quote_part(WHO, ["F2"], 5_000, DUE).lines] == [("F2", 5_000)]
    both = quote_part(WHO, ["F2", "F1"], 105_000, DUE)
    assert [(one.invoice, one.amount_minor) for one in both.lines] == [("F1", 105_000)], "the oldest of them first"
    with pytest.raises(Refusal, match="amount_above_balance"):
        quote_part(WHO, ["F1"], 105_001, DUE)
    with pytest.raises(NotFound):
        quote_part(WHO, ["F1", "X9"], 5_000, DUE)


def test_a_part_has_a_least_and_a_most() -> None:
    for amount, code in (
        (203_001, "amount_above_balance"),
        (999, "amount_below_minimum"),
        (0, "amount_below_minimum"),
        (-5, "amount_below_minimum"),
    ):
        with pytest.raises(Refusal) as refused:
            quote_amount(WHO, amount, "MXN", DUE)
        assert refused.value.code == code


def test_a_debt_below_the_least_may_be_paid_whole() -> None:
    assert quote_amount(account(invoice(principal_minor=3)), 3, "MXN", DUE).amount_minor == 3


@given(st.sampled_from(sorted(EXPONENT)))
def test_every_currency_has_a_least_of_whole_minor_units(currency: str) -> None:
    assert minimum(currency) > 0
    assert isinstance(minimum(currency), int)


def attempt(*numbers: str) -> Attempt:
    lines = tuple(QuoteLine(number, 1) for number in numbers)
    return Attempt("pa_1", "P-1", "card", "MXN", len(lines), lines, DUE, at(DUE), at(DUE) + timedelta(minutes=40))


def test_a_payment_on_its_way_rests_what_it_names_and_only_that() -> None:
    invoices = [invoice("F1"), invoice("F2", state="disputed"), invoice("F3")]
    started, paying = begin_processing(attempt("F1", "F2"), invoices)

    assert started.processing
    assert [(one.number, one.state) for one in paying] == [("F1", "paying")]


@pytest.mark.parametrize(("principal", "state"), [(100_000, "open"), (40_000, "partly_paid")])
def test_a_payment_that_ended_unpaid_leaves_the_debt_as_it_was(principal: int, state: str) -> None:
    paying = invoice("F1", state="paying", principal_minor=principal)
    ended, freed = end_unpaid(
        replace(attempt("F1"), processing=True), "failed", [paying, invoice("F3", state="paying")]
    )

    assert (ended.state, ended.processing) == ("failed", False)
    assert [(one.number, one.state) for one in freed] == [("F1", state)]
    assert release(attempt("F1"), [invoice("F1")]) == ()
