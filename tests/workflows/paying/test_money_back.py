"""Money that goes back: refunds and disputes, in parts, in any order, won and lost."""

import itertools
from datetime import timedelta

import pytest

from chalicelib.domain.errors import TryAgain
from chalicelib.workflows.paying.hear_provider import hear_provider
from tests.domain.cases import invoice
from tests.workflows.cases import books_are_in_order, created, one_invoice, owing, pending, recorded, whole
from tests.workflows.paying.test_money_in import AMOUNT, LATER, PAID, states, templates


@pytest.fixture(autouse=True)
def a_debtor_at_the_card_page(cloud: object) -> None:
    created()
    owing(invoice("F1", total_minor=1_000_000), invoice("F2", total_minor=250_050))
    pending()


def test_a_refund_in_parts_reopens_by_each_part_once() -> None:
    hear_provider(recorded(PAID), LATER)
    assert hear_provider(recorded("charge.refunded.part"), LATER) == "refunded"
    assert hear_provider(recorded("charge.refunded.part"), LATER) == "known"
    found = whole()
    assert (found.attempts[0].state, found.attempts[0].refunded_minor) == ("paid", 50_050)
    assert one_invoice("F2").principal_minor == 50_050
    assert books_are_in_order()

    assert hear_provider(recorded("charge.refunded.rest"), LATER) == "refunded"
    assert whole().attempts[0].state == "refunded"
    assert states() == {"F1": "open", "F2": "open"}
    assert templates() == ["paid", "refunded", "refunded"]
    assert books_are_in_order()


def test_refunds_told_in_the_wrong_order_give_back_no_more_than_came() -> None:
    hear_provider(recorded(PAID), LATER)
    assert hear_provider(recorded("charge.refunded.rest"), LATER) == "refunded"
    assert hear_provider(recorded("charge.refunded.part"), LATER) == "known"

    assert whole().attempts[0].refunded_minor == AMOUNT
    assert books_are_in_order()


def test_a_refund_that_overtakes_its_payment_is_told_again_later() -> None:
    with pytest.raises(TryAgain):
        hear_provider(recorded("charge.refunded.part"), LATER)
    assert states() == {"F1": "open", "F2": "open"}


def test_a_dispute_reopens_and_winning_it_settles_again() -> None:
    hear_provider(recorded(PAID), LATER)
    assert hear_provider(recorded("charge.dispute.created"), LATER) == "disputed"
    assert states() == {"F1": "open", "F2": "open"}
    assert hear_provider(recorded("charge.dispute.funds_withdrawn"), LATER) == "known"
    assert books_are_in_order()

    assert hear_provider(recorded("charge.dispute.closed.won"), LATER + timedelta(days=60)) == "dispute_won"
    assert hear_provider(recorded("charge.dispute.funds_reinstated"), LATER + timedelta(days=60)) == "known"
    found = whole()
    assert states() == {"F1": "paid", "F2": "paid"}
    assert (found.attempts[0].state, found.attempts[0].refunded_minor) == ("paid", 0)
    assert books_are_in_order()


def test_a_dispute_that_is_lost_changes_nothing_more() -> None:
    hear_provider(recorded(PAID), LATER)
    hear_provider(recorded("charge.dispute.created"), LATER)
    assert hear_provider(recorded("charge.dispute.closed.lost"), LATER) == "known"

    assert states() == {"F1": "open", "F2": "open"}
    assert whole().attempts[0].state == "disputed"


def test_a_dispute_won_before_we_heard_that_it_was_opened_is_told_again_later() -> None:
    hear_provider(recorded(PAID), LATER)
    with pytest.raises(TryAgain):
        hear_provider(recorded("charge.dispute.closed.won"), LATER)
    assert states() == {"F1": "paid", "F2": "paid"}

    hear_provider(recorded("charge.dispute.created"), LATER)
    assert hear_provider(recorded("charge.dispute.closed.won"), LATER) == "dispute_won"
    assert states() == {"F1": "paid", "F2": "paid"}


def test_after_a_refund_in_part_a_dispute_takes_only_what_was_left() -> None:
    hear_provider(recorded(PAID), LATER)
    hear_provider(recorded("charge.refunded.part"), LATER)
    hear_provider(recorded("charge.dispute.created"), LATER)

    assert whole().attempts[0].refunded_minor == AMOUNT
    assert books_are_in_order()


def test_a_dispute_won_after_a_refund_brings_back_only_what_it_took() -> None:
    hear_provider(recorded(PAID), LATER)
    hear_provider(recorded("charge.refunded.part"), LATER)
    hear_provider(recorded("charge.dispute.created"), LATER)
    hear_provider(recorded("charge.dispute.closed.won"), LATER)

    assert whole().attempts[0].refunded_minor == 50_050
    assert sum(one.principal_minor for one in whole().invoices) == 50_050
    assert books_are_in_order()


STORY = (
    "checkout.session.completed.unpaid", "checkout.session.async_payment_succeeded", "charge.refunded.part",
    "charge.dispute.created",
)  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[1::5])
def test_any_order_with_retries_ends_in_order_with_nothing_dropped(order: tuple[int, ...]) -> None:
    waiting = [STORY[index] for index in order]
    parked = 0
    for _ in range(5):
        left = []
        for name in waiting:
            try:
                parked += hear_provider(recorded(name, created=LATER), LATER) == "parked"
            except TryAgain:
                left.append(name)
        waiting = left

    assert waiting == []
    assert books_are_in_order()
    assert parked == 0, "Stripe tells it again: a dispute that overtakes its payment waits like a refund"
    assert whole().attempts[0].refunded_minor == AMOUNT
