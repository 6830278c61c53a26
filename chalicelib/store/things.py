"""Things of an account by their kind: one by its id, all of a kind, and a business's lists from the index.

A list costs what it shows, never the portfolio; the index is eventually consistent.
"""

from collections.abc import Iterable
from typing import Generic, TypeVar

import msgspec

from chalicelib.store.keys import account_key, account_of
from chalicelib.store.kinds import KINDS
from chalicelib.store.rows import AccountRow, unpack

OF = {kind.shape: kind for kind in KINDS}
Thing = TypeVar("Thing", bound=msgspec.Struct)


class Listed(msgspec.Struct, Generic[Thing], frozen=True):
    """A thing of a business's list, whose it is, and what they owe: unpaid principal by currency, minor units."""

    debtor: str
    name: str
    principal: dict[str, int]
    home: tuple[str, str]  # country and subdivision, whose rules hold
    thing: Thing


def load_thing(business: str, debtor: str, shape: type[Thing], name: str) -> Thing | None:
    """One by its id, whatever became of it."""
    try:
        row = AccountRow.get(account_key(business, debtor), f"{OF[shape].prefix}#{name}", consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, shape)


def load_things(business: str, debtor: str, shape: type[Thing]) -> list[Thing]:
    """All of an account, whatever became of them, in the order in which they began."""
    kind = OF[shape]
    pk = account_key(business, debtor)
    rows = AccountRow.query(pk, AccountRow.sk.startswith(f"{kind.prefix}#"), consistent_read=True)
    return sorted((unpack(row.doc, shape) for row in rows), key=kind.order)


def list_things(business: str, shape: type[Thing], most: int, state: str = "") -> list[Listed[Thing]]:
    """Those of a business, of one ``state`` where the kind is listed by states; as their kind orders them."""
    place = f"{OF[shape].prefix}#{state}#" if state else f"{OF[shape].prefix}#"
    rows = list(AccountRow.by_business.query(business, AccountRow.listed.startswith(place), limit=most))
    heads = _heads({row.pk for row in rows})
    return [
        Listed(account_of(row.pk)[1], *heads.get(row.pk, ("", {}, ("", ""))), unpack(row.figures, shape))
        for row in rows
        if row.figures
    ]


def _heads(pks: Iterable[str]) -> dict[str, tuple[str, dict[str, int], tuple[str, str]]]:
    found = AccountRow.batch_get([(pk, "DEBTOR") for pk in sorted(pks)])
    return {
        row.pk: (
            row.doc["name"],
            (row.figures or {}).get("principal", {}),
            (row.doc["country"], row.doc.get("subdivision", "")),
        )
        for row in found
    }
