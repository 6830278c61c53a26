"""Promises for the tests of the domain: made as a debtor would, looked at as the clock goes on."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.ledger import Moment, pay
from chalicelib.domain.business import Business, PromiseRules
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.promising.excuse import is_open
from chalicelib.domain.promising.promise import Promise, is_live
from chalicelib.domain.promising.promises import Agreed, Asked, Author, make
from tests.domain.cases import DUE, account, at, business, invoice

RULES = PromiseRules()
SHE = Author("session-1")
NOON = at(DUE + timedelta(days=5))  # a Monday, five days after the invoice fell due
MONDAY = DUE + timedelta(days=5)
FRIDAY = MONDAY + timedelta(days=4)


def late(**changes: Any) -> Account:
    """Somebody who owes an invoice of 1,000.00 and one of 500.00, both overdue, after the first two messages."""
    first = invoice("F1", steps=("overdue_1",))
    return account(first, invoice("F2", DUE + timedelta(days=2), total_minor=50_000), **changes)


def promised(
    of: Account | None = None, on: date = FRIDAY, now: datetime = NOON, rules: PromiseRules = RULES, **asked: Any
) -> Account:
    """The account once the promise is written."""
    who = of or late()
    return written(who, make("p1", Asked(on, **asked), who, rules, SHE, now))


def written(before: Account, agreed: Agreed) -> Account:
    """The account once what was agreed is written; what is settled or over is not loaded again."""
    return merged(replace(before, debtor=agreed.debtor), agreed.invoices, agreed.promises)


def merged(before: Account, invoices: Iterable[Invoice], promises: Iterable[Promise], **changes: Any) -> Account:
    known = {one.number: one for one in (*before.invoices, *invoices)}
    said = {one.id: one for one in (*before.promises, *promises)}
    return replace(
        before,
        invoices=tuple(one for one in known.values() if one.state not in SETTLED),
        promises=tuple(one for one in said.values() if is_live(one)),
        **changes,
    )


def after(before: Account, decision: Decision) -> Account:
    """The account once a decision is written."""
    tasks = {one.id: one for one in (*before.tasks, *decision.tasks)}
    excuses = {one.id: one for one in (*before.excuses, *decision.excuses)}
    return merged(
        replace(before, debtor=decision.debtor),
        decision.invoices,
        decision.promises,
        tasks=tuple(one for one in tasks.values() if one.state == "open"),
        excuses=tuple(one for one in excuses.values() if is_open(one)),
    )


def looked_at(who: Account, day: date, clock: str = "10:00", of: Business | None = None) -> tuple[Account, Decision]:
    """What a decision at that local moment makes of the account."""
    of = of or business()
    decision = decide(who, of, at(day, clock, who.debtor.time_zone))
    return after(who, decision), decision


def paid(who: Account, number: str, minor: int, day: date, clock: str = "13:00") -> Account:
    """Money for one invoice, booked as of that day."""
    owed = next(one for one in who.invoices if one.number == number)
    now = at(day, clock, who.debtor.time_zone)
    booked = pay(owed, minor, day, Moment(day, now, f"stripe-{number}-{now:%d%H%M}", payment="att_1"))
    entries: tuple[Entry, ...] = (*who.received, *booked.entries)
    return merged(who, [booked.invoice], (), received=entries)


def the_promise(who: Account | Decision) -> Promise:
    (found,) = who.promises
    return found


def rules(**changes: Any) -> PromiseRules:
    return replace(RULES, **{key: Decimal(one) if isinstance(one, str) else one for key, one in changes.items()})
