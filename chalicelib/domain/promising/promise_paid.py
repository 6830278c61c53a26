"""What came towards a promise to pay, as the ledger tells it. Pure."""

from collections.abc import Iterable

from chalicelib.domain.account import Account
from chalicelib.domain.books.entry_kinds import effect_of
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.indexation import cash_of
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.promising.promise import OPEN, Promise

PAYS = frozenset({"payment", "transfer_in"})  # and what takes a payment back


def paid_towards(promise: Promise, entries: Iterable[Entry]) -> int:
    """What came since it was made for what it covers, minor units of its currency; never less than nothing."""
    mine = (
        line
        for line in entries
        if line.invoice in promise.debt_ids and line.at >= promise.made_at and effect_of(line) in PAYS
    )
    return max(sum(cash_of(line) for line in mine if promise.currency in {line.currency, line.cash_currency}), 0)


def thanked_for(account: Account, after: Iterable[Invoice], entries: Iterable[Entry]) -> Promise | None:
    """The open promise that money just kept, so that its receipt says thanks. ``entries``: what the money did."""
    settled = {one.number for one in after if one.state in SETTLED}
    still = {one.number for one in account.invoices if one.state not in SETTLED} - settled
    booked = list(entries)
    for promise in account.promises:
        new = paid_towards(promise, booked)
        is_enough = promise.paid_minor + new >= promise.amount_minor or not still & set(promise.debt_ids)
        if promise.state == OPEN and new and is_enough:
            return promise
    return None
