"""What a debtor may report, how long reminders rest for it, and every way it ends."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.already_paid.reports import (
    METHODS,
    REASONS,
    Told,
    begin,
    check,
    confirm,
    covered,
    refuse,
    task,
    task_over,
    withdraw,
)
from chalicelib.domain.already_paid.reports_settled import told_of
from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.working_days import working_days_after
from chalicelib.domain.decide import decide
from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal
from tests.domain.cases import DUE, account, after, at, business, invoice

OVERDUE = DUE + timedelta(days=3)  # a Saturday
NOW = at(OVERDUE)


def told(**changes: Any) -> Told:
    return replace(Told(100_000, "MXN", OVERDUE, "transfer"), **changes)


def report(**changes: Any) -> PaymentReport:
    made, _ = begin("rp_1", told(), account(invoice()), (), NOW, "s-1")
    return replace(made, **changes)


def resting(*past: PaymentReport, said: Told | None = None) -> Account:
    """An overdue account whose debtor has just said so."""
    before = account(invoice())
    made, debtor = begin("rp_2", said or told(), before, past, NOW, "s-1")
    return replace(before, debtor=debtor, reports=(made,))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_minor": 0}, "bad_amount"),
        ({"amount_minor": -5}, "bad_amount"),
        ({"amount_minor": 300_001}, "report_too_much"),
        ({"currency": "USD"}, "currency_not_owed"),
        ({"paid_on": OVERDUE + timedelta(days=1)}, "paid_in_future"),
        ({"paid_on": OVERDUE - timedelta(days=181)}, "paid_too_long_ago"),
        ({"method": "magic"}, "faulty"),
        ({"note": "x" * 301}, "faulty"),
        ({"debt_ids": ("F9",)}, "not_found"),
    ],
)
def test_what_cannot_be_true_is_refused_with_a_reason(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(told(**changes), account(invoice()), (), OVERDUE)
    assert refused.value.code == code
    assert isinstance(refused.value, NotFound) == (code == "not_found")


def test_who_owes_nothing_has_nothing_to_report() -> None:
    with pytest.raises(Refusal, match="nothing_to_pay"):
        check(told(), account(), (), OVERDUE)


@pytest.mark.parametrize(("state", "again"), [("pending", False), ("confirmed", False), ("refused", True)])
def test_the_same_money_is_told_once_unless_it_was_not_found(state: str, again: bool) -> None:
    past = (report(state=state),)
    if again:
        check(told(), account(invoice()), past, OVERDUE)
    else:
        with pytest.raises(Conflict, match="already_reported"):
            check(told(), account(invoice()), past, OVERDUE)


def test_three_wait_at_most() -> None:
    past = tuple(report(id=f"rp_{minor}", amount_minor=minor) for minor in (1, 2, 3))
    check(told(), account(invoice()), past[:2], OVERDUE)
    with pytest.raises(Conflict, match="too_many_reports"):
        check(told(), account(invoice()), past, OVERDUE)


def test_reminders_rest_for_five_working_days_and_go_on_at_the_step_where_they_were() -> None:
    rests = resting()
    decided = decide(rests, business(), NOW)

    assert decided.notices == ()
    (rest,) = rests.debtor.rests
    assert local_date(rest.until, "America/Mexico_City") == date(2026, 6, 13)  # the midnight after Friday the 12th
    later = decide(after(rests, decided), business(), at(date(2026, 6, 15)))
    assert [notice.step for notice in later.notices] == ["overdue_1"]


def test_public_holidays_are_no_working_days() -> None:
    assert working_days_after(date(2026, 9, 15), 1, "MX") == date(2026, 9, 17)
    assert working_days_after(date(2026, 9, 15), 1, "BR") == date(2026, 9, 16)


def test_nobody_rests_again_for_the_same_money_nor_time_and_again() -> None:
    refused = report(state="refused", reason="not_received")
    other = report(id="rp_3", state="expired", amount_minor=5_000)

    assert resting().debtor.rests
    assert not resting(refused).debtor.rests
    assert resting(other).debtor.rests
    assert not resting(refused, other, said=told(amount_minor=70_000)).debtor.rests
    paid = replace(refused, state="confirmed"), replace(other, state="confirmed")
    assert resting(*paid, said=told(amount_minor=70_000)).debtor.rests
    long_ago = tuple(replace(one, made_at=NOW - timedelta(days=91)) for one in (refused, other))
    assert resting(*long_ago, said=told(amount_minor=70_000)).debtor.rests


@given(st.lists(st.tuples(st.integers(1, 300_000), st.integers(1, 20)), min_size=3, max_size=30))
def test_who_keeps_saying_so_rests_ten_working_days_in_ninety_at_most(said: list[tuple[int, int]]) -> None:
    past: list[PaymentReport] = []
    now, rested = NOW, 0
    for minor, days in said:
        made, _ = begin(f"rp_{len(past)}", told(amount_minor=minor), account(invoice()), past, now, "s")
        rested += made.rested and now - NOW <= timedelta(days=90)
        past.append(replace(made, state="refused"))
        now += timedelta(days=days)
    assert rested <= 2


def test_after_ten_working_days_the_debtor_is_told_and_a_person_may_still_confirm_it() -> None:
    waiting = resting()
    (made,) = waiting.reports
    assert local_date(made.expires_at, "America/Mexico_City") == date(2026, 6, 20)
    assert decide(waiting, business(), NOW).debtor.due_at is not None

    before = decide(waiting, business(), made.expires_at - timedelta(seconds=1))
    decided = decide(waiting, business(), made.expires_at)
    assert before.reports == ()
    assert [one.state for one in decided.reports] == ["expired"]
    assert [one.template for one in decided.notices if one.purpose == "confirmation"] == ["report_expired"]
    assert decide(after(waiting, decided), business(), made.expires_at).reports == ()
    assert confirm(decided.reports[0], "pa_1", 100_000, "u-1", NOW).state == "confirmed"


def test_a_decision_is_final() -> None:
    for done in (
        confirm(report(), "pa_1", 100_000, "u-1", NOW),
        refuse(report(), "not_received", "", "u-1", NOW),
        withdraw(report(), NOW),
    ):
        decisions: tuple[Callable[[PaymentReport], PaymentReport], ...] = (
            lambda one: confirm(one, "pa_2", 1, "u-2", NOW),
            lambda one: refuse(one, "other", "x", "u-2", NOW),
            lambda one: withdraw(one, NOW),
        )
        for decide_again in decisions:
            with pytest.raises(Conflict, match="report_decided"):
                decide_again(done)


def test_a_refusal_has_a_reason_that_the_debtor_can_read() -> None:
    for reason in REASONS:
        assert refuse(report(), reason, "porque", "u-1", NOW).reason == reason
    for reason, text in (("", ""), ("because", ""), ("other", ""), ("not_received", "x" * 301)):
        with pytest.raises(Faulty):
            refuse(report(), reason, text, "u-1", NOW)


def test_only_what_is_told_to_be_paid_whole_is_not_asked_for_meanwhile() -> None:
    owed = account(invoice("F1"), invoice("F2"))
    for named, amount, asked_for in (
        (("F1",), 100_000, {"F2"}),
        (("F1",), 99_999, {"F1", "F2"}),
        (("F1", "F2"), 200_000, set[str]()),
        ((), 200_000, {"F1", "F2"}),
    ):
        said = replace(owed, reports=(report(amount_minor=amount, debt_ids=named),))
        assert {"F1", "F2"} - covered(said, DUE) == asked_for


def test_the_task_of_a_report_ends_with_it_and_no_other() -> None:
    mine, other = task(report(), OVERDUE), task(report(id="rp_9"), OVERDUE)

    (over,) = task_over((mine, other), report(), NOW, "u-1")
    assert (over.id, over.state, over.done_by) == (mine.id, "done", "u-1")
    assert task_over((over,), report(), NOW, "u-1") == ()


@pytest.mark.parametrize("method", METHODS)
def test_money_answers_the_report_that_can_mean_it(method: str) -> None:
    said = (report(method=method),)
    answered = {
        provider: told_of(said, provider, by, 100_000, "MXN", OVERDUE) is not None
        for provider, by in (("bank", "transfer"), ("counter", "cash"), ("check", "check"), ("stripe", "card"))
    }
    assert answered == {
        "bank": method != "cash",
        "counter": method in {"cash", "other"},
        "check": method in {"check", "deposit", "other"},
        "stripe": False,
    }


@given(st.integers(-20, 20), st.sampled_from([99_999, 100_000, 100_001]), st.sampled_from(["MXN", "USD"]))
def test_it_must_agree_to_the_cent_and_within_ten_days(days: int, minor: int, currency: str) -> None:
    found = told_of((report(),), "bank", "transfer", minor, currency, OVERDUE + timedelta(days=days))
    assert (found is not None) == (abs(days) <= 10 and minor == 100_000 and currency == "MXN")


def test_of_two_reports_the_nearer_day_is_meant() -> None:
    old, new = report(id="rp_old", paid_on=OVERDUE - timedelta(days=8)), report(id="rp_new")
    found = told_of((old, new), "bank", "transfer", 100_000, "MXN", OVERDUE)
    assert found and found.id == "rp_new"


def test_an_attempt_of_the_page_does_not_keep_a_report_from_expiring() -> None:
    attempt = Attempt(
        "pa_1", "R", "transfer", "MXN", 100_000, (QuoteLine("F1", 100_000),), OVERDUE, NOW, NOW + timedelta(days=3)
    )
    decided = decide(replace(resting(), attempts=(attempt,)), business(), NOW + timedelta(days=30))
    assert ([one.state for one in decided.attempts], [one.state for one in decided.reports]) == (
        ["expired"],
        ["expired"],
    )
