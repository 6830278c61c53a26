"""An invoice's whole ledger: for what is decided by its history, and seldom."""

from chalicelib.domain.entry import Entry
from chalicelib.store.account_rows import Booking
from chalicelib.store.keys import account_key
from chalicelib.store.rows import AccountRow, unpack


def load_ledger(business: str, debtor: str, number: str) -> list[Entry]:
    """Every entry of one invoice in the order of its bookings."""
    rows = AccountRow.query(
        account_key(business, debtor), AccountRow.sk.startswith(f"ENTRY#{number}#"), consistent_read=True
    )  # fmt: skip
    lines = (line for row in rows for line in unpack(row.doc, Booking).lines)
    return [line for line in lines if line.invoice == number]  # an invoice may be called "A#1"
