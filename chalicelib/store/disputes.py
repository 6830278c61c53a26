"""Disputes: one, all of an account, and the list of a business by state."""

from collections.abc import Iterable

import msgspec

from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.store.keys import account_key, account_of
from chalicelib.store.rows import AccountRow, unpack


class Listed(msgspec.Struct, frozen=True):
    """A dispute, and whose it is."""

    debtor: str
    name: str
    dispute: Dispute


def load(business: str, debtor: str, dispute: str) -> Dispute | None:
    try:
        row = AccountRow.get(account_key(business, debtor), f"DISPUTE#{dispute}", consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, Dispute)


def load_all(business: str, debtor: str) -> list[Dispute]:
    """Every one of an account, whatever became of it, the oldest first."""
    pk = account_key(business, debtor)
    rows = AccountRow.query(pk, AccountRow.sk.startswith("DISPUTE#"), consistent_read=True)
    return sorted((unpack(row.doc, Dispute) for row in rows), key=lambda one: (one.opened_at, one.id))


def list_by_state(business: str, state: str, most: int) -> list[Listed]:
    """A business's disputes of one state, the oldest first, from the index (eventually consistent)."""
    rows = list(AccountRow.by_business.query(business, AccountRow.listed.startswith(f"DISPUTE#{state}#"), limit=most))
    names = _names({row.pk for row in rows})
    return [
        Listed(account_of(row.pk)[1], names.get(row.pk, ""), unpack(row.figures, Dispute))
        for row in rows
        if row.figures
    ]


def _names(pks: Iterable[str]) -> dict[str, str]:
    found = AccountRow.batch_get([(pk, "DEBTOR") for pk in sorted(pks)])
    return {row.pk: str(row.doc["name"]) for row in found}
