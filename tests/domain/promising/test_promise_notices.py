"""When a debtor is reminded of what they promised, and which days are suggested to them."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendar import local
from chalicelib.domain.contact.recheck import why_not
from chalicelib.domain.contact.working_days import is_working_day
from chalicelib.domain.debtor import Reached
from chalicelib.domain.draft import Decision
from chalicelib.domain.promising.excuses import Told, hear
from chalicelib.domain.promising.promise_dates import suggested
from chalicelib.domain.promising.promise_notices import moments, news
from tests.domain.cases import HOME, account, at, business, debtor, invoice
from tests.domain.promise_cases import FRIDAY, MONDAY, NOON, SHE, late, looked_at, merged, promised, the_promise

THURSDAY, SATURDAY = FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=1)


def templates(decision: Decision) -> list[str]:
    return [one.template for one in decision.notices if one.state == "planned"]


def clocks(on: date, country: str = "MX", made: datetime = NOON, **who: str) -> list[str]:
    promise = replace(the_promise(promised()), on=on, made_at=made)
    somebody = debtor(country, **who)
    return [f"{local(one, somebody.time_zone):%a %H:%M}" for one in moments(promise, somebody)]


def test_a_reminder_comes_the_evening_before_or_on_the_morning() -> None:
    assert clocks(FRIDAY) == ["Thu 17:00", "Fri 09:00"]
    who, decision = looked_at(promised(), THURSDAY, "16:59")
    assert templates(decision) == []
    who, decision = looked_at(who, THURSDAY, "17:00")
    assert templates(decision) == ["promise_due"]
    assert [(one.purpose, one.invoices) for one in decision.notices] == [("pre_due", ("F1", "F2"))]
    assert decision.debtor.reached[-1].purpose == "pre_due", "it counts for the caps"
    _, morning = looked_at(who, FRIDAY)
    assert templates(morning) == [], "once"


@pytest.mark.parametrize(
    ("country", "on", "when"),
    [
        ("MX", SATURDAY, ["Fri 17:00"]),  # no message on a Saturday in Mexico
        ("MX", MONDAY + timedelta(days=7), ["Mon 09:00"]),
        ("CO", SATURDAY + timedelta(days=1), ["Sat 13:00"]),  # Saturdays end at three
        ("CL", SATURDAY, ["Fri 17:00", "Sat 09:00"]),
    ],
)
def test_its_hour_is_lawful(country: str, on: date, when: list[str]) -> None:
    assert clocks(on, country) == when


def test_what_the_debtor_asked_for_narrows_it() -> None:
    assert clocks(FRIDAY, hour_from="10:00", hour_to="12:00") == ["Thu 11:00", "Fri 10:00"]


def test_the_last_day_for_it_is_kept_free_of_what_can_wait() -> None:
    promise_on = MONDAY + timedelta(days=7)  # nothing may be said on the Sunday before
    other = invoice("F9", promise_on + timedelta(days=3))
    who = promised(on=promise_on, debt_ids=("F1", "F2"))
    who = replace(who, invoices=(*who.invoices, other))
    who, early = looked_at(who, promise_on, "07:00")
    assert templates(early) == [] and early.debtor.due_at == at(promise_on, "09:00")
    who, decision = looked_at(who, promise_on, "09:00")
    assert templates(decision) == ["promise_due"], "and the three days before F9 give way"
    _, later = looked_at(who, other.due_on, "07:00")
    assert [one.step for one in later.notices] == ["due_today"]


def test_nobody_is_reminded_of_a_promise_whose_money_is_on_its_way_or_whose_remedy_is_not_done() -> None:
    who = promised(debt_ids=("F1",))
    paying = replace(who, invoices=tuple(replace(one, state="paying") for one in who.invoices if one.number == "F1"))
    assert templates(looked_at(paying, THURSDAY, "17:00")[1]) == []
    heard = hear("x1", Told("order_missing", ("F1",)), who, (), SHE, NOON)
    asked = replace(who, excuses=(heard.excuse,), tasks=heard.tasks)
    assert "promise_due" not in templates(looked_at(asked, THURSDAY, "17:00")[1])


def test_what_only_the_business_read_told_nobody_of_a_broken_promise() -> None:
    who, _ = looked_at(promised(), FRIDAY + timedelta(days=6), "00:00", replace(business(), live=False))
    rehearsed, decision = looked_at(who, FRIDAY + timedelta(days=6), "10:00", replace(business(), test_mode=True))
    assert "promised_on" in decision.notices[0].data
    _, real = looked_at(rehearsed, FRIDAY + timedelta(days=7))
    assert [one.data["promised_on"] for one in real.notices if one.state == "planned"] == [str(FRIDAY)]


def test_a_reminder_that_only_the_business_read_leaves_the_debtors_own_to_come() -> None:
    who, decision = looked_at(promised(), THURSDAY, "17:00", replace(business(), test_mode=True))
    assert templates(decision) == ["promise_due"] and who.debtor.reached[-1].rehearsed
    who, again = looked_at(who, THURSDAY, "17:30", replace(business(), test_mode=True))
    assert templates(again) == [], "the business reads it once"
    who, real = looked_at(who, FRIDAY)
    assert templates(real) == ["promise_due"], "and the debtor all the same"
    assert [one.rehearsed for one in who.debtor.reached] == [False]


def test_a_reminder_held_back_in_a_rehearsal_is_still_the_debtors() -> None:
    rehearsing, thursday = replace(business(), test_mode=True), Reached(FRIDAY, "email", "pre_due", "another", True)
    who, decision = looked_at(
        promised(late(reached=(thursday,)), now=at(THURSDAY, "18:00")), FRIDAY, "09:00", rehearsing
    )
    assert [(one.state, one.reason) for one in decision.notices] == [("withheld", "cap_day")]
    assert templates(looked_at(who, FRIDAY, "10:00")[1]) == ["promise_due"]


def test_who_promised_a_moment_ago_is_not_reminded_the_same_day() -> None:
    assert clocks(FRIDAY, made=at(THURSDAY, "16:00")) == ["Fri 09:00"]
    assert clocks(FRIDAY, made=at(FRIDAY, "08:00")) == []


def test_one_message_a_day_stays_one_a_day() -> None:
    spoken = Reached(THURSDAY, "email", "pre_due", "another")
    who = promised(late(reached=(spoken,)))
    who, decision = looked_at(who, THURSDAY, "17:00")
    assert templates(decision) == []
    _, decision = looked_at(who, FRIDAY, "09:00")
    assert templates(decision) == ["promise_due"]


def test_a_reminder_that_no_day_was_left_for_is_recorded_once() -> None:
    spoken = tuple(Reached(day, "email", "pre_due", f"{day}") for day in (THURSDAY, FRIDAY))
    who, decision = looked_at(promised(late(reached=spoken)), FRIDAY, "09:00")
    assert [(one.state, one.reason) for one in decision.notices] == [("withheld", "cap_day")]
    _, again = looked_at(who, FRIDAY, "11:00")
    assert again.notices == ()


def test_who_wants_no_messages_gets_none() -> None:
    _, decision = looked_at(promised(late(opted_out=("email", "sms"))), THURSDAY, "17:00")
    assert templates(decision) == []


def test_at_the_moment_of_sending_it_must_still_be_open() -> None:
    who, decision = looked_at(promised(), THURSDAY, "17:00")
    (notice,) = decision.notices
    now = at(THURSDAY, "17:00")
    assert why_not(notice, who, business(), now) is None
    assert why_not(notice, replace(who, invoices=()), business(), now) == "paid"
    withdrawn = merged(who, (replace(one, state="open") for one in who.invoices), ())
    assert why_not(notice, withdrawn, business(), now) == "open"


def test_what_was_agreed_is_confirmed_wherever_an_address_is_left() -> None:
    (told,) = news(debtor(opted_out=("email", "sms")), the_promise(promised()), "saved", NOON)
    assert (told.template, told.purpose) == ("promise_saved", "confirmation")
    assert news(debtor(contacts=()), the_promise(promised()), "saved", NOON) == ()


def days(first: date, ahead: int, *paid_on: date, country: str = "MX") -> list[str]:
    found = suggested(first, first + timedelta(days=ahead), country, paid_on)
    return [f"{day:%a %d}" for day in found]


def test_paydays_are_suggested_and_fridays() -> None:
    assert days(date(2026, 6, 9), 24) == ["Mon 15", "Tue 30"]
    assert days(date(2026, 6, 9), 9) == ["Fri 12", "Mon 15"]


def test_a_payday_on_a_closed_day_means_the_working_day_before() -> None:
    assert days(date(2026, 8, 10), 25) == ["Fri 14", "Mon 31"]  # the 15th is a Saturday
    assert days(date(2026, 11, 10), 25) == ["Fri 13", "Mon 30"]  # a Sunday


def test_the_debtors_own_days_come_first() -> None:
    fifths = (date(2026, 3, 5), date(2026, 4, 6), date(2026, 5, 5), date(2026, 5, 20))
    assert days(date(2026, 6, 29), 15, *fifths) == ["Tue 30", "Fri 03"]  # the 5th is a Sunday
    tuesdays = tuple(date(2026, 5, 5) + timedelta(days=7 * week) for week in range(4))
    assert days(date(2026, 6, 10), 15, *tuesdays) == ["Tue 16", "Tue 23"]


@pytest.mark.parametrize("country", sorted(HOME))
def test_two_days_are_suggested_wherever_the_range_has_two(country: str) -> None:
    for start in range(0, 400, 3):
        first = date(2026, 1, 1) + timedelta(days=start)
        for ahead in (1, 4, 15, 30):
            last = first + timedelta(days=ahead)
            found = suggested(first, last, country)
            working = [first + timedelta(days=n) for n in range(ahead + 1)]
            assert len(found) == min(2, sum(is_working_day(day, country) for day in working))
            assert all(first <= day <= last and is_working_day(day, country) for day in found)


def test_currencies_share_the_one_message_of_a_day() -> None:
    both = account(invoice("F1"), invoice("U1", currency="USD"))
    one = promised(both, currency="MXN")
    who = replace(one, promises=(*one.promises, replace(the_promise(one), id="p2", currency="USD", debt_ids=("U1",))))
    who, decision = looked_at(who, THURSDAY, "17:00")
    assert templates(decision) == ["promise_due"]
    _, decision = looked_at(who, FRIDAY, "09:00")
    assert templates(decision) == ["promise_due"]
