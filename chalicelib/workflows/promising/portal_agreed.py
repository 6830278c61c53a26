"""What a debtor agrees to and tells on their own page: each write with its answer in their language."""

from datetime import datetime
from typing import Any

from chalicelib.domain.account import Account
from chalicelib.domain.errors import Unauthorized
from chalicelib.domain.promising.excuses import Told
from chalicelib.domain.promising.promises import Asked, Author
from chalicelib.store import accounts, businesses
from chalicelib.store.sessions import Session
from chalicelib.workflows.promising.promise_payment import Who, change_promise, promise_payment, withdraw_promise
from chalicelib.workflows.promising.tell_excuse import tell_excuse
from chalicelib.workflows.promising.view_excuses import told_view
from chalicelib.workflows.promising.view_promises import done_view, total_view
from chalicelib.workflows.showing.viewer import Viewer


def promise(session: Session, asked: Asked, now: datetime, key: str = "") -> dict[str, Any]:
    who = _who(session, key)
    account, made = promise_payment(who, asked, now)
    return done_view(_viewer(session, who, account, now), made, "saved")


def change(session: Session, promise: str, asked: Asked, now: datetime, key: str = "") -> dict[str, Any]:
    who = _who(session, key)
    account, made = change_promise(who, promise, asked, now)
    return done_view(_viewer(session, who, account, now), made, "changed")


def withdraw(session: Session, promise: str, now: datetime) -> dict[str, Any]:
    who = _who(session)
    account, ended = withdraw_promise(who, promise, now)
    return done_view(_viewer(session, who, account, now), ended, "withdrawn")


def total(session: Session, on: str, currency: str, promise: str, now: datetime) -> dict[str, Any]:
    """Raises what ``total_view`` raises."""
    account = accounts.load(session.business, session.debtor)
    if account is None:
        raise Unauthorized("no_session")
    viewer = Viewer(account, businesses.load(session.business), session.language, now)
    return total_view(viewer, on, currency, promise)


def tell(session: Session, told: Told, now: datetime, key: str = "") -> dict[str, Any]:
    who = _who(session, key)
    account, excuse = tell_excuse(who, told, now)
    return told_view(_viewer(session, who, account, now), excuse)


def _who(session: Session, key: str = "") -> Who:
    return Who(businesses.load(session.business), session.debtor, Author(session.id), key)


def _viewer(session: Session, who: Who, account: Account, now: datetime) -> Viewer:
    return Viewer(account, who.business, session.language, now)
