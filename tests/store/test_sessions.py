"""Sessions, wrong answers counted, and answers to repeated requests."""

from datetime import timedelta

import pytest

from chalicelib.store import sessions
from chalicelib.store.rows import AccountRow
from chalicelib.store.sessions import Reply, Session, Tries
from tests.domain.cases import DUE, at

pytestmark = pytest.mark.usefixtures("cloud")
NOW = at(DUE)
MINUTE = timedelta(minutes=1)
SESSION = Session("hash", "acme", "c1", "es", "verify", NOW + 30 * MINUTE, notice="2026-06-03#overdue_1#email")


def test_a_session_comes_back_until_it_is_ended() -> None:
    sessions.save(SESSION)
    assert sessions.load("hash") == SESSION

    sessions.end("hash")
    assert sessions.load("hash") is None


def test_the_table_forgets_a_session_by_itself() -> None:
    sessions.save(SESSION)

    row = AccountRow.get("session#hash", "SESSION")
    assert row.expires == int(SESSION.expires_at.timestamp())


def test_wrong_answers_are_counted_one_at_a_time() -> None:
    assert sessions.tries("acme", "c1") == Tries()
    assert sessions.count_tries("acme", "c1", Tries(), Tries(1))
    assert not sessions.count_tries("acme", "c1", Tries(), Tries(1)), "somebody counted meanwhile"
    assert sessions.count_tries("acme", "c1", Tries(1), Tries(2))
    assert sessions.tries("acme", "c1") == Tries(2)

    sessions.forget_tries("acme", "c1")
    assert sessions.tries("acme", "c1") == Tries()


def test_a_lock_is_kept_with_its_end() -> None:
    locked = Tries(5, NOW + timedelta(hours=24))
    sessions.count_tries("acme", "c1", Tries(), locked)

    assert sessions.tries("acme", "c1") == locked
    assert sessions.tries("acme", "c2") == Tries()


def test_the_first_request_of_a_key_works_and_the_next_hears_its_answer() -> None:
    def start() -> Reply | None:
        return sessions.start_reply("hash", "k1", "asked", NOW, NOW - MINUTE)

    assert start() is None
    assert start() == Reply(0, asked="asked"), "still being worked out"

    sessions.finish_reply("hash", "k1", Reply(201, "body", "asked"), NOW)
    assert start() == Reply(201, "body", "asked")
    assert sessions.start_reply("other", "k1", "asked", NOW, NOW - MINUTE) is None, "keys belong to their session"


def test_a_claim_whose_worker_died_is_taken_over_and_our_own_fault_frees_the_key() -> None:
    assert sessions.start_reply("hash", "k1", "asked", NOW, NOW - MINUTE) is None
    assert sessions.start_reply("hash", "k1", "asked", NOW + 2 * MINUTE, NOW + MINUTE) is None

    sessions.drop_reply("hash", "k1")
    assert sessions.start_reply("hash", "k1", "asked", NOW, NOW - MINUTE) is None


def test_an_answer_is_never_taken_over_however_old() -> None:
    sessions.finish_reply("hash", "k1", Reply(201, "body", "asked"), NOW)

    assert sessions.start_reply("hash", "k1", "asked", NOW + 600 * MINUTE, NOW + 599 * MINUTE) == Reply(
        201, "body", "asked"
    )


def test_a_counter_counts_within_its_name() -> None:
    assert [sessions.count("lookup#1.2.3.4#10", NOW) for _ in range(3)] == [1, 2, 3]
    assert sessions.count("lookup#1.2.3.4#11", NOW) == 1
