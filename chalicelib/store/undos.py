"""Imports that are being taken back, one row each, and all that was ever written of an account at one version."""

from datetime import datetime

import msgspec
from pynamodb.exceptions import PutError

from chalicelib.domain.account import Account
from chalicelib.domain.errors import Conflict
from chalicelib.domain.importing.undoing import History
from chalicelib.store import accounts
from chalicelib.store.rows import BusinessRow, pack, unpack, wake_at

PREFIX = "UNDO#"


class Moved(msgspec.Struct, frozen=True):
    """Why an import cannot be taken back from one account. ``reason``: see ``domain.undoing.moved``."""

    debtor: str
    invoice: str  # "": the debtor's own credit
    reason: str


class ImportUndo(msgspec.Struct, frozen=True, omit_defaults=True):
    """Taking one import back. ``refused``: nothing was; ``partly``: all but ``moved``, the first of ``moved_count``."""

    business: str
    id: str  # the import's
    by: str  # the user who asked
    asked_at: datetime
    state: str = "checking"  # checking | taking | undone | refused | partly
    round: int = 1  # how often it was asked for
    moved: tuple[Moved, ...] = ()
    moved_count: int = 0
    heartbeat_at: datetime | None = None
    finished_at: datetime | None = None


def load_undo(business: str, import_id: str) -> ImportUndo | None:
    try:
        row = BusinessRow.get(business, f"{PREFIX}{import_id}", consistent_read=True)
    except BusinessRow.DoesNotExist:
        return None
    return unpack(row.doc, ImportUndo)


def save_undo(undo: ImportUndo, over: ImportUndo | None, due_at: datetime | None = None) -> bool:
    """Write it over the very row that was read (None: over nothing). False, and nothing written, when it is another.

    ``due_at``: look at it again then.
    """
    row = BusinessRow(undo.business, f"{PREFIX}{undo.id}", doc=pack(undo) | {"state": undo.state, "round": undo.round})
    wake_at(row, due_at)
    condition = BusinessRow.pk.does_not_exist()
    if over:
        condition = (BusinessRow.doc["state"] == over.state) & (BusinessRow.doc["round"] == over.round)
    try:
        row.save(condition)
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def load_history(business: str, debtor: str) -> tuple[Account, History] | None:
    """An account to write over, and everything it ever was. Raises Conflict when it is written meanwhile."""
    account = accounts.load(business, debtor)
    whole = accounts.load_whole(business, debtor) if account else None
    if account is None or whole is None:
        return None
    if whole.debtor.version != account.debtor.version:
        raise Conflict("account_changed")
    return account, History(whole.debtor, whole.invoices, whole.attempts, whole.entries, whole.notices)
