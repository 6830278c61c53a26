"""Recurring charges in the life of an account: issued on their day, announced once, paid from what lies there."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.business import LadderStep
from chalicelib.domain.calendar import local_date
from chalicelib.domain.debtor import Rest
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.schedules.schedule import Schedule, charges
from tests.domain import cases
from tests.domain.cases import after, at, business, debtor, invoice, with_policy
from tests.domain.schedules.test_schedules import schedule, schedules

ISSUE = date(2026, 6, 3)  # a Wednesday: the fee of June is due on the tenth
FEE = schedule(starts_on=date(2026, 6, 1), day=10)


def account(*of: Schedule, invoices: tuple[Invoice, ...] = (), **changes: Any) -> Account:
    return Account(debtor(**changes), invoices, schedules=of or (FEE,))


def numbers(decision: Decision) -> list[str]:
    return [one.number for one in decision.invoices]


def test_the_invoice_is_issued_on_its_day_with_the_terms_of_that_day() -> None:
    decision = decide(account(), with_policy(business(), grace_days=9), at(ISSUE))
    (made,) = decision.invoices
    assert (made.number, made.total_minor, made.principal_minor, made.state) == ("fee-2026-06", 45_000, 45_000, "open")
    assert (made.issued_on, made.due_on, made.terms.grace_days, made.schedule) == (ISSUE, date(2026, 6, 10), 9, "fee")
    assert [(one.kind, one.amount_minor) for one in decision.entries] == [("issue", 45_000)]
    assert decision.schedules[0].through == date(2026, 6, 30)


def test_before_its_day_nothing_happens_and_the_account_wakes_when_it_may_be_announced() -> None:
    decision = decide(account(), business(), at(ISSUE - timedelta(days=1), "23:59"))
    assert decision.invoices == ()
    assert decision.debtor.due_at == at(ISSUE, "07:00")


def test_on_a_day_without_lawful_hours_it_is_issued_all_the_same() -> None:
    quiet = replace(account(replace(FEE, day=21)), debtor=debtor("CO"))  # issued on Sunday 14 June
    decision = decide(quiet, business("CO"), at(ISSUE, zone="America/Bogota"))
    assert decision.debtor.due_at == at(date(2026, 6, 14), "00:00", "America/Bogota")


def test_it_is_announced_once_at_a_lawful_hour() -> None:
    before = account()
    midnight = decide(before, business(), at(ISSUE, "00:00"))
    assert [one.state for one in midnight.notices] == ["withheld"]
    morning = midnight.debtor.due_at
    assert morning
    told = decide(after(before, midnight), business(), morning)
    (notice,) = told.notices
    assert (notice.step, notice.purpose, notice.channel, notice.anchor) == (
        "invoice",
        "pre_due",
        "email",
        "fee-2026-06",
    )
    state = after(after(before, midnight), told)
    for hours in (1, 24, 48):
        later = decide(state, business(), morning + timedelta(hours=hours))
        assert [one for one in later.notices if one.state == "planned"] == []


def test_a_day_on_which_nobody_may_be_written_to_only_postpones_the_announcement() -> None:
    monday = date(2026, 6, 15)
    colombian = replace(account(replace(FEE, day=21)), debtor=debtor("CO"))  # issued on Sunday 14 June
    decision = decide(colombian, business("CO"), at(monday - timedelta(days=1), zone="America/Bogota"))
    assert [one.state for one in decision.notices] == ["withheld"]
    now, state = decision.debtor.due_at, after(colombian, decision)
    for _ in range(9):
        assert now
        decision = decide(state, business("CO"), now)
        if any(one.state == "planned" for one in decision.notices):
            break
        now, state = decision.debtor.due_at, after(state, decision)
    assert now and local_date(now, "America/Bogota") == date(2026, 6, 16)  # the 15th is a holiday
    assert decision.notices[-1].step == "invoice"


def test_the_announcement_takes_the_place_of_a_reminder_of_the_same_day() -> None:
    decision = decide(account(), business(), at(ISSUE))  # seven days before: the ladder has a step that day as well
    assert [(one.step, one.state) for one in decision.notices] == [("invoice", "planned")]
    assert decision.invoices[0].steps == ("invoice",)


def test_without_a_ladder_it_is_announced_all_the_same() -> None:
    decision = decide(account(), with_policy(business(), ladder=()), at(ISSUE))
    assert [one.step for one in decision.notices] == ["invoice"]


def test_what_is_overdue_speaks_first_and_the_announcement_follows_the_next_day() -> None:
    old = account(invoices=(invoice("F1", ISSUE - timedelta(days=3)),))
    decision = decide(old, business(), at(ISSUE))
    assert [(one.step, one.anchor) for one in decision.notices] == [("overdue_1", "F1")]
    assert "fee-2026-06" in decision.notices[0].invoices
    next_day = decide(after(old, decision), business(), at(ISSUE + timedelta(days=1)))
    assert [(one.step, one.anchor) for one in next_day.notices] == [("invoice", "fee-2026-06")]


def test_a_pause_silences_the_message_and_not_the_invoice() -> None:
    pause = Rest("pause", "paused", at(ISSUE + timedelta(days=90)), "asked for a while", "u-1")
    decision = decide(account(rests=(pause,)), business(), at(ISSUE))
    assert (numbers(decision), decision.notices) == (["fee-2026-06"], ())
    assert decision.debtor.due_at == at(date(2026, 7, 3), "07:00")


def test_credit_pays_the_new_invoice_first() -> None:
    decision = decide(account(unapplied={"MXN": 60_000}), business(), at(ISSUE))
    assert (decision.invoices[0].state, decision.debtor.unapplied) == ("paid", {"MXN": 15_000})
    assert [one.kind for one in decision.entries] == ["issue", "transfer_in", "transfer_out"]
    assert decision.notices == ()


def test_issued_late_it_falls_due_as_many_days_later_and_is_never_born_overdue() -> None:
    late = decide(account(), business(), at(date(2026, 8, 12)))
    dues = {one.number: one.due_on for one in late.invoices}
    assert dues == {
        "fee-2026-06": date(2026, 8, 19), "fee-2026-07": date(2026, 8, 19), "fee-2026-08": date(2026, 8, 19),
    }  # fmt: skip


def test_a_paused_or_ended_schedule_issues_nothing_and_wakes_nobody() -> None:
    for state in ("paused", "ended"):
        decision = decide(account(replace(FEE, state=state)), business(), at(ISSUE))
        assert (decision.invoices, decision.debtor.due_at) == ((), None)


def test_an_invoice_that_has_the_number_already_is_that_periods() -> None:
    known = invoice("fee-2026-06", date(2026, 6, 10), state="paid", principal_minor=0)
    decision = decide(account(invoices=(known,)), business(), at(ISSUE))
    assert (decision.invoices, decision.entries) == ((), ())
    assert decision.schedules[0].through == date(2026, 6, 30)


def test_a_long_absence_is_caught_up_in_several_decisions() -> None:
    weekly = schedule(every="week", day=1, starts_on=date(2025, 1, 6))
    now, state, issued = at(ISSUE), account(weekly), set[str]()
    for _ in range(9):
        decision = decide(state, business(), now)
        assert len(decision.entries) <= 40
        issued |= {one.invoice for one in decision.entries if one.kind == "issue" and one.invoice}
        state = after(state, decision)
        assert decision.debtor.due_at
        now = max(decision.debtor.due_at, now)
    assert len(issued) == len(_until(weekly, local_date(now, debtor().time_zone)))


def test_two_currencies_and_two_schedules_live_side_by_side() -> None:
    dollars = schedule(id="rent", currency="USD", amount_minor=900, starts_on=date(2026, 6, 1), day=10)
    decision = decide(account(FEE, dollars), business(), at(ISSUE))
    assert sorted(numbers(decision)) == ["fee-2026-06", "rent-2026-06"]
    assert len(decision.notices) == 1


@settings(max_examples=60, deadline=None)
@given(
    of=schedules,
    gaps=st.lists(st.integers(1, 60 * 24 * 40), min_size=1, max_size=25),
    credit=st.integers(0, 10**9),
    country=st.sampled_from(sorted(cases.HOME)),
)
def test_whenever_it_runs_each_period_is_one_invoice(of: Schedule, gaps: list[int], credit: int, country: str) -> None:
    zone, _ = cases.HOME[country]
    unapplied = {"MXN": credit} if credit else {}
    head = replace(debtor(country), unapplied=unapplied)
    state, now = Account(head, schedules=(of,)), at(of.starts_on - timedelta(days=70), zone=zone)
    opening = Entry("o", "unapplied", -credit, "MXN", of.starts_on, now, part="unapplied")
    entries, invoices = [opening] if credit else [], dict[str, Invoice]()
    quiet = with_policy(business(country), ladder=(LadderStep("late", 5, "collection", "friendly"),))
    for minutes in gaps:
        now += timedelta(minutes=minutes)
        state, now = _settled(state, quiet, now, entries, invoices)
    today = local_date(now, zone)
    assert sorted(invoices) == sorted(one.number for one in _until(of, today))
    assert sum(one.kind == "issue" for one in entries) == len(invoices)
    assert breaches(Books(state.debtor, tuple(invoices.values()), tuple(entries))) == {}
    for one in invoices.values():
        assert one.due_on >= one.issued_on + timedelta(days=of.announce_days + of.terms_days)


def _settled(
    state: Account, policy: Any, now: datetime, entries: list[Entry], invoices: dict[str, Invoice]
) -> tuple[Account, datetime]:
    """Decide until nothing more is due by ``now``."""
    while True:
        decision = decide(state, policy, now)
        entries += decision.entries
        invoices |= {one.number: one for one in decision.invoices}
        state = after(state, decision)
        wake = decision.debtor.due_at
        if wake is None or wake > now + timedelta(seconds=1):
            return state, now
        now = max(wake, now)


def _until(of: Schedule, today: date) -> list[Any]:
    found = []
    for one in charges(replace(of, through=None)):
        if one.issue_on > today:
            break
        found.append(one)
    return found
