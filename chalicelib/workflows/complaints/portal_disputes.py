"""What a debtor does about a disputed invoice on their own page: each write with its answer in their language."""

from datetime import datetime
from typing import Any

from chalicelib.domain.account import Account
from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.domain.complaints.disputing import Asked
from chalicelib.domain.errors import NotFound, Unauthorized
from chalicelib.domain.promising.promises import Author
from chalicelib.store import accounts, businesses
from chalicelib.store.sessions import Session
from chalicelib.store.things import load_thing
from chalicelib.workflows.already_paid.attach_proof import Wanted, upload
from chalicelib.workflows.complaints.check_dispute_file import check_dispute_file
from chalicelib.workflows.complaints.dispute_invoice import dispute_invoice, withdraw_dispute, write_about_dispute
from chalicelib.workflows.complaints.view_disputes import dispute_view, done_view
from chalicelib.workflows.promising.promise_payment import Who
from chalicelib.workflows.showing.viewer import Viewer


def open_one(
    session: Session, asked: Asked, now: datetime, key: str = "", wanted: Wanted | None = None
) -> dict[str, Any]:
    """The answer of ``POST /api/disputes``; ``upload``: where its file goes. Raises Refusal."""
    who = _who(session, key)
    _, made = dispute_invoice(who, asked, now, wanted)
    return _done(session, who, made, "opened", now, wanted)


def write(session: Session, dispute: str, text: str, now: datetime, wanted: Wanted | None = None) -> dict[str, Any]:
    who = _who(session)
    _, written = write_about_dispute(who, dispute, text, now, wanted)
    return _done(session, who, written, "written", now, wanted)


def withdraw(session: Session, dispute: str, now: datetime) -> dict[str, Any]:
    who = _who(session)
    _, ended = withdraw_dispute(who, dispute, now)
    return _done(session, who, ended, "withdrawn", now)


def sent(session: Session, dispute: str, now: datetime) -> dict[str, Any]:
    """The file is there: it is looked at. Raises what cannot be kept."""
    check_dispute_file(businesses.load(session.business), session.debtor, dispute, now)
    return find(session, dispute, now)


def find(session: Session, dispute: str, now: datetime) -> dict[str, Any]:
    """The answer of ``GET /api/disputes/<id>``. Raises NotFound for another account's too."""
    found = load_thing(session.business, session.debtor, Dispute, dispute)
    if found is None:
        raise NotFound("not_found")
    return dispute_view(_viewer(session, _who(session), now), found)


def _done(
    session: Session, who: Who, dispute: Dispute, told: str, now: datetime, wanted: Wanted | None = None
) -> dict[str, Any]:
    place = upload(dispute.file, wanted) if wanted and dispute.file else None
    return done_view(_viewer(session, who, now), dispute, told) | {"upload": place}


def _who(session: Session, key: str = "") -> Who:
    return Who(businesses.load(session.business), session.debtor, Author(session.id), key)


def _viewer(session: Session, who: Who, now: datetime) -> Viewer:
    account: Account | None = accounts.load(session.business, session.debtor)
    if account is None:
        raise Unauthorized("no_session")
    return Viewer(account, who.business, session.language, now)
