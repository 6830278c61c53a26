"""How satisfied a debtor is: said on the page or in one tap from the message, answered and closed by the business."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain import links
from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.complaints.opinions import Heard, answer, check, close, give
from chalicelib.domain.complaints.satisfaction import CASE, CLOSED, Opinion
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, businesses, notices, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_of
from chalicelib.store.things import load_thing
from chalicelib.workflows.decide_account import again_on_conflict

TAPS_AN_HOUR = 60  # of one caller


def give_opinion(
    business: Business, debtor: str, opinion: str, score: int, text: str, now: datetime, heard_by: str = ""
) -> Opinion:
    """The same answer again is the same. Raises NotFound, Faulty, and Conflict once another one was given."""

    def act(account: Account, found: Opinion) -> Heard:
        if found.score and (found.score, found.text) == (score, text):
            return Heard(account.debtor, found)
        return give(replace(found, heard_by=heard_by), score, text, account, business.policy.satisfaction, now)

    given = _change(business, debtor, opinion, act, now)
    fact("opinion", business=business.id, score=score, metrics={"OpinionsGiven": 1})
    return given


def tap_opinion(key: str, score: int, text: str, now: datetime, caller: str) -> None:
    """From the message whose ``links.satisfied_key`` this is; whoever taps learns nothing, right key or wrong.

    Raises Refusal("too_many") and Faulty.
    """
    if sessions.count(f"satisfied#{caller}#{now:%Y-%m-%dT%H}", now + timedelta(hours=2)) > TAPS_AN_HOUR:
        raise Refusal("too_many")
    check(score, text)
    whole = len(key) == links.STOP_KEY_LENGTH
    found = notices.find_by_hash(key[:32], key[32:], links.satisfied_hash) if whole else None
    if found is None or "opinion" not in found[1].data:
        return
    pk, notice = found
    business, debtor = account_of(pk)
    try:
        give_opinion(businesses.load(business), debtor, notice.data["opinion"], score, text, now)
    except Conflict as conflict:
        if conflict.code != "opinion_given":
            raise


def answer_opinion(business: Business, debtor: str, opinion: str, text: str, user: str, now: datetime) -> Opinion:
    """Words to whoever was unhappy. The same again answers the same. Raises NotFound, Conflict and Faulty."""

    def act(account: Account, found: Opinion) -> Heard:
        if found.state == CASE and (found.answer, found.answered_by) == (text, user):
            return Heard(account.debtor, found)
        return answer(found, text, account, user, now)

    return _change(business, debtor, opinion, act, now)


def close_opinion(business: Business, debtor: str, opinion: str, user: str, now: datetime) -> Opinion:
    """It was looked after: reminders go on. The same again answers the same. Raises NotFound and Conflict."""

    def act(account: Account, found: Opinion) -> Heard:
        return Heard(account.debtor, found) if found.state == CLOSED else close(found, account, user, now)

    return _change(business, debtor, opinion, act, now)


def _change(
    business: Business, debtor: str, opinion: str, act: Callable[[Account, Opinion], Heard], now: datetime
) -> Opinion:
    def once() -> Opinion:
        account, found = accounts.load(business.id, debtor), load_thing(business.id, debtor, Opinion, opinion)
        if account is None or found is None:
            raise NotFound("not_found")
        heard = act(account, found)
        if heard.opinion != found:
            head = replace(heard.debtor, due_at=now)
            accounts.save(
                account, Changes(head, opinions=(heard.opinion,), tasks=heard.tasks, notices=heard.notices)
            )  # fmt: skip
        return heard.opinion

    return again_on_conflict(once)
