"""The debtor chose what to pay and how: freeze the quote in an attempt, and say what comes next."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.plan_payment import quote_any, quote_named, quote_part_of, quote_plan
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.indexation import pays_in
from chalicelib.domain.contact.channels import address
from chalicelib.domain.errors import Conflict, GiveUp, NotFound, Refusal, Unauthorized
from chalicelib.domain.paying.quote import Quote
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.domain.schedules.advance import quote_advance
from chalicelib.domain.task import Task
from chalicelib.gateways import providers
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, businesses, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key
from chalicelib.store.sessions import Session
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.ask_provider import SILENT, ask_about
from chalicelib.workflows.paying.view_payment import payment_answer
from chalicelib.workflows.paying.ways_to_pay import life_of, methods, provider_of
from chalicelib.workflows.settings import portal_url

STARTS_AN_HOUR = 40  # of one account: nobody pays more often, a script would


def start_payment(
    session: Session,
    method: str,
    debt_ids: Sequence[str],
    amount_minor: int | None,
    currency: str,
    now: datetime,
    advance: tuple[str, int] | None = None,
    plan: tuple[str, bool] | None = None,
) -> dict[str, Any]:
    """The answer of ``POST /api/payments``: the attempt, and where to go or what to copy. Raises Refusal.

    The amount is ours, from the ledger: the debtor names debts, a part of them or of everything, or so many periods of
    a recurring charge (``advance``: its id and how many), or an agreement (``plan``: its id, and whether all of it),
    never a price.
    """
    business = businesses.load(session.business)
    _count(session, now)
    if method not in methods(business):
        raise Refusal("method_unavailable", field="method")

    def once() -> dict[str, Any]:
        account = accounts.load(session.business, session.debtor)
        if account is None:
            raise Unauthorized("no_session")
        today = local_date(now, account.debtor.time_zone)
        if advance:
            quote = quote_advance(account, *advance, today)
        elif plan:
            quote = quote_plan(account, plan[0], today, amount_minor, whole=plan[1])
        else:
            quote = _quote(account, business, debt_ids, amount_minor, currency, now)
        provider = provider_of(method, business, quote.currency)
        attempt = Attempt(
            id=f"pa_{secrets.token_hex(12)}",
            reference=debtor_reference(session.business, session.debtor),
            method=method,
            currency=quote.currency,
            amount_minor=quote.amount_minor,
            lines=quote.lines,
            quoted_on=today,
            created_at=now,
            expires_at=now + life_of(method, provider),
            provider=provider,
            schedule=quote.schedule,
            charges=quote.charges,
        )
        ended = _close_open_pages(account, now)
        if provider:
            attempt = _open_page(attempt, account, business, session.language, now)
        accounts.save(account, _changes(account, attempt, ended, now))
        fact("payment_started", business=business.id, method=method, metrics={"PaymentsStarted": 1})
        return payment_answer(attempt, account, business, session.language, now)

    return again_on_conflict(once)


def _count(session: Session, now: datetime) -> None:
    who = account_key(session.business, session.debtor)
    if sessions.count(f"payments#{who}#{now:%Y-%m-%dT%H}", now + timedelta(hours=2)) > STARTS_AN_HOUR:
        raise Refusal("too_many")


def _quote(
    account: Account,
    business: Business,
    debt_ids: Sequence[str],
    amount_minor: int | None,
    currency: str,
    now: datetime,
) -> Quote:
    today = local_date(now, account.debtor.time_zone)
    try:
        if amount_minor is None:
            return quote_named(_with_settled(account, debt_ids), debt_ids, today)
        if debt_ids:
            return quote_part_of(_with_settled(account, debt_ids), debt_ids, amount_minor, today)
    except Refusal as refusal:
        if refusal.code == "rate_missing":
            _ask_for_value(account, str(refusal.params["unit"]), now)
        raise
    return quote_any(account, amount_minor, currency or _only_currency(account, business), today)


def _ask_for_value(account: Account, unit: str, now: datetime) -> None:
    """Somebody wants to pay and nobody knows how much: a person must upload the unit's value."""
    task = Task(f"rate_missing#{unit}", "rate_missing", now, reason=f"no value of {unit}", data={"unit": unit})
    accounts.save(account, Changes(account.debtor, tasks=(task,)))
    fact("rate_missing", business=account.debtor.business, unit=unit)


def _with_settled(account: Account, numbers: Sequence[str]) -> Account:
    """A debt that was paid since the page was opened is theirs still: it is answered as paid, not as unknown."""
    missing = set(numbers) - {invoice.number for invoice in account.invoices}
    settled = accounts.load_invoices(account.debtor.business, account.debtor.id, sorted(missing)) if missing else {}
    return replace(account, invoices=(*account.invoices, *settled.values()))


def _only_currency(account: Account, business: Business) -> str:
    found = {pays_in(invoice) for invoice in account.invoices}
    return found.pop() if len(found) == 1 else business.currency


def _close_open_pages(account: Account, now: datetime) -> tuple[Attempt, ...]:
    """One open page at a time: the same debt cannot be paid in two. One that was just paid in stops everything."""
    ended = []
    for attempt in account.attempts:
        if attempt.url and attempt.state == "pending" and not attempt.processing:
            if not providers.close(attempt):
                _learn(account, attempt, now)
            ended.append(replace(attempt, state="expired"))
    return tuple(ended)


def _learn(account: Account, attempt: Attempt, now: datetime) -> None:
    """A page that cannot be closed was paid in, or has ended by itself: the account is to be loaded again with that."""
    done = ask_about(account.debtor.business, account.debtor.id, attempt, now)
    if done in SILENT:
        raise Refusal("payment_in_progress", field="debt_ids")
    raise Conflict("account_changed")


def _open_page(attempt: Attempt, account: Account, business: Business, lang: str, now: datetime) -> Attempt:
    home = f"{portal_url()}/{lang}/#"
    page = providers.Page(
        attempt=attempt,
        business=business,
        labels=tuple((f"{business.name} · {line.invoice}", line.amount_minor) for line in attempt.lines),
        language=lang,
        success_url=f"{home}/receipt/{attempt.id}",
        cancel_url=f"{home}/method/cancelled",
        email=address(account.debtor, "email"),
        customer=account.debtor.customers.get(attempt.provider, ""),
    )
    try:
        opened = providers.named(attempt.provider).open_page(page, now)
    except GiveUp as refusal:
        fact("provider_refused", business=business.id, reason=refusal.code, metrics={"ProviderRefused": 1})
        raise Refusal("method_unavailable", field="method") from refusal
    return replace(attempt, provider_id=opened.id, url=opened.url, customer=opened.customer)


def _changes(account: Account, attempt: Attempt, ended: tuple[Attempt, ...], now: datetime) -> Changes:
    """The account is looked at again when the attempt's time is over."""
    due_at = account.debtor.due_at
    soonest = min(due_at, attempt.expires_at) if due_at else attempt.expires_at
    named = {attempt.provider: attempt.customer} if attempt.customer else {}
    return Changes(
        debtor=replace(account.debtor, due_at=soonest, customers={**account.debtor.customers, **named}),
        attempts=(*ended, attempt),
        pointers={attempt.id: attempt.id, **({attempt.customer: ""} if attempt.customer else {})},
    )


def find_payment(session: Session, attempt_id: str, now: datetime) -> dict[str, Any]:
    """The answer of ``GET /api/payments/<id>``. Another account's attempt is not found."""
    from chalicelib.workflows.paying.view_payment import payment_state

    account = accounts.load(session.business, session.debtor)
    attempt = accounts.load_attempt(session.business, session.debtor, attempt_id)
    if account is None or attempt is None:
        raise NotFound("not_found")
    entries = accounts.load_entries(session.business, session.debtor, attempt.id)
    paid = accounts.load_invoices(session.business, session.debtor, [line.invoice for line in attempt.lines])
    account = replace(account, invoices=tuple(({one.number: one for one in account.invoices} | paid).values()))
    return payment_state(attempt, account, businesses.load(session.business), entries, session.language, now)
