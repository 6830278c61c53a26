"""One account as it was before an import: looked at, then taken back some invoices a transaction."""

from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.calendar import local_date
from chalicelib.domain.importing import undoing
from chalicelib.domain.importing.undoing import History
from chalicelib.store import accounts, undos
from chalicelib.store.businesses import Import
from chalicelib.store.changes import Changes
from chalicelib.store.undos import Moved
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.importing.draft import CREDIT_NOTE

INVOICES_AT_ONCE = 20  # two rows of a transaction's hundred each
CLAIMS_AT_ONCE = 40


def look_at(record: Import, debtor: str) -> list[Moved]:
    """What of the import's doing in an account has moved since; empty when it can be taken back."""
    found = again_on_conflict(lambda: undos.load_history(record.business, debtor))
    return _moved(record, found[1]) if found else []


def undo_account(record: Import, debtor: str, by: str, now: datetime) -> list[Moved]:
    """Take the import back from one account, all of it unless something moved: that is returned, and nothing done."""

    def once() -> tuple[list[Moved], bool]:
        found = undos.load_history(record.business, debtor)
        if found is None:
            return [], False
        account, history = found
        if moved := _moved(record, history):
            return moved, False
        changes, has_more = _changes(record, account, history, by, now)
        if changes:
            accounts.save(account, changes)
        return [], has_more

    while True:
        moved, has_more = again_on_conflict(once)
        if moved or not has_more:
            return moved


def _moved(record: Import, history: History) -> list[Moved]:
    found = undoing.moved(history, record.id, record.started_at)
    return [Moved(history.debtor.id, invoice, reason) for invoice, reason in found.items()]


def _changes(record: Import, account: Account, history: History, by: str, now: datetime) -> tuple[Changes | None, bool]:
    """One transaction, and whether more is left for another."""
    numbers = sorted(undoing.touched(history, record.id))
    invoices = {one.number: one for one in history.invoices}
    booked = [
        undoing.take_back(invoices[number], _moment(record, account, number, by, now))
        for number in numbers[:INVOICES_AT_ONCE]
    ]
    credit = undoing.left_over(history, record.id)
    claims = [
        one for one in accounts.list_claims(record.business, account.debtor.id, CREDIT_NOTE) if one.attempt == record.id
    ]
    if not (booked or credit or claims):
        return None, False
    debtor, spent = undoing.give_up_credit(account.debtor, credit, _moment(record, account, "credit", by, now))
    entries = (*(line for one in booked for line in one.entries), *spent)
    changes = Changes(
        debtor=replace(debtor, due_at=now),
        invoices=tuple(one.invoice for one in booked),
        entries=entries,
        released=tuple(claims[:CLAIMS_AT_ONCE]),
    )
    return changes, len(numbers) > INVOICES_AT_ONCE or len(claims) > CLAIMS_AT_ONCE


def _moment(record: Import, account: Account, about: str, by: str, now: datetime) -> Moment:
    on = local_date(now, account.debtor.time_zone)
    return Moment(on, now, f"{undoing.cause(record.id)}-{about}", "import_undone", by=by)
