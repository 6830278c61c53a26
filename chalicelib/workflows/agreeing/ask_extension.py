"""More time for an invoice: given at once where the rules say so, else by a person; and what a person gives unasked."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreed_news import time_told
from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.asking_rest import REST, may_rest
from chalicelib.domain.agreeing.extending import beyond, check_day, extend, granted, named
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.rests import answered, begin_rest, end_rest
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import Conflict, NotFound, Refusal, Unauthorized
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.task import Task
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import dated
from chalicelib.store import accounts, businesses, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key
from chalicelib.store.sessions import Session
from chalicelib.store.things import load_things
from chalicelib.workflows.agreeing.set_plan import LONGEST, Word
from chalicelib.workflows.decide_account import again_on_conflict

ASKS_AN_HOUR = 10
NOTE_LENGTH = 300


def ask_extension(
    session: Session, debt_ids: Sequence[str], until: date, note: str, key: str, now: datetime
) -> dict[str, Any]:
    """The answer of ``POST /api/extensions``: ``granted``, or ``asked`` of a person. Raises Refusal."""
    _count(session, now)
    note = " ".join(note.split())
    if len(note) > NOTE_LENGTH:
        raise Refusal("note_too_long", field="note", most=NOTE_LENGTH)
    business = businesses.load(session.business)
    name = name_of(session.business, session.debtor, session.id, key)

    def once() -> Extension:
        account = accounts.load(session.business, session.debtor)
        if account is None:
            raise Unauthorized("no_session")
        before = load_things(session.business, session.debtor, Extension)
        if known := next((one for one in before if one.id == name), None):
            return known
        if any(one.state == "asked" for one in before):
            raise Conflict("extension_waits")
        invoices, today = named(account, debt_ids), local_date(now, account.debtor.time_zone)
        check_day(invoices, until, today)
        asked = Extension(name, tuple(one.number for one in invoices), until, now, note=note, expires_at=now + REST)
        if beyond(invoices, until, business, before, today):
            plans = load_things(session.business, session.debtor, Agreement)
            asked = replace(asked, rested=may_rest(plans, before, now))
            accounts.save(account, _asking(account, asked, invoices, now))
            return asked
        given = granted(asked, invoices, "", now)
        accounts.save(account, giving(account, business, given, invoices, now))
        return given

    made = again_on_conflict(once)
    fact("extension_asked", business=business.id, state=made.state, metrics={"ExtensionsAsked": 1})
    return extension_view(made, session.language)


def give_extension(business: Business, word: Word, debt_ids: Sequence[str], until: date, now: datetime) -> Extension:
    """What a person gives unasked, beyond any rule. Raises NotFound, Refusal."""
    name = name_of(business.id, word.debtor, word.by, word.request)

    def once() -> Extension:
        account = _account(business, word)
        before = load_things(business.id, word.debtor, Extension)
        if known := next((one for one in before if one.id == name), None):
            return known
        invoices = named(account, debt_ids)
        check_day(invoices, until, local_date(now, account.debtor.time_zone))
        asked = Extension(name, tuple(one.number for one in invoices), until, now, note=word.why[:NOTE_LENGTH])
        given = granted(asked, invoices, word.by, now)
        accounts.save(account, giving(account, business, given, invoices, now))
        fact("extension_given", business=business.id)
        return given

    return again_on_conflict(once)


def answer_extension(business: Business, word: Word, extension: str, gives: bool, now: datetime) -> Extension:
    """A person says yes or no (with a reason) to what was asked; said again it stays. Raises NotFound, Conflict
    ``extension_decided``, Refusal."""
    why = " ".join(word.why.split())
    if not gives and not why:
        raise Refusal("reason_required", field="reason")
    if len(why) > LONGEST:
        raise Refusal("note_too_long", field="reason", most=LONGEST)

    def once() -> Extension:
        account = _account(business, word)
        before = load_things(business.id, word.debtor, Extension)
        found = next((one for one in before if one.id == extension), None)
        if found is None:
            raise NotFound("not_found", field="extension")
        if found.state == ("granted" if gives else "refused"):
            return found
        if found.state != "asked":
            raise Conflict("extension_decided")
        if gives:
            invoices = named(account, found.debt_ids)
            check_day(invoices, found.until, local_date(now, account.debtor.time_zone))
            decided = granted(found, invoices, word.by, now)
            changes = giving(account, business, decided, invoices, now)
        else:
            decided = replace(found, state="refused", by=word.by, reason=why, decided_at=now)
            changes = _refusing(account, decided, now)
        accounts.save(account, changes)
        fact("extension_answered", business=business.id, state=decided.state)
        return decided

    return again_on_conflict(once)


def giving(
    account: Account, business: Business, given: Extension, invoices: Sequence[Invoice], now: datetime
) -> Changes:
    today = local_date(now, account.debtor.time_zone)
    moment = Moment(today, now, f"extension-{given.id}", rates=account.rates, by=given.by)
    keeps = business.policy.extension.keeps_discount
    moved: list[Invoice] = []
    entries: list[Entry] = []
    for invoice in invoices:
        booked = extend(invoice, given.until, keeps, moment)
        moved.append(booked.invoice)
        entries += booked.entries
    debtor = replace(end_rest(account.debtor, given.id), due_at=now)
    return Changes(
        debtor,
        invoices=tuple(moved),
        entries=tuple(entries),
        extensions=(given,),
        tasks=_done(account, given, now),
        notices=time_told("extended", debtor, given.id, now, given.debt_ids, until=str(given.until)),
    )


def extension_view(extension: Extension, lang: str) -> dict[str, Any]:
    key = "extension.granted" if extension.state == "granted" else "extension.asked"
    until = dated(extension.until, lang)
    return {
        "id": extension.id,
        "state": extension.state,
        "debt_ids": list(extension.debt_ids),
        "until": str(extension.until),
        "until_text": until,
        "message": say(lang, key, date=until) if extension.state == "granted" else say(lang, key),
        "reason": extension.reason or None,
    }


def name_of(business: str, debtor: str, who: str, key: str) -> str:
    """The same for the same request of the same asker."""
    asked = f"{business}\n{debtor}\n{who}\n{key}"
    return f"ex_{hashlib.sha256(asked.encode()).hexdigest()[:24]}"


def _asking(account: Account, asked: Extension, invoices: Sequence[Invoice], now: datetime) -> Changes:
    """Reminders rest while a person thinks about it, for so long as it waits; not time and again."""
    debtor = account.debtor
    if asked.rested:
        debtor = begin_rest(debtor, asked.id, "extension_asked", now, asked.expires_at)
    task = Task(
        f"extension_asked#{asked.id}", "extension_asked", now, asked.debt_ids[0], f"until {asked.until}",
        on=asked.until, about=asked.id, amount_minor=sum(one.principal_minor for one in invoices),
        currency=invoices[0].currency,
    )  # fmt: skip
    return Changes(replace(debtor, due_at=now), extensions=(asked,), tasks=(task,))


def _refusing(account: Account, refused: Extension, now: datetime) -> Changes:
    debtor = replace(answered(account.debtor, refused.id, now), due_at=now)
    notices = time_told("extension_refused", debtor, refused.id, now, refused.debt_ids, why=refused.reason)
    return Changes(debtor, extensions=(refused,), tasks=_done(account, refused, now), notices=notices)


def _done(account: Account, extension: Extension, now: datetime) -> tuple[Task, ...]:
    mine = (task for task in account.tasks if task.about == extension.id)
    return tuple(replace(task, state="done", done_at=now, done_by=extension.by) for task in mine)


def _account(business: Business, word: Word) -> Account:
    account = accounts.load(business.id, word.debtor)
    if account is None:
        raise NotFound("not_found")
    return account


def _count(session: Session, now: datetime) -> None:
    who = account_key(session.business, session.debtor)
    if sessions.count(f"extensions#{who}#{now:%Y-%m-%dT%H}", now + timedelta(hours=2)) > ASKS_AN_HOUR:
        raise Refusal("too_many")
