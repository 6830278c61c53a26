"""What is open at a business (tasks, checks, pick-ups): read from the index, so that it costs what is open, no more."""

from collections.abc import Iterable
from typing import Generic, TypeVar

import msgspec

from chalicelib.domain.by_hand.paper_check import PaperCheck
from chalicelib.domain.by_hand.pickup import Pickup
from chalicelib.domain.task import Task
from chalicelib.store.keys import account_key, account_of
from chalicelib.store.kinds import KINDS
from chalicelib.store.rows import AccountRow, unpack

UNDER: dict[type[msgspec.Struct], str] = {Task: "T#", PaperCheck: "C#", Pickup: "P#"}  # as ``kinds`` lists them
Thing = TypeVar("Thing", bound=msgspec.Struct)


class Open(msgspec.Struct, Generic[Thing], frozen=True):
    """An open thing, whose it is, and what they owe: unpaid principal by currency, minor units."""

    debtor: str
    name: str
    principal: dict[str, int]
    thing: Thing


def list_open(business: str, shape: type[Thing], most: int) -> list[Open[Thing]]:
    """Those of a business by their day, from the index (eventually consistent); at most ``most``."""
    rows = list(AccountRow.by_business.query(business, AccountRow.listed.startswith(UNDER[shape]), limit=most))
    heads = _heads({row.pk for row in rows})
    return [
        Open(account_of(row.pk)[1], *heads.get(row.pk, ("", {})), unpack(row.figures, shape))
        for row in rows
        if row.figures
    ]


def load_thing(business: str, debtor: str, shape: type[Thing], name: str) -> Thing | None:
    """One of an account's things by its id, open or not."""
    kind = next(one for one in KINDS if one.shape is shape)
    try:
        row = AccountRow.get(account_key(business, debtor), f"{kind.prefix}#{name}", consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, shape)


def _heads(pks: Iterable[str]) -> dict[str, tuple[str, dict[str, int]]]:
    found = AccountRow.batch_get([(pk, "DEBTOR") for pk in sorted(pks)])
    return {row.pk: (row.doc["name"], (row.figures or {}).get("principal", {})) for row in found}
