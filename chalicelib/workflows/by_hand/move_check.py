"""What became of a check: deposited, cleared (then it is money, once), bounced, returned later, or withdrawn."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.became import Became
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.check_fee import charge_bounced
from chalicelib.domain.by_hand.check_rest import freed
from chalicelib.domain.by_hand.hand_notices import tell_of_check
from chalicelib.domain.by_hand.paper_check import PaperCheck, move
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import NotFound
from chalicelib.domain.paying.attempts import named
from chalicelib.domain.task import Task
from chalicelib.domain.tasks import DONE
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.by_hand.receive_check import Kept, find_check
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.apply_payment import Received, give_back
from chalicelib.workflows.paying.take_money import Beside, Taken, attempt_of, take_money

PROVIDER = METHOD = "check"
MOST_NAMED = 40


class Said(msgspec.Struct, frozen=True):
    """Who says so, of which local day (None: today), and why where a reason is due."""

    by: str
    on: date | None = None
    reason: str = ""


def move_check(business: Business, check_id: str, state: str, said: Said, now: datetime) -> Kept:
    """Take a check one state further; told again, it stays as it is. Raises NotFound, Conflict and Refusal."""
    found = find_check(business.id, check_id)
    if found is None:
        raise NotFound("not_found")
    debtor = found[0]
    if state == "cleared":
        _clear(business, debtor, check_id, said, now)
    elif state == "returned":
        _take_back(business, debtor, check_id, said, now)
    again_on_conflict(lambda: _move(business, debtor, check_id, state, said, now))
    after = find_check(business.id, check_id)
    if after is None:
        raise NotFound("not_found")
    return after


def _move(business: Business, debtor: str, check_id: str, state: str, said: Said, now: datetime) -> None:
    account, check = _loaded(business, debtor, check_id)
    moved = move(check, state, _step(account, state, said, now), local_date(now, account.debtor.time_zone))
    if moved == check:
        return
    accounts.save(account, _changes(account, moved, now, said.by))
    fact(f"check_{state}", business=business.id, metrics={f"Checks{state.capitalize()}": 1})


def _clear(business: Business, debtor: str, check_id: str, said: Said, now: datetime) -> None:
    """The bank paid: the money, the check's own state and its tasks are one transaction, claimed by the paper."""
    account, check = _loaded(business, debtor, check_id)

    def beside(account: Account) -> Beside:
        _, current = _loaded(business, debtor, check_id)
        moved = move(
            current, "cleared", _step(account, "cleared", said, now), local_date(now, account.debtor.time_zone)
        )
        paid = replace(moved, payment=attempt_of(PROVIDER, check.id))
        return Beside(account.debtor, {"checks": (paid,), "tasks": _closed(account, check.id, now, said.by)})

    if check.state != "cleared":
        names = _pays(check, account)
        taken = Taken(
            PROVIDER, check.id, check.amount_minor, check.currency, METHOD, check.pays_on, said.by, debts=names
        )
        take_money(business.id, debtor, taken, now, beside)


def _take_back(business: Business, debtor: str, check_id: str, said: Said, now: datetime) -> None:
    """The bank paid and took it back: like a chargeback. What was refunded before is not taken twice."""

    def once() -> None:
        account, check = _loaded(business, debtor, check_id)
        move(check, "returned", _step(account, "returned", said, now), local_date(now, account.debtor.time_zone))
        attempt = accounts.load_attempt(business.id, debtor, check.payment) if check.payment else None
        if attempt is None or attempt.amount_minor <= attempt.refunded_minor:
            return
        left = attempt.amount_minor - attempt.refunded_minor
        give_back(account, attempt, Received(PROVIDER, f"{check.id}.returned", left, check.currency), "disputed", now)

    again_on_conflict(once)


def _changes(account: Account, check: PaperCheck, now: datetime, by: str) -> Changes:
    """A check that pays nothing any more frees what it covered; where the terms have a fee for it, it is charged."""
    today = local_date(now, account.debtor.time_zone)
    tasks = _closed(account, check.id, now, by)
    if check.state == "deposited":
        return Changes(replace(account.debtor, due_at=now), checks=(check,), tasks=tasks)
    open_again = {one.number: one for one in freed(check, account.invoices, _held(account, check))}
    entries: tuple[Entry, ...] = ()
    if check.state in {"bounced", "returned"}:
        moment = Moment(today, now, f"{check.id}-{check.state}", check.steps[-1].reason, rates=account.rates, by=by)
        covers = [open_again.get(one.number, one) for one in account.invoices if one.number in check.covers]
        if booked := charge_bounced(check, covers, moment):
            open_again[booked.invoice.number], entries = booked.invoice, booked.entries
            check = replace(check, fee_minor=booked.entries[0].amount_minor, fee_on=booked.invoice.number)
    told = "check_bounced" if check.fee_minor or check.state != "returned" else ""
    told = "check_withdrawn" if check.state == "withdrawn" else told
    return Changes(
        debtor=replace(account.debtor, due_at=now),
        invoices=tuple(open_again.values()),
        entries=entries,
        checks=(check,),
        tasks=tasks,
        notices=tell_of_check(account.debtor, told, check, now) if told else (),
    )


def _pays(check: PaperCheck, account: Account) -> tuple[str, ...]:
    """What it covers, and where it was given for no debt in particular, whatever else is due by now."""
    others = () if check.debts else tuple(one.number for one in oldest_first(account.invoices))
    return tuple(dict.fromkeys((*check.covers, *others)))[:MOST_NAMED]


def _held(account: Account, check: PaperCheck) -> set[str]:
    """Invoices that are "in process" for another reason too."""
    others: Iterable[Iterable[str]] = (
        *(one.covers for one in account.checks if one.id != check.id),
        *(named(one) for one in account.attempts if one.processing),
    )
    return {number for names in others for number in names}


def _closed(account: Account, check_id: str, now: datetime, by: str) -> tuple[Task, ...]:
    mine = (one for one in account.tasks if one.about == check_id)
    return tuple(replace(one, state=DONE, done_at=now, done_by=by) for one in mine)


def _step(account: Account, state: str, said: Said, now: datetime) -> Became:
    on = said.on or local_date(now, account.debtor.time_zone)
    return Became(state, on, now, said.by, said.reason)


def _loaded(business: Business, debtor: str, check_id: str) -> tuple[Account, PaperCheck]:
    account, found = accounts.load(business.id, debtor), find_check(business.id, check_id)
    if account is None or found is None:
        raise NotFound("not_found")
    return account, found[1]
