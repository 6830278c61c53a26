"""Money in a debtor's favor pays what they owe at once, or is handed back: at a person's word, once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books import credit
from chalicelib.domain.books.cash import Applied
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.books.receipt import REFUND, Receipt
from chalicelib.domain.books.receipts import Moved
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import NotFound
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import money
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.store.sessions import Session
from chalicelib.workflows.books.write_receipt import write_receipt
from chalicelib.workflows.charging.decide_for_person import PERSON
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.showing.view_story import credit_view


class Word(msgspec.Struct, frozen=True):
    """Whose account, who says so and why. ``by`` is empty for the debtor. ``request``: the same one twice is once."""

    business: str
    debtor: str
    by: str
    why: str
    request: str


class HandedBack(msgspec.Struct, frozen=True):
    """``POST …/unapplied/refund``: how much, by which way, and the bank's or the till's reference of it."""

    amount_minor: int
    currency: str
    reason: str
    method: str = ""
    reference: str = ""


def use_at_once(word: Word, now: datetime) -> list[Entry]:
    """Raises NotFound and Refusal ``no_credit_to_use``. Returns what was booked; nothing when it was asked before."""

    def spend(account: Account, moment: Moment) -> Applied:
        return credit.use_credit(account.debtor, account.invoices, moment)

    return _carried_out(word, "use_credit", spend, now)


def hand_back(word: Word, wanted: HandedBack, now: datetime) -> list[Entry]:
    """Raises NotFound and Refusal: ``bad_amount``, ``refund_above_credit``, ``reason_required``."""
    how = " ".join(filter(None, (wanted.method.strip()[:40], wanted.reference.strip()[:80])))

    def give(account: Account, moment: Moment) -> Applied:
        debtor, entry = credit.hand_back(account.debtor, wanted.currency, wanted.amount_minor, how, moment)
        return Applied(debtor, (), (entry,))

    return _carried_out(word, "refund_credit", give, now)


def used_by_debtor(session: Session, request: str, now: datetime) -> dict[str, Any]:
    """The debtor asks for it on their page. Raises NotFound, Refusal."""
    entries = use_at_once(Word(session.business, session.debtor, "", "asked_by_debtor", request), now)
    business = businesses.load(session.business)
    used = _sum(entries, "transfer_out")
    lang = session.language
    told = ", ".join(
        money(minor, currency, lang, business.country, business.currency) for currency, minor in used.items()
    )
    return {"message": say(lang, "credit.used", amount=told), "invoices": _invoices(entries)}


def credit_answer(business: Business, debtor: str, entries: list[Entry], lang: str) -> dict[str, Any]:
    """What was done, and what is left in favor."""
    account = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found")
    return {
        "used": _sum(entries, "transfer_out"),
        "refunded": _sum(entries, "refund"),
        "invoices": _invoices(entries),
        "credit": credit_view(account.debtor, business, lang),
    }


def _carried_out(word: Word, verb: str, act: Callable[[Account, Moment], Applied], now: datetime) -> list[Entry]:
    cause = f"{verb}-{word.request}"

    def once() -> list[Entry]:
        account = accounts.load(word.business, word.debtor)
        if account is None:
            raise NotFound("not_found")
        if accounts.was_claimed(word.business, word.debtor, PERSON, cause):
            return []
        today = local_date(now, account.debtor.time_zone)
        moment = Moment(today, now, cause, word.why, rates=account.rates, by=word.by)
        done = act(account, moment)
        moved = sum(line.amount_minor for line in done.entries if line.part == "unapplied")
        claim = Claim(PERSON, cause, moved, done.entries[-1].currency, now)
        debtor, papers = _papered(account, done, moment)
        debtor = replace(debtor, due_at=now)
        accounts.save(account, Changes(debtor, done.invoices, entries=done.entries, claims=(claim,), receipts=papers))
        fact(f"{verb}_by_person", business=word.business, invoices=len(done.invoices))
        return list(done.entries)

    return again_on_conflict(once)


def _papered(account: Account, done: Applied, moment: Moment) -> tuple[Debtor, tuple[Receipt, ...]]:
    """Money that was handed back has its numbered paper, as every refund has; credit that is used moves no money."""
    back = next((line for line in done.entries if line.kind == "refund"), None)
    if back is None:
        return done.debtor, ()
    moved = Moved(REFUND, back.amount_minor, back.currency, back.reference)
    debtor, receipt = write_receipt(account, moved, done, businesses.load(account.debtor.business), moment)
    return debtor, (receipt,)


def _sum(entries: list[Entry], kind: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in entries:
        if line.kind == kind:
            found[line.currency] = found.get(line.currency, 0) + line.amount_minor
    return found


def _invoices(entries: list[Entry]) -> list[str]:
    return sorted({line.invoice for line in entries if line.invoice})
