"""From a link to an open account: exchange the token, ask the identity question, count wrong answers."""

import secrets
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.domain import identity, links
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.errors import Refusal, Unauthorized
from chalicelib.domain.notice import Notice
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, businesses, notices, sessions
from chalicelib.store.keys import account_of
from chalicelib.store.sessions import Session, Tries
from chalicelib.workflows.known_device import is_known
from chalicelib.workflows.settings import link_life

LIFE = timedelta(minutes=30)
LONGEST = timedelta(hours=4)  # phones are shared: then the link is opened again
BAD_LOOKUPS_AN_HOUR = 200  # of one caller: beyond it, somebody is guessing


class Opened(msgspec.Struct, frozen=True):
    """A session, the cookie's token (never stored), and whom it concerns."""

    session: Session
    token: str
    business: Business
    debtor: Debtor
    question: str | None
    tries: Tries


def open_by_token(token: str, now: datetime, caller: str, device: str = "") -> Opened:
    """Exchange a link's token. ``device``: the token of one that may be remembered. Raises Refusal("link_expired",
    renew=…) and Refusal("too_many")."""
    found = notices.find(links.code_hash(links.short_code(token)), links.token_hash(token))
    if found is None:
        _count_bad_lookup(caller, now)
        raise Refusal("link_expired", renew=False)
    return _open(*found, now, device)


def open_by_code(code: str, answer: str, now: datetime, caller: str) -> Opened:
    """The way in of ``/lite``: short code and identity answer together; a wrong code and a wrong answer look alike."""
    found = notices.find(links.code_hash(links.read_code(code)))
    if found is None:
        _count_bad_lookup(caller, now)
        raise Refusal("wrong_code")
    opened = _open(*found, now)
    if opened.question:
        verify(opened.session, answer, now)
    return msgspec.structs.replace(opened, session=replace(opened.session, state="open"))


def verify(session: Session, answer: str, now: datetime) -> Session:
    """Check the identity answer. Raises Refusal("wrong_answer", tries_left=…) and Refusal("locked")."""
    business, account = businesses.load(session.business), accounts.load(session.business, session.debtor)
    if account is None:
        raise Unauthorized("no_session")
    if session.state == "open":
        return session
    right = identity.is_right(business, account.debtor, answer)
    _count(session, business, right, now)
    opened = replace(session, state="open")
    sessions.save(opened)
    return opened


def current(token: str, now: datetime) -> Session:
    """The session of a cookie's token, open or not yet. Raises Unauthorized("no_session")."""
    session = sessions.load(links.token_hash(token)) if token else None
    if session is None or session.expires_at <= now:
        raise Unauthorized("no_session")
    return session


def current_open(token: str, now: datetime) -> Session:
    """Raises Unauthorized: ``no_session``, or ``not_verified`` before the identity question is answered."""
    session = current(token, now)
    if session.state != "open":
        raise Unauthorized("not_verified")
    return session


def stay(token: str, now: datetime) -> Session:
    """Put the session's end off, for somebody who is still reading (WCAG 2.2.1). Raises Unauthorized."""
    session = current_open(token, now)
    kept = replace(session, expires_at=min(now + LIFE, session.ends_at or session.expires_at))
    sessions.save(kept)
    return kept


def seconds_left(session: Session, now: datetime) -> int:
    return int((session.expires_at - now).total_seconds())


def renew(token: str, now: datetime) -> None:
    """Send a new link to the channel on file of a genuine but expired one; at most one a day and link. Says nothing."""
    found = notices.find(links.code_hash(links.short_code(token)), links.token_hash(token))
    if found is None:
        return
    pk, old = found
    account = accounts.load(*account_of(pk))
    if account is None:
        return
    today = local_date(now, account.debtor.time_zone)
    notice = Notice(
        id=f"{today}#link-{links.token_hash(token)[:12]}#{old.channel}",
        step=None,
        purpose="reply",
        tone="friendly",
        channel=old.channel,
        planned_at=now,
        template="link",
    )
    notices.plan(pk, notice)


def _open(pk: str, notice: Notice, now: datetime, device: str = "") -> Opened:
    business_id, debtor_id = account_of(pk)
    expires = notice.link_expires_at or (notice.claimed_at or now) + link_life()
    account = accounts.load(business_id, debtor_id)
    if account is None:
        raise Refusal("link_expired", renew=False)
    if notice.to.lower() in account.debtor.not_theirs:  # whoever reads there is somebody else
        raise Refusal("link_expired", renew=False)
    if expires <= now:
        raise Refusal("link_expired", renew=True, lang=account.debtor.language)
    business = businesses.load(business_id)
    question, tries = identity.question(business, account.debtor), sessions.tries(business_id, debtor_id)
    if not identity.is_locked(tries.locked_until, now) and is_known(device, business_id, debtor_id, now):
        question = None
    token = secrets.token_urlsafe(32)
    session = Session(
        id=links.token_hash(token),
        business=business_id,
        debtor=debtor_id,
        language=account.debtor.language[:2],
        state="verify" if question else "open",
        expires_at=now + LIFE,
        notice=notice.id,
        ends_at=now + LONGEST,
    )
    sessions.save(session)
    notices.advance(pk, notice.id, "clicked")
    fact("link_opened", business=business_id, metrics={"LinksOpened": 1})
    return Opened(session, token, business, account.debtor, question, tries)


def _count(session: Session, business: Business, right: bool, now: datetime) -> None:
    """Count per account, across links and sessions. A lock holds for right answers too, and ends by itself."""
    for _ in range(20):
        before = sessions.tries(session.business, session.debtor)
        if identity.is_locked(before.locked_until, now):
            raise Refusal("locked", creditor=business.name)
        if right:
            if before.wrong:
                sessions.forget_tries(session.business, session.debtor)
            return
        wrong = 1 if before.locked_until else before.wrong + 1
        lock = now + identity.LOCKED_FOR if wrong >= identity.TRIES else None
        if sessions.count_tries(session.business, session.debtor, before, Tries(wrong, lock)):
            fact("wrong_answer", business=session.business, metrics={"WrongAnswers": 1})
            if lock:
                raise Refusal("locked", creditor=business.name)
            raise Refusal("wrong_answer", tries_left=identity.TRIES - wrong)
    raise Refusal("too_many")


def _count_bad_lookup(caller: str, now: datetime) -> None:
    if sessions.count(f"lookup#{caller}#{now:%Y-%m-%dT%H}", now + timedelta(hours=2)) > BAD_LOOKUPS_AN_HOUR:
        raise Refusal("too_many")
