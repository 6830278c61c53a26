"""The nightly check: every account's books against what is always true of them. It reads, and repairs nothing."""

from datetime import datetime

from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.gateways import queue
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, businesses
from chalicelib.store.keys import account_key, account_of
from chalicelib.workflows.sweep_due import wake_up

BOOKS = "BOOKS"  # in a key's second half: check, decide nothing
READINGS = 3


def queue_books(now: datetime) -> int:
    """Ask for every business, and every account of it, to be checked; returns how many accounts."""
    asked = 0
    for business in businesses.list_all():
        queue.send([wake_up(business.id, BOOKS)])
        asked += queue.send(
            wake_up(account_key(business.id, one.debtor), BOOKS) for one in accounts.list_accounts(business.id)
        )
    fact("books_queued", accounts=asked, at=now)
    return asked


def _books(whole: accounts.Whole) -> Books:
    return Books(whole.debtor, whole.invoices, whole.entries, whole.attempts, whole.claims)


def check_books(pk: str) -> dict[str, list[str]]:
    """What does not hold in one account's books; told, counted and alarmed. Empty when they are in order.

    An account that is written while it is read may look torn: what is found must be there in a second reading of the
    same version.
    """
    found: dict[str, list[str]] = {}
    version = None
    for _ in range(READINGS):
        whole = accounts.load_whole(*account_of(pk))
        found = breaches(_books(whole)) if whole else {}
        if whole is None or not found or whole.debtor.version == version:
            break
        version = whole.debtor.version
    if found:
        business, _ = account_of(pk)
        fact("books_broken", business=business, account=pk, rules=found, metrics={"BooksBroken": 1})
    return found
