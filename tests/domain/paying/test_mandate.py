"""A debtor's word that we may charge their card: what it says stays, and what ends it ends it for good."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.paying.mandate import (
    Card,
    Planned,
    activate,
    end,
    last_day,
    next_try,
    refused,
    rest,
    text_hash,
    withdrawn,
)
from tests.domain.autopay_cases import mandate
from tests.domain.cases import DUE, at

NOW = at(DUE, "09:00")
CARD = Card("pm_2", "mastercard", "5454", 2, 2028)
TRIED = Planned("F1", DUE, DUE - timedelta(days=3), 100_000, "n1", attempt="ap_1", tried_on=DUE)


def test_the_text_is_known_by_its_hash_to_the_letter() -> None:
    assert text_hash(("uno", "dos")) == text_hash(["uno", "dos"]) != text_hash(("uno", "doS"))
    assert len(text_hash(())) == 64


def test_a_card_makes_a_pending_mandate_active_and_a_new_card_keeps_its_first_day() -> None:
    active = activate(mandate(state="pending", active_since=None), "cus_9", CARD, NOW)
    assert (active.state, active.last4, active.customer_id, active.active_since) == ("active", "5454", "cus_9", NOW)
    assert activate(active, "cus_9", CARD, NOW + timedelta(days=1)).active_since == NOW


def test_a_card_that_comes_after_the_end_brings_nothing_back() -> None:
    revoked = end(mandate(), "revoked", "debtor", "stopped", NOW)
    assert activate(revoked, "cus_1", CARD, NOW) == revoked
    assert end(revoked, "failed", "provider", "expired_card", NOW) == revoked
    assert rest(revoked, False, "ana", "resumed") == revoked


def test_what_was_planned_is_given_up_with_the_mandate() -> None:
    waiting = replace(TRIED, invoice="F2", attempt="")
    ended = end(mandate(planned=(TRIED, waiting)), "revoked", "debtor", "stopped", NOW)
    assert [plan.ended for plan in ended.planned] == ["", "stopped"], "a charge that is on its way is the bank's"


@pytest.mark.parametrize("code", ["insufficient_funds", "card_declined", "authentication_required"])
def test_a_refused_charge_is_not_tried_again_without_consent(code: str) -> None:
    after = refused(mandate(planned=(TRIED,)), "ap_1", code, DUE, NOW)
    assert [(plan.ended, plan.tries) for plan in after.planned] == [(code, 1)]
    assert after.state == "active" and next_try(after, "ap_1") is None


def test_the_text_may_allow_another_try_on_another_day_and_no_more() -> None:
    once = mandate(planned=(TRIED,), retries=1, retry_after_days=2)
    after = refused(once, "ap_1", "insufficient_funds", DUE, NOW)
    assert next_try(after, "ap_1") == DUE + timedelta(days=2)
    again = replace(after, planned=tuple(replace(plan, attempt="ap_2") for plan in after.planned))
    assert [plan.ended for plan in refused(again, "ap_2", "insufficient_funds", DUE, NOW).planned] == [
        "insufficient_funds"
    ]


def test_what_only_the_debtor_can_do_is_never_tried_again() -> None:
    after = refused(mandate(planned=(TRIED,), retries=3), "ap_1", "authentication_required", DUE, NOW)
    assert [plan.ended for plan in after.planned] == ["authentication_required"]


def test_a_card_that_is_gone_ends_the_mandate() -> None:
    after = refused(mandate(planned=(TRIED,), retries=3), "ap_1", "lost_card", DUE, NOW)
    assert (after.state, after.reason, after.planned[0].ended) == ("failed", "lost_card", "lost_card")


def test_a_charge_that_did_not_take_place_waits_for_another_day() -> None:
    (plan,) = withdrawn(mandate(planned=(TRIED,)), "ap_1").planned
    assert plan.waits and plan.tried_on == DUE and plan.tries == 0


def test_resting_forgets_what_was_told_since_its_day_may_pass() -> None:
    waiting = replace(TRIED, invoice="F2", attempt="")
    resting = rest(mandate(planned=(TRIED, waiting)), True, "ana", "asked by phone")
    assert (resting.state, resting.planned) == ("paused", (TRIED,))
    assert rest(resting, False, "ana", "agreed").state == "active"


@pytest.mark.parametrize(
    ("month", "year", "day"),
    [(2, 2028, date(2028, 2, 29)), (12, 2026, date(2026, 12, 31)), (0, 0, None), (13, 2026, None)],
)
def test_a_card_is_good_until_the_end_of_its_month(month: int, year: int, day: date | None) -> None:
    assert last_day(mandate(exp_month=month, exp_year=year)) == day
