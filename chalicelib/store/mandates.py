"""Mandates of autopay, also those that ended: their evidence is kept."""

from chalicelib.domain.paying.mandate import Mandate
from chalicelib.store.keys import account_key
from chalicelib.store.rows import AccountRow, unpack


def load(business: str, debtor: str, mandate: str) -> Mandate | None:
    try:
        row = AccountRow.get(account_key(business, debtor), f"MANDATE#{mandate}", consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, Mandate)


def list_all(business: str, debtor: str) -> list[Mandate]:
    """Every one that the debtor ever gave, newest first."""
    rows = AccountRow.query(account_key(business, debtor), AccountRow.sk.startswith("MANDATE#"), consistent_read=True)
    found = [unpack(row.doc, Mandate) for row in rows]
    return sorted(found, key=lambda mandate: mandate.accepted_at, reverse=True)
