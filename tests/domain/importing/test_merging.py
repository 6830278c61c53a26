"""What a row of a business's file means for an invoice we may know already."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.books.ledger import pay
from chalicelib.domain.business import EarlyDiscount, Interest, LateFee
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.frozen_terms import freeze_terms
from chalicelib.domain.importing import merging
from chalicelib.domain.importing.merging import Document, Merged
from chalicelib.domain.invoice import Invoice
from tests.domain.cases import CHARGING, DUE, business, moment, with_policy

ROW = Document("F1", "MXN", 100_000, DUE - timedelta(days=30), DUE, concept="Agosto")


def first(**changes: object) -> Merged:
    return merging.first_seen(replace(ROW, **changes), business(), moment(cause="i1"))


def known(**changes: object) -> Invoice:
    booked = first(**changes).booked
    assert booked
    return booked.invoice


def again(of: Invoice, **changes: object) -> tuple[str, Invoice]:
    merged = merging.seen_again(of, replace(ROW, **changes), moment(cause="i2"))
    return merged.outcome, merged.booked.invoice if merged.booked else of


def test_on_first_sight_the_balance_is_an_opening_balance() -> None:
    merged = first(balance_minor=30_000)

    assert merged.outcome == "created"
    assert merged.booked
    assert (merged.booked.invoice.principal_minor, merged.booked.invoice.state) == (30_000, "partly_paid")
    assert [one.kind for one in merged.booked.entries] == ["issue", "opening_payment"]


def test_the_terms_of_the_first_day_are_frozen_whatever_the_policy_becomes() -> None:
    fee = LateFee(700, Decimal("0.02"), Interest(Decimal("0.01"), "simple_year_365"))
    of = with_policy(business(), late_fee=fee, grace_days=4, early_discount=EarlyDiscount(Decimal("0.03"), 5))
    booked = merging.first_seen(ROW, of, moment()).booked
    assert booked
    terms = booked.invoice.terms

    assert (terms.accepted, terms.grace_days, terms.flat_minor, terms.percent) == (True, 4, 700, Decimal("0.02"))
    assert (terms.interest_rate, terms.interest_kind) == (Decimal("0.01"), "simple_year_365")
    assert (terms.discount_percent, terms.discount_until) == (Decimal("0.03"), DUE - timedelta(days=5))
    later = merging.seen_again(booked.invoice, replace(ROW, due_on=DUE + timedelta(days=9)), moment(cause="i2")).booked
    assert later
    assert later.invoice.terms == terms


def test_zeros_of_a_policy_mean_none() -> None:
    zeros = with_policy(
        business(),
        late_fee=LateFee(0, Decimal(0), Interest(Decimal(0))),
        early_discount=EarlyDiscount(Decimal(0), 5),
    )
    terms = freeze_terms(zeros, DUE, "MXN")

    assert (terms.flat_minor, terms.percent, terms.interest_rate, terms.discount_percent) == (0, None, None, None)


def test_a_flat_fee_is_for_invoices_in_the_businesss_own_currency() -> None:
    of = with_policy(business(), late_fee=LateFee(700, Decimal("0.02")))

    assert freeze_terms(of, DUE, "USD").flat_minor == 0
    assert freeze_terms(of, DUE, "USD").percent == Decimal("0.02")


def test_an_invoice_without_issue_date_was_issued_by_its_due_date_at_the_latest() -> None:
    assert known(issued_on=None).issued_on == DUE
    assert known(issued_on=None, due_on=DUE + timedelta(days=9)).issued_on == DUE


def test_the_same_row_again_changes_nothing() -> None:
    of = known(balance_minor=60_000)

    assert again(of, balance_minor=60_000) == ("unchanged", of)


@pytest.mark.parametrize(
    ("before", "now", "state"), [(None, 40_000, "partly_paid"), (60_000, 1, "partly_paid"), (None, 0, "paid")]
)
def test_a_lower_balance_later_is_a_payment_elsewhere(before: int | None, now: int, state: str) -> None:
    outcome, after = again(known(balance_minor=before), balance_minor=now)

    assert (outcome, after.principal_minor, after.state) == ("changed", now, state)


def test_settled_elsewhere_late_owes_no_charges_either() -> None:
    late = replace(known(), terms=CHARGING, due_on=DUE - timedelta(days=30))
    assert figures(late, DUE).charges_minor > 0
    _, after = again(late, balance_minor=0, due_on=late.due_on)

    assert figures(after, DUE + timedelta(days=60)).balance_minor == 0


def test_a_balance_that_rose_without_a_higher_total_is_refused() -> None:
    merged = merging.seen_again(known(balance_minor=40_000), replace(ROW, balance_minor=70_000), moment(cause="i2"))

    assert (merged.outcome, merged.reason, merged.booked) == ("rejected", "balance_rose", None)


def test_what_was_paid_through_us_is_not_undone_by_a_file_that_does_not_know_yet() -> None:
    paid = pay(known(balance_minor=100_000), 100_000, DUE, moment(cause="p1")).invoice
    assert again(paid, balance_minor=100_000) == ("unchanged", paid)

    part = pay(known(balance_minor=100_000), 40_000, DUE, moment(cause="p1")).invoice
    assert again(part, balance_minor=100_000)[0] == "unchanged"
    assert again(part, balance_minor=60_000)[1].principal_minor == 60_000, "it has booked what we knew"


def test_a_higher_total_owes_more_and_may_bring_a_higher_balance() -> None:
    outcome, after = again(known(balance_minor=40_000), total_minor=150_000, balance_minor=90_000)

    assert (outcome, after.total_minor, after.principal_minor) == ("changed", 150_000, 90_000)


def test_a_moved_due_date_is_a_correction_with_its_trace() -> None:
    merged = merging.seen_again(known(), replace(ROW, due_on=date(2026, 7, 1)), moment(cause="i2"))

    assert merged.outcome == "changed"
    assert merged.booked
    assert merged.booked.invoice.due_on == date(2026, 7, 1)
    assert [(one.kind, one.amount_minor, one.reason) for one in merged.booked.entries] == [
        ("correction", 0, "due_on 2026-06-03 -> 2026-07-01")
    ]


def test_a_computed_due_date_never_replaces_one_that_was_told() -> None:
    assert again(known(), due_on=DUE + timedelta(days=9), due_computed=True)[0] == "unchanged"
    outcome, after = again(known(due_computed=True), due_on=DUE + timedelta(days=9))
    assert (outcome, after.due_on) == ("changed", DUE + timedelta(days=9))


def test_interest_counts_from_a_corrected_due_date_alone() -> None:
    of = replace(known(), terms=replace(CHARGING, percent=None, grace_days=0))
    _, earlier = again(of, due_on=DUE - timedelta(days=10))
    _, later = again(of, due_on=DUE + timedelta(days=10))

    assert figures(earlier, DUE).interest_minor == 1_000
    assert figures(later, DUE + timedelta(days=10)).interest_minor == 0
    assert figures(later, DUE + timedelta(days=20)).interest_minor == 1_000


def test_another_currency_for_a_known_number_is_refused() -> None:
    merged = merging.seen_again(known(), replace(ROW, currency="USD"), moment(cause="i2"))

    assert (merged.outcome, merged.reason) == ("rejected", "currency_changed")


@pytest.mark.parametrize("state", ["withdrawn", "written_off"])
def test_what_was_withdrawn_or_written_off_stays_so(state: str) -> None:
    gone = replace(known(), state=state, principal_minor=0)

    assert again(gone, balance_minor=100_000, total_minor=200_000) == ("unchanged", gone)


def test_a_credit_note_takes_off_principal_and_leaves_the_rest_over() -> None:
    part = merging.credit(known(), 30_000, moment(cause="n1"))
    over = merging.credit(part.invoice, 90_000, moment(cause="n2"))

    assert (part.invoice.principal_minor, part.left_minor) == (70_000, 0)
    assert (over.invoice.state, over.left_minor) == ("paid", 20_000)
    assert merging.credit(over.invoice, 5, moment(cause="n3")).left_minor == 5


def test_a_withdrawn_document_owes_nothing_and_says_so_in_the_ledger() -> None:
    booked = merging.withdrawn(known(), moment(cause="c1"))

    assert (booked.invoice.state, booked.invoice.settled_on) == ("withdrawn", DUE)
    assert [(one.kind, one.amount_minor) for one in booked.entries] == [("withdrawal", -100_000)]


def test_a_dispute_rests_the_invoice_and_ends_when_the_same_kind_of_file_says_no_more() -> None:
    disputed = known(standing="disputed", judged="claim")
    assert (disputed.state, disputed.principal_minor) == ("disputed", 100_000)

    assert again(disputed, standing="disputed", judged="claim")[0] == "unchanged"
    assert again(disputed)[1].state == "disputed"
    assert again(disputed, judged="status")[1].state == "disputed"
    outcome, resumed = again(disputed, judged="claim")
    assert (outcome, resumed.state, resumed.disputed_by) == ("changed", "open", "")


def test_an_open_invoice_becomes_disputed_and_says_so_in_its_ledger() -> None:
    merged = merging.seen_again(known(), replace(ROW, standing="disputed", judged="status"), moment(cause="i2"))
    assert merged.booked
    assert (merged.outcome, merged.booked.invoice.state) == ("changed", "disputed")
    assert [(one.kind, one.amount_minor, one.reason) for one in merged.booked.entries] == [
        ("correction", 0, "disputed")
    ]


def test_what_is_paid_of_a_disputed_invoice_leaves_it_disputed_or_settles_it() -> None:
    disputed = known(standing="disputed", judged="claim")
    _, partly = again(disputed, standing="disputed", judged="claim", balance_minor=40_000)
    assert (partly.state, partly.principal_minor) == ("disputed", 40_000)
    assert again(partly, judged="claim", balance_minor=40_000)[1].state == "partly_paid"
    assert again(disputed, standing="disputed", judged="claim", balance_minor=0)[1].state == "paid"


def test_a_dispute_that_no_file_told_of_is_not_ended_by_a_file() -> None:
    by_the_debtor = replace(known(), state="disputed")
    assert again(by_the_debtor, judged="claim")[1].state == "disputed"


def test_a_list_of_what_is_unpaid_does_not_correct_the_total() -> None:
    first_told = known(open_only=True)
    outcome, invoice = again(first_told, open_only=True, total_minor=30_000, balance_minor=30_000)
    assert (outcome, invoice.total_minor, invoice.principal_minor, invoice.state) == (
        "changed",
        100_000,
        30_000,
        "partly_paid",
    )
    assert again(invoice, open_only=True, total_minor=50_000, balance_minor=50_000)[0] == "rejected"
