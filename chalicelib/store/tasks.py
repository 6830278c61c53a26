"""What waits for a person at a business: read from the index, so that it costs what is open and no more."""

from collections.abc import Iterable

import msgspec

from chalicelib.domain.account import Task
from chalicelib.store.keys import account_key, account_of
from chalicelib.store.rows import AccountRow, unpack


class Waiting(msgspec.Struct, frozen=True):
    """An open task, whose it is, and what they owe: unpaid principal by currency, minor units."""

    debtor: str
    name: str
    principal: dict[str, int]
    task: Task


def list_tasks(business: str, most: int) -> list[Waiting]:
    """The open tasks of a business by their day, from the index (eventually consistent); at most ``most``."""
    rows = list(AccountRow.by_business.query(business, AccountRow.listed.startswith("T#"), limit=most))
    heads = _heads({row.pk for row in rows})
    return [
        Waiting(account_of(row.pk)[1], *heads.get(row.pk, ("", {})), unpack(row.figures, Task))
        for row in rows
        if row.figures
    ]


def load_task(business: str, debtor: str, task: str) -> Task | None:
    try:
        row = AccountRow.get(account_key(business, debtor), f"TASK#{task}", consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, Task)


def _heads(pks: Iterable[str]) -> dict[str, tuple[str, dict[str, int]]]:
    found = AccountRow.batch_get([(pk, "DEBTOR") for pk in sorted(pks)])
    return {row.pk: (row.doc["name"], (row.figures or {}).get("principal", {})) for row in found}
