"""The debtor reads the terms and accepts them: the words they saw are kept, and hold for the invoices to come."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.acceptance import Acceptance, name_of
from chalicelib.domain.agreeing.record import sealed, text_hash
from chalicelib.domain.agreeing.terms import DECLARED, TO_ACCEPT, standing, terms_id
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import Conflict, NotFound, Unauthorized
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import say
from chalicelib.messages.documents.blocks import Paper
from chalicelib.messages.formats import dated
from chalicelib.messages.names import one_line
from chalicelib.messages.terms_text import accepted_paper, clauses, terms_paper, terms_text
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.store.sessions import Session
from chalicelib.store.things import load_thing, load_things
from chalicelib.workflows.agreeing.seen import Seen
from chalicelib.workflows.decide_account import again_on_conflict


def view_terms(session: Session) -> dict[str, Any]:
    """The answer of ``GET /api/terms``. Raises Unauthorized when the account is gone."""
    return _view(_load(session), businesses.load(session.business), session.language)


def accept_terms(session: Session, version: str, text_sha256: str, seen: Seen, now: datetime) -> dict[str, Any]:
    """Accept the very text that was shown. Raises Conflict("terms_changed") when it is another by now.

    Invoices that are known already keep what was frozen with them.
    """
    business = businesses.load(session.business)
    text = terms_text(session.language, business)
    if (version, text_sha256) != (terms_id(business), text_hash(text)):
        raise Conflict("terms_changed")

    def once() -> dict[str, Any]:
        account = _load(session)
        if standing(business, account.debtor) != TO_ACCEPT:
            return _view(account, business, session.language)
        acceptance = _evidence(session, version, text, seen, now)
        debtor = replace(account.debtor, accepted_terms=version)
        accounts.save(account, Changes(debtor, acceptances=(acceptance,)))
        fact("terms_accepted", business=business.id, metrics={"TermsAccepted": 1})
        return _view(replace(account, debtor=debtor), business, session.language)

    return again_on_conflict(once)


def terms_of(business: Business, debtor: str, lang: str, now: datetime) -> Paper:
    """The terms of now: as the debtor accepted them, or as they read where nobody did. Raises Unauthorized."""
    account = accounts.load(business.id, debtor)
    if account is None:
        raise Unauthorized("no_session")
    kept = _last(business.id, debtor, terms_id(business))
    if kept:
        return accepted_paper(business, kept, account.debtor.time_zone)
    return terms_paper(lang, business, terms_text(lang, business), _said(account, business, lang), now)


def accepted_terms(business: Business, debtor: str, name: str) -> Paper:
    """What was accepted once, whatever holds by now. Raises NotFound."""
    account = accounts.load(business.id, debtor)
    kept = load_thing(business.id, debtor, Acceptance, name)
    if account is None or kept is None:
        raise NotFound("not_found")
    return accepted_paper(business, kept, account.debtor.time_zone)


def evidence_of_terms(business: Business, debtor: str) -> dict[str, Any]:
    """Every stored record, the latest first, for whoever wants to verify it. Raises NotFound."""
    if accounts.load(business.id, debtor) is None:
        raise NotFound("not_found")
    return {"acceptances": load_things(business.id, debtor, Acceptance)[::-1]}


def _evidence(session: Session, version: str, text: str, seen: Seen, now: datetime) -> Acceptance:
    return sealed(
        Acceptance(
            id=name_of(version, now),
            version=version,
            business=session.business,
            debtor=session.debtor,
            language=session.language,
            text=text,
            accepted_at=now,
            session=session.id,
            link=session.notice,
            address=seen.address,
            device=seen.device,
        )
    )


def _last(business: str, debtor: str, version: str) -> Acceptance | None:
    """That of a version of the terms."""
    mine = [one for one in load_things(business, debtor, Acceptance) if one.version == version]
    return mine[-1] if mine else None


def _load(session: Session) -> Account:
    account = accounts.load(session.business, session.debtor)
    if account is None:
        raise Unauthorized("no_session")
    return account


def _view(account: Account, business: Business, lang: str) -> dict[str, Any]:
    return {
        "version": terms_id(business),
        "state": standing(business, account.debtor),
        "state_text": _said(account, business, lang),
        "clauses": [{"id": one.id, "title": one.title, "lines": list(one.lines)} for one in clauses(lang, business)],
        "text_sha256": text_hash(terms_text(lang, business)),
    }


def _said(account: Account, business: Business, lang: str) -> str:
    state = standing(business, account.debtor)
    if state in {DECLARED, TO_ACCEPT}:
        return say(lang, f"terms.{state}", creditor=one_line(business.name))
    kept = _last(business.id, account.debtor.id, account.debtor.accepted_terms)
    on = local_date(kept.accepted_at, account.debtor.time_zone) if kept else None
    return say(lang, "terms.accepted", date=dated(on, lang) if on else "")
