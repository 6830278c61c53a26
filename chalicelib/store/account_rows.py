"""An account as rows and back: what stands in which row, and in which index."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from chalicelib.domain.account import Account
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.calendar import iso
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key, account_of, invoice_lookup, reference_lookup
from chalicelib.store.kinds import KINDS, Kind
from chalicelib.store.ladders import ladder_of, off_ladder, on_ladder
from chalicelib.store.rows import AccountRow, pack, unpack, wake_at

MOST_AMOUNTS = 12
STUCK_AFTER = timedelta(minutes=5)  # a notice that is still unsent then is looked at again


class Booking(msgspec.Struct, frozen=True, omit_defaults=True):
    """Entries of one invoice, instant and payment: one row, so that a transaction's hundred hold many invoices."""

    lines: tuple[Entry, ...]
    payment: str | None = None


SHAPES: dict[str, type[Any]] = {
    "DEBTOR": Debtor, "INVOICE": Invoice, "ENTRY": Booking, "NOTICE": Notice, "PAYMENT": Claim,
    **{kind.prefix: kind.shape for kind in KINDS},
}  # fmt: skip


def notice_row(pk: str, notice: Notice) -> AccountRow:
    """A notice that waits is in the ``due`` index from the start: a lost stream record is found by the sweep."""
    waits = notice.planned_at if notice.state in {"planned", "claimed"} else None
    row = AccountRow(pk, f"NOTICE#{notice.id}", doc=pack(notice) | {"state": notice.state})  # conditions name it
    wake_at(row, waits + STUCK_AFTER if waits else None)
    return row


def figures(before: Account | None, changes: Changes) -> dict[str, Any]:
    """The account's line in its business's list, after these changes."""
    amounts: dict[str, list[int]] = {}
    still_open = [invoice for invoice in _after(before, changes) if invoice.state not in SETTLED]
    for invoice in sorted(still_open, key=lambda one: one.due_on):
        amounts.setdefault(invoice.currency, []).append(invoice.principal_minor)
    found = {
        "name": changes.debtor.name,
        "open": len(still_open),
        "principal": {currency: sum(minors) for currency, minors in amounts.items()},
    }
    if changes.debtor.tax_id:
        found["tax_id"] = changes.debtor.tax_id
    if several := {currency: minors[:MOST_AMOUNTS] for currency, minors in amounts.items() if len(minors) > 1}:
        found["amounts"] = several
    return found


def _after(before: Account | None, changes: Changes) -> Iterable[Invoice]:
    invoices = {invoice.number: invoice for invoice in (before.invoices if before else ())}
    return (invoices | {invoice.number: invoice for invoice in changes.invoices}).values()


def debtor_row(before: Account | None, changes: Changes) -> AccountRow:
    debtor = msgspec.structs.replace(changes.debtor, version=changes.debtor.version + 1)
    pk = account_key(debtor.business, debtor.id)
    row = AccountRow(
        pk,
        "DEBTOR",
        doc=pack(debtor),
        version=debtor.version,
        ladder=ladder_of(_after(before, changes)),
        live="0",
        business=debtor.business,
        listed=f"D#{debtor.id}",
        figures=figures(before, changes),
    )
    row.lookup, row.found = reference_lookup(debtor.business, debtor_reference(debtor.business, debtor.id)), "DEBTOR"
    wake_at(row, debtor.due_at)
    return row


def rows_of(pk: str, before: Account | None, changes: Changes) -> Iterator[AccountRow]:
    kept = {invoice.number: off_ladder(invoice) for invoice in (before.invoices if before else ())}
    for invoice in changes.invoices:
        if off_ladder(invoice) != kept.get(invoice.number):
            live = None if invoice.state in SETTLED else f"I#{invoice.number}"
            row = AccountRow(pk, f"INVOICE#{invoice.number}", doc=_invoice_doc(invoice, changes.imported), live=live)
            row.lookup, row.found = invoice_lookup(account_of(pk)[0], invoice.number), "INVOICE"
            yield row
    for kind in KINDS:
        for thing in getattr(changes, kind.field):
            yield _kind_row(pk, kind, thing)
    for lines in _bookings(changes.entries):
        first = lines[0]
        sk = f"ENTRY#{first.invoice or ''}#{iso(first.at)}#{first.id}"
        yield AccountRow(pk, sk, doc=pack(Booking(tuple(lines), first.payment)))


def _kind_row(pk: str, kind: Kind, thing: Any) -> AccountRow:
    row = AccountRow(pk, kind.key(thing), doc=pack(thing), live=kind.live_key(thing))
    if listed := kind.listing(thing):
        row.business, row.listed, row.figures = account_of(pk)[0], listed, pack(thing)
    wake_at(row, kind.due(thing))
    return row


def _invoice_doc(invoice: Invoice, imported: bool) -> dict[str, Any]:
    stored = off_ladder(invoice)
    return pack(stored if imported else msgspec.structs.replace(stored, undo=None))


def _bookings(entries: Iterable[Entry]) -> Iterable[list[Entry]]:
    together: dict[tuple[str | None, datetime, str | None], list[Entry]] = {}
    for entry in entries:
        together.setdefault((entry.invoice, entry.at, entry.payment), []).append(entry)
    return together.values()


def shaped(rows: Iterable[AccountRow]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {kind: [] for kind in SHAPES}
    ladder: dict[str, Any] | None = None
    for row in rows:
        ladder = row.ladder or ladder
        kind = row.sk.partition("#")[0]
        if kind in SHAPES:
            found[kind].append(unpack(row.doc, SHAPES[kind]))
    found["INVOICE"] = [on_ladder(invoice, ladder) for invoice in found["INVOICE"]]
    return found
