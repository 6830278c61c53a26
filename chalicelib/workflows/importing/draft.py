"""An account while the rows of a file are laid over it: what each row means, and one transaction for all of them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.terms import as_agreed
from chalicelib.domain.books.cash import keep_unapplied
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.books.ledger import WITHDRAWN, Booked, Moment
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.frozen_terms import is_noted
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.importing import merging
from chalicelib.domain.importing.debtors import Told
from chalicelib.domain.importing.merging import Document, Merged
from chalicelib.domain.importing.same_document import invoices_of, place_of
from chalicelib.domain.importing.undoing import UNDONE, stamped
from chalicelib.domain.invoice import Invoice
from chalicelib.intake.records import InvoiceRow
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.keys import document_pointer
from chalicelib.store.rates import known_for

CREDIT_NOTE = "credit_note"  # the provider, as it were, of what a credit note takes off
OVER = frozenset({"cancelled", "assigned"})  # standings in which the business asks nothing any more
ROWS_AT_ONCE = 20  # an invoice may need three rows of a transaction's hundred, and so may what its credit pays


class Outcome(msgspec.Struct, frozen=True):
    """What became of one row. ``reason`` only when it was rejected."""

    line: int
    outcome: str  # created | changed | unchanged | rejected | settled
    currency: str
    total_minor: int
    reason: str = ""
    debtor: str = ""  # of an invoice's row: whose account it went to


class Draft:
    """The account while one file's rows are laid over it.

    ``known``: every invoice that the rows may mean, by number. ``claimed``: who booked the credit notes, where that was
    read before.
    """

    def __init__(
        self,
        business: Business,
        account: Account | None,
        debtor: Debtor,
        known: dict[str, Invoice],
        import_id: str,
        now: datetime,
        claimed: Mapping[str, str] | None = None,
    ) -> None:
        self.business = as_agreed(business, debtor)
        self.account, self.debtor, self.import_id, self.now = account, debtor, import_id, now
        self._claimed = claimed
        self.today: date = local_date(now, debtor.time_zone)
        self.rates = known_for(business.id, known.values())
        self.before = {number: one for number, one in known.items() if one.import_outcome != UNDONE}
        self.invoices = dict(self.before)
        self.touched: set[str] = set()
        self.entries: list[Entry] = []
        self.claims: list[Claim] = []
        self.has_more = False

    def take(self, row: InvoiceRow) -> Outcome:
        if row.total_minor < 0:
            merged = self._credit(row)
        elif row.standing in OVER:
            merged = self._withdraw(row)
        else:
            merged = self._invoice(row)
        if merged.booked:
            self.book(merged.booked, merged.outcome)
        outcome = self._told_before(row, merged)
        return Outcome(row.line, outcome, row.currency, row.total_minor, merged.reason, self.debtor.id)

    def moment(self, number: str, reason: str = "") -> Moment:
        return Moment(self.today, self.now, f"{self.import_id}-{number}", reason, rates=self.rates)

    def book(self, booked: Booked, outcome: str) -> None:
        invoice, before = booked.invoice, self.invoices.get(booked.invoice.number)
        if invoice == before:
            return
        if outcome in {"created", "changed", "settled"}:
            invoice = stamped(before, invoice, self.import_id, outcome)
        elif invoice.import_id == self.import_id:
            invoice = stamped(before, invoice, self.import_id, invoice.import_outcome)
        else:  # what a file says in passing is a later word all the same
            invoice = replace(invoice, undo=None)
        self.invoices[invoice.number] = invoice
        self.touched.add(invoice.number)
        self.entries += booked.entries

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to write."""
        known = self.account.debtor if self.account else None
        return not (self.touched or self.claims) and self.debtor == known

    def save(self) -> Account | None:
        """Write only what differs; an unchanged file costs no write at all. Returns the account as it is then."""
        if self.is_idle:
            return self.account
        changed = tuple(self.invoices[number] for number in sorted(self.touched))
        debtor = replace(self.debtor, due_at=self.now)
        changes = Changes(
            debtor,
            changed,
            entries=tuple(self.entries),
            claims=tuple(self.claims),
            pointers=self._documents(changed),
            imported=True,
        )
        accounts.save(self.account, changes)
        return _after(self.account or Account(debtor), changes)

    def _documents(self, changed: Iterable[Invoice]) -> dict[str, str]:
        """So that who cancels or pays a document by its id alone finds it, however many accounts there are."""
        known = {one.document_id for one in self.before.values()}
        fresh = {one.document_id: one.number for one in changed if one.document_id and one.document_id not in known}
        return {document_pointer(self.business.id, name): number for name, number in fresh.items()}

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
            standing=row.standing,
            judged=row.judged,
            open_only=row.open_only,
            discount=row.discount and replace(row.discount, credit_note=is_noted(self.business.country)),
        )
        place = place_of(self.invoices, row.number, row.document_id, row.installment_of, row.refers_to_ids)
        if place.refused or place.is_told:
            return Merged("rejected" if place.refused else "unchanged", reason=place.refused)
        if place.known is None:
            agreed = self.debtor.early_discount
            return merging.first_seen(document, self.business, self.moment(row.number), agreed)
        return merging.seen_again(place.known, document, self.moment(row.number))

    def _withdraw(self, row: InvoiceRow) -> Merged:
        """A cancelled document, or one a factor owns now; one in many installments takes several transactions."""
        same = invoices_of(self.invoices.values(), row.number, row.document_id)
        standing = [one for one in same if one.state not in WITHDRAWN]
        for one in standing[:ROWS_AT_ONCE]:
            self.book(merging.withdrawn(one, self.moment(one.number, row.standing)), "changed")
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
        if self._claimed is not None:
            return self._claimed.get(f"{CREDIT_NOTE}#{number}")
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


def _after(account: Account, changes: Changes) -> Account:
    """The account that a saved change leaves, as loading it would find it."""
    invoices = {one.number: one for one in (*account.invoices, *changes.invoices)}
    still_open = (invoices[number] for number in sorted(invoices) if invoices[number].state not in SETTLED)
    debtor = replace(changes.debtor, version=changes.debtor.version + 1)
    return replace(account, debtor=debtor, invoices=tuple(still_open))


def told(row: InvoiceRow) -> Told:
    """What a row says of its debtor."""
    return Told(
        name=row.customer,
        tax_id=row.tax_id,
        type=row.customer_type,
        email=row.email,
        phone=row.phone,
        language=row.language,
        time_zone=row.time_zone,
    )
