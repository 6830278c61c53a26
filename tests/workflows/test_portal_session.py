"""From a link to an open account: the identity question, wrong answers, locks, and links that no longer work."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.errors import Refusal, Unauthorized
from chalicelib.domain.links import short_code
from chalicelib.store import notices, sessions
from chalicelib.workflows.known_device import forget, is_known, remember
from chalicelib.workflows.portal_session import (
    Opened,
    current,
    current_open,
    open_by_code,
    open_by_token,
    renew,
    seconds_left,
    stay,
    verify,
)
from chalicelib.workflows.showing.view_session import view_session
from tests.domain.cases import BOTH
from tests.tables import Cloud
from tests.workflows.cases import NOW, PK, TOKEN, created, linked, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def a_link_in_hand(cloud: object) -> None:
    created()
    owing()
    linked()


def opened() -> Opened:
    return open_by_token(TOKEN, NOW, "1.2.3.4")


def refused(answer: str, of: Opened | None = None, now: datetime = NOW) -> Refusal:
    with pytest.raises(Refusal) as caught:
        verify((of or opened()).session, answer, now)
    return caught.value


def test_a_link_opens_a_session_that_says_nothing_before_the_answer() -> None:
    found = opened()

    assert found.session.state == "verify"
    view = view_session(found, NOW)
    assert (view["state"], view["question"], view["tries_left"]) == ("verify", {"kind": "tax_id_last4"}, 5)
    assert "Ana" not in str(view)
    with pytest.raises(Unauthorized) as caught:
        current_open(found.token, NOW)
    assert caught.value.code == "not_verified"


@pytest.mark.parametrize("answer", ["6785", " 6785 ", "67-85"])
def test_the_right_answer_opens_the_account(answer: str) -> None:
    found = opened()
    verify(found.session, answer, NOW)

    assert current_open(found.token, NOW).state == "open"
    reminder = notices.load(PK, "2026-06-03#overdue_1#email")
    assert reminder and reminder.state == "clicked"


def test_five_wrong_answers_lock_the_account_for_a_day_across_links_and_sessions() -> None:
    left = [refused("0000").params["tries_left"] for _ in range(4)]
    assert left == [4, 3, 2, 1]
    assert refused("0000").code == "locked"

    another = opened()
    assert refused("6785", another).code == "locked", "a right answer does not open a locked account"
    assert view_session(another, NOW)["state"] == "locked"
    assert refused("6785", another, NOW + DAY - timedelta(seconds=1)).code == "locked"


def test_the_lock_ends_by_itself_and_counts_anew() -> None:
    for _ in range(5):
        refused("0000")
    later, found = NOW + DAY, open_by_token(TOKEN, NOW + DAY, "1.2.3.4")

    assert view_session(found, later)["tries_left"] == 5
    assert refused("0000", found, later).params["tries_left"] == 4
    assert verify(found.session, "6785", later).state == "open"


def test_a_right_answer_forgets_the_wrong_ones() -> None:
    refused("0000")
    verify(opened().session, "6785", NOW)

    assert refused("1111").params["tries_left"] == 4


def test_a_phone_that_is_remembered_is_not_asked_for_a_month_and_no_other_is_spared() -> None:
    first = opened()
    device = remember(verify(first.session, "6785", NOW), NOW)

    def state(token: str, now: datetime, link: str = TOKEN) -> str:
        found = open_by_token(link, now, "1.2.3.4", token)
        assert view_session(found, now)["state"] == found.session.state
        return found.session.state

    assert state(device, NOW + DAY) == "open"
    assert state("", NOW + DAY) == state("somebody else's", NOW + DAY) == "verify"
    owing(id="c2")
    created_for("c2", "tok-2")
    assert state(device, NOW + DAY, "tok-2") == "verify", "a phone is remembered for one account"
    forget(device)
    assert state(device, NOW + DAY) == "verify"


def test_a_remembered_phone_is_asked_again_after_a_month_and_stays_out_of_a_locked_account() -> None:
    token = remember(opened().session, NOW)
    assert is_known(token, "acme", "c1", NOW + 30 * DAY - timedelta(seconds=1))
    assert not is_known(token, "acme", "c1", NOW + 30 * DAY)
    assert not is_known(token, "other", "c1", NOW)
    for _ in range(5):
        refused("0000")
    found = open_by_token(TOKEN, NOW, "1.2.3.4", token)
    assert (found.session.state, view_session(found, NOW)["state"]) == ("verify", "locked")


def test_without_a_tax_id_the_phone_is_asked_and_without_both_nothing() -> None:
    owing(id="c2", tax_id="", business="acme")
    assert whole("c2").debtor.tax_id == ""
    created_for("c2", "tok-2")
    found = open_by_token("tok-2", NOW, "1.2.3.4")
    assert found.question == "phone_last4"
    verify(found.session, "5678", NOW)

    owing(id="c3", tax_id="", contacts=(BOTH[0].__class__(email="a@b.example"),))
    created_for("c3", "tok-3")
    without = open_by_token("tok-3", NOW, "1.2.3.4")
    assert (without.question, without.session.state) == (None, "open")


def created_for(debtor: str, token: str) -> None:
    from chalicelib.domain.links import lookup
    from chalicelib.domain.notice import Notice

    notice = Notice("2026-06-03#overdue_1#email", "collection", "friendly", "email", NOW, anchor="F1")
    notices.plan(f"acme#{debtor}", notice)
    notices.claim(f"acme#{debtor}", notice, NOW, lookup(token))
    notices.record_sent(f"acme#{debtor}", notice.id, NOW, "m", "a@b.example", NOW + 7 * DAY)


def test_an_old_link_offers_another_and_an_unknown_one_says_the_same_without() -> None:
    with pytest.raises(Refusal) as old:
        open_by_token(TOKEN, NOW + 7 * DAY, "1.2.3.4")
    with pytest.raises(Refusal) as unknown:
        open_by_token("nobody's", NOW, "1.2.3.4")

    assert (old.value.code, old.value.params["renew"]) == ("link_expired", True)
    assert (unknown.value.code, unknown.value.params["renew"]) == ("link_expired", False)


def test_guessing_links_is_stopped() -> None:
    for _ in range(200):
        with pytest.raises(Refusal) as caught:
            open_by_token("guess", NOW, "6.6.6.6")
        assert caught.value.code == "link_expired"
    with pytest.raises(Refusal) as stopped:
        open_by_token("guess", NOW, "6.6.6.6")
    assert stopped.value.code == "too_many"
    with pytest.raises(Refusal) as other:
        open_by_token("guess", NOW, "7.7.7.7")
    assert other.value.code == "link_expired"


def test_a_new_link_is_sent_to_the_channel_on_file_once_a_day_and_nobody_learns_of_it() -> None:
    renew(TOKEN, NOW + 8 * DAY)
    renew(TOKEN, NOW + 8 * DAY)
    renew("nobody's", NOW)

    links = [one for one in whole().notices if one.template == "link"]
    assert [(one.channel, one.purpose, one.state) for one in links] == [("email", "reply", "planned")]


def test_the_short_code_and_the_answer_open_the_lite_page_together() -> None:
    code = short_code(TOKEN)
    typed = f"{code[:4]}-{code[4:].lower()}"

    assert current_open(open_by_code(typed, "6785", NOW, "1.2.3.4").token, NOW).state == "open"
    with pytest.raises(Refusal) as wrong:
        open_by_code(typed, "0000", NOW, "1.2.3.4")
    assert wrong.value.code == "wrong_answer"
    with pytest.raises(Refusal) as unknown:
        open_by_code("22222222", "6785", NOW, "1.2.3.4")
    assert unknown.value.code == "wrong_code"


def test_wrong_answers_of_the_lite_page_count_for_the_same_lock() -> None:
    for _ in range(4):
        with pytest.raises(Refusal):
            open_by_code(short_code(TOKEN), "0000", NOW, "1.2.3.4")

    assert refused("0000").code == "locked"


def test_a_session_ends_after_half_an_hour_and_when_it_is_ended() -> None:
    found = opened()
    assert current(found.token, NOW + timedelta(minutes=29)).debtor == "c1"
    for token, now in ((found.token, NOW + timedelta(minutes=30)), ("forged", NOW), ("", NOW)):
        with pytest.raises(Unauthorized):
            current(token, now)

    sessions.end(found.session.id)
    with pytest.raises(Unauthorized):
        current(found.token, NOW)


def test_no_token_is_kept_anywhere_in_the_tables(cloud: Cloud) -> None:
    found = opened()
    kept = str(cloud.dynamo.scan(TableName="accounts"))

    assert TOKEN not in kept
    assert found.token not in kept
    assert short_code(TOKEN) not in kept


def test_whoever_is_still_reading_stays_for_half_an_hour_more_but_not_for_ever() -> None:
    found = opened()
    verify(found.session, "6785", NOW)
    late = NOW + timedelta(minutes=29)

    assert seconds_left(stay(found.token, late), late) == 1800
    lefts = [
        seconds_left(stay(found.token, now), now) for now in (NOW + timedelta(minutes=20 * n) for n in range(2, 12))
    ]
    assert lefts == [1800] * 9 + [1200]
    with pytest.raises(Unauthorized):
        stay(found.token, NOW + timedelta(hours=4))


def test_nobody_stays_who_has_not_answered_or_came_too_late() -> None:
    found = opened()
    with pytest.raises(Unauthorized) as caught:
        stay(found.token, NOW)
    assert caught.value.code == "not_verified"
    verify(found.session, "6785", NOW)
    with pytest.raises(Unauthorized):
        stay(found.token, NOW + timedelta(minutes=31))
