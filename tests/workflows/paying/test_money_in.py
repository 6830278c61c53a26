"""Money that comes in: each fact once, in whatever order the provider tells it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.errors import TryAgain
from chalicelib.domain.invoice import Terms
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.apply_payment import Received, apply_payment, give_back
from chalicelib.workflows.paying.hear_provider import hear_provider
from tests.domain.cases import CHARGING, DUE, invoice
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, pending, recorded, whole

pytestmark = pytest.mark.usefixtures("cloud")
AMOUNT = 1_250_050
PAID = "checkout.session.completed.paid"
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def a_debtor_at_the_card_page(cloud: object) -> None:
    created()
    owing(invoice("F1", total_minor=1_000_000), invoice("F2", total_minor=250_050))
    pending()


def templates() -> list[str]:
    return sorted(one.template for one in whole().notices)


def states() -> dict[str, str]:
    return {one.number: one.state for one in whole().invoices}


def test_a_paid_session_settles_what_it_quoted_and_says_so() -> None:
    assert hear_provider(recorded(PAID), LATER) == "paid"

    found = whole()
    assert states() == {"F1": "paid", "F2": "paid"}
    assert (found.attempts[0].state, found.attempts[0].paid_at) == ("paid", LATER)
    assert templates() == ["paid"]
    assert found.debtor.due_at == LATER, "the chase is decided again at once"
    assert books_are_in_order()


@pytest.mark.parametrize("event_id", ["", "evt_another"])
def test_the_same_payment_told_again_counts_once_whatever_the_events_id(event_id: str) -> None:
    hear_provider(recorded(PAID), LATER)
    before = whole()
    again = recorded(PAID, event_id=event_id) if event_id else recorded(PAID)

    assert hear_provider(again, LATER + timedelta(days=1)) == "paid"
    assert whole() == before


def test_applying_a_payment_twice_is_applying_it_once() -> None:
    received = Received("stripe", "pi_1", AMOUNT, "MXN")
    for _ in range(2):
        account = accounts.load("acme", "c1")
        attempt = accounts.load_attempt("acme", "c1", "att_7Qm2VbXr9TzK")
        assert account
        assert attempt
        apply_payment(account, attempt, received, LATER)

    assert sum(one.amount_minor for one in whole().entries if one.kind == "payment") == -AMOUNT
    assert books_are_in_order()


def test_processing_is_not_paid_and_rests_the_invoices_until_it_is() -> None:
    assert hear_provider(recorded("checkout.session.completed.unpaid"), LATER) == "processing"
    assert states() == {"F1": "paying", "F2": "paying"}
    assert templates() == ["pending"]

    assert hear_provider(recorded("checkout.session.completed.unpaid"), LATER) == "known"
    assert hear_provider(recorded("checkout.session.async_payment_succeeded"), LATER) == "paid"
    assert states() == {"F1": "paid", "F2": "paid"}
    assert books_are_in_order()


def test_a_payment_that_failed_leaves_everything_owed_and_says_so() -> None:
    hear_provider(recorded("checkout.session.completed.unpaid"), LATER)
    assert hear_provider(recorded("checkout.session.async_payment_failed"), LATER) == "failed"

    assert states() == {"F1": "open", "F2": "open"}
    assert whole().attempts[0].state == "failed"
    assert templates() == ["failed", "pending"]


def test_an_expired_page_is_no_news_to_the_debtor_and_a_payment_after_it_still_counts() -> None:
    assert hear_provider(recorded("checkout.session.expired"), LATER) == "expired"
    assert templates() == []

    assert hear_provider(recorded(PAID), LATER) == "paid"
    assert states() == {"F1": "paid", "F2": "paid"}


def test_late_news_of_a_payment_page_never_unpays() -> None:
    hear_provider(recorded(PAID), LATER)
    for late in ("completed.unpaid", "async_payment_failed", "expired"):
        assert hear_provider(recorded(f"checkout.session.{late}"), LATER) == "known"

    assert states() == {"F1": "paid", "F2": "paid"}
    assert whole().attempts[0].state == "paid"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount_minor": AMOUNT - 1}, "amount_mismatch"),
        ({"amount_minor": AMOUNT + 1}, "amount_mismatch"),
        ({"currency": "USD"}, "amount_mismatch"),
    ],
)
def test_money_that_is_not_what_was_asked_for_is_parked_in_sight_and_the_business_is_told(
    changes: dict[str, object], reason: str
) -> None:
    assert hear_provider(recorded(PAID, **changes), LATER) == "parked"
    assert hear_provider(recorded(PAID, **changes), LATER) == "parked"

    parked = businesses.list_parked("acme")
    assert [(one.reason, one.debtor) for one in parked] == [(reason, "c1")]
    assert states() == {"F1": "open", "F2": "open"}


def test_a_second_payment_of_the_same_attempt_is_parked_not_dropped() -> None:
    hear_provider(recorded(PAID), LATER)
    assert hear_provider(recorded(PAID, payment_id="pi_other"), LATER) == "parked"

    assert [one.reason for one in businesses.list_parked("acme")] == ["paid_twice"]
    assert books_are_in_order()


def test_a_payment_of_an_unknown_attempt_is_parked_where_the_operator_sees_it() -> None:
    assert hear_provider(recorded(PAID, attempt_id="att_nobody"), LATER) == "parked"

    assert [one.reason for one in businesses.list_parked("UNKNOWN")] == ["unknown_payment"]


def test_a_dispute_of_a_payment_that_never_comes_is_parked_in_the_end() -> None:
    dispute = recorded("charge.dispute.created", created=NOW)
    with pytest.raises(TryAgain):
        hear_provider(dispute, LATER)
    assert hear_provider(dispute, NOW + timedelta(hours=2)) == "parked"


def test_what_moves_no_money_and_belongs_to_nobody_is_not_worth_a_word() -> None:
    assert hear_provider(recorded("checkout.session.expired", attempt_id="att_nobody"), LATER) == "ignored"
    assert hear_provider(recorded("payment_intent.payment_failed"), LATER) == "ignored"


def test_a_quote_settles_though_the_money_arrives_when_more_would_be_due() -> None:
    """Quoted on the last day of grace, paid some days later by a voucher."""
    owing(invoice("F1", DUE - timedelta(days=2), total_minor=AMOUNT, terms=CHARGING), id="c2")
    account = accounts.load("acme", "c2")
    attempt = accounts.load_attempt("acme", "c1", "att_7Qm2VbXr9TzK")
    assert account
    assert attempt
    quoted = replace(attempt, lines=(attempt.lines[0], *attempt.lines[1:]))
    one_line = replace(quoted, lines=(replace(quoted.lines[0], amount_minor=AMOUNT),))

    apply_payment(account, one_line, Received("stripe", "pi_9", AMOUNT, "MXN"), NOW + timedelta(days=4))

    assert one_invoice("F1", "c2").state == "paid"
    assert books_are_in_order("c2")


def test_a_discount_quoted_in_time_is_kept_when_the_money_arrives_later() -> None:
    terms = Terms(accepted=True, discount_percent=CHARGING.percent, discount_until=DUE)
    owing(invoice("F1", DUE + timedelta(days=9), terms=terms), id="c3")
    account, attempt = accounts.load("acme", "c3"), accounts.load_attempt("acme", "c1", "att_7Qm2VbXr9TzK")
    assert account
    assert attempt
    quoted = replace(attempt, amount_minor=98_000, lines=(replace(attempt.lines[0], amount_minor=98_000),))

    apply_payment(account, quoted, Received("stripe", "pi_8", 98_000, "MXN"), NOW + timedelta(days=3))

    assert one_invoice("F1", "c3").state == "paid"
    assert books_are_in_order("c3")


def test_forty_overdue_debts_are_paid_at_once_and_refunded_at_once() -> None:
    terms = replace(CHARGING, flat_minor=500)
    owing(*(invoice(f"F{n}", DUE - timedelta(days=40), terms=terms) for n in range(40)), id="c4")
    account = accounts.load("acme", "c4")
    assert account
    lines = tuple(QuoteLine(one.number, figures(one, DUE).balance_minor) for one in account.invoices)
    amount = sum(line.amount_minor for line in lines)
    attempt = replace(whole().attempts[0], id="pa_4", lines=lines, amount_minor=amount)
    accounts.save(account, Changes(account.debtor, attempts=(attempt,)))

    paying = accounts.load("acme", "c4")
    assert paying
    apply_payment(paying, attempt, Received("stripe", "pi_4", amount, "MXN"), LATER)
    assert all(one.state == "paid" for one in whole("c4").invoices)
    assert books_are_in_order("c4")

    settled = accounts.load("acme", "c4")
    assert settled
    give_back(settled, whole("c4").attempts[0], Received("stripe", "re_4", amount, "MXN"), "refunded", LATER)
    assert all(one.state == "open" for one in whole("c4").invoices)


def test_cash_that_waited_is_used_together_with_the_next_payment() -> None:
    account = accounts.load("acme", "c1")
    assert account
    waiting = replace(account.debtor, unapplied={"MXN": 30_000})
    accounts.save(account, Changes(waiting, (invoice("F3", total_minor=100_000),)))

    hear_provider(recorded(PAID), LATER)

    assert states() == {"F1": "paid", "F2": "paid", "F3": "partly_paid"}
    assert one_invoice("F3").principal_minor == 70_000
    assert whole().debtor.unapplied == {}
