"""The rules of a credible promise to pay: which day, how much, how many; made, changed once, or withdrawn. Pure.

What a promise covers rests: nobody is reminded of it until its day and the days that a bank takes are over. By default
it covers what is due by then; what falls due later has its own reminders.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import PromiseRules
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.indexation import due_on, pays_in
from chalicelib.domain.contact.ladder import CHASED
from chalicelib.domain.contact.rests import answered
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.errors import Conflict, Fault, Faulty, NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.promising.promise import (
    BROKEN,
    CHANGED,
    KEPT,
    OPEN,
    PARTLY_KEPT,
    PROMISED,
    WITHDRAWN,
    Promise,
    PromiseRecord,
)
from chalicelib.domain.promising.promise_amounts import check_amount, least, total_on
from chalicelib.domain.promising.promise_paid import paid_towards

LONGEST_REASON = 300
MOST_COVERED = 40  # each is a row of the transaction that makes the promise
YEAR = timedelta(days=365)
# Whoever promises again and again without paying is reminded all the same.
MOST_UNKEPT, UNKEPT_WITHIN = 3, timedelta(days=90)


class Asked(msgspec.Struct, frozen=True):
    """What somebody wants to promise: an amount in minor units, a share of what will be owed, or (neither) all of it.

    ``debt_ids``: what it is for; none: what is due by that day in ``currency``, or in the only one that is owed.
    """

    on: date
    amount_minor: int | None = None
    share: Decimal | None = None
    currency: str = ""
    debt_ids: tuple[str, ...] = ()
    reason: str = ""


class Author(msgspec.Struct, frozen=True):
    """Who says so: a session of the portal, or a person ``at_business`` who heard it from ``told_by``."""

    id: str
    at_business: bool = False
    told_by: str = ""


class Agreed(msgspec.Struct, frozen=True):
    """What is to be written: the debtor, the promises that changed, and the invoices that rest or wake."""

    debtor: Debtor
    promises: tuple[Promise, ...]
    invoices: tuple[Invoice, ...]


def currencies(account: Account) -> list[str]:
    """The currencies in which something could be promised, that of the oldest debt first."""
    owed = sorted((one for one in account.invoices if one.state in CHASED), key=lambda one: (one.due_on, one.number))
    return list(dict.fromkeys(pays_in(one) for one in owed))


def open_promises(account: Account) -> list[Promise]:
    return sorted((one for one in account.promises if one.state == OPEN), key=lambda one: (one.on, one.id))


def check_standing(account: Account, currency: str, rules: PromiseRules, today: date) -> None:
    """Whether this debtor may promise (more) in a currency at all. Raises Conflict."""
    if not rules.offered:
        raise Conflict("promises_off")
    if sum(one.currency == currency for one in open_promises(account)) >= rules.most_open:
        raise Conflict("promise_open")
    record = account.debtor.promises
    if sum(today - day < YEAR for day in record.broke_on) > rules.max_broken_last_year:
        raise Conflict("promises_broken")
    if sum(today - day < UNKEPT_WITHIN for day in record.unkept_on) >= MOST_UNKEPT:
        raise Conflict("too_many_promises")


def last_day(rules: PromiseRules, today: date) -> date:
    return today + timedelta(days=rules.max_days)


def covered(account: Account, asked: Asked) -> list[Invoice]:
    """The invoices that a promise is for, the oldest due first. Raises NotFound (not theirs), Refusal and Conflict."""
    known = currencies(account)
    if asked.debt_ids:
        chosen = _named(account, asked.debt_ids)
    else:
        currency = asked.currency or (known[0] if len(known) == 1 else "")
        if known and not currency:
            raise Refusal("currency_required", field="currency")
        chosen = due_by(account, currency, asked.on)
    if not chosen:
        if any(asked.currency in {"", one.currency} for one in open_promises(account)):
            raise Conflict("promise_open")
        if known:
            raise Refusal("currency_not_owed", field="currency", currency=asked.currency)
        raise Conflict("nothing_to_pay")
    if len({pays_in(one) for one in chosen}) > 1:
        raise Refusal("mixed_currencies", field="debt_ids")
    if len(chosen) > MOST_COVERED:
        raise Refusal("too_many_debts", field="debt_ids", most=MOST_COVERED)
    return chosen


def due_by(account: Account, currency: str, on: date) -> list[Invoice]:
    """What is unpaid and due by a day; where nothing is, all of that currency. What has no price yet is left out."""
    mine = sorted(
        (one for one in account.invoices if one.state in CHASED and pays_in(one) == currency),
        key=lambda one: (one.due_on, one.number),
    )
    priced = [one for one in mine if not due_on(one, on, account.rates).is_missing][:MOST_COVERED]
    return [one for one in priced if one.due_on <= on] or priced


def make(key: str, asked: Asked, account: Account, rules: PromiseRules, by: Author, now: datetime) -> Agreed:
    """A promise, and the invoices that rest for it. Raises Refusal, Faulty, NotFound and Conflict."""
    today = local_date(now, account.debtor.time_zone)
    _check_words(asked)
    _check_day(asked.on, rules, today)
    invoices = covered(account, asked)
    check_standing(account, pays_in(invoices[0]), rules, today)
    promise = _promise(key, asked, invoices, account, by, now)
    check_amount(promise, least(promise.total_minor, rules))
    return Agreed(account.debtor, (promise,), resting(invoices))


def change(
    promise: Promise, key: str, asked: Asked, account: Account, rules: PromiseRules, by: Author, now: datetime
) -> Agreed:
    """Another day or amount for the same debts, once. What was paid towards the old promise is off the new one, and so
    much as was still to come is credible, however little it is.

    Raises Conflict: ``promise_over``, ``promise_changed``; Refusal and what ``make`` raises for day and amount.
    """
    left = promise.amount_minor - paid_towards(promise, account.received)
    if promise.state != OPEN or left <= 0:
        raise Conflict("promise_over")
    if promise.changes:
        raise Conflict("promise_changed")
    _check_words(asked)
    _check_same(asked, promise)
    _check_day(asked.on, rules, local_date(now, account.debtor.time_zone))
    invoices = [one for one in account.invoices if one.number in promise.debt_ids and one.state not in SETTLED]
    if not invoices:
        raise Conflict("nothing_to_pay")
    new = _promise(key, asked, invoices, account, by, now)
    if asked.amount_minor is None and asked.share is None and promise.amount_minor < promise.total_minor:
        new = replace(new, amount_minor=min(left, new.total_minor))
    check_amount(new, min(least(new.total_minor, rules), left))
    new = replace(new, changes=promise.id, reason=asked.reason or promise.reason)
    old = replace(promise, state=CHANGED, ended_at=now, ended_by=by.id)
    return Agreed(account.debtor, (old, new), ())


def withdraw(promise: Promise, account: Account, by: Author, now: datetime) -> Agreed:
    """Taken back: what it covered is owed as before; the ladder goes on the next day where it was. Raises Conflict."""
    if promise.state != OPEN:
        raise Conflict("promise_over")
    today = local_date(now, account.debtor.time_zone)
    ended = replace(promise, state=WITHDRAWN, ended_at=now, ended_by=by.id)
    awake = answered(account.debtor, f"promise#{promise.id}", now)
    debtor = replace(awake, promises=recorded(account.debtor.promises, WITHDRAWN, today))
    mine = (one for one in account.invoices if one.number in promise.debt_ids)
    return Agreed(debtor, (ended,), tuple(woken(one) for one in mine if one.state == PROMISED))


def resting(invoices: Iterable[Invoice]) -> tuple[Invoice, ...]:
    return tuple(replace(one, state=PROMISED) for one in invoices if one.state in CHASED)


def woken(invoice: Invoice) -> Invoice:
    """Owed as before the promise."""
    return replace(invoice, state="partly_paid" if invoice.principal_minor < invoice.total_minor else OPEN)


def recorded(record: PromiseRecord, state: str, today: date) -> PromiseRecord:
    """One more promise came to this end."""
    broke = [day for day in record.broke_on if today - day < YEAR] + [today] * (state == BROKEN)
    unkept = [day for day in record.unkept_on if today - day < UNKEPT_WITHIN] + [today] * (state != KEPT)
    return PromiseRecord(
        kept=record.kept + (state == KEPT),
        partly_kept=record.partly_kept + (state == PARTLY_KEPT),
        broken=record.broken + (state == BROKEN),
        broke_on=tuple(broke),
        unkept_on=tuple(unkept),
    )


def _promise(
    key: str, asked: Asked, invoices: Sequence[Invoice], account: Account, by: Author, now: datetime
) -> Promise:
    today, currency = local_date(now, account.debtor.time_zone), pays_in(invoices[0])
    if any(due_on(one, asked.on, account.rates).is_missing for one in invoices):
        raise Refusal("rate_missing", field="debt_ids", unit=invoices[0].currency)
    total = total_on(invoices, asked.on, today, account.rates).minor
    return Promise(
        id=key,
        currency=currency,
        amount_minor=_amount(asked, total),
        total_minor=total,
        on=asked.on,
        debt_ids=tuple(one.number for one in invoices),
        made_at=now,
        made_by=by.id,
        by_business=by.at_business,
        told_by=by.told_by,
        reason=asked.reason,
    )


def _amount(asked: Asked, total: int) -> int:
    if asked.amount_minor is not None:
        return asked.amount_minor
    return int((total * (asked.share or Decimal(1))).to_integral_value(ROUND_CEILING))


def _check_same(asked: Asked, promise: Promise) -> None:
    """It stays about what it was about."""
    if asked.currency not in {"", promise.currency}:
        raise Refusal("currency_not_owed", field="currency", currency=asked.currency)
    if asked.debt_ids and set(asked.debt_ids) != set(promise.debt_ids):
        raise NotFound("not_found", field="debt_ids")


def _check_day(on: date, rules: PromiseRules, today: date) -> None:
    if not today <= on <= last_day(rules, today):
        raise Refusal("promise_day", field="on", first=today, last=last_day(rules, today))


def _check_words(asked: Asked) -> None:
    faults = []
    if len(asked.reason) > LONGEST_REASON:
        faults.append(Fault("reason", "too_long", {"most": LONGEST_REASON}))
    if asked.share is not None and not (asked.share.is_finite() and 0 < asked.share <= 1):
        faults.append(Fault("share", "out_of_range", {"least": 0, "most": 1}))
    if asked.share is not None and asked.amount_minor is not None:
        faults.append(Fault("share", "one_of_two", {"other": "amount_minor"}))
    if faults:
        raise Faulty(faults)


def _named(account: Account, numbers: Sequence[str]) -> list[Invoice]:
    known = {one.number: one for one in account.invoices}
    chosen = [_promisable(known.get(number)) for number in dict.fromkeys(numbers)]
    return sorted(chosen, key=lambda one: (one.due_on, one.number))


def _promisable(invoice: Invoice | None) -> Invoice:
    if invoice is None:
        raise NotFound("not_found", field="debt_ids")
    if invoice.state in SETTLED:
        raise Refusal("already_paid", field="debt_ids")
    if invoice.state == "paying":
        raise Refusal("payment_in_progress", field="debt_ids")
    if invoice.state == PROMISED:
        raise Conflict("promise_open", field="debt_ids")
    if invoice.state not in CHASED:
        raise Conflict("debt_agreed", field="debt_ids")
    return invoice
