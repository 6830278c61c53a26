"""What was promised and told: one by its id, all of an account, the open ones of a business; and what came since."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from chalicelib.domain.calendar import iso
from chalicelib.domain.entry import Entry
from chalicelib.domain.promising.excuse import Excuse
from chalicelib.domain.promising.promise import Promise
from chalicelib.store.account_rows import Booking
from chalicelib.store.keys import account_key, account_of
from chalicelib.store.rows import AccountRow, unpack

Shape = TypeVar("Shape", Promise, Excuse)
LAST = "~"  # behind every digit of an instant


def load_one(business: str, debtor: str, prefix: str, key: str, shape: type[Shape]) -> Shape:
    """Raises LookupError: there is none of that id in this account."""
    try:
        row = AccountRow.get(account_key(business, debtor), f"{prefix}#{key}", consistent_read=True)
    except AccountRow.DoesNotExist:
        raise LookupError(prefix) from None
    return unpack(row.doc, shape)


def load_all(business: str, debtor: str, prefix: str, shape: type[Shape]) -> list[Shape]:
    """Every one of an account, those that are over too."""
    pk = account_key(business, debtor)
    rows = AccountRow.query(pk, AccountRow.sk.startswith(f"{prefix}#"), consistent_read=True)
    return [unpack(row.doc, shape) for row in rows]


def list_open(business: str, prefix: str, shape: type[Shape], most: int) -> list[tuple[str, Shape]]:
    """(whose, which) of the open ones of a business by their day, from the index (eventually consistent)."""
    rows = AccountRow.by_business.query(business, AccountRow.listed.startswith(f"{prefix}#"), limit=most)
    return [(account_of(row.pk)[1], unpack(row.figures, shape)) for row in rows if row.figures]


def load_received(business: str, debtor: str, promises: Sequence[Promise]) -> tuple[Entry, ...]:
    """The entries of what promises cover, each since the first of them was made."""
    pk = account_key(business, debtor)
    since = {number: iso(one.made_at) for one in sorted(promises, key=_made, reverse=True) for number in one.debt_ids}
    return tuple(entry for number, start in since.items() for entry in _entries(pk, number, start))


def _entries(pk: str, number: str, start: str) -> Iterable[Entry]:
    place = f"ENTRY#{number}#"
    rows = AccountRow.query(pk, AccountRow.sk.between(place + start, place + LAST), consistent_read=True)
    lines = (line for row in rows for line in unpack(row.doc, Booking).lines)
    return [line for line in lines if line.invoice == number]  # an invoice may be called "A#1"


def _made(promise: Promise) -> datetime:
    return promise.made_at
