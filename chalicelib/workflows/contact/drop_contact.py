"""Somebody else reads at an address: we never write there again, and show nothing to whoever holds its link."""

from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import Fault, Faulty, NotFound, Unauthorized
from chalicelib.domain.promising.excuse import DONE, Excuse
from chalicelib.domain.task import Task
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import say
from chalicelib.store import accounts, businesses, notices, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key
from chalicelib.store.sessions import Session
from chalicelib.workflows.decide_account import again_on_conflict

KIND = "wrong_person"


def drop_contact(session: Session, lang: str, now: datetime) -> dict[str, str]:
    """From the page of the link itself, before or after its question. The session ends; the same again is the same."""
    notice = notices.load(account_key(session.business, session.debtor), session.notice)
    if notice and notice.to:
        _drop(businesses.load(session.business), session.debtor, notice.to, session.id, now)
    sessions.end(session.id)
    return {"state": "ended", "message": say(lang, f"excuse.{KIND}.done")}


def drop_address(business: Business, debtor: str, address: str, by: str, now: datetime) -> None:
    """As a person of the business heard it. Raises NotFound, and Faulty: not an address of theirs."""
    account = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found")
    known = {one.lower() for contact in account.debtor.contacts for one in (contact.email, contact.phone) if one}
    if address.lower() not in known:
        raise Faulty([Fault("address", "bad_value")])
    _drop(business, debtor, address, by, now, by_business=True)


def _drop(business: Business, debtor: str, address: str, by: str, now: datetime, by_business: bool = False) -> None:
    def once() -> None:
        account = accounts.load(business.id, debtor)
        if account is None:
            raise Unauthorized("no_session")
        if address.lower() in account.debtor.not_theirs:
            return
        name = f"{KIND}-{len(account.debtor.not_theirs)}"
        head = replace(account.debtor, not_theirs=(*account.debtor.not_theirs, address.lower()), due_at=now)
        excuse = Excuse(name, KIND, now, by, by_business=by_business, state=DONE, ended_at=now)
        today = local_date(now, business.time_zone)
        task = Task(f"{KIND}#{name}", KIND, now, on=today, about=name, data={"address": address})
        accounts.save(account, Changes(head, excuses=(excuse,), tasks=(task,)))
        fact("contact_dropped", business=business.id, metrics={"ContactsDropped": 1})

    again_on_conflict(once)
