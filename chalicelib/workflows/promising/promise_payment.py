"""A promise to pay, from the debtor's page or from a person who heard it on the phone: made, changed, taken back."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.promising.promise import Promise
from chalicelib.domain.promising.promise_notices import news
from chalicelib.domain.promising.promises import Agreed, Asked, Author, change, make, open_promises, withdraw
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key
from chalicelib.store.things import load_thing
from chalicelib.workflows.decide_account import again_on_conflict, with_received

PROMISES_AN_HOUR = 20  # of one account: nobody plans more often, a script would


class Who(msgspec.Struct, frozen=True):
    """Whose promise, and who says it. ``key``: the asker's own id of the request, the same when it comes again."""

    business: Business
    debtor: str
    by: Author
    key: str = ""


def promise_payment(who: Who, asked: Asked, now: datetime) -> tuple[Account, Promise]:
    """The account and its promise. The same again is the same promise. Raises Refusal, and nothing is written."""
    count(who, now)
    name = name_of(who, "pm_")
    rules = who.business.policy.promise

    def once() -> tuple[Account, Promise]:
        account = load(who)
        known = next((one for one in account.promises if one.id == name or is_same(one, asked)), None)
        if known:
            return account, known
        return account, _save(account, make(name, asked, account, rules, who.by, now), "saved", now)

    return again_on_conflict(once)


def change_promise(who: Who, promise: str, asked: Asked, now: datetime) -> tuple[Account, Promise]:
    """Another day or amount, once. Raises NotFound, Conflict and Refusal."""
    count(who, now)
    name, rules = name_of(who, "pm_"), who.business.policy.promise

    def act(account: Account, found: Promise) -> Promise:
        return _save(account, change(found, name, asked, account, rules, who.by, now), "changed", now)

    return _again(who, promise, act, name)


def withdraw_promise(who: Who, promise: str, now: datetime) -> tuple[Account, Promise]:
    """Taken back: reminders go on where they were. Raises NotFound and Conflict."""

    def act(account: Account, found: Promise) -> Promise:
        return _save(account, withdraw(found, account, who.by, now), "withdrawn", now)

    return _again(who, promise, act)


def _again(
    who: Who, promise: str, act: Callable[[Account, Promise], Promise], new: str = ""
) -> tuple[Account, Promise]:
    def once() -> tuple[Account, Promise]:
        account = load(who)
        made = next((one for one in account.promises if one.id == new), None)
        return account, made or act(account, _found(account, promise))

    return again_on_conflict(once)


def load(who: Who) -> Account:
    """The account with what came since its promises were made. Raises NotFound."""
    account = accounts.load(who.business.id, who.debtor)
    if account is None:
        raise NotFound("not_found")
    return with_received(account)


def name_of(who: Who, prefix: str) -> str:
    """The same for a request that is repeated after a crash."""
    whose = f"{account_key(who.business.id, who.debtor)}\n{who.by.id}\n{who.key}"
    return f"{prefix}{hashlib.sha256(whose.encode()).hexdigest()[:24] if who.key else secrets.token_hex(12)}"


def count(who: Who, now: datetime) -> None:
    """Raises Refusal("too_many")."""
    place = f"agreed#{account_key(who.business.id, who.debtor)}#{now:%Y-%m-%dT%H}"
    if sessions.count(place, now + timedelta(hours=2)) > PROMISES_AN_HOUR:
        raise Refusal("too_many")


def is_same(promise: Promise, asked: Asked) -> bool:
    """Whether an open promise says that very thing: a form that is sent twice is one promise."""
    amount = promise.amount_minor if asked.amount_minor is None and asked.share is None else asked.amount_minor
    debts = set(asked.debt_ids) or set(promise.debt_ids)
    is_all = asked.amount_minor is not None or promise.amount_minor == promise.total_minor
    same = (promise.on, promise.amount_minor, set(promise.debt_ids)) == (asked.on, amount, debts)
    return promise.state == "open" and same and is_all and asked.currency in {"", promise.currency}


def _found(account: Account, promise: str) -> Promise:
    """Raises NotFound: another account's, or none at all."""
    found = next((one for one in open_promises(account) if one.id == promise), None)
    found = found or load_thing(account.debtor.business, account.debtor.id, Promise, promise)
    if found is None:
        raise NotFound("not_found")
    return found


def _save(account: Account, made: Agreed, told: str, now: datetime) -> Promise:
    promise = made.promises[-1]
    accounts.save(
        account,
        Changes(
            replace(made.debtor, due_at=now),
            invoices=made.invoices,
            promises=made.promises,
            notices=news(made.debtor, promise, told, now),
        ),
    )
    fact("promise", business=account.debtor.business, state=told, metrics={f"Promises{told.title()}": 1})
    return promise
