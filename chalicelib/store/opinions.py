"""What debtors think: one opinion, all of an account, and the list of a business by state."""

from chalicelib.domain.complaints.satisfaction import Opinion
from chalicelib.store.keys import account_key, account_of
from chalicelib.store.rows import AccountRow, unpack


def load(business: str, debtor: str, opinion: str) -> Opinion | None:
    try:
        row = AccountRow.get(account_key(business, debtor), f"OPINION#{opinion}", consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, Opinion)


def list_by_state(business: str, state: str, most: int) -> list[tuple[str, Opinion]]:
    """(whose, which) of one state, the oldest first, from the index (eventually consistent)."""
    rows = AccountRow.by_business.query(business, AccountRow.listed.startswith(f"O#{state}#"), limit=most)
    return [(account_of(row.pk)[1], unpack(row.figures, Opinion)) for row in rows if row.figures]
