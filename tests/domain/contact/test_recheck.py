"""The last question before a message leaves: is it still right?"""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.contact.recheck import why_not
from chalicelib.domain.contact.rests import begin_rest
from chalicelib.domain.debtor import Contact, Reached
from chalicelib.domain.notice import Notice
from tests.domain.cases import DUE, account, at, business, invoice

NOW = at(DUE)
NOTICE = Notice(
    "2026-06-03#overdue_1#email",
    "collection",
    "friendly",
    "email",
    NOW,
    step="overdue_1",
    anchor="F1",
    invoices=("F1",),
)
LATE = account(
    invoice("F1", DUE - timedelta(days=9)), reached=(Reached(DUE, "email", "collection", NOTICE.id),)
)  # fmt: skip


def asked(who: Account = LATE, now: Any = NOW, notice: Notice = NOTICE, **changes: Any) -> str | None:
    return why_not(notice, replace(who, debtor=replace(who.debtor, **changes)), business(), now)


def test_what_is_still_right_may_go_and_its_own_record_does_not_count_against_it() -> None:
    assert asked() is None


def test_pays_between_selection_and_send_is_paid() -> None:
    assert asked(replace(LATE, invoices=())) == "paid", "a settled invoice is not even loaded"
    assert asked(account(invoice("F1", state="paid", principal_minor=0))) == "paid"


@pytest.mark.parametrize("state", ["paying", "promised", "in_plan", "disputed"])
def test_what_people_agreed_meanwhile_holds_it_back(state: str) -> None:
    assert asked(account(invoice("F1", state=state))) == state


def test_a_page_open_at_this_moment_holds_it_back() -> None:
    attempt = Attempt(
        "pa_1", "P-1", "card", "MXN", 1, (QuoteLine("F1", 1),), DUE, NOW, NOW + timedelta(minutes=40),
        provider="stripe",
    )  # fmt: skip

    assert asked(replace(LATE, attempts=(attempt,))) == "payment_in_progress"
    assert asked(replace(LATE, attempts=(attempt,)), now=NOW + timedelta(minutes=40)) is None


def test_a_page_whose_end_nobody_told_us_of_holds_it_back_for_a_day() -> None:
    url = "https://checkout.example/cs_1"
    attempt = Attempt(
        "pa_1", "P-1", "card", "MXN", 1, (QuoteLine("F1", 1),), DUE, NOW - timedelta(hours=2),
        NOW - timedelta(hours=1), provider="stripe", url=url,
    )  # fmt: skip

    assert asked(replace(LATE, attempts=(attempt,))) == "payment_in_progress"
    over = replace(attempt, expires_at=NOW - timedelta(days=1))
    assert asked(replace(LATE, attempts=(over,))) is None


def test_a_payment_that_a_person_has_yet_to_judge_holds_it_back() -> None:
    resting = begin_rest(LATE.debtor, "bank#1", "payment_proposed", NOW)
    assert asked(rests=resting.rests) == "payment_proposed"
    assert asked(rests=resting.rests, now=NOW + timedelta(days=3)) != "payment_proposed"


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (at(DUE, "22:00"), "outside_hours"),
        (at(DUE, "06:59"), "outside_hours"),
        (at(DUE + timedelta(days=1)), "stale"),
        (at(DUE, "23:59"), "outside_hours"),
    ],
)
def test_another_hour_or_another_day_is_another_question(now: Any, reason: str) -> None:
    assert asked(now=now) == reason


def test_a_holiday_or_a_cap_that_came_between_holds_it_back() -> None:
    assert asked(reached=(*LATE.debtor.reached, Reached(DUE, "sms", "collection", "other"))) == "cap_day"
    assert asked(reached=(Reached(DUE - timedelta(days=1), "sms", "collection", "other"),)) == "too_soon"


def test_a_business_that_is_not_live_is_silence() -> None:
    assert why_not(NOTICE, LATE, business(live=False), NOW) == "on_hold"


def test_who_opted_out_or_lost_the_address_is_not_written_to() -> None:
    assert asked(opted_out=("email",)) == "no_address"
    assert asked(contacts=(Contact(email="ana@x.example", email_state="bounced"),)) == "no_address"


@pytest.mark.parametrize("purpose", ["confirmation", "reply"])
def test_receipts_and_replies_go_at_any_hour_also_to_who_opted_out(purpose: str) -> None:
    receipt = replace(NOTICE, purpose=purpose, step=None, anchor=None)

    assert asked(opted_out=("email", "sms"), now=at(DUE, "03:00"), notice=receipt) is None
    assert asked(contacts=(), notice=receipt) == "no_address"
