"""Ask a provider what became of an attempt or a card page: its webhook may be lost, or the debtor back before it."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import GiveUp, NotFound, Refusal, TryAgain
from chalicelib.domain.paying.asking import is_card_to_be_asked, is_to_be_asked
from chalicelib.domain.paying.mandate import Mandate
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways import providers
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key
from chalicelib.store.sessions import Session
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.hear_provider import hear_provider

SILENT = frozenset({"silent", "ignored", "known"})  # nothing new: what was pending is pending still
ASKS_A_MINUTE = 10  # of one account: a page that is open asks now and then, a script would ask always


def ask_about_due(account: Account, now: datetime) -> None:
    """Ask about all of the account whose time has come: what is known of it changes by that."""
    business, debtor = account.debtor.business, account.debtor.id
    for attempt in account.attempts:
        if is_to_be_asked(attempt, now):
            ask_about(business, debtor, attempt, now)
    for mandate in account.mandates:
        if is_card_to_be_asked(mandate, now):
            ask_about_card(business, debtor, mandate, now)


def ask_about(business: str, debtor: str, attempt: Attempt, now: datetime) -> str:
    """Apply what the provider says of it; returns what was done, "silent" when it says nothing now.

    That it was asked is written first: whatever happens then, it is not asked again at once.
    """
    _mark(business, debtor, attempt.id, now)
    try:
        told = _word(attempt, now)
    except (TryAgain, GiveUp) as silent:
        fact("provider_silent", business=business, reason=str(silent), metrics={"ProviderSilent": 1})
        return "silent"
    done = hear_provider(told, now)
    fact("provider_asked", business=business, kind=told.kind, done=done, metrics={"ProviderAsked": 1})
    return done


def ask_about_card(business: str, debtor: str, mandate: Mandate, now: datetime) -> str:
    """The same of the page on which a card was to be given."""
    _mark_card(business, debtor, mandate.id, now)
    try:
        return hear_provider(providers.ask_card(mandate), now)
    except (TryAgain, GiveUp) as silent:
        fact("provider_silent", business=business, reason=str(silent), metrics={"ProviderSilent": 1})
        return "silent"


def come_back(session: Session, attempt_id: str, now: datetime) -> str:
    """The debtor is back from the provider's page: what became of it. Raises NotFound, Refusal("too_many")."""
    attempt = accounts.load_attempt(session.business, session.debtor, attempt_id)
    if attempt is None:
        raise NotFound("not_found")
    if attempt.state != "pending" or not attempt.url:
        return "known"
    who = account_key(session.business, session.debtor)
    if sessions.count(f"asked#{who}#{now:%Y-%m-%dT%H:%M}", now + timedelta(minutes=2)) > ASKS_A_MINUTE:
        raise Refusal("too_many")
    return ask_about(session.business, session.debtor, attempt, now)


def _word(attempt: Attempt, now: datetime) -> ProviderNews:
    """What the provider says. A page that should be over and is open still is closed, so that it cannot be paid in."""
    told = providers.ask(attempt)
    if told.kind != "ignored" or attempt.processing or now < attempt.expires_at:
        return told
    if providers.close(attempt):
        return ProviderNews("expired", attempt.id, attempt.provider_id, provider=attempt.provider)
    return providers.ask(attempt)


def _mark(business: str, debtor: str, attempt_id: str, now: datetime) -> None:
    def once() -> None:
        account = accounts.load(business, debtor)
        attempt = next((one for one in account.attempts if one.id == attempt_id), None) if account else None
        if account and attempt:
            accounts.save(account, Changes(account.debtor, attempts=(replace(attempt, asked_at=now),)))

    again_on_conflict(once)


def _mark_card(business: str, debtor: str, mandate_id: str, now: datetime) -> None:
    def once() -> None:
        account = accounts.load(business, debtor)
        mandate = next((one for one in account.mandates if one.id == mandate_id), None) if account else None
        if account and mandate:
            accounts.save(account, Changes(account.debtor, mandates=(replace(mandate, asked_at=now),)))

    again_on_conflict(once)
