"""Autopay as a decision: told before, charged on the day, once, and nobody is reminded of what pays itself."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.debtor import Contact, Rest
from chalicelib.domain.decide import decide
from chalicelib.domain.paying.mandate import Mandate, Planned
from tests.domain.autopay_cases import EARLY, after, agreed, lived, mandate, told
from tests.domain.cases import CHARGING, DUE, at, business, invoice

SHOP = business()
TOLD_ON = DUE - timedelta(days=5)  # a Friday: three days before is a Sunday, and Mexico rests at weekends
CHARGED = at(DUE, "09:00")
SOON = timedelta(days=1)


def planned(number: str = "F1", **changes: object) -> Planned:
    made = Planned(number, DUE, DUE - timedelta(days=4), 100_000, "n1")
    return replace(made, **changes)


def ready(**changes: Any) -> Mandate:
    return mandate(planned=(planned(**changes),))


def test_an_invoice_is_told_before_charged_on_its_day_and_nobody_is_reminded_of_it() -> None:
    days = list(lived(agreed(), SHOP, EARLY, at(DUE, "23:00")))

    assert told(days) == [(TOLD_ON, "autopay_notice")]
    (attempt,) = [one for _, decision in days for one in decision.attempts]
    assert (days[-1][0], attempt.method, attempt.amount_minor) == (CHARGED, "autopay", 100_000)
    assert (attempt.state, attempt.processing, attempt.mandate, attempt.provider) == ("pending", True, "ma_1", "stripe")
    assert [one.state for one in days[-1][1].invoices] == ["paying"]


def test_the_notice_says_the_day_the_amount_and_under_which_mandate() -> None:
    days = list(lived(agreed(invoice("F1"), invoice("F2")), SHOP, EARLY, at(DUE, "08:00")))
    (notice,) = [one for _, decision in days for one in decision.notices]

    assert notice.data == {"mandate": "ma_1", "on": str(DUE), "amount_minor": "200000"}
    assert (notice.purpose, notice.invoices) == ("confirmation", ("F1", "F2"))


def test_an_account_that_was_charged_is_left_alone_until_the_bank_answers() -> None:
    account = agreed(by=ready())
    charged = decide(account, SHOP, CHARGED)
    later = list(lived(after(account, charged), SHOP, CHARGED + SOON, at(DUE + timedelta(days=20))))

    assert charged.attempts and not [one for _, decision in later for one in (*decision.attempts, *decision.notices)]


def test_nothing_is_charged_before_nine_of_the_local_day() -> None:
    assert not decide(agreed(by=ready()), SHOP, at(DUE, "08:59")).attempts
    assert decide(agreed(by=ready()), SHOP, at(DUE, "09:00")).attempts


@pytest.mark.parametrize("state", ["paying", "disputed", "promised", "in_plan", "paid", "withdrawn"])
def test_nobody_is_charged_for_what_was_paid_promised_or_disputed_meanwhile(state: str) -> None:
    assert not decide(agreed(invoice(state=state), by=ready()), SHOP, CHARGED).attempts


def other(**changes: object) -> Attempt:
    made = Attempt(
        "pa_1", "P-2222-2222", "transfer", "MXN", 100_000, (QuoteLine("F1", 100_000),), DUE, CHARGED,
        CHARGED + timedelta(days=3),
    )  # fmt: skip
    return replace(made, **changes)


@pytest.mark.parametrize("method", ["transfer", "card", "cash"])
def test_nobody_is_charged_for_what_they_are_paying_in_another_way(method: str) -> None:
    account = replace(agreed(by=ready()), attempts=(other(method=method),))
    decision = decide(account, SHOP, CHARGED)

    assert not decision.attempts
    assert decision.debtor.due_at and decision.debtor.due_at > CHARGED + timedelta(minutes=1), "and no loop"


def test_a_charge_that_waited_too_long_is_told_anew() -> None:
    account = replace(agreed(by=ready()), attempts=(other(),))
    days = list(lived(account, SHOP, CHARGED, at(DUE + timedelta(days=9))))

    # the transfer's three days, a notice of its own on a working day, and three days more
    assert [name for _, name in told(days)] == ["autopay_notice"]
    (charge,) = [one for _, decision in days for one in decision.attempts if one.method == "autopay"]
    (again,) = [now for now, decision in days if decision.notices]
    assert (charge.created_at.date() - again.date()).days >= 3


@pytest.mark.parametrize(
    "changes",
    [{"rests": (Rest("pause", "paused", at(DUE + SOON)),)},
     {"rests": (Rest("r", "payment_proposed", at(DUE + SOON)),)}, {"contacts": ()},
     {"contacts": (Contact(email="gone@x.example", email_state="bounced"),)}],
)  # fmt: skip
def test_nobody_is_charged_in_a_pause_while_a_person_looks_or_where_no_message_reaches(
    changes: dict[str, object],
) -> None:
    assert not decide(agreed(by=ready(), **changes), SHOP, CHARGED).attempts


def test_a_business_that_is_not_live_charges_nobody() -> None:
    assert not decide(agreed(by=ready()), replace(SHOP, live=False), CHARGED).attempts


@pytest.mark.parametrize("state", ["pending", "paused"])
def test_only_an_active_mandate_charges_and_the_ladder_speaks_otherwise(state: str) -> None:
    days = list(lived(agreed(by=mandate(state=state)), SHOP, EARLY, at(DUE, "23:00")))

    assert not [one for _, decision in days for one in decision.attempts]
    assert [name for _, name in told(days)] == ["due_soon_7", "due_today"]


def test_more_than_was_told_is_never_charged_without_telling_again() -> None:
    account = agreed(invoice(total_minor=120_000), by=ready())
    decision = decide(account, SHOP, CHARGED)

    assert not decision.attempts
    assert [one.data["amount_minor"] for one in decision.notices] == ["120000"]


def test_what_is_left_after_a_part_was_paid_is_what_is_charged() -> None:
    account = agreed(invoice(total_minor=100_000, principal_minor=30_000, state="partly_paid"), by=ready())

    assert [one.amount_minor for one in decide(account, SHOP, CHARGED).attempts] == [30_000]


def test_an_invoice_above_the_limit_is_reminded_of_like_any_other() -> None:
    account = agreed(invoice("BIG"), invoice("SMALL", total_minor=20_000), by=mandate(limit_minor=50_000))
    days = list(lived(account, SHOP, EARLY, at(DUE, "23:00")))

    (attempt,) = [one for _, decision in days for one in decision.attempts]
    assert [line.invoice for line in attempt.lines] == ["SMALL"]
    assert {one.anchor for _, decision in days for one in decision.notices if one.step} == {"BIG"}
    assert all("SMALL" not in one.invoices for _, decision in days for one in decision.notices if one.step)


def test_charges_of_one_day_stay_within_the_limit_together() -> None:
    account = agreed(
        invoice("A", total_minor=60_000), invoice("B", total_minor=60_000), by=mandate(limit_minor=100_000)
    )
    days = list(lived(account, SHOP, EARLY, at(DUE, "23:00")))

    assert sum(one.amount_minor for _, decision in days for one in decision.attempts) == 60_000


def test_who_gets_the_invoice_late_is_told_in_full_and_pays_no_late_fee_for_our_notice() -> None:
    late = invoice(issued_on=DUE, terms=CHARGING)
    days = list(lived(agreed(late), SHOP, at(DUE, "10:00"), at(DUE + timedelta(days=9))))

    (attempt,) = [one for _, decision in days for one in decision.attempts]
    assert (attempt.created_at, attempt.amount_minor) == (at(DUE + timedelta(days=3), "09:00"), 100_000)
    assert attempt.quoted_on == DUE
    assert not [one for _, decision in days for one in decision.entries], "no fee is booked meanwhile"


def test_what_was_overdue_before_it_began_is_charged_as_it_stands() -> None:
    began = at(DUE + timedelta(days=5), "10:00")
    account = agreed(invoice(terms=CHARGING), by=mandate(accepted_at=began, active_since=began))
    days = list(lived(account, SHOP, began, began + timedelta(days=6)))

    (attempt,) = [one for _, decision in days for one in decision.attempts]
    assert attempt.amount_minor > 100_000
    assert attempt.quoted_on == attempt.created_at.date()
    told_minor = next(one.data["amount_minor"] for _, decision in days for one in decision.notices)
    assert int(told_minor) == attempt.amount_minor


def test_an_invoice_charged_once_is_never_charged_again_after_a_refund() -> None:
    account = agreed(by=ready(attempt="ap_1", tried_on=DUE))
    days = list(lived(account, SHOP, CHARGED + SOON, at(DUE + timedelta(days=30))))

    assert not [one for _, decision in days for one in decision.attempts]
    assert "overdue_1" in [name for _, name in told(days)], "the ladder speaks of it again"


def test_on_the_day_of_a_refusal_its_own_message_is_enough_and_the_ladder_goes_on_the_next() -> None:
    account = agreed(by=ready(attempt="ap_1", tried_on=DUE, ended="insufficient_funds", tries=1))
    days = list(lived(account, SHOP, CHARGED, at(DUE + timedelta(days=1), "20:00")))

    assert told(days) == [(DUE + timedelta(days=1), "overdue_1")]


def test_a_try_that_is_told_anew_counts_as_one_of_those_agreed_to() -> None:
    grown = ready(tries=1, amount_minor=90_000, told_on=DUE - timedelta(days=1))
    told_again = decide(agreed(by=grown), SHOP, CHARGED).mandates[0].planned

    assert [(one.tries, one.amount_minor) for one in told_again] == [(1, 100_000)]


def test_two_currencies_are_two_mandates() -> None:
    dollars = invoice("USD-1", currency="USD")
    days = list(lived(agreed(invoice(), dollars), SHOP, EARLY, at(DUE, "23:00")))

    assert [one.currency for _, decision in days for one in decision.attempts] == ["MXN"]
    assert {one.anchor for _, decision in days for one in decision.notices if one.step} == {"USD-1"}


def test_a_card_about_to_end_is_told_once_before() -> None:
    by = mandate(exp_month=6, exp_year=2026)
    days = list(
        lived(agreed(invoice(due_on=DUE + timedelta(days=200)), by=by), SHOP, EARLY, at(DUE, "23:00") + 40 * SOON)
    )

    cards = [(day, name) for day, name in told(days) if name == "autopay_card"]
    assert len(cards) == 1 and cards[0][0].isoformat() == "2026-06-10"


def test_a_mandate_without_a_card_is_forgotten_after_two_days() -> None:
    days = list(lived(agreed(by=mandate(state="pending")), SHOP, EARLY, EARLY + timedelta(days=3)))
    ended = [one for _, decision in days for one in decision.mandates]

    assert [(one.state, one.reason) for one in ended] == [("expired", "no_card")]


def test_telling_and_charging_never_share_a_day() -> None:
    days = list(lived(agreed(), SHOP, at(DUE, "12:00"), at(DUE + timedelta(days=9))))
    moments = [now for now, decision in days if decision.notices or decision.attempts]

    assert all(later - earlier >= timedelta(days=2, hours=12) for earlier, later in pairwise(moments))
