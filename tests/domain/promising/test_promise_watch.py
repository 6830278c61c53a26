"""How promises end by themselves: kept, in part, broken; and what rests and wakes with them."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.business import Business
from chalicelib.domain.debtor import Rest
from chalicelib.domain.decide import decide
from chalicelib.domain.entry import Entry
from chalicelib.domain.promising.promise import PromiseRecord
from chalicelib.domain.promising.promise_paid import paid_towards
from chalicelib.domain.promising.promise_watch import judged_after
from chalicelib.domain.promising.promises import withdraw
from tests.domain.cases import DUE, account, at, business, invoice, with_policy
from tests.domain.promise_cases import (
    FRIDAY,
    MONDAY,
    NOON,
    RULES,
    SHE,
    late,
    looked_at,
    paid,
    promised,
    rules,
    the_promise,
    written,
)

WEDNESDAY = FRIDAY + timedelta(days=5)  # three working days after Friday
THURSDAY = WEDNESDAY + timedelta(days=1)


def test_while_it_is_open_nothing_that_it_covers_is_chased() -> None:
    who = promised()
    for day in range(9):
        who, decision = looked_at(who, MONDAY + timedelta(days=day))
        assert [one.template for one in decision.notices if one.template != "promise_due"] == []
        assert decision.tasks == ()


def test_what_no_open_promise_covers_any_more_is_owed_again() -> None:
    """Its promise gave way to an agreement about another of its debts, say, and is not even loaded."""
    _, decision = looked_at(replace(promised(), promises=()), MONDAY + timedelta(days=1))
    assert {one.state for one in decision.invoices} == {"open"}
    assert [one.state for one in decision.notices] == ["planned"]


def test_what_falls_due_later_has_its_own_reminders() -> None:
    new = invoice("F3", FRIDAY + timedelta(days=2))
    who = promised(replace(late(), invoices=(*late().invoices, new)))
    assert the_promise(who).debt_ids == ("F1", "F2")
    sent = [one for day in range(4) for one in looked_at(who, MONDAY + timedelta(days=day))[1].notices]
    assert [(one.step, one.invoices) for one in sent if one.state == "planned"][:1] == [("due_soon_3", ("F3",))]


def test_it_is_looked_at_after_the_days_that_a_bank_takes() -> None:
    who = promised()
    assert judged_after(the_promise(who), RULES, "MX") == WEDNESDAY
    for day in (FRIDAY, WEDNESDAY):
        who, decision = looked_at(who, day, "23:59")
        assert decision.promises == () or the_promise(decision).state == "open"
    _, decision = looked_at(who, THURSDAY, "00:00")
    assert the_promise(decision).state == "broken"


def test_a_holiday_where_the_debtor_lives_is_no_working_day() -> None:
    """28 and 29 July 2026 are holidays in Peru, not in Mexico."""
    promise = replace(the_promise(promised()), on=date(2026, 7, 24))
    assert judged_after(promise, RULES, "MX") == date(2026, 7, 29)
    assert judged_after(promise, RULES, "PE") == date(2026, 7, 31)


def test_broken_the_ladder_goes_on_at_the_step_that_was_next_and_says_why() -> None:
    broken, decision = looked_at(promised(), THURSDAY)
    (sent,) = (one for one in decision.notices if one.state == "planned")
    assert (sent.step, sent.invoices) == ("grace_over", ("F1", "F2"))
    assert (sent.data["promised_on"], sent.data["promised_minor"]) == (str(FRIDAY), "150000")
    (task,) = decision.tasks
    assert (task.kind, task.invoice, task.amount_minor) == ("promise_broken", "F1", 150_000)
    assert decision.debtor.promises == PromiseRecord(broken=1, broke_on=(THURSDAY,), unkept_on=(THURSDAY,))
    assert broken.promises == (), "it was told, and is over"
    _, later = looked_at(broken, THURSDAY + timedelta(days=5))
    assert all("promised_on" not in one.data for one in later.notices), "it is said once"
    assert later.debtor.promises.broken == 1


def test_broken_while_nothing_may_be_said_is_told_when_it_may() -> None:
    who, decision = looked_at(promised(), THURSDAY, "00:00")
    assert the_promise(decision).state == "broken"
    assert [one.state for one in decision.notices] == ["withheld"]
    _, morning = looked_at(who, THURSDAY)
    assert [one.data["promised_on"] for one in morning.notices] == [str(FRIDAY)]


def test_paid_before_its_day_it_is_kept_at_once() -> None:
    who = paid(paid(promised(), "F1", 100_000, MONDAY), "F2", 50_000, MONDAY)
    who, decision = looked_at(who, MONDAY, "18:00")
    assert the_promise(decision).state == "kept"
    assert decision.debtor.promises.kept == 1
    assert (who.promises, decision.notices, decision.debtor.due_at) == ((), (), None)


def test_a_part_leaves_the_promise_for_the_rest() -> None:
    who, decision = looked_at(paid(promised(), "F1", 100_000, MONDAY), MONDAY, "18:00")
    promise = the_promise(decision)
    assert (promise.state, promise.paid_minor) == ("open", 100_000)
    who, decision = looked_at(who, THURSDAY)
    assert the_promise(decision).state == "partly_kept"
    (sent,) = decision.notices
    assert (sent.data["promised_paid"], sent.invoices) == ("100000", ("F2",))
    assert decision.tasks == ()


@pytest.mark.parametrize(
    ("minor", "state"), [(142_500, "kept"), (142_499, "partly_kept"), (1_500, "partly_kept"), (1_499, "broken")]
)
def test_what_counts_as_kept_has_a_tolerance(minor: int, state: str) -> None:
    who = promised(account(invoice("F1", total_minor=150_000)))
    who, _ = looked_at(paid(who, "F1", minor, FRIDAY), FRIDAY, "18:00")
    assert {one.state for one in who.invoices} == {"promised"}, "until its time is over the rest may come"
    who, decision = looked_at(who, THURSDAY)
    assert the_promise(decision).state == state
    assert {one.state for one in who.invoices} == {"partly_paid"}


def test_the_tolerance_is_the_business_own() -> None:
    strict = with_policy(business(), promise=rules(kept_share="1", posting_days=0))
    who = paid(promised(account(invoice("F1"))), "F1", 99_000, FRIDAY)
    _, decision = looked_at(who, FRIDAY + timedelta(days=1), of=strict)
    assert the_promise(decision).state == "partly_kept"


def test_money_of_before_the_promise_does_not_count() -> None:
    who = paid(late(), "F1", 60_000, MONDAY, "08:00")
    promise = the_promise(promised(who))
    assert paid_towards(promise, who.received) == 0
    assert promise.amount_minor == 90_000


def test_money_that_went_back_counts_no_longer() -> None:
    who = paid(promised(), "F1", 100_000, MONDAY, "13:00")
    back = replace(who.received[-1], id="back", kind="refund", amount_minor=100_000, at=at(MONDAY, "14:00"))
    assert paid_towards(the_promise(who), who.received) == 100_000
    assert paid_towards(the_promise(who), (*who.received, back)) == 0


def test_local_money_counts_for_a_debt_in_a_unit() -> None:
    promise = replace(the_promise(promised()), debt_ids=("F1",))
    line = Entry(
        "e1", "payment", -1_000, "MXV", FRIDAY, at(FRIDAY), invoice="F1", cash_minor=812_300, cash_currency="MXN"
    )
    assert paid_towards(promise, [line]) == 812_300


def test_settled_without_money_it_was_neither_kept_nor_broken() -> None:
    _, decision = looked_at(replace(promised(), invoices=()), THURSDAY)
    assert the_promise(decision).state == "withdrawn"
    assert decision.debtor.promises.broken == 0


def test_what_is_on_its_way_is_waited_for() -> None:
    voucher = Attempt(
        "pa_1", "P-1", "card", "MXN", 150_000, (QuoteLine("F1", 100_000),), FRIDAY, at(FRIDAY), at(FRIDAY),
        processing=True,
    )  # fmt: skip
    told = Rest("report#1", "payment_reported", at(THURSDAY + timedelta(days=3)))
    waiting = replace(promised(), attempts=(voucher,))
    reported = promised(late(rests=(told,)))
    for who in (waiting, reported):
        _, decision = looked_at(who, THURSDAY)
        assert [one.state for one in decision.promises] in ([], ["open"])
        assert decision.notices == ()


def test_a_payment_that_bounced_rests_again_while_the_promise_is_open() -> None:
    who = promised()
    reopened = replace(who, invoices=tuple(replace(one, state="open") for one in who.invoices))
    after, decision = looked_at(reopened, MONDAY)
    assert {one.state for one in after.invoices} == {"promised"}
    assert decision.notices == ()


def test_taken_back_the_ladder_goes_on_the_next_day_not_in_the_same_minute() -> None:
    who = promised()
    who = written(who, withdraw(the_promise(who), who, SHE, at(MONDAY, "12:30")))
    who, decision = looked_at(who, MONDAY, "12:31")
    assert decision.notices == ()
    assert [one.step for one in looked_at(who, MONDAY + timedelta(days=1))[1].notices] == ["grace_over"]


def test_a_call_that_was_asked_for_is_not_made_meanwhile() -> None:
    _, decision = looked_at(late(), MONDAY + timedelta(days=5))
    assert {one.kind for one in decision.tasks} <= {"call"}
    asked = looked_at(account(invoice("F1", steps=("overdue_1", "grace_over"))), DUE + timedelta(days=6))
    assert [one.kind for one in asked[0].tasks] == ["call"]
    who = promised(asked[0], on=DUE + timedelta(days=9), now=at(DUE + timedelta(days=6)))
    after, _ = looked_at(who, DUE + timedelta(days=7))
    assert after.tasks == ()


def test_it_is_judged_also_while_the_business_is_not_live() -> None:
    quiet: Business = replace(business(), live=False)
    _, decision = looked_at(promised(), THURSDAY, of=quiet)
    assert the_promise(decision).state == "broken"
    assert decision.notices == ()


@pytest.mark.parametrize("country", ["CO", "PE", "CL", "MX", "BR", "AR", "EC", "ES"])
def test_it_wakes_by_itself_on_the_local_midnight(country: str) -> None:
    of = business(country)
    who = promised(account(invoice("F1", currency=of.currency, steps=("x",)), country=country), now=NOON)
    decision = decide(who, of, NOON)
    seen = []
    for _ in range(9):
        if decision.debtor.due_at is None:
            break
        seen.append(decision.debtor.due_at)
        who = replace(who, debtor=decision.debtor, promises=decision.promises or who.promises)
        if the_promise(who).state != "open":
            break
        decision = decide(who, of, decision.debtor.due_at)
    midnight = at(judged_after(the_promise(who), RULES, country) + timedelta(days=1), "00:00", of.time_zone)
    assert midnight in seen
    assert the_promise(who).state == "broken"
