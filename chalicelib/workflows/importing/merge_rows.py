"""One debtor's rows of a file become one change of their account, in one transaction. Twice changes nothing."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.cash import CREDIT_PAYS, use_unapplied
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.importing import merging
from chalicelib.domain.importing.debtors import first_met, learn
from chalicelib.domain.importing.undoing import stamped, was_owed
from chalicelib.domain.invoice import Invoice
from chalicelib.intake.records import InvoiceRow
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.importing.draft import OVER, ROWS_AT_ONCE, Draft, Outcome, told

SPENT_AT_ONCE = 15


def merge_rows(
    business: Business, debtor: str, rows: Sequence[InvoiceRow], import_id: str, now: datetime, is_new: bool = False
) -> list[Outcome]:
    """Merge all rows of one debtor, some at a time; returns one outcome a row, in their order.

    ``is_new``: a moment ago nobody knew the debtor, so nobody looks again before the first transaction.
    """
    merger = _Merger(business, debtor, import_id, now, is_new)
    outcomes: list[Outcome] = []
    had_credit: bool | None = None
    while len(outcomes) < len(rows):
        chunk = rows[len(outcomes) : len(outcomes) + ROWS_AT_ONCE]
        found, credit = again_on_conflict(lambda chunk=chunk: merger.merge(chunk))  # type: ignore[misc]
        outcomes += found
        had_credit = credit if had_credit is None else had_credit
    if had_credit and any(one.outcome == "created" for one in outcomes):
        while again_on_conflict(lambda: _spend(business, debtor, import_id, now)):
            pass
    return outcomes


def settle_absent(
    business: Business, debtor: str, absent: Sequence[str], import_id: str, now: datetime
) -> list[tuple[str, int]]:
    """A snapshot does not list these open invoices: they were settled elsewhere.

    Returns currency and principal (minor units) of each that this import has settled, now or when it ran before.
    """
    merger = _Merger(business, debtor, import_id, now)
    while again_on_conflict(lambda: merger.settle(absent)):
        pass
    found = accounts.load_invoices(business.id, debtor, absent).values()
    settled = (one for one in found if one.import_id == import_id and one.import_outcome == "settled")
    return [(one.currency, was_owed(one)) for one in settled]


class _Merger:
    """An account over several transactions: loaded once, and again only when somebody else wrote meanwhile."""

    def __init__(self, business: Business, debtor: str, import_id: str, now: datetime, is_new: bool = False) -> None:
        self._business, self._debtor, self._import_id, self._now = business, debtor, import_id, now
        self._account: Account | None = None
        self._is_known = is_new

    def merge(self, rows: Sequence[InvoiceRow]) -> tuple[list[Outcome], bool]:
        """One transaction: the outcomes of as many rows as fit, and whether the debtor had unapplied cash before."""
        account = self._load()
        known = _known(account, rows) if account else {}
        head = account.debtor if account else first_met(self._business, self._debtor)
        learned = learn(head, [told(row) for row in rows])
        draft = self._draft(account, replace(learned, name=learned.name or self._debtor), known)
        outcomes: list[Outcome] = []
        for row in rows:
            if len(draft.touched) >= ROWS_AT_ONCE:
                break
            outcome = draft.take(row)
            if draft.has_more:  # the row is not done: its rest is for the next transaction
                break
            outcomes.append(outcome)
        self._save(draft)
        return outcomes, account is not None and any(minor > 0 for minor in account.debtor.unapplied.values())

    def settle(self, numbers: Sequence[str]) -> bool:
        """One transaction. True: more of these invoices are still open."""
        account = self._load()
        gone = [one for one in account.invoices if one.number in numbers] if account else []
        if account is None or not gone:
            return False
        draft = self._draft(account, account.debtor, {one.number: one for one in gone})
        for invoice in gone[:ROWS_AT_ONCE]:
            moment = draft.moment(invoice.number, "absent_from_snapshot")
            draft.book(merging.settled_elsewhere(invoice, moment), "settled")
        self._save(draft)
        return len(gone) > ROWS_AT_ONCE

    def _draft(self, account: Account | None, debtor: Debtor, known: dict[str, Invoice]) -> Draft:
        return Draft(self._business, account, debtor, known, self._import_id, self._now)

    def _load(self) -> Account | None:
        if not self._is_known:
            self._account = accounts.load(self._business.id, self._debtor)
        self._is_known = False  # until what follows from it is written
        return self._account

    def _save(self, draft: Draft) -> None:
        self._account = draft.save()
        self._is_known = True


def _spend(business: Business, debtor: str, import_id: str, now: datetime) -> bool:
    """Use unapplied cash, now that an invoice has come: oldest due first. True: more invoices could take some."""
    account = accounts.load(business.id, debtor)
    if account is None:
        return False
    credit = account.debtor.unapplied
    found = oldest_first(one for one in account.invoices if one.state in CREDIT_PAYS)
    wanting = [one for one in found if credit.get(one.currency, 0) > 0]
    cause = f"{import_id}-unapplied-{account.debtor.version}"  # a large credit is spent in several transactions
    moment = Moment(local_date(now, account.debtor.time_zone), now, cause, "unapplied_cash", rates=account.rates)
    spent = use_unapplied(account.debtor, wanting[:SPENT_AT_ONCE], moment)
    if spent.entries:
        paid = tuple(_spent_on(account, one, import_id) for one in spent.invoices)
        accounts.save(account, Changes(replace(spent.debtor, due_at=now), paid, entries=spent.entries, imported=True))
    left = spent.debtor.unapplied
    return bool(spent.entries) and any(left.get(one.currency, 0) > 0 for one in wanting[SPENT_AT_ONCE:])


def _spent_on(account: Account, invoice: Invoice, import_id: str) -> Invoice:
    """What its row did to the invoice is told as before; on one of an earlier file this one's row did nothing."""
    before = next(one for one in account.invoices if one.number == invoice.number)
    own = before.import_outcome if before.import_id == import_id else "unchanged"
    return stamped(before, invoice, import_id, own)


def _known(account: Account, rows: Sequence[InvoiceRow]) -> dict[str, Invoice]:
    """The open invoices, and the settled ones that the rows may mean, by number."""
    known = {invoice.number: invoice for invoice in account.invoices}
    business, debtor = account.debtor.business, account.debtor.id
    ids = {one.document_id for one in account.invoices}
    is_over = any(row.standing in OVER and row.document_id for row in rows)  # of a paid installment too
    if is_over or any({row.document_id, *row.refers_to_ids} - ids - {""} for row in rows):
        return accounts.load_settled(business, debtor) | known
    wanted = {row.number for row in rows} | {row.refers_to for row in rows if row.refers_to}
    return known | accounts.load_invoices(business, debtor, sorted(wanted - known.keys()))
