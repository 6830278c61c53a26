"""One debtor's rows of a file become one change of their account, in one transaction. Twice changes nothing."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain import merging
from chalicelib.domain.account import Account, Debtor, Entry, Invoice
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.cash import keep_unapplied, use_unapplied
from chalicelib.domain.debtors import Told, first_met, learn
from chalicelib.domain.ladder import oldest_first
from chalicelib.domain.ledger import WITHDRAWN, Booked, Moment
from chalicelib.domain.merging import Document, Merged
from chalicelib.domain.same_document import invoices_of, place_of
from chalicelib.intake.records import InvoiceRow
from chalicelib.store import accounts
from chalicelib.store.accounts import Changes, Claim
from chalicelib.workflows.decide_account import again_on_conflict

CREDIT_NOTE = "credit_note"  # the provider, as it were, of what a credit note takes off
ROWS_AT_ONCE = 20  # an invoice may need three rows of a transaction's hundred, and so may what its credit pays
SPENT_AT_ONCE = 15


class Outcome(msgspec.Struct, frozen=True):
    """What became of one row. ``reason`` only when it was rejected."""

    line: int
    outcome: str  # created | changed | unchanged | rejected | settled
    currency: str
    total_minor: int
    reason: str = ""


def merge_rows(
    business: Business, debtor: str, rows: Sequence[InvoiceRow], import_id: str, now: datetime
) -> list[Outcome]:
    """Merge all rows of one debtor, some at a time; returns one outcome a row, in their order."""
    outcomes: list[Outcome] = []
    had_credit, first = False, True
    while len(outcomes) < len(rows):
        chunk = rows[len(outcomes) : len(outcomes) + ROWS_AT_ONCE]
        found, credit = again_on_conflict(lambda chunk=chunk: _merge(business, debtor, chunk, import_id, now))  # type: ignore[misc]
        outcomes += found
        had_credit |= credit and first
        first = False
    if had_credit and any(one.outcome == "created" for one in outcomes):
        while again_on_conflict(lambda: _spend(business, debtor, import_id, now)):
            pass
    return outcomes


def settle_absent(business: Business, debtor: str, absent: Sequence[str], import_id: str, now: datetime) -> int:
    """A snapshot does not list these open invoices: they were settled elsewhere. Returns how many were open."""

    def once() -> int:
        account = accounts.load(business.id, debtor)
        gone = [one for one in account.invoices if one.number in absent] if account else []
        if account is None or not gone:
            return 0
        draft = _Draft(business, account, account.debtor, {}, import_id, now)
        for invoice in gone[:ROWS_AT_ONCE]:
            moment = draft.moment(invoice.number, "absent_from_snapshot")
            draft.book(merging.settled_elsewhere(invoice, moment), "settled")
        draft.save()
        return len(gone)

    left = again_on_conflict(once)
    settled = left
    while left > ROWS_AT_ONCE:
        left = again_on_conflict(once)
    return settled


def _spend(business: Business, debtor: str, import_id: str, now: datetime) -> bool:
    """Use unapplied cash, now that an invoice has come: oldest due first. True: more invoices could take some."""
    account = accounts.load(business.id, debtor)
    if account is None:
        return False
    credit = account.debtor.unapplied
    wanting = [one for one in oldest_first(account.invoices) if credit.get(one.currency, 0) > 0]
    cause = f"{import_id}-unapplied-{account.debtor.version}"  # a large credit is spent in several transactions
    moment = Moment(local_date(now, account.debtor.time_zone), now, cause, "unapplied_cash")
    spent = use_unapplied(account.debtor, wanting[:SPENT_AT_ONCE], moment)
    if spent.entries:
        accounts.save(account, Changes(replace(spent.debtor, due_at=now), spent.invoices, entries=spent.entries))
    left = spent.debtor.unapplied
    return bool(spent.entries) and any(left.get(one.currency, 0) > 0 for one in wanting[SPENT_AT_ONCE:])


def _merge(
    business: Business, debtor: str, rows: Sequence[InvoiceRow], import_id: str, now: datetime
) -> tuple[list[Outcome], bool]:
    """One transaction: the outcomes of as many rows as fit, and whether the debtor had unapplied cash before."""
    account = accounts.load(business.id, debtor)
    known = _known(account, rows) if account else {}
    head = learn(account.debtor if account else first_met(business, debtor), [_told(row) for row in rows])
    draft = _Draft(business, account, replace(head, name=head.name or debtor), known, import_id, now)
    outcomes: list[Outcome] = []
    for row in rows:
        if len(draft.touched) >= ROWS_AT_ONCE:
            break
        outcome = draft.take(row)
        if draft.has_more:  # the row is not done: its rest is for the next transaction
            break
        outcomes.append(outcome)
    draft.save()
    return outcomes, account is not None and any(minor > 0 for minor in account.debtor.unapplied.values())


def _known(account: Account, rows: Sequence[InvoiceRow]) -> dict[str, Invoice]:
    """The open invoices, and the settled ones that the rows may mean, by number."""
    known = {invoice.number: invoice for invoice in account.invoices}
    business, debtor = account.debtor.business, account.debtor.id
    ids = {one.document_id for one in account.invoices}
    if any({row.document_id, *row.refers_to_ids} - ids - {""} for row in rows):
        return accounts.load_settled(business, debtor) | known
    wanted = {row.number for row in rows} | {row.refers_to for row in rows if row.refers_to}
    return known | accounts.load_invoices(business, debtor, sorted(wanted - known.keys()))


class _Draft:
    """The account while one file's rows are laid over it."""

    def __init__(
        self,
        business: Business,
        account: Account | None,
        debtor: Debtor,
        known: dict[str, Invoice],
        import_id: str,
        now: datetime,
    ) -> None:
        self.business, self.account, self.debtor, self.import_id, self.now = business, account, debtor, import_id, now
        self.today: date = local_date(now, debtor.time_zone)
        self.before = dict(known)
        self.invoices = dict(known)
        self.touched: set[str] = set()
        self.entries: list[Entry] = []
        self.claims: list[Claim] = []
        self.has_more = False

    def take(self, row: InvoiceRow) -> Outcome:
        if row.total_minor < 0:
            merged = self._credit(row)
        elif row.standing == "cancelled":
            merged = self._cancel(row)
        else:
            merged = self._invoice(row)
        if merged.booked:
            self.book(merged.booked, merged.outcome)
        return Outcome(row.line, self._told_before(row, merged), row.currency, row.total_minor, merged.reason)

    def moment(self, number: str, reason: str = "") -> Moment:
        return Moment(self.today, self.now, f"{self.import_id}-{number}", reason)

    def book(self, booked: Booked, outcome: str) -> None:
        invoice = booked.invoice
        if invoice == self.invoices.get(invoice.number):
            return
        if outcome in {"created", "changed", "settled"}:
            invoice = replace(invoice, import_id=self.import_id, import_outcome=outcome)
        self.invoices[invoice.number] = invoice
        self.touched.add(invoice.number)
        self.entries += booked.entries

    def save(self) -> None:
        """Write only what differs; an unchanged file costs no write at all."""
        known = self.account.debtor if self.account else None
        if not (self.touched or self.claims) and self.debtor == known:
            return
        changed = tuple(self.invoices[number] for number in sorted(self.touched))
        debtor = replace(self.debtor, due_at=self.now)
        changes = Changes(debtor, changed, entries=tuple(self.entries), claims=tuple(self.claims))
        accounts.save(self.account, changes)

    def _invoice(self, row: InvoiceRow) -> Merged:
        document = Document(
            number=row.number,
            currency=row.currency,
            total_minor=row.total_minor,
            issued_on=row.issued_on,
            due_on=row.due_on,
            balance_minor=row.balance_minor,
            concept=row.concept,
            due_computed=row.due_computed,
            document_id=row.document_id,
        )
        place = place_of(self.invoices, row.number, row.document_id, row.installment_of, row.refers_to_ids)
        if place.refused or place.is_told:
            return Merged("rejected" if place.refused else "unchanged", reason=place.refused)
        if place.known is None:
            return merging.first_seen(document, self.business, self.moment(row.number))
        return merging.seen_again(place.known, document, self.moment(row.number))

    def _cancel(self, row: InvoiceRow) -> Merged:
        """Withdraw the document; one in many installments takes several transactions."""
        same = invoices_of(self.invoices.values(), row.number, row.document_id)
        standing = [one for one in same if one.state not in WITHDRAWN]
        for one in standing[:ROWS_AT_ONCE]:
            self.book(merging.withdrawn(one, self.moment(one.number, "cancelled")), "changed")
        self.has_more = len(standing) > ROWS_AT_ONCE
        return Merged("changed" if standing else "unchanged")

    def _credit(self, row: InvoiceRow) -> Merged:
        """A credit note is no invoice: it is booked where it belongs, once, and the rest is the debtor's own cash."""
        names = dict.fromkeys(filter(None, (row.number, row.document_id)))
        claimed_by = next((by for name in names if (by := self._claimed_by(name)) is not None), None)
        if claimed_by is not None:
            return Merged("created" if claimed_by == self.import_id else "unchanged")
        moment = self.moment(row.number, f"credit_note {row.number}")
        left = -row.total_minor
        for target in self._corrected(row):
            booked = merging.credit(target, left, moment)
            self.book(booked, "changed")
            left = booked.left_minor
        if left:
            self.debtor, entry = keep_unapplied(self.debtor, row.currency, left, moment)
            self.entries.append(entry)
        self.claims += (
            Claim(CREDIT_NOTE, name, -row.total_minor, row.currency, self.now, self.import_id) for name in names
        )
        return Merged("created")

    def _corrected(self, row: InvoiceRow) -> list[Invoice]:
        """The invoices that a credit note is for, in its currency, as they are by now: the oldest due first."""
        ids = row.refers_to_ids or ("",)
        named = {one.number: one for id_ in ids for one in invoices_of(self.invoices.values(), row.refers_to, id_)}
        targets = sorted(named.values(), key=lambda one: (one.due_on, one.number))
        return [one for one in targets if one.currency == row.currency][:ROWS_AT_ONCE]

    def _claimed_by(self, number: str) -> str | None:
        if any(claim.fact == number for claim in self.claims):
            return self.import_id
        known = self.account is not None
        return accounts.claimed_by(self.debtor.business, self.debtor.id, CREDIT_NOTE, number) if known else None

    def _told_before(self, row: InvoiceRow, merged: Merged) -> str:
        """After a crash the same import runs again: what it did the first time is still its own doing."""
        before = self.before.get(row.number)
        if before is None and row.document_id:
            before = next(iter(invoices_of(self.before.values(), row.number, row.document_id)), None)
        if merged.outcome == "unchanged" and before and before.import_id == self.import_id:
            return before.import_outcome
        return merged.outcome


def _told(row: InvoiceRow) -> Told:
    return Told(
        name=row.customer,
        tax_id=row.tax_id,
        type=row.customer_type,
        email=row.email,
        phone=row.phone,
        language=row.language,
        time_zone=row.time_zone,
    )
