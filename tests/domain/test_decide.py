"""The one decision: which message, for which invoice, when; and when nothing may be said."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business, LadderStep
from chalicelib.domain.calendar import from_iso, local_date
from chalicelib.domain.contact.pause import pause
from chalicelib.domain.debtor import Contact
from chalicelib.domain.decide import decide
from chalicelib.domain.default_policy import DEFAULT_LADDER
from chalicelib.domain.draft import Decision
from chalicelib.domain.invoice import Terms
from tests.domain.cases import DUE, account, after, at, business, invoice, with_policy

BEFORE_DUE = ("invoice", "due_soon_7", "due_soon_3", "due_today")
FIRST_CONTACT = "overdue_1"


def days(count: int) -> date:
    return DUE + timedelta(days=count)


def told(decision: Decision) -> list[tuple[str | None, str]]:
    return [(notice.step, notice.state) for notice in decision.notices]


def run_until(before: Account, of: Business, start: datetime, end: datetime) -> tuple[Account, list[Decision]]:
    """Wake the account whenever it asked to be woken."""
    now, found = start, []
    while now <= end:
        decision = decide(before, of, now)
        found.append(decision)
        before = after(before, decision)
        if decision.debtor.due_at is None:
            break
        assert decision.debtor.due_at > now
        now = decision.debtor.due_at
        assert len(found) < 1000
    return before, found


def planned(found: list[Decision]) -> list[str]:
    return [notice.step or "" for one in found for notice in one.notices if notice.state == "planned"]


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("America/Bogota", "CO"),
        ("America/Lima", "PE"),
        ("America/Santiago", "CL"),
        ("America/Mexico_City", "MX"),
        ("America/Tijuana", "MX"),
        ("America/Sao_Paulo", "BR"),
    ],
)
@pytest.mark.parametrize("clock", ["19:00", "21:30", "23:00", "23:59"])
def test_due_today_in_the_evening_is_not_overdue(zone: str, country: str, clock: str) -> None:
    owed = invoice(steps=BEFORE_DUE, terms=Terms(accepted=True, grace_days=0, flat_minor=5000))
    who = account(owed, country=country, time_zone=zone)

    decision = decide(who, business(country, time_zone=zone), at(DUE, clock, zone))

    assert decision.notices == ()
    assert decision.entries == ()
    assert decision.invoices == ()
    assert decision.debtor.due_at
    assert local_date(decision.debtor.due_at, zone) > DUE


def test_the_day_after_it_is_overdue_and_hears_a_friendly_word() -> None:
    decision = decide(account(invoice(steps=BEFORE_DUE)), business(), at(days(1)))

    assert told(decision) == [("overdue_1", "planned")]
    assert decision.notices[0].tone == "friendly"
    assert decision.notices[0].anchor == "F1"


def test_after_three_days_without_a_run_there_is_one_message_and_not_the_harshest() -> None:
    late = account(invoice(steps=(*BEFORE_DUE, "overdue_1")))
    start = at(days(12))  # grace_over, call and firm are all past their day

    state, found = run_until(late, business(), start, at(days(12), "23:00"))

    assert planned(found) == ["grace_over"]
    assert found[0].notices[0].tone == "neutral"
    assert "firm" not in state.invoices[0].steps


def test_an_invoice_imported_already_overdue_starts_with_a_first_contact() -> None:
    decision = decide(account(invoice()), business(), at(days(47)))

    assert told(decision) == [(FIRST_CONTACT, "planned")]
    assert decision.notices[0].tone == "friendly"


def test_a_pre_due_step_whose_day_has_passed_is_dropped() -> None:
    decision = decide(account(invoice(due_on=days(2), steps=("invoice",))), business(), at(days(-2)))

    assert decision.notices == ()
    assert decision.debtor.due_at == at(days(-1), "07:00"), "three days before it is due"


def test_paying_the_oldest_re_anchors_and_no_step_is_skipped_to_a_harsher_one() -> None:
    older = invoice("F1", steps=(*BEFORE_DUE, "overdue_1", "grace_over", "call", "firm"))
    younger = invoice("F2", DUE + timedelta(days=5))
    both = account(older, younger)
    assert told(decide(both, business(), at(days(20)))) == [("final", "planned")]

    paid = Account(both.debtor, (younger,))

    assert told(decide(paid, business(), at(days(20)))) == [(FIRST_CONTACT, "planned")]


def test_one_message_lists_everything_overdue_and_what_falls_due_within_a_week() -> None:
    who = account(
        invoice("F1", days(-10)), invoice("F2", days(-1)), invoice("F3", days(7)), invoice("F4", days(8)),
    )  # fmt: skip
    decision = decide(who, business(), at(DUE))

    assert len(decision.notices) == 1
    assert decision.notices[0].invoices == ("F1", "F2", "F3")
    assert [one.number for one in decision.invoices] == ["F1"], "being listed is not having had the step"


def test_past_the_last_step_a_person_is_asked_and_the_next_oldest_speaks() -> None:
    every_step = tuple(step.step for step in DEFAULT_LADDER)
    done, younger = invoice("F1", steps=every_step), invoice("F2", days(15))

    decision = decide(account(done, younger), business(), at(days(30)))

    assert [(task.kind, task.invoice) for task in decision.tasks] == [("escalate", "F1")]
    assert [one.number for one in decision.invoices if one.escalated] == ["F1"]
    assert decision.notices[0].anchor == "F2"
    assert decision.notices[0].step == FIRST_CONTACT
    assert "F1" in decision.notices[0].invoices, "it stays listed"


def test_an_escalated_invoice_is_asked_about_once() -> None:
    done = account(invoice("F1", steps=tuple(step.step for step in DEFAULT_LADDER)))
    first = decide(done, business(), at(days(30)))
    second = decide(after(done, first), business(), at(days(31)))

    assert [task.kind for task in first.tasks] == ["escalate"]
    assert second.tasks == ()
    assert second.debtor.due_at is None


def test_a_call_is_a_task_for_a_person_and_no_message() -> None:
    late = account(invoice(steps=(*BEFORE_DUE, "overdue_1", "grace_over")))
    decision = decide(late, business(), at(days(6)))

    assert [(task.kind, task.invoice) for task in decision.tasks] == [("call", "F1")]
    assert decision.notices == ()
    assert "call" in decision.invoices[0].steps


@pytest.mark.parametrize(
    ("country", "day", "clock", "reason"),
    [
        ("MX", date(2026, 6, 7), "12:00", "closed_day"),  # a Sunday
        ("CO", date(2026, 7, 20), "12:00", "holiday"),  # Independence Day
        ("CO", date(2026, 6, 2), "05:00", "outside_hours"),
        ("CO", date(2026, 6, 2), "22:00", "outside_hours"),
    ],
)
def test_a_message_held_back_is_kept_with_its_reason(country: str, day: date, clock: str, reason: str) -> None:
    of = business(country)
    who = account(invoice(due_on=day - timedelta(days=2), steps=BEFORE_DUE), country=country)
    now = at(day, clock, of.time_zone)

    decision = decide(who, of, now)

    assert [(one.state, one.reason) for one in decision.notices] == [("withheld", reason)]
    assert decision.invoices == (), "the step is still to be had"
    assert decision.debtor.reached == ()
    assert decision.debtor.due_at
    assert decision.debtor.due_at > now


def test_the_pace_between_two_collection_messages_is_no_hold_back_worth_a_record() -> None:
    state = after(late := account(invoice()), decide(late, business(), at(days(33))))
    decision = decide(state, business(), at(days(34)))

    assert decision.notices == ()
    assert decision.debtor.due_at == at(days(35), "07:00")


def test_two_currencies_are_two_ladders_of_one_debtor_with_one_message_a_day() -> None:
    pesos = invoice("P1", days(-20), steps=(*BEFORE_DUE, "overdue_1", "grace_over", "call"))
    dollars = invoice("D1", days(-4), currency="USD", steps=BEFORE_DUE)

    state, found = run_until(account(pesos, dollars), business(), at(DUE), at(days(9)))

    assert planned(found) == ["firm", "final", "overdue_1", "grace_over", "firm"]
    assert [one.number for one in state.invoices if "overdue_1" in one.steps] == ["P1", "D1"]
    sent_on = [notice.id[:10] for one in found for notice in one.notices if notice.state == "planned"]
    assert len(sent_on) == len(set(sent_on))


def test_one_currencys_pace_does_not_swallow_the_other_currencys_due_date() -> None:
    pesos = invoice("P1", days(-20), steps=(*BEFORE_DUE, "overdue_1"))
    dollars = invoice("D1", days(1), currency="USD", steps=BEFORE_DUE[:3])

    _, found = run_until(account(pesos, dollars), business(), at(DUE), at(days(1), "23:59"))

    assert planned(found) == ["grace_over", "due_today"]


def test_a_policy_edited_in_flight_replays_nothing_and_its_new_steps_apply() -> None:
    who = account(invoice(steps=(*BEFORE_DUE, "overdue_1", "grace_over")))
    warning = LadderStep("warning", 15, "collection", "firm")
    edited = with_policy(business(), version=2, ladder=(*DEFAULT_LADDER[:6], warning))

    assert decide(who, edited, at(days(14))).notices == ()
    assert told(decide(who, edited, at(days(15)))) == [("warning", "planned")]


def test_a_policy_edited_in_flight_charges_nothing_back() -> None:
    dearer = with_policy(business(), version=2, grace_days=0, terms_accepted=True)

    assert decide(account(invoice()), dearer, at(days(30))).entries == ()


def test_debtors_of_a_business_not_live_hear_nothing_and_cost_nothing() -> None:
    of = business(live=False)
    late = invoice(steps=(*BEFORE_DUE, "overdue_1", "grace_over"))
    who = account(invoice("F0", days(-40)), late)

    decision = decide(who, of, at(days(20)))

    assert (decision.notices, decision.tasks) == ((), ())
    assert all(one.steps == two.steps for one, two in zip(decision.invoices, who.invoices, strict=False))
    assert decision.debtor.due_at is None
    assert decision.reasons


def test_a_paused_debtor_is_not_called_and_loses_no_step() -> None:
    late = account(invoice(steps=(*BEFORE_DUE, "overdue_1", "grace_over")))
    paused = replace(late, debtor=pause(late.debtor, days(40), "illness", "u-1", at(days(20))))
    decision = decide(paused, business(), at(days(20)))

    assert decision.tasks == ()
    assert decision.invoices == ()


def test_a_debtor_without_any_address_becomes_a_task_and_the_step_waits() -> None:
    who = account(invoice(), contacts=(Contact(name="Ana", email="ana@cliente.example", email_state="bounced"),))
    state, found = run_until(who, business(), at(days(5)), at(days(60)))

    assert [task.kind for task in found[0].tasks] == ["no_channel"]
    assert [(one.state, one.reason) for one in found[0].notices] == [("withheld", "no_channel")]
    assert state.invoices[0].steps == ()
    assert len(found) < 5, "nothing changes by itself: no need to look again and again"


def test_a_preferred_channel_goes_first_where_the_step_allows_it() -> None:
    decision = decide(account(invoice(), preferred_channel="sms"), business(), at(days(5)))

    assert decision.notices[0].channel == "sms"


def test_the_same_account_at_the_same_moment_is_the_same_decision() -> None:
    who = account(invoice("F1"), invoice("F2", days(3)), invoice("F3", currency="USD"))
    now = from_iso("2026-06-24T17:30:00.000Z")

    assert decide(who, business(), now) == decide(who, business(), now)


def test_every_action_carries_its_reason() -> None:
    decision = decide(account(invoice()), business(), at(days(33)))

    assert decision.reasons == ("sends overdue_1 by email for F1, due since 2026-06-04",)
