"""The debtor reads the terms and accepts them: the words they saw are kept, and hold for the invoices to come."""

import hashlib
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.acceptance import Acceptance
from chalicelib.domain.agreeing.terms import DECLARED, TO_ACCEPT, standing, terms_id
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import Conflict, Unauthorized
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import say
from chalicelib.messages.documents.blocks import Paper
from chalicelib.messages.formats import dated
from chalicelib.messages.names import one_line
from chalicelib.messages.terms_text import clauses, terms_paper, terms_text
from chalicelib.store import accounts, businesses
from chalicelib.store.acceptances import load_acceptance
from chalicelib.store.changes import Changes
from chalicelib.store.sessions import Session
from chalicelib.workflows.decide_account import again_on_conflict


def view_terms(session: Session) -> dict[str, Any]:
    """The answer of ``GET /api/terms``. Raises Unauthorized when the account is gone."""
    return _view(_load(session), businesses.load(session.business), session.language)


def accept_terms(
    session: Session, version: str, text_sha256: str, address: str, device: str, now: datetime
) -> dict[str, Any]:
    """Accept the very text that was shown. Raises Conflict("terms_changed") when it is another by now.

    Invoices that are known already keep what was frozen with them.
    """
    business = businesses.load(session.business)
    text = terms_text(session.language, business)
    if (version, text_sha256) != (terms_id(business), _hash(text)):
        raise Conflict("terms_changed")

    def once() -> dict[str, Any]:
        account = _load(session)
        if standing(business, account.debtor) != TO_ACCEPT:
            return _view(account, business, session.language)
        acceptance = Acceptance(
            version, session.language, text, text_sha256, now, session.id, session.notice, address, device
        )
        debtor = replace(account.debtor, accepted_terms=version)
        accounts.save(account, Changes(debtor, acceptances=(acceptance,)))
        fact("terms_accepted", business=business.id, metrics={"TermsAccepted": 1})
        return _view(replace(account, debtor=debtor), business, session.language)

    return again_on_conflict(once)


def terms_of(business: Business, debtor: str, lang: str, now: datetime) -> Paper:
    """The terms as the debtor accepted them, or as they are now where nothing was accepted. Raises Unauthorized."""
    account = accounts.load(business.id, debtor)
    if account is None:
        raise Unauthorized("no_session")
    kept = load_acceptance(business.id, debtor, terms_id(business))
    if kept:
        on = dated(local_date(kept.accepted_at, account.debtor.time_zone), kept.language)
        said = say(kept.language, "terms.accepted", date=on)
        return terms_paper(kept.language, business, kept.text, said, kept.accepted_at)
    return terms_paper(lang, business, terms_text(lang, business), _said(account, business, lang), now)


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
        "text_sha256": _hash(terms_text(lang, business)),
    }


def _said(account: Account, business: Business, lang: str) -> str:
    state = standing(business, account.debtor)
    if state in {DECLARED, TO_ACCEPT}:
        return say(lang, f"terms.{state}", creditor=one_line(business.name))
    kept = load_acceptance(business.id, account.debtor.id, account.debtor.accepted_terms)
    on = local_date(kept.accepted_at, account.debtor.time_zone) if kept else None
    return say(lang, "terms.accepted", date=dated(on, lang) if on else "")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
