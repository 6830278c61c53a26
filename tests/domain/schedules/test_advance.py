"""Months paid ahead: quoted to the cent, settled exactly, and given back without a trace of debt."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.cash import Applied, apply_cash, undo_cash
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.decide import decide
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.quote import Quote
from chalicelib.domain.schedules.advance import Ahead, bill_ahead, offers, quote_advance, unbill
from chalicelib.domain.schedules.schedule import Prepay, Schedule
from tests.domain.cases import after, at, business, debtor, invoice
from tests.domain.schedules.test_schedules import schedule

TODAY = date(2026, 6, 3)
PREPAY = (Prepay(3, Decimal("0.05")), Prepay(12, Decimal("0.1")))
FEE = schedule(starts_on=date(2026, 6, 1), day=10, prepay=PREPAY)


def account(*invoices: Invoice, of: Schedule = FEE) -> Account:
    return Account(debtor(), invoices, schedules=(of,))


def issued(of: Schedule = FEE) -> Account:
    """The fee of June is issued and open."""
    before = account(of=of)
    return after(before, decide(before, business(), at(TODAY)))


def attempt(quote: Quote, **changes: Any) -> Attempt:
    made = Attempt(
        id="a1", reference="P-2222-2222", method="card", currency=quote.currency, amount_minor=quote.amount_minor,
        lines=quote.lines, quoted_on=quote.on, created_at=at(TODAY), expires_at=at(TODAY), schedule=quote.schedule,
        charges=quote.charges, paid_at=at(TODAY), state="paid",
    )  # fmt: skip
    return replace(made, **changes)


class Life:
    """An account whose every entry is kept, as the workflows keep it."""

    def __init__(self, start: Account) -> None:
        self.account = start
        self.invoices = {one.number: one for one in start.invoices}
        self.entries: list[Entry] = [
            Entry(f"i-{n}", "issue", one.total_minor, one.currency, TODAY, at(TODAY), invoice=n)
            for n, one in self.invoices.items()
        ]

    def pay(self, of: Attempt, day: date = TODAY, cause: str = "paid") -> None:
        moment = Moment(day, at(day), cause, payment=of.id)
        ahead = bill_ahead(of, self.account.schedules, self.invoices, business(), moment)
        self.lay(ahead)
        self.cash(
            apply_cash(
                self.account.debtor, self.invoices, of.lines, of.currency, of.amount_minor, of.quoted_on, moment
            )
        )  # fmt: skip

    def give_back(self, of: Attempt, amount: int, day: date) -> None:
        moment = Moment(day, at(day), "back", payment=of.id)
        self.cash(undo_cash(self.account.debtor, self.invoices, self.entries, of.currency, amount, moment))
        self.lay(unbill(of, self.account.schedules, self.invoices, moment))

    def lay(self, ahead: Ahead) -> None:
        self.invoices |= {one.number: one for one in ahead.invoices}
        self.entries += ahead.entries
        schedules = {one.id: one for one in (*self.account.schedules, *ahead.schedules)}
        self.account = replace(self.account, schedules=tuple(schedules.values()))

    def cash(self, applied: Applied) -> None:
        self.invoices |= {one.number: one for one in applied.invoices}
        self.entries += applied.entries
        self.account = replace(self.account, debtor=applied.debtor)

    def state(self) -> dict[str, str]:
        return {one.number: one.state for one in self.invoices.values()}

    def is_in_order(self, *attempts: Attempt) -> bool:
        assert breaches(Books(self.account.debtor, tuple(self.invoices.values()), tuple(self.entries), attempts)) == {}
        return True


def refused(of: Account, schedule: str, periods: int) -> str:
    with pytest.raises(Refusal) as caught:
        quote_advance(of, schedule, periods, TODAY)
    return caught.value.code


def test_each_agreed_choice_is_offered_with_its_price_and_what_it_saves() -> None:
    assert [(one.periods, one.amount_minor, one.saving_minor) for one in offers(account(), TODAY)] == [
        (3, 128_250, 6_750),
        (12, 486_000, 54_000),
    ]


def test_the_open_invoice_of_the_schedule_counts_as_the_first_month() -> None:
    quote = quote_advance(issued(), "fee", 3, TODAY)
    assert [line.invoice for line in quote.lines] == ["fee-2026-06", "fee-2026-07", "fee-2026-08"]


def test_what_is_overdue_comes_first() -> None:
    late = account(invoice("F1", TODAY - timedelta(days=1)))
    assert offers(late, TODAY) == []
    assert refused(late, "fee", 3) == "advance_not_offered"
    assert offers(account(invoice("F1", TODAY - timedelta(days=1), currency="USD")), TODAY)


def test_nothing_else_can_be_asked_for() -> None:
    assert refused(account(), "fee", 4) == "advance_not_offered"
    assert refused(account(of=replace(FEE, state="paused")), "fee", 3) == "advance_not_offered"
    assert refused(account(of=replace(FEE, ends_on=date(2026, 7, 30))), "fee", 3) == "advance_not_offered"
    with pytest.raises(NotFound):
        quote_advance(account(), "rent", 3, TODAY)


def test_a_discount_that_leaves_an_invoice_without_price_is_not_offered() -> None:
    assert offers(account(of=replace(FEE, amount_minor=1, prepay=(Prepay(3, Decimal("0.5")),))), TODAY) == []


def test_months_paid_ahead_are_issued_and_settled_exactly() -> None:
    life = Life(issued())
    paid = attempt(quote_advance(life.account, "fee", 3, TODAY))
    life.pay(paid)
    assert life.state() == {"fee-2026-06": "paid", "fee-2026-07": "paid", "fee-2026-08": "paid"}
    assert sum(-one.amount_minor for one in life.entries if one.kind == "discount") == 6_750
    assert life.account.schedules[0].through == date(2026, 8, 31)
    assert life.account.debtor.unapplied == {}
    assert life.is_in_order(paid)


def test_while_its_money_is_on_its_way_a_month_is_not_issued_or_asked_for_again() -> None:
    before = account()
    quote = quote_advance(before, "fee", 3, TODAY)
    waiting = replace(before, attempts=(attempt(quote, state="pending", processing=True, paid_at=None),))
    decision = decide(waiting, business(), at(TODAY))
    assert (decision.invoices, decision.debtor.due_at) == ((), None)
    assert refused(waiting, "fee", 12) == "payment_in_progress"


def test_a_month_that_was_issued_meanwhile_is_settled_as_quoted() -> None:
    quote = quote_advance(account(), "fee", 3, TODAY)
    life = Life(issued())
    life.pay(attempt(quote))
    assert set(life.state().values()) == {"paid"}
    assert life.is_in_order(attempt(quote))


def test_the_same_months_paid_twice_are_the_debtors_credit() -> None:
    life = Life(issued())
    first = attempt(quote_advance(life.account, "fee", 3, TODAY))
    second = replace(first, id="a2")
    life.pay(first)
    life.pay(second, cause="again")
    assert life.account.debtor.unapplied == {"MXN": second.amount_minor}
    assert life.is_in_order(first, second)


def test_of_a_schedule_that_ended_meanwhile_only_what_was_issued_is_paid() -> None:
    life = Life(issued())
    paid = attempt(quote_advance(life.account, "fee", 3, TODAY))
    life.account = replace(life.account, schedules=(replace(FEE, state="ended", through=date(2026, 6, 30)),))
    life.pay(paid)
    assert life.state() == {"fee-2026-06": "paid"}
    assert life.account.debtor.unapplied == {"MXN": sum(line.amount_minor for line in paid.lines[1:])}
    assert life.is_in_order(paid)


def test_given_back_the_months_to_come_are_withdrawn_and_issued_again_on_their_day() -> None:
    life = Life(issued())
    paid = attempt(quote_advance(life.account, "fee", 3, TODAY))
    life.pay(paid)
    life.give_back(paid, paid.amount_minor, TODAY + timedelta(days=2))
    assert life.state() == {"fee-2026-06": "open", "fee-2026-07": "withdrawn", "fee-2026-08": "withdrawn"}
    assert life.account.schedules[0].through == date(2026, 6, 30)
    back = replace(paid, refunded_minor=paid.amount_minor, state="refunded")
    assert life.is_in_order(back)
    july = date(2026, 7, 3)
    known = replace(life.account, invoices=tuple(life.invoices.values()))
    decision = decide(known, business(), at(july))
    again = next(one for one in decision.invoices if one.number == "fee-2026-07")
    assert (again.state, again.principal_minor, again.due_on) == ("open", 45_000, date(2026, 7, 10))


def test_a_dispute_that_was_won_pays_the_months_again() -> None:
    life = Life(issued())
    paid = attempt(quote_advance(life.account, "fee", 3, TODAY))
    life.pay(paid)
    life.give_back(paid, paid.amount_minor, TODAY + timedelta(days=2))
    life.pay(paid, TODAY + timedelta(days=5), "won")
    assert set(life.state().values()) == {"paid"}
    assert life.is_in_order(paid)


def test_a_part_given_back_opens_the_last_months_only() -> None:
    life = Life(issued())
    paid = attempt(quote_advance(life.account, "fee", 3, TODAY))
    life.pay(paid)
    life.give_back(paid, paid.lines[2].amount_minor, TODAY + timedelta(days=2))
    assert life.state() == {"fee-2026-06": "paid", "fee-2026-07": "paid", "fee-2026-08": "withdrawn"}


@given(
    amount=st.integers(1, 10**9),
    periods=st.integers(2, 12),
    percent=st.decimals(0, Decimal("0.9999"), places=4),
    already=st.booleans(),
    back=st.integers(0, 100),
    days=st.integers(1, 200),
)
def test_no_cent_is_lost_whatever_is_paid_ahead_and_given_back(
    amount: int, periods: int, percent: Decimal, already: bool, back: int, days: int
) -> None:
    of = replace(FEE, amount_minor=amount, prepay=(Prepay(periods, percent),))
    life = Life(issued(of) if already else account(of=of))
    for offer in offers(life.account, TODAY):
        assert offer.amount_minor + offer.saving_minor == amount * periods
        assert sum(line.amount_minor for line in offer.lines) == offer.amount_minor
        shares = [line.discount_minor or 0 for line in offer.lines]
        assert sum(shares) == offer.saving_minor
        assert max(shares) - min(shares) <= 1
        paid = attempt(quote_advance(life.account, "fee", periods, TODAY))
        life.pay(paid)
        assert set(life.state().values()) == {"paid"}
        assert life.is_in_order(paid)
        given = paid.amount_minor * back // 100
        if given:
            life.give_back(paid, given, TODAY + timedelta(days=days))
            assert life.is_in_order(replace(paid, refunded_minor=given))
