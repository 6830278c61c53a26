"""What a decision does about payments under way and fees, and that it fits into one transaction."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.decide import decide
from chalicelib.domain.default_policy import DEFAULT_LADDER
from chalicelib.domain.draft import Decision
from chalicelib.domain.invoice import Terms
from tests.domain.cases import DUE, account, after, at, business, invoice
from tests.domain.test_decide import BEFORE_DUE, FIRST_CONTACT, days, run_until, told


def paying(now: datetime, method: str = "card", **changes: object) -> Attempt:
    made = Attempt(
        id="pa_1",
        reference="P-2222-2222",
        method=method,
        currency="MXN",
        amount_minor=100_000,
        lines=(QuoteLine("F1", 100_000),),
        quoted_on=DUE,
        created_at=now,
        expires_at=now + timedelta(minutes=40),
        provider="stripe" if method == "card" else "",
    )
    return replace(made, **changes)


def test_while_the_debtor_is_at_the_card_page_the_chase_rests_until_the_page_expires() -> None:
    now = at(days(9))
    late = account(invoice(steps=(*BEFORE_DUE, "overdue_1", "grace_over")))
    who = replace(late, attempts=(paying(now),))

    decision = decide(who, business(), now)

    assert (decision.notices, decision.tasks) == ((), ())
    assert decision.debtor.due_at == now + timedelta(minutes=40)
    later = decide(after(who, decision), business(), now + timedelta(minutes=40))
    assert [one.state for one in later.attempts] == ["expired"]
    assert later.notices or later.tasks


def test_looking_at_bank_data_is_not_paying() -> None:
    now = at(days(9))
    who = replace(account(invoice()), attempts=(paying(now, "transfer"),))

    assert told(decide(who, business(), now)) == [(FIRST_CONTACT, "planned")]


def test_no_fee_is_booked_on_an_invoice_whose_quote_is_being_paid() -> None:
    now = at(days(3), "00:01")
    owed = invoice(terms=Terms(accepted=True, grace_days=2, flat_minor=5000))
    who = replace(account(owed), attempts=(paying(now - timedelta(minutes=10)),))

    assert decide(who, business(), now).entries == ()


def test_a_fee_is_booked_once_and_its_entry_says_why() -> None:
    owed = account(invoice(terms=Terms(accepted=True, grace_days=2, flat_minor=5000)))
    within, past = decide(owed, business(), at(days(2))), decide(owed, business(), at(days(3)))
    again = decide(after(owed, past), business(), at(days(4)))

    assert within.entries == ()
    assert [(one.kind, one.amount_minor, one.part, one.reason) for one in past.entries] == [
        ("fee", 5000, "fee", "late_fee")
    ]
    assert again.entries == ()


def test_a_hundred_invoices_past_grace_on_one_day_still_fit_into_one_transaction_each() -> None:
    terms = Terms(accepted=True, grace_days=2, flat_minor=5000)
    many = account(*(invoice(f"F{number}", terms=terms) for number in range(150)))

    state, found = run_until(many, business(), at(days(3)), at(days(3), "13:00"))

    assert all(one.fee_charged for one in state.invoices)
    assert all(rows(one) <= 100 for one in found)


def test_a_hundred_invoices_past_their_last_step_fit_too() -> None:
    every_step = tuple(step.step for step in DEFAULT_LADDER)
    many = account(*(invoice(f"F{number}", steps=every_step) for number in range(150)))

    state, found = run_until(many, business(), at(days(40)), at(days(40), "13:00"))

    assert all(one.escalated for one in state.invoices)
    assert all(rows(one) <= 100 for one in found)


def rows(decision: Decision) -> int:
    parts = (decision.invoices, decision.attempts, decision.entries, decision.notices, decision.tasks)
    return 1 + sum(map(len, parts))
