"""The ledger: every movement explained by entries, interest exact across partial payments, and payments undone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.books.ledger import (
    Booked,
    close,
    correct_total,
    crystallize,
    issue,
    owed_by_entries,
    pay,
    reverse,
)
from chalicelib.domain.charging.charges import exact_interest, figures
from chalicelib.domain.charging.interest import interest_factor
from chalicelib.domain.charging.late_rules import LateRules
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.domain.money import half_up
from tests.domain.cases import CHARGING, DUE, invoice, issued, moment

EARLY = Terms(accepted=True, discount_percent=Decimal("0.03"), discount_until=DUE - timedelta(days=5))


def day(late: int) -> date:
    return DUE + timedelta(days=late)


def paid(of: Invoice, amount: int, late: int, payment: str = "p1") -> Booked:
    return pay(of, amount, day(late), moment(day(late), payment, payment=payment))


def kinds(entries: tuple[Entry, ...]) -> list[tuple[str, str, int]]:
    return [(one.kind, one.part, one.amount_minor) for one in entries]


def test_what_was_paid_before_we_first_saw_it_is_an_entry_of_its_own() -> None:
    booked = issue(invoice(), 60_000, moment())

    assert kinds(booked.entries) == [("issue", "principal", 100_000), ("opening_payment", "principal", -40_000)]
    assert (booked.invoice.principal_minor, booked.invoice.state) == (60_000, "partly_paid")


def test_an_invoice_that_was_settled_before_we_saw_it_is_paid() -> None:
    assert issue(invoice(), 0, moment()).invoice.state == "paid"


def test_a_payment_takes_interest_then_fee_then_principal() -> None:
    owed, _ = issued()
    after = paid(owed, 10_000, 10)

    assert kinds(after.entries) == [
        ("fee", "fee", 2_000),
        ("interest", "interest", 1_000),
        ("payment", "interest", -1_000),
        ("payment", "fee", -2_000),
        ("payment", "principal", -7_000),
    ]
    assert (after.invoice.state, after.left_minor) == ("partly_paid", 0)


def test_paying_the_balance_of_the_day_settles_it_and_what_is_more_is_left_over() -> None:
    owed, _ = issued()
    balance = figures(owed, day(10)).balance_minor
    after = paid(owed, balance + 77, 10)

    assert (after.invoice.state, after.left_minor, after.invoice.settled_on) == ("paid", 77, day(10))
    assert figures(after.invoice, day(400)).balance_minor == 0


def test_the_discount_is_given_when_it_settles_and_leaves_no_cent() -> None:
    owed = invoice(total_minor=33_333, terms=EARLY)
    balance = figures(owed, day(-5)).balance_minor
    after = paid(owed, balance, -5)

    assert balance == 32_333
    assert kinds(after.entries) == [("discount", "principal", -1_000), ("payment", "principal", -32_333)]
    assert after.invoice.state == "paid"


@pytest.mark.parametrize(("amount", "late"), [(96_999, -5), (97_000, -4), (50_000, -20)])
def test_a_payment_short_of_it_or_too_late_gets_no_discount(amount: int, late: int) -> None:
    after = paid(invoice(terms=EARLY), amount, late)

    assert kinds(after.entries) == [("payment", "principal", -amount)]
    assert after.invoice.principal_minor == 100_000 - amount


@pytest.mark.parametrize(("noted", "reason"), [(True, "credit_note"), (False, "")])
def test_where_tax_wants_it_a_discount_is_a_credit_note(noted: bool, reason: str) -> None:
    after = paid(invoice(terms=replace(EARLY, discount_note=noted)), 97_000, -5)

    assert [one.reason for one in after.entries if one.kind == "discount"] == [reason]


def test_money_goes_where_the_terms_say_first() -> None:
    agreed = replace(CHARGING, rules=LateRules(allocation=("principal", "fee", "interest", "tax")))
    owed, _ = issued(terms=agreed)
    first = paid(owed, 100_500, 10)

    assert kinds(first.entries)[2:] == [("payment", "principal", -100_000), ("payment", "fee", -500)]
    assert figures(first.invoice, day(90)).balance_minor == 2_500, "no principal is left to bear interest"
    undone = reverse(first.invoice, first.entries, 100_400, moment(day(11), "r1"))
    assert kinds(undone.entries) == [("refund", "fee", 500), ("refund", "principal", 99_900)]


def test_a_second_part_settles_with_the_discount_of_what_was_left() -> None:
    first = paid(invoice(terms=EARLY), 50_000, -20)
    second = paid(first.invoice, 48_500, -6, "p2")

    assert second.invoice.state == "paid"
    assert kinds(second.entries) == [("discount", "principal", -1_500), ("payment", "principal", -48_500)]


def test_the_fee_is_booked_once_and_survives_the_principal() -> None:
    owed, _ = issued()
    charged = crystallize(owed, day(5), moment(day(5))).invoice
    again = crystallize(charged, day(50), moment(day(50), "m2"))

    assert charged.fee_minor == 2_000
    assert [one.kind for one in again.entries] == ["interest"]
    without_principal = paid(charged, 500 + 2_000 + 100_000 - 1, 5)
    assert without_principal.invoice.principal_minor == 1


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 60_000)), max_size=6), st.integers(0, 400))
def test_interest_is_exact_after_any_partial_payments(steps: list[tuple[int, int]], last: int) -> None:
    """A plain model: interest of each stretch by its own principal, summed exactly and rounded once."""
    owed, entries = issued(terms=replace(CHARGING, interest_rate=Decimal("0.0317"), grace_days=0))
    rate, kind, exact, now, start = Decimal("0.0317"), owed.terms.interest_kind, Decimal(0), 0, owed.principal_minor
    for index, (ahead, amount) in enumerate(steps):
        exact += owed.principal_minor * interest_factor(rate, kind, ahead)
        now += ahead
        booked = paid(owed, amount, now, f"p{index}")
        owed = booked.invoice
        entries += booked.entries
        if owed.state == "paid":
            break
    end = now + last
    if owed.state != "paid":
        exact += owed.principal_minor * interest_factor(rate, kind, last)
        found = figures(owed, day(end))
        charged = sum(one.amount_minor for one in entries if one.kind == "interest")
        assert charged + found.interest_minor - owed.interest_minor == half_up(exact)
        assert owed_by_entries(entries, "F1") + found.accrued_minor == found.principal_minor + found.charges_minor
    assert owed_by_entries(entries, "F1") == owed.principal_minor + owed.fee_minor + owed.interest_minor
    assert start >= owed.principal_minor >= 0


def test_a_thousand_small_payments_never_add_a_cent_of_interest() -> None:
    agreed = Terms(accepted=True, interest_rate=Decimal("0.03"))
    once = many = issued(terms=agreed)[0]
    for late in range(1, 60):
        many = crystallize(many, day(late), moment(day(late), f"m{late}")).invoice

    assert figures(many, day(60)).balance_minor == figures(once, day(60)).balance_minor


def test_within_grace_a_part_paid_counts_from_the_due_date_once_grace_is_over() -> None:
    agreed = Terms(accepted=True, grace_days=5, interest_rate=Decimal("0.03"))
    part = paid(invoice(terms=agreed), 50_000, 2)

    assert kinds(part.entries) == [("payment", "principal", -50_000)]
    assert figures(part.invoice, day(5)).charges_minor == 0
    assert figures(part.invoice, day(6)).interest_minor == 2 * 100 + 4 * 50


def test_what_settled_it_on_the_day_it_was_paid_settles_it_though_a_fee_was_booked_meanwhile() -> None:
    owed, _ = issued()
    charged = crystallize(owed, day(3), moment(day(3), "fee")).invoice
    in_time = pay(charged, 100_000, day(1), moment(day(4), "p1", payment="p1"))

    assert in_time.invoice.state == "paid"
    assert [one.kind for one in in_time.entries] == ["waiver", "waiver", "payment"]
    assert sum(one.amount_minor for one in in_time.entries) == -(100_000 + 2_000 + 300)


def test_a_part_paid_in_time_takes_no_fee_away() -> None:
    owed, _ = issued()
    charged = crystallize(owed, day(3), moment(day(3), "fee")).invoice
    part = pay(charged, 60_000, day(1), moment(day(4), "p1", payment="p1"))

    assert part.invoice.fee_charged
    assert "waiver" not in [one.kind for one in part.entries]


def test_closing_waives_what_was_booked_and_drops_what_only_accrued() -> None:
    owed, entries = issued()
    charged = crystallize(owed, day(10), moment(day(10)))
    closed = close(charged.invoice, "paid", "payment", moment(day(30), "m2"))

    assert kinds(closed.entries) == [
        ("payment", "principal", -100_000), ("waiver", "interest", -1_000), ("waiver", "fee", -2_000),
    ]  # fmt: skip
    assert owed_by_entries([*entries, *charged.entries, *closed.entries], "F1") == 0


@pytest.mark.parametrize(("total", "principal"), [(120_000, 80_000), (80_000, 40_000), (50_000, 10_000)])
def test_a_corrected_total_moves_the_principal_by_as_much(total: int, principal: int) -> None:
    part = paid(invoice(), 40_000, -1).invoice
    booked = correct_total(part, total, moment(cause="m2"))

    assert (booked.invoice.principal_minor, booked.invoice.total_minor) == (principal, total)
    assert kinds(booked.entries) == [("correction", "principal", total - 100_000)]
    assert booked.invoice.state == "partly_paid"


def test_a_total_corrected_below_what_was_paid_settles_it_and_says_so() -> None:
    part = paid(invoice(), 40_000, -1).invoice
    booked = correct_total(part, 30_000, moment(cause="m2"))

    assert (booked.invoice.principal_minor, booked.invoice.state) == (0, "paid")
    assert [one.kind for one in booked.entries] == ["correction"]
    assert "100000 -> 30000" in booked.entries[0].reason


def test_a_refund_gives_the_principal_back_first_and_the_discount_with_it() -> None:
    owed = invoice(terms=EARLY)
    settled = paid(owed, 97_000, -6)
    undone = reverse(settled.invoice, settled.entries, 97_000, moment(day(-2), "r1"))

    assert kinds(undone.entries) == [
        ("discount_reversal", "principal", 3_000), ("refund", "principal", 97_000),
    ]  # fmt: skip
    assert (undone.invoice.principal_minor, undone.invoice.state, undone.left_minor) == (100_000, "open", 0)
    assert undone.invoice.settled_on is None


def test_a_refund_in_part_reopens_by_that_part() -> None:
    owed, _ = issued()
    settled = paid(owed, figures(owed, day(10)).balance_minor, 10)
    undone = reverse(settled.invoice, settled.entries, 40_000, moment(day(20), "r1"))

    assert (undone.invoice.principal_minor, undone.invoice.state) == (40_000, "partly_paid")
    assert (undone.invoice.fee_minor, undone.invoice.interest_minor) == (0, 0)
    assert figures(undone.invoice, day(20)).charges_minor == 0, "meanwhile the money was not the debtor's"
    assert figures(undone.invoice, day(30)).interest_minor == 400


def test_refunding_a_withdrawn_invoice_asks_nobody_to_pay_it() -> None:
    owed, _ = issued()
    settled = paid(owed, 100_000, -1)
    withdrawn = close(settled.invoice, "withdrawn", "withdrawal", moment(cause="m2"))
    undone = reverse(withdrawn.invoice, settled.entries, 100_000, moment(day(3), "r1"))

    assert undone.invoice.state == "withdrawn"
    assert figures(undone.invoice, day(30)).balance_minor == 0
    assert sum(one.amount_minor for one in undone.entries) == 0


def test_interest_after_a_due_date_moved_later_counts_from_the_new_date() -> None:
    owed, _ = issued(terms=Terms(accepted=True, interest_rate=Decimal("0.03")))
    charged = paid(owed, 500, 5).invoice
    moved = replace(charged, due_on=day(20))

    assert figures(moved, day(20)).interest_minor == 0
    assert exact_interest(moved, day(30)) == charged.interest_carried + 100 * 10


def test_nothing_is_applied_to_a_settled_invoice() -> None:
    settled = paid(invoice(), 100_000, -1).invoice
    again = paid(settled, 500, 1, "p2")

    assert (again.entries, again.left_minor) == ((), 500)
