"""Each movement has a kind of its own, old entries stay readable, and what nobody can pay is never left over."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.books.cash import Applied, apply_cash, oldest_lines, undo_cash, use_unapplied
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import owed
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.indexation import due_on
from chalicelib.domain.charging.rates import Rate, Rates
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice, Terms
from tests.domain.cases import CHARGING, DUE, debtor, invoice, issued, moment

ROUNDED = replace(CHARGING, rounding_minor=1)
EARLIER = DUE - timedelta(days=9)
PESOS = Rates({"COP": (Rate(DUE, Decimal("0.00025")),)})  # a business that keeps its money in dollars


def kinds(entries: tuple[Entry, ...]) -> list[tuple[str, str, int]]:
    return [(one.kind, one.part, one.amount_minor) for one in entries]


def brought(amount: int, *invoices: Invoice, kind: str = "", cause: str = "p1") -> Applied:
    known = {one.number: one for one in invoices}
    lines = oldest_lines(invoices, amount, DUE)
    return apply_cash(
        debtor(), known, lines, "MXN", amount, DUE, moment(cause=cause, payment="p1", cash_kind=kind)
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["refund", "chargeback"])
def test_money_that_went_back_says_why_on_the_invoice_and_on_the_unapplied_cash(kind: str) -> None:
    after = brought(100_700, invoice())
    known = {one.number: one for one in after.invoices}
    back = undo_cash(
        after.debtor, known, after.entries, "MXN", 100_700, moment(cause="b1", payment="p1", cash_kind=kind)
    )

    assert kinds(back.entries) == [(kind, "principal", 100_000), (kind, "unapplied", 700)]
    assert back.debtor.unapplied == {}


def test_a_dispute_that_is_won_counts_as_its_payment_and_may_be_refunded_again() -> None:
    first = brought(100_000, invoice())
    known = {one.number: one for one in first.invoices}
    lost = undo_cash(
        first.debtor, known, first.entries, "MXN", 100_000, moment(cause="d1", payment="p1", cash_kind="chargeback")
    )
    won = brought(100_000, *lost.invoices, kind="chargeback_reversal", cause="d2")
    ledger = (*first.entries, *lost.entries, *won.entries)
    known = {one.number: one for one in won.invoices}
    back = undo_cash(won.debtor, known, ledger, "MXN", 100_000, moment(cause="r1", payment="p1"))

    assert kinds(won.entries) == [("chargeback_reversal", "principal", -100_000)]
    assert kinds(back.entries) == [("refund", "principal", 100_000)]


def test_what_an_older_version_called_a_reversal_still_counts_against_its_payment() -> None:
    first = brought(100_000, invoice())
    old = replace(first.entries[0], id="r0.reversal.principal", kind="reversal", amount_minor=30_000)
    reopened = replace(first.invoices[0], state="partly_paid", principal_minor=30_000)
    back = undo_cash(
        debtor(), {"F1": reopened}, (*first.entries, old), "MXN", 70_000, moment(cause="r1", payment="p1")
    )  # fmt: skip

    assert kinds(back.entries) == [("refund", "principal", 70_000)]


@pytest.mark.parametrize("state", ["disputed", "paying"])
def test_unapplied_cash_pays_nothing_that_is_disputed_or_being_paid_otherwise(state: str) -> None:
    resting, owing = replace(invoice("A1"), state=state), invoice("B1", DUE + timedelta(days=1))
    after = use_unapplied(debtor(unapplied={"MXN": 130_000}), [resting, owing], moment())

    assert {one.invoice for one in after.entries} == {"B1", None}
    assert after.debtor.unapplied == {"MXN": 30_000}


def test_unapplied_cash_goes_out_here_and_comes_in_there() -> None:
    after = use_unapplied(debtor(unapplied={"MXN": 30_000}), [invoice()], moment())

    assert kinds(after.entries) == [("transfer_in", "principal", -30_000), ("transfer_out", "unapplied", 30_000)]


def test_the_last_cent_of_a_payment_is_rounded_off_and_comes_back_with_it() -> None:
    owed_one, ledger = issued(terms=ROUNDED)
    due = figures(owed_one, DUE).balance_minor
    after = brought(due - 1, owed_one)
    settled = after.invoices[0]
    back = undo_cash(
        debtor(), {"F1": settled}, after.entries, "MXN", due - 1, moment(DUE + timedelta(days=1), "r1", payment="p1")
    )  # fmt: skip

    assert (settled.state, kinds(after.entries)[-1]) == ("paid", ("rounding", "principal", -1))
    assert sorted(kinds(back.entries)) == [("refund", "principal", 99_999), ("rounding_reversal", "principal", 1)]
    assert back.invoices[0].principal_minor == 100_000
    books = Books(debtor(), back.invoices, (*ledger, *after.entries, *back.entries))
    assert breaches(books) == {}


@pytest.mark.parametrize(("short", "rounding", "left"), [(1, 0, 1), (2, 1, 2), (5, 5, 0), (6, 5, 6)])
def test_no_more_is_rounded_than_was_agreed(short: int, rounding: int, left: int) -> None:
    after = brought(100_000 - short, invoice(terms=Terms(rounding_minor=rounding)))

    assert after.invoices[0].principal_minor == left


def test_a_debt_of_one_cent_that_nobody_paid_anything_of_is_owed() -> None:
    assert owed(invoice(total_minor=1, terms=ROUNDED)) == 1
    assert brought(1, invoice(total_minor=1, terms=ROUNDED)).invoices[0].state == "paid"


@given(st.integers(1, 10**9), st.lists(st.integers(1, 99), max_size=4), st.integers(0, 400))
def test_a_debt_in_weak_money_paid_in_strong_money_leaves_nothing_that_nobody_can_pay(
    total: int, shares: list[int], late: int
) -> None:
    """A US cent is 40 Colombian pesos: what is left is at least a cent, or nothing."""
    terms = replace(ROUNDED, pay_in="USD", value_days=1000)
    one, ledger = issued(total_minor=total, terms=terms, currency="COP")
    as_of, paid_any = DUE + timedelta(days=late), False
    for index, share in enumerate([*shares, 100]):
        cash = due_on(one, as_of, PESOS).balance_minor * share // 100
        lines = oldest_lines([one], cash, as_of, PESOS, "USD")
        if not lines:
            continue
        paid_any = True
        booked = moment(as_of, f"p{index}", payment=f"p{index}", rates=PESOS)
        after = apply_cash(debtor(), {one.number: one}, lines, "USD", cash, as_of, booked)
        ledger += after.entries
        one = after.invoices[0] if after.invoices else one
        assert one.state == "paid" or due_on(one, as_of, PESOS).balance_minor > 0
    assert one.state == "paid" or not paid_any
    assert breaches(Books(after.debtor if paid_any else debtor(), (one,), tuple(ledger))) == {}


@given(st.integers(2, 10**7), st.integers(1, 3), st.integers(0, 90), st.sampled_from(["MXN", "CLP"]))
def test_a_payment_never_leaves_a_debt_of_one_cent(total: int, short: int, late: int, currency: str) -> None:
    one, _ = issued(total_minor=total, terms=ROUNDED, currency=currency)
    as_of = DUE + timedelta(days=late)
    due = figures(one, as_of).balance_minor
    paid = max(due - short, 1)
    line = [QuoteLine("F1", paid)]
    after = apply_cash(debtor(), {"F1": one}, line, currency, paid, as_of, moment(as_of, "p1", payment="p1"))

    off = sum(-line.amount_minor for line in after.entries if line.kind == "rounding")
    assert owed(after.invoices[0]) == (0 if due - paid <= 1 else due - paid)
    assert off == (due - paid if due - paid <= 1 else 0)


BROKEN = {
    "an unknown kind": (Entry("x", "gift", -5, "MXN", DUE, moment().at, invoice="F1"), "every_kind_is_in_the_table"),
    "a charge that owes less": (
        replace(Entry("x", "collection_fee", -5, "MXN", DUE, moment().at, part="fee"), invoice="F1"),
        "every_kind_is_in_the_table",
    ),
    "a transfer that never arrives": (
        Entry("x", "transfer_out", 5, "MXN", DUE, moment().at, part="unapplied"),
        "what_leaves_unapplied_cash_reaches_an_invoice",
    ),
    "a rounding of ten": (
        Entry("x", "rounding", -10, "MXN", DUE, moment().at, invoice="F1"),
        "rounding_settles_and_is_less_than_anybody_can_pay",
    ),
    "a debt given up by nobody": (
        Entry("x", "write_off", -10, "MXN", DUE, moment().at, invoice="F1"),
        "what_people_decide_names_who_and_why",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_nightly_check_finds(what: str) -> None:
    line, rule = BROKEN[what]
    one, ledger = issued(terms=ROUNDED)

    assert rule in breaches(Books(debtor(), (one,), (*ledger, line)))
