"""What a debtor accepted, with its evidence: one row a version of the terms, written once."""

from chalicelib.domain.agreeing.acceptance import Acceptance
from chalicelib.store.keys import account_key
from chalicelib.store.rows import AccountRow, unpack


def load_acceptance(business: str, debtor: str, version: str) -> Acceptance | None:
    try:
        row = AccountRow.get(account_key(business, debtor), f"TERMS#{version}", consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, Acceptance)
