"""The numbered papers of an account, in the order of their numbers."""

from chalicelib.domain.books.receipt import Receipt
from chalicelib.store.keys import account_key
from chalicelib.store.rows import AccountRow, unpack


def load_receipts(business: str, debtor: str) -> list[Receipt]:
    """Every one of them, the latest first."""
    rows = AccountRow.query(
        account_key(business, debtor), AccountRow.sk.startswith("RECEIPT#"), consistent_read=True,
        scan_index_forward=False,
    )  # fmt: skip
    return [unpack(row.doc, Receipt) for row in rows]


def load_receipt(business: str, debtor: str, place: int) -> Receipt | None:
    """The one with this running number, if this account has it."""
    try:
        row = AccountRow.get(account_key(business, debtor), f"RECEIPT#{place:06}", consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, Receipt)
