"""What an agreement does to the books: begun, paid in any way, ended; never a cent lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.agreeing.plan_books import end
from chalicelib.domain.agreeing.plan_payment import earned, quote_plan
from chalicelib.domain.agreeing.plan_progress import progress
from chalicelib.domain.agreeing.plan_quote import Asked, is_changed, make_quote
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import owed
from chalicelib.domain.business import AgreementTerms, Interest
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.rates import NO_RATES
from chalicelib.domain.decide import decide
from chalicelib.domain.errors import NotFound, Refusal
from tests.domain.cases import CHARGING, at, business, moment, with_policy
from tests.domain.plan_cases import TODAY, Life, monthly

PLAIN = AgreementTerms()
TWO_PERCENT = AgreementTerms(interest=Interest(Decimal("0.02")))
LENIENT = AgreementTerms(forgive_charges_percent=Decimal("0.5"), interest=Interest(Decimal("0.01")))


def life(*totals: int, terms: AgreementTerms = PLAIN) -> Life:
    return Life(*totals, at_business=with_policy(business(), agreement=terms), terms=CHARGING)


def books(of_life: Life, *attempts: Attempt) -> dict[str, list[str]]:
    return breaches(Books(of_life.account.debtor, of_life.everything, tuple(of_life.entries), attempts))


def test_signing_books_the_charges_of_the_quote_and_no_others_follow() -> None:
    lived = life(100_000)
    before = figures(lived.account.invoices[0], TODAY)
    agreed = lived.sign(monthly(3))
    later = figures(lived.account.invoices[0], TODAY + timedelta(days=60))
    assert (before.principal_minor + before.charges_minor, before.charges_minor) == (104_000, 4_000)
    assert agreed.total_minor == agreed.debt_minor == later.balance_minor == 104_000
    assert [one.amount_minor for one in agreed.installments] == [34_666, 34_666, 34_668]
    assert lived.account.invoices[0].state == "in_plan"
    assert books(lived) == {}


def test_forgiven_charges_and_interest_are_entries_of_their_own() -> None:
    lived = life(100_000, terms=LENIENT)
    agreed = lived.sign(monthly(2))
    kinds = {(line.kind, line.part): line.amount_minor for line in lived.entries if line.at == at(TODAY)}
    assert kinds == {
        ("fee", "fee"): 2_000, ("interest", "interest"): 2_000, ("waiver", "interest"): -1_000,
        ("waiver", "fee"): -1_000, ("agreement_interest", "interest"): agreed.interest_minor,
    }  # fmt: skip
    assert agreed.total_minor == 102_000 + agreed.interest_minor == owed(lived.account.invoices[0])
    assert books(lived) == {}


def test_a_breach_returns_the_old_debt_less_what_was_paid_with_charges_from_the_first_due_date() -> None:
    lived, untouched = life(100_000, terms=LENIENT), life(100_000)
    agreed = lived.sign(monthly(3))
    first = agreed.installments[0]
    quote = quote_plan(lived.account, agreed.id, first.due_on)
    lived.pay(quote.lines, first.amount_minor, first.due_on, "p1")
    broken = end(agreed, lived.account.invoices, moment(first.due_on, "b1"), charges_return=True)
    lived.take(broken.invoices, broken.entries)
    (invoice,) = lived.account.invoices
    assert owed(invoice) == agreed.debt_minor - first.amount_minor
    assert (invoice.state, invoice.plan) == ("partly_paid", "")
    never_agreed = figures(untouched.account.invoices[0], first.due_on).balance_minor
    assert figures(invoice, first.due_on).balance_minor == never_agreed - first.amount_minor
    assert books(lived) == {}


def test_without_return_of_charges_those_of_the_meantime_are_dropped() -> None:
    lived = life(100_000)
    agreed = lived.sign(monthly(3))
    later = TODAY + timedelta(days=60)
    ended = end(agreed, lived.account.invoices, moment(later, "b1"), charges_return=False)
    lived.take(ended.invoices, ended.entries)
    assert figures(lived.account.invoices[0], later).balance_minor == agreed.debt_minor
    assert figures(lived.account.invoices[0], later + timedelta(days=30)).balance_minor == agreed.debt_minor + 3_000


def test_interest_that_was_paid_counts_for_the_debt_when_it_ends() -> None:
    """The oldest invoice is settled and the last one's interest paid first: a breach loses none of it."""
    lived = life(50_000, 50_000, terms=TWO_PERCENT)
    agreed = lived.sign(monthly(2))
    half = agreed.installments[0].amount_minor
    quote = quote_plan(lived.account, agreed.id, TODAY, amount_minor=half + 2_000)
    lived.pay(quote.lines, quote.amount_minor, TODAY, "p1")
    assert lived.account.invoices[0].interest_minor < agreed.interest_minor
    ended = end(agreed, lived.account.invoices, moment(TODAY, "b1"), charges_return=True)
    lived.take(ended.invoices, ended.entries)
    assert sum(owed(one) for one in lived.account.invoices) == agreed.debt_minor - quote.amount_minor
    assert books(lived) == {}


def test_settling_early_saves_the_interest_of_the_days_to_come() -> None:
    lived = life(100_000, terms=TWO_PERCENT)
    agreed = lived.sign(monthly(3))
    quote = quote_plan(lived.account, agreed.id, TODAY + timedelta(days=11), whole=True)
    so_far = earned(agreed, TODAY + timedelta(days=11))
    assert quote.amount_minor == agreed.debt_minor + so_far and 0 < so_far < agreed.interest_minor
    lived.pay(quote.lines, quote.amount_minor, TODAY + timedelta(days=11), "p1")
    assert lived.account.invoices == ()
    assert books(lived) == {}


def test_a_link_asks_for_the_installment_and_not_for_the_debt() -> None:
    lived = life(100_000)
    agreed = lived.sign(monthly(3))
    second = agreed.installments[1]
    assert quote_plan(lived.account, agreed.id, TODAY).amount_minor == agreed.installments[0].amount_minor
    assert quote_plan(lived.account, agreed.id, second.due_on).amount_minor == 2 * second.amount_minor
    with pytest.raises(Refusal) as low:
        quote_plan(lived.account, agreed.id, TODAY, amount_minor=34_665)
    with pytest.raises(Refusal) as high:
        quote_plan(lived.account, agreed.id, TODAY, amount_minor=104_001)
    assert (low.value.code, high.value.code) == ("amount_below_installment", "amount_above_balance")
    with pytest.raises(NotFound):
        quote_plan(lived.account, "ag_of_another", TODAY)


def test_a_quote_is_changed_by_a_payment_or_a_date_and_not_by_a_day() -> None:
    lived = life(100_000)
    quoted = make_quote(
        lived.account, lived.business, lived.account.invoices, monthly(3), Asked("ag_1", TODAY, at(TODAY))
    )
    (invoice,) = lived.account.invoices
    assert not is_changed(quoted, [invoice], NO_RATES)
    assert is_changed(quoted, [replace(invoice, principal_minor=99_999)], NO_RATES)
    assert is_changed(quoted, [replace(invoice, total_minor=120_000)], NO_RATES)
    assert is_changed(quoted, [replace(invoice, state="paying")], NO_RATES)
    assert is_changed(quoted, [replace(invoice, due_on=TODAY + timedelta(days=9))], NO_RATES), "more time was given"
    assert is_changed(quoted, [replace(invoice, terms=replace(CHARGING, percent=None))], NO_RATES)
    assert is_changed(quoted, [], NO_RATES)


def test_what_a_file_adds_to_an_invoice_is_no_part_of_its_agreement() -> None:
    lived = life(100_000)
    agreed = lived.sign(monthly(2))
    (invoice,) = lived.account.invoices
    raised = replace(invoice, total_minor=130_000, principal_minor=130_000)
    assert progress(agreed, [raised], TODAY).remaining_minor == agreed.total_minor


PAYMENTS = st.lists(
    st.tuples(st.integers(0, 90), st.sampled_from(["due", "part", "over", "all", "whole"]), st.integers(1, 60_000)),
    max_size=6,
)


@given(
    totals=st.lists(st.integers(10_000, 300_000), min_size=1, max_size=4),
    parts=st.integers(1, 8),
    down=st.integers(0, 5_000),
    terms=st.sampled_from([AgreementTerms(), TWO_PERCENT, LENIENT]),
    paid=PAYMENTS,
    returns=st.booleans(),
)
def test_however_it_is_paid_nothing_is_lost_and_a_breach_returns_debt_less_paid(
    totals: list[int], parts: int, down: int, terms: AgreementTerms, paid: list[tuple[int, str, int]], returns: bool
) -> None:
    lived = life(*totals, terms=terms)
    agreed = lived.sign(monthly(parts, down_minor=down))
    assert sum(one.amount_minor for one in agreed.installments) == agreed.total_minor
    came, saved = 0, 0
    for place, (day, how, extra) in enumerate(sorted(paid)):
        so_far = progress(agreed, lived.account.invoices, TODAY)
        if not so_far.remaining_minor:
            break
        on = TODAY + timedelta(days=day)
        most = quote_plan(lived.account, agreed.id, on, whole=True).amount_minor
        due = quote_plan(lived.account, agreed.id, on).amount_minor
        amount = {"part": min(due + extra, most), "all": so_far.remaining_minor}.get(how)
        if amount is not None and amount > most:
            amount = most
        quote = quote_plan(lived.account, agreed.id, on, amount, whole=how == "whole")
        sent = quote.amount_minor + (extra if how == "over" else 0)
        lived.pay(quote.lines, sent, on, f"p{place}")
        came += sent
        saved += so_far.remaining_minor - quote.amount_minor if quote.amount_minor == most else 0
        assert books(lived) == {}
        after = progress(agreed, lived.account.invoices, on)
        unapplied = lived.account.debtor.unapplied.get("MXN", 0)
        rounded = -sum(line.amount_minor for line in lived.entries if line.kind == "rounding")
        assert after.paid_minor == came - unapplied + saved + rounded
        assert sum(one.paid_minor for one in after.standings) == after.paid_minor
    ended = end(agreed, lived.account.invoices, moment(date(2026, 12, 1), "b1"), returns)
    closed = {one.number for one in agreed.covers} - {one.number for one in lived.account.invoices}
    kept = sum(sum(one.waived.values()) for one in agreed.covers if one.number in closed)
    before = progress(agreed, lived.account.invoices, TODAY)
    lived.take(ended.invoices, ended.entries)
    expected = agreed.debt_minor - kept - before.paid_minor
    assert sum(owed(one) for one in lived.account.invoices) == (max(expected, 0) if before.remaining_minor else 0)
    assert books(lived) == {}


def test_the_last_payment_completes_it_by_itself() -> None:
    lived = life(60_000)
    agreed = lived.sign(monthly(2))
    quote = quote_plan(lived.account, agreed.id, TODAY, whole=True)
    lived.pay(quote.lines, quote.amount_minor, TODAY, "p1")
    decision = decide(lived.account, lived.business, at(TODAY))
    assert [(one.state, one.ended_at) for one in decision.agreements] == [("completed", at(TODAY))]
