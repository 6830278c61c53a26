"""What nobody answered in time: the debtor hears it once, by day; and asking again does not rest reminders for ever."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.asking_rest import NOT_AGAIN_FOR, REST, may_rest
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.agreeing.plan_quote import Asked, make_quote
from chalicelib.domain.agreeing.unanswered import waking_hour
from chalicelib.domain.debtor import Rest
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from tests.domain.cases import DUE, account, at, business, invoice
from tests.domain.plan_cases import monthly

DAY = timedelta(days=1)
ASKED = at(DUE, "23:30")  # a Wednesday; three days later is a Saturday
MONDAY = DUE + 5 * DAY


def asking(now: datetime = ASKED, rested: bool = True) -> Extension:
    return Extension("ex_1", ("F1",), DUE + 60 * DAY, now, expires_at=now + REST, rested=rested)


def proposing(now: datetime = ASKED, state: str = "proposed") -> Agreement:
    mine, day = account(invoice()), now.date()
    asked = Asked("ag_1", day, now, state=state)
    made = make_quote(mine, business(), mine.invoices, monthly(12, first=day + 20 * DAY), asked)
    return replace(made, rested=True)


def waiting(*things: Extension | Agreement) -> Account:
    rests = tuple(Rest(one.id, "asked", ASKED + REST) for one in things)
    mine = account(invoice(steps=("invoice", "due_soon_7", "due_soon_3", "due_today")), rests=rests)
    times = tuple(one for one in things if isinstance(one, Extension))
    return replace(mine, extensions=times, agreements=tuple(one for one in things if isinstance(one, Agreement)))


def said(decision: Decision) -> list[str]:
    return [one.template or one.step or "" for one in decision.notices if one.state == "planned"]


def test_more_time_that_nobody_answered_is_told_once_by_day_and_nobody_is_chased_on_it() -> None:
    night = decide(waiting(asking()), business(), ASKED + REST)
    assert said(night) == [] and night.extensions == () and night.debtor.due_at
    assert night.debtor.due_at <= waking_hour(night.debtor, ASKED + REST) and night.debtor.due_at > ASKED + REST
    told = decide(waiting(asking()), business(), at(MONDAY, "11:00"))
    assert said(told) == ["plan_extension_unanswered"]
    assert [(one.state, one.decided_at) for one in told.extensions] == [("expired", at(MONDAY, "11:00"))]
    (notice,) = [one for one in told.notices if one.template]
    assert (notice.purpose, notice.invoices) == ("confirmation", ("F1",))
    after = replace(waiting(), debtor=told.debtor)
    assert said(decide(after, business(), at(MONDAY, "17:00"))) == [], "not on the day on which they read so"
    assert said(decide(after, business(), at(MONDAY + DAY, "12:00"))) == ["overdue_1"]


def test_a_proposal_that_nobody_answered_is_told_once_and_a_quote_that_nobody_signed_is_not() -> None:
    last = proposing().valid_until
    told = decide(waiting(proposing()), business(), waking_hour(waiting().debtor, last))
    assert said(told) == ["plan_unanswered"] and [one.state for one in told.agreements] == ["expired"]
    assert [rest.reason for rest in told.debtor.rests] == ["answered"]
    quoted = decide(waiting(proposing(state="quoted")), business(), last)
    assert "plan_unanswered" not in said(quoted) and [one.state for one in quoted.agreements] == ["expired"]


def test_what_was_paid_meanwhile_is_closed_without_a_word() -> None:
    mine = replace(waiting(asking(), proposing()), invoices=())
    closed = decide(mine, business(), ASKED + DAY)
    assert said(closed) == [] and closed.debtor.rests == ()
    assert [one.state for one in closed.extensions] == [one.state for one in closed.agreements] == ["expired"]


def test_the_hour_is_one_at_which_the_debtor_may_be_written_to_whatever_channel_they_stopped() -> None:
    who = account(opted_out=("email", "sms")).debtor
    noon = at(DUE, "12:00")
    assert waking_hour(who, noon) == noon
    assert waking_hour(who, at(DUE, "03:00")) < noon < waking_hour(who, at(DUE, "22:30")) < at(DUE + DAY, "12:00")


def test_reminders_rest_for_one_request_and_again_only_long_after_it_came_to_nothing() -> None:
    now = at(DUE, "12:00")
    ended = replace(asking(), state="refused", decided_at=now)
    assert may_rest([], [], now)
    assert not may_rest([], [asking()], now) and not may_rest([proposing()], [], now), "one that still waits"
    assert not may_rest([], [ended], now + NOT_AGAIN_FOR) and may_rest([], [ended], now + NOT_AGAIN_FOR + DAY)
    for state in ("refused", "expired", "quoted"):
        assert not may_rest([replace(proposing(), state=state, ended_at=now)], [], now + DAY)
    assert may_rest([replace(proposing(), state="completed", ended_at=now)], [replace(ended, state="granted")], now)
    assert may_rest([], [replace(ended, rested=False)], now), "one that rested nothing counts for nothing"
