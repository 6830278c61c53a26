"""Reminders that a person pauses until a day, and a ladder that is tried out on the business itself."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.contact.pause import MOST_WORDS, pause, resume
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from chalicelib.domain.errors import Refusal
from tests.domain.cases import DUE, account, at, business, debtor, invoice

LATE = invoice("F1", DUE - timedelta(days=9))
NOW = at(DUE)
BACK = DUE + timedelta(days=12)
REHEARSING = replace(business(), test_mode=True)


def after(before: Account, decision: Decision) -> Account:
    invoices = {one.number: one for one in (*before.invoices, *decision.invoices)}
    return replace(before, debtor=decision.debtor, invoices=tuple(invoices.values()))


def test_a_paused_debtor_hears_nothing_until_the_day_and_then_the_step_that_was_due() -> None:
    paused = replace(account(LATE), debtor=pause(debtor(), BACK, "viaje", "u-1", NOW))

    resting = decide(paused, business(), NOW)
    assert not resting.notices
    assert resting.debtor.due_at == at(BACK, "00:00")
    (notice,) = decide(after(paused, resting), business(), at(BACK)).notices
    assert notice.step == "overdue_1", "never straight to a harsher one"


def test_the_last_word_on_a_pause_counts_and_resuming_ends_it() -> None:
    shorter = pause(pause(debtor(), BACK, "viaje", "u-1", NOW), DUE + timedelta(days=1), "ya volvió", "u-2", NOW)

    (rest,) = shorter.rests
    assert (rest.note, rest.by, rest.until) == ("ya volvió", "u-2", at(DUE + timedelta(days=1), "00:00"))
    assert resume(shorter).rests == ()


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_pause_ends_between_tomorrow_and_a_year_from_now(days: int) -> None:
    with pytest.raises(Refusal, match="bad_pause_day"):
        pause(debtor(), DUE + timedelta(days=days), "viaje", "u-1", NOW)


@pytest.mark.parametrize(("reason", "by"), [("", "u-1"), ("  \n", "u-1"), ("viaje", "")])
def test_a_pause_needs_who_and_why(reason: str, by: str) -> None:
    with pytest.raises(Refusal, match="reason_required"):
        pause(debtor(), BACK, reason, by, NOW)


def test_a_long_reason_is_cut_to_one_line() -> None:
    (rest,) = pause(debtor(), BACK, "a\nb " * 500, "u-1", NOW).rests
    assert len(rest.note) == MOST_WORDS
    assert rest.note.isprintable()


def test_a_rehearsed_step_is_taken_again_for_good_and_its_contact_did_not_count() -> None:
    tried = after(account(LATE), decide(account(LATE), REHEARSING, NOW))
    assert [one.steps for one in tried.invoices] == [("overdue_1",)]

    later = at(DUE + timedelta(days=1))
    real = decide(tried, business(), later)
    assert [one.step for one in real.notices] == ["overdue_1"]
    assert real.debtor.rehearsed == ()
    assert [one.on for one in real.debtor.reached] == [DUE + timedelta(days=1)]


def test_while_it_rehearses_the_ladder_goes_on_as_it_would() -> None:
    tried = after(account(LATE), decide(account(LATE), REHEARSING, NOW))
    same_day = decide(tried, REHEARSING, NOW + timedelta(hours=1))
    assert all(one.state == "withheld" for one in same_day.notices)
    week = decide(tried, REHEARSING, at(DUE + timedelta(days=7)))
    assert [one.step for one in week.notices] != ["overdue_1"]


def test_an_escalation_of_the_rehearsal_is_forgotten_too() -> None:
    old = invoice("F1", DUE - timedelta(days=400), steps=tuple(step.step for step in business().policy.ladder))
    tried = after(account(old), decide(account(old), REHEARSING, NOW))
    assert [one.escalated for one in tried.invoices] == [True]

    real = decide(tried, business(), NOW + timedelta(hours=1))
    assert [task.kind for task in real.tasks] == ["escalate"]
    assert real.debtor.rehearsed == ()
