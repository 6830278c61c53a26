"""Notices on their way: claimed by one, told about late, repeatedly and in any order."""

import itertools
from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import Conflict
from chalicelib.domain.links import code_hash, lookup, short_code, token_hash
from chalicelib.domain.notice import Notice
from chalicelib.store import notices
from tests.domain.cases import DUE, at
from tests.tables import Cloud

NOW = at(DUE)
PK = "acme#c1"
NOTICE = Notice("2026-06-03#overdue_1#email", "collection", "friendly", "email", NOW, step="overdue_1", anchor="F1")
LATER = NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def planned(cloud: Cloud) -> None:
    assert notices.plan(PK, NOTICE)


def state(notice: str = NOTICE.id) -> str:
    found = notices.load(PK, notice)
    assert found
    return found.state


def test_a_notice_outside_decisions_is_planned_once() -> None:
    assert not notices.plan(PK, replace(NOTICE, data={"other": "1"}))
    found = notices.load(PK, NOTICE.id)
    assert found == NOTICE


def test_only_one_worker_claims_a_planned_notice() -> None:
    claimed = notices.claim(PK, NOTICE, NOW, {})

    assert (claimed.state, claimed.claimed_at) == ("claimed", NOW)
    with pytest.raises(Conflict):
        notices.claim(PK, NOTICE, NOW, {})


def test_a_silent_claim_is_taken_over_by_one() -> None:
    silent = notices.claim(PK, NOTICE, NOW, {})
    taken = notices.claim(PK, silent, LATER, {})

    assert taken.claimed_at == LATER
    with pytest.raises(Conflict):
        notices.claim(PK, silent, LATER, {})


def test_a_claim_given_back_can_be_claimed_again() -> None:
    notices.release(PK, notices.claim(PK, NOTICE, NOW, {}))

    assert notices.load(PK, NOTICE.id) == NOTICE
    assert notices.claim(PK, NOTICE, LATER, {}).claimed_at == LATER


def test_a_claim_that_was_taken_over_cannot_be_given_back() -> None:
    silent = notices.claim(PK, NOTICE, NOW, {})
    notices.claim(PK, silent, LATER, {})

    with pytest.raises(Conflict):
        notices.release(PK, silent)


def test_a_sent_notice_keeps_what_the_provider_said() -> None:
    notices.claim(PK, NOTICE, NOW, {})
    notices.record_sent(PK, NOTICE.id, NOW, "m-1", "ana@x.example", LATER)

    found = notices.load(PK, NOTICE.id)
    assert found
    assert (found.state, found.sent_at, found.provider_id) == ("sent", NOW, "m-1")
    assert (found.to, found.link_expires_at) == ("ana@x.example", LATER)


def test_feedback_faster_than_the_record_of_sending_is_not_undone() -> None:
    notices.claim(PK, NOTICE, NOW, {})
    notices.advance(PK, NOTICE.id, "delivered")
    notices.record_sent(PK, NOTICE.id, NOW, "m-1", "ana@x.example", LATER)

    found = notices.load(PK, NOTICE.id)
    assert found
    assert (found.state, found.provider_id, found.sent_at) == ("delivered", "m-1", NOW)


def test_reports_in_any_order_end_at_the_furthest() -> None:
    for index, order in enumerate(itertools.permutations(["sent", "delivered", "opened", "clicked"])):
        notice = replace(NOTICE, id=f"2026-06-03#step_{index}#email")
        notices.plan(PK, notice)
        notices.claim(PK, notice, NOW, {})
        for report in (*order, *order):
            notices.advance(PK, notice.id, report)
        assert state(notice.id) == "clicked"


@pytest.mark.parametrize(
    ("last", "late"), [("bounced", "delivered"), ("complained", "opened"), ("complained", "bounced")]
)
def test_a_late_report_never_hides_what_went_wrong(last: str, late: str) -> None:
    notices.claim(PK, NOTICE, NOW, {})
    assert notices.advance(PK, NOTICE.id, last)
    assert notices.advance(PK, NOTICE.id, late) is None
    assert notices.advance(PK, NOTICE.id, last) is None

    assert state() == last


def test_a_send_event_repairs_a_record_that_was_lost_and_keeps_the_first_time() -> None:
    notices.claim(PK, NOTICE, NOW, {})
    notices.advance(PK, NOTICE.id, "sent", at=NOW)
    notices.advance(PK, NOTICE.id, "delivered", at=LATER)

    found = notices.load(PK, NOTICE.id)
    assert found
    assert found.sent_at == NOW


def test_a_report_of_a_notice_we_do_not_have_changes_nothing() -> None:
    assert notices.advance(PK, "2026-06-03#other#email", "delivered") is None
    assert notices.load(PK, "2026-06-03#other#email") is None


def test_a_link_is_found_by_its_token_or_by_its_code_and_by_nothing_else() -> None:
    token, stranger = "a-token-of-256-bits", "another"
    notices.claim(PK, NOTICE, NOW, lookup(token))

    by_token = notices.find(code_hash(short_code(token)), token_hash(token))
    by_code = notices.find(code_hash(short_code(token)))
    assert by_token
    assert by_code
    assert by_token[0] == by_code[0] == PK
    assert by_token[1].id == NOTICE.id
    assert notices.find(code_hash(short_code(token)), token_hash(stranger)) is None
    assert notices.find(code_hash(short_code(stranger))) is None
