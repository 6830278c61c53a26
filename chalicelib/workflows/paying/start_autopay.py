"""The debtor agrees to autopay: keep what they read and accepted, and send them to the page where a card is given."""

import secrets
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.contact.channels import address
from chalicelib.domain.errors import Conflict, GiveUp, Refusal, Unauthorized
from chalicelib.domain.paying.asking import ask_card_at
from chalicelib.domain.paying.mandate import CARD_LIFE, EXPIRED, PENDING, Mandate, end, text_hash
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.gateways import providers
from chalicelib.gateways.logs import fact
from chalicelib.messages.autopay_texts import TEXT_VERSION
from chalicelib.store import accounts, businesses, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key
from chalicelib.store.sessions import Session
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.ask_provider import ask_about_card
from chalicelib.workflows.paying.autopay_terms import currency_of, keeper, text_of
from chalicelib.workflows.settings import portal_url

STARTS_AN_HOUR = 10  # of one account: nobody gives a card more often


def start_autopay(
    session: Session, currency: str, accepted: str, limit_minor: int, caller: str, now: datetime
) -> dict[str, str]:
    """Where the card is given: ``{kind: "redirect", url}``. ``accepted``: the hash of the text that was shown.

    Raises Refusal (``autopay_unavailable``, ``too_many``, ``provider_unavailable``) and Conflict("text_changed").
    """
    business = businesses.load(session.business)
    provider = keeper(business)
    account = accounts.load(session.business, session.debtor)
    if account is None:
        raise Unauthorized("no_session")
    if not provider or currency != currency_of(account, business):
        raise Refusal("autopay_unavailable", field="currency")
    text = text_of(business, session.language, currency, limit_minor)
    if text_hash(text) != accepted:
        raise Conflict("text_changed", field="text_hash")
    _count(session, now)
    terms = business.policy.autopay
    mandate = Mandate(
        id=f"ma_{secrets.token_hex(12)}",
        currency=currency,
        language=session.language,
        text=text,
        text_version=TEXT_VERSION,
        text_hash=accepted,
        accepted_at=now,
        accepted_by=session.id,
        link=session.notice,
        address=caller,
        notice_days=terms.notice_days,
        retries=terms.retries,
        retry_after_days=terms.retry_after_days,
        limit_minor=limit_minor,
        provider=provider,
    )
    opened = _open_page(mandate, account, session.language, now)
    again_on_conflict(lambda: _keep(session, replace(mandate, page_id=opened.id), opened.customer, now))
    fact("autopay_accepted", business=business.id, metrics={"AutopayAccepted": 1})
    return {"kind": "redirect", "url": opened.url}


def come_back_with_card(session: Session, now: datetime) -> None:
    """The debtor is back from the card page: ask what became of it, in case its webhook is late or lost."""
    account = accounts.load(session.business, session.debtor)
    waiting = [one for one in account.mandates if one.state == PENDING and one.page_id] if account else []
    for mandate in waiting:
        _count(session, now)
        ask_about_card(session.business, session.debtor, mandate, now)


def _count(session: Session, now: datetime) -> None:
    who = account_key(session.business, session.debtor)
    if sessions.count(f"autopay#{who}#{now:%Y-%m-%dT%H}", now + timedelta(hours=2)) > STARTS_AN_HOUR:
        raise Refusal("too_many")


def _open_page(mandate: Mandate, account: Account, lang: str, now: datetime) -> providers.Opened:
    home, debtor = f"{portal_url()}/{lang}/#", account.debtor
    page = providers.CardPage(
        mandate=mandate,
        reference=debtor_reference(debtor.business, debtor.id),
        language=lang,
        expires_at=now + CARD_LIFE,
        success_url=f"{home}/autopay/done",
        cancel_url=f"{home}/autopay/cancelled",
        email=address(debtor, "email", chasing=False),
        customer=debtor.customers.get(mandate.provider, ""),
    )
    try:
        return providers.cards_of(mandate.provider).open_card_page(page)
    except GiveUp as refusal:
        fact("provider_refused", business=debtor.business, reason=refusal.code, metrics={"ProviderRefused": 1})
        raise Refusal("autopay_unavailable") from refusal


def _keep(session: Session, mandate: Mandate, customer: str, now: datetime) -> None:
    """One page at a time: what was accepted before and never got its card is over."""
    account = accounts.load(session.business, session.debtor)
    if account is None:
        raise Unauthorized("no_session")
    over = [end(one, EXPIRED, "debtor", "replaced", now) for one in account.mandates if one.state == PENDING]
    customers = {**account.debtor.customers, mandate.provider: customer}
    due_at = min(filter(None, (account.debtor.due_at, ask_card_at(mandate))))
    changes = Changes(
        replace(account.debtor, customers=customers, due_at=due_at),
        mandates=(*over, mandate),
        pointers={mandate.id: mandate.id, customer: ""},
    )
    accounts.save(account, changes)
