"""Accounts: load what a decision needs in one Query, write what was decided in one transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib.domain.account import Account, Attempt, Debtor, Entry, Invoice, Notice, Task
from chalicelib.domain.calendar import iso
from chalicelib.domain.charges import SETTLED
from chalicelib.domain.errors import Conflict
from chalicelib.domain.references import debtor_reference
from chalicelib.domain.schedule import Schedule, is_over
from chalicelib.store.ladders import ladder_of, off_ladder, on_ladder
from chalicelib.store.rates import known_for
from chalicelib.store.rows import SHARDS, AccountRow, pack, unpack, wake_at

MOST_AMOUNTS = 12
STUCK_AFTER = timedelta(minutes=5)  # a notice that is still unsent then is looked at again


class Claim(msgspec.Struct, frozen=True):
    """A fact from outside that may count once: a payment, a refund, a dispute. Its key is the provider's own id."""

    provider: str
    fact: str
    amount_minor: int
    currency: str
    at: datetime
    attempt: str = ""


class Pointer(msgspec.Struct, frozen=True):
    """From a name that a provider repeats to us to the attempt it means."""

    business: str
    debtor: str
    attempt: str


class Changes(msgspec.Struct, frozen=True):
    """What one decision writes. ``debtor`` is always written: its version is the account's lock."""

    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
    taken_back: tuple[Notice, ...] = ()  # written over the very notice that was claimed or sent
    tasks: tuple[Task, ...] = ()
    claims: tuple[Claim, ...] = ()
    pointers: dict[str, str] = {}  # name -> attempt
    schedules: tuple[Schedule, ...] = ()
    imported: bool = False  # an import's doing: its invoices may keep the note of what they were before
    released: tuple[Claim, ...] = ()  # facts that count no longer: an import was taken back, and may come again


class Whole(msgspec.Struct, frozen=True):
    """Everything we ever kept of one account, in the table's order."""

    debtor: Debtor
    invoices: tuple[Invoice, ...]
    attempts: tuple[Attempt, ...]
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...]
    tasks: tuple[Task, ...]
    schedules: tuple[Schedule, ...] = ()


class Booking(msgspec.Struct, frozen=True, omit_defaults=True):
    """Entries of one invoice, instant and payment: one row, so that a transaction's hundred hold many invoices."""

    lines: tuple[Entry, ...]
    payment: str | None = None


class Listed(msgspec.Struct, frozen=True):
    """One line of a business's list: open invoices and unpaid principal by currency (minor units).

    ``amounts``: of single invoices, where there are several; the oldest ``MOST_AMOUNTS`` of a currency.
    """

    debtor: str
    name: str
    open: int
    principal: dict[str, int]
    tax_id: str = ""
    amounts: dict[str, list[int]] = {}


SHAPES: dict[str, type[Any]] = {
    "DEBTOR": Debtor, "INVOICE": Invoice, "ATTEMPT": Attempt, "ENTRY": Booking, "NOTICE": Notice, "TASK": Task,
    "SCHEDULE": Schedule,
}  # fmt: skip


def key(business: str, debtor: str) -> str:
    """The partition of one account. A business id has no ``#``, so nobody's debtor id can reach another's partition."""
    return f"{business}#{debtor}"


def parts(pk: str) -> tuple[str, str]:
    business, _, debtor = pk.partition("#")
    return business, debtor


def invoice_lookup(business: str, number: str) -> str:
    """Where the ``lookup`` index has the invoices of one number, whoever owes them."""
    return f"invoice#{business}#{number}"


def reference_lookup(business: str, reference: str) -> str:
    """Where the ``lookup`` index has the debtor of a payment reference."""
    return f"reference#{business}#{reference}"


def owner_of_reference(business: str, reference: str) -> str:
    """Whose reference it is, from the index (eventually consistent); "" when it is nobody's."""
    found = AccountRow.by_lookup.query(reference_lookup(business, reference), limit=1)
    return next((parts(row.pk)[1] for row in found), "")


def load(business: str, debtor: str) -> Account | None:
    """The debtor, open invoices, pending attempts, live schedules: one consistent Query, whatever the history.

    Only where the terms of an invoice name published rates, these are read too.
    """
    found = _shaped(AccountRow.by_live.query(key(business, debtor), consistent_read=True))
    if not found["DEBTOR"]:
        return None
    invoices, attempts, schedules = (tuple(found[kind]) for kind in ("INVOICE", "ATTEMPT", "SCHEDULE"))
    return Account(found["DEBTOR"][0], invoices, attempts, schedules, known_for(business, invoices))


def load_whole(business: str, debtor: str) -> Whole | None:
    found = _shaped(AccountRow.query(key(business, debtor), consistent_read=True))
    if not found["DEBTOR"]:
        return None
    entries = tuple(entry for booking in found["ENTRY"] for entry in booking.lines)
    invoices, attempts, notices, tasks = (tuple(found[kind]) for kind in ("INVOICE", "ATTEMPT", "NOTICE", "TASK"))
    return Whole(found["DEBTOR"][0], invoices, attempts, entries, notices, tasks, tuple(found["SCHEDULE"]))


def load_invoices(business: str, debtor: str, numbers: Iterable[str]) -> dict[str, Invoice]:
    """Invoices by number, settled ones too."""
    pk = key(business, debtor)
    keys = [(pk, f"INVOICE#{number}") for number in numbers]
    rows = AccountRow.batch_get([(pk, "DEBTOR"), *keys], consistent_read=True) if keys else ()
    return {invoice.number: invoice for invoice in _shaped(rows)["INVOICE"]}


def load_settled(business: str, debtor: str) -> dict[str, Invoice]:
    """Every settled invoice, by number: for documents that may be known by another name."""
    rows = AccountRow.query(
        key(business, debtor), AccountRow.sk.startswith("INVOICE#"), AccountRow.live.does_not_exist(),
        consistent_read=True,
    )  # fmt: skip
    return {invoice.number: invoice for invoice in _shaped(rows)["INVOICE"]}


def load_history(business: str, debtor: str) -> tuple[list[Invoice], list[Attempt]]:
    """All invoices and payment attempts, settled and ended ones too, for what a debtor may look back on."""
    pk = key(business, debtor)
    invoices = [unpack(row.doc, Invoice) for row in AccountRow.query(pk, AccountRow.sk.startswith("INVOICE#"))]
    attempts = [unpack(row.doc, Attempt) for row in AccountRow.query(pk, AccountRow.sk.startswith("ATTEMPT#"))]
    return invoices, attempts


def load_schedules(business: str, debtor: str) -> dict[str, Schedule]:
    """What is charged again and again, by id, also what has come to its end."""
    rows = AccountRow.query(key(business, debtor), AccountRow.sk.startswith("SCHEDULE#"), consistent_read=True)
    return {schedule.id: schedule for schedule in _shaped(rows)["SCHEDULE"]}


def load_attempt(business: str, debtor: str, attempt: str) -> Attempt | None:
    found: Attempt | None = _one(key(business, debtor), f"ATTEMPT#{attempt}", Attempt)
    return found


def load_entries(business: str, debtor: str, payment: str) -> list[Entry]:
    """The entries of one payment, on whatever invoice."""
    rows = AccountRow.query(
        key(business, debtor), AccountRow.sk.startswith("ENTRY#"), AccountRow.doc["payment"] == payment,
        consistent_read=True,
    )  # fmt: skip
    return [entry for row in rows for entry in unpack(row.doc, Booking).lines]


def save(before: Account | None, changes: Changes) -> None:
    """Write a decision, or nothing at all. Raises Conflict when the account moved since it was loaded, or when a
    claimed fact (a payment, a notice) is there already."""
    version = before.debtor.version if before else 0
    with _refusing(), TransactWrite(connection=AccountRow._get_connection().connection) as write:
        write.save(
            _debtor_row(before, changes), AccountRow.version == version if before else AccountRow.pk.does_not_exist()
        )
        pk = key(changes.debtor.business, changes.debtor.id)
        for row in _rows(pk, before, changes):
            write.save(row)
        for task in changes.tasks:
            write.save(AccountRow(pk, f"TASK#{task.id}", doc=pack(task)))
        for notice in changes.notices:
            write.save(notice_row(pk, notice), _unsent())
        for notice in changes.taken_back:
            write.save(notice_row(pk, notice), AccountRow.doc["state"].is_in("claimed", "sent", "delivered"))
        for claim in changes.claims:
            sk = f"PAYMENT#{claim.provider}#{claim.fact}"
            write.save(AccountRow(pk, sk, doc=pack(claim)), AccountRow.pk.does_not_exist())
        for claim in changes.released:
            write.delete(AccountRow(pk, f"PAYMENT#{claim.provider}#{claim.fact}"))
        for name, attempt in changes.pointers.items():
            pointer = Pointer(changes.debtor.business, changes.debtor.id, attempt)
            write.save(AccountRow(f"pointer#{name}", "POINTER", doc=pack(pointer)))


def was_claimed(business: str, debtor: str, provider: str, fact: str) -> bool:
    return load_claim(business, debtor, provider, fact) is not None


def load_claim(business: str, debtor: str, provider: str, fact: str) -> Claim | None:
    claim: Claim | None = _one(key(business, debtor), f"PAYMENT#{provider}#{fact}", Claim)
    return claim


def list_claims(business: str, debtor: str, provider: str) -> list[Claim]:
    """Every fact of one provider that counted for the account."""
    rows = AccountRow.query(
        key(business, debtor), AccountRow.sk.startswith(f"PAYMENT#{provider}#"), consistent_read=True
    )
    return [unpack(row.doc, Claim) for row in rows]


def claimed_by(business: str, debtor: str, provider: str, fact: str) -> str | None:
    """The attempt or import that claimed a fact; None when nobody did."""
    claim = load_claim(business, debtor, provider, fact)
    return claim.attempt if claim else None


def list_accounts(business: str) -> Iterator[Listed]:
    """A business's accounts from the index (eventually consistent), in the order of their ids."""
    for row in AccountRow.by_business.query(business):
        yield Listed(debtor=parts(row.pk)[1], **row.figures)


def due(shard: int, now: datetime, limit: int = 1000) -> Iterator[tuple[str, str]]:
    """Keys of what must happen by itself by ``now``, the longest waiting first."""
    for row in AccountRow.by_due.query(str(shard), AccountRow.due_at <= iso(now), limit=limit):
        yield row.pk, row.sk


def all_due(now: datetime) -> Iterator[tuple[str, str]]:
    for shard in range(SHARDS):
        yield from due(shard, now)


def pointed(name: str) -> Pointer | None:
    """Whose attempt it is, by our attempt id or by the provider's payment id: neither says so by itself."""
    found: Pointer | None = _one(f"pointer#{name}", "POINTER", Pointer)
    return found


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


def _unsent() -> Condition:
    """A notice may be planned once; only one that never reached the debtor gives way to another try of the same day."""
    never_reached: Condition = AccountRow.doc["state"].is_in("withheld", "failed", "bounced")
    allowed: Condition = AccountRow.pk.does_not_exist() | never_reached
    return allowed


def _debtor_row(before: Account | None, changes: Changes) -> AccountRow:
    debtor = msgspec.structs.replace(changes.debtor, version=changes.debtor.version + 1)
    pk = key(debtor.business, debtor.id)
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


def _rows(pk: str, before: Account | None, changes: Changes) -> Iterator[AccountRow]:
    kept = {invoice.number: off_ladder(invoice) for invoice in (before.invoices if before else ())}
    for invoice in changes.invoices:
        if off_ladder(invoice) != kept.get(invoice.number):
            live = None if invoice.state in SETTLED else f"I#{invoice.number}"
            row = AccountRow(pk, f"INVOICE#{invoice.number}", doc=_invoice_doc(invoice, changes.imported), live=live)
            row.lookup, row.found = invoice_lookup(parts(pk)[0], invoice.number), "INVOICE"
            yield row
    for attempt in changes.attempts:
        live = f"A#{attempt.id}" if attempt.state == "pending" else None
        yield AccountRow(pk, f"ATTEMPT#{attempt.id}", doc=pack(attempt), live=live)
    for schedule in changes.schedules:
        live = None if is_over(schedule) else f"S#{schedule.id}"
        yield AccountRow(pk, f"SCHEDULE#{schedule.id}", doc=pack(schedule), live=live)
    for lines in _bookings(changes.entries):
        first = lines[0]
        sk = f"ENTRY#{first.invoice or ''}#{iso(first.at)}#{first.id}"
        yield AccountRow(pk, sk, doc=pack(Booking(tuple(lines), first.payment)))


def _invoice_doc(invoice: Invoice, imported: bool) -> dict[str, Any]:
    stored = off_ladder(invoice)
    return pack(stored if imported else msgspec.structs.replace(stored, undo=None))


def _bookings(entries: Iterable[Entry]) -> Iterable[list[Entry]]:
    together: dict[tuple[str | None, datetime, str | None], list[Entry]] = {}
    for entry in entries:
        together.setdefault((entry.invoice, entry.at, entry.payment), []).append(entry)
    return together.values()


def _shaped(rows: Iterable[AccountRow]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {kind: [] for kind in SHAPES}
    ladder: dict[str, Any] | None = None
    for row in rows:
        ladder = row.ladder or ladder
        kind = row.sk.partition("#")[0]
        if kind in SHAPES:
            found[kind].append(unpack(row.doc, SHAPES[kind]))
    found["INVOICE"] = [on_ladder(invoice, ladder) for invoice in found["INVOICE"]]
    return found


def _doc(pk: str, sk: str) -> dict[str, Any] | None:
    try:
        doc: dict[str, Any] = AccountRow.get(pk, sk, consistent_read=True).doc
    except AccountRow.DoesNotExist:
        return None
    return doc


def _one(pk: str, sk: str, shape: type[Any]) -> Any:
    doc = _doc(pk, sk)
    return unpack(doc, shape) if doc else None


@contextmanager
def _refusing() -> Iterator[None]:
    """A cancelled transaction is a Conflict: somebody else wrote first. Anything else is a fault and goes up."""
    try:
        yield
    except TransactWriteError as error:
        if error.cause_response_code != "TransactionCanceledException":
            raise
        raise Conflict("account_changed") from error
