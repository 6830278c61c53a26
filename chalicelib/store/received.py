"""What came in for promises since they were made."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chalicelib.domain.calendar import iso
from chalicelib.domain.entry import Entry
from chalicelib.domain.promising.promise import Promise
from chalicelib.store.account_rows import Booking
from chalicelib.store.keys import account_key
from chalicelib.store.rows import AccountRow, unpack

LAST = "~"  # behind every digit of an instant


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
