"""Accounts: load what a decision needs in one Query, write what was decided in one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.calendar import iso
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import Conflict
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.domain.schedules.schedule import Schedule
from chalicelib.store.account_rows import Booking, debtor_row, notice_row, rows_of, shaped
from chalicelib.store.changes import Changes, Pointer
from chalicelib.store.keys import account_key, account_of, reference_lookup
from chalicelib.store.kinds import KINDS
from chalicelib.store.rates import known_for
from chalicelib.store.rows import SHARDS, AccountRow, pack, unpack


class Whole(Account, frozen=True):
    """Everything we ever kept of one account, settled and ended things too, in the table's order."""

    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
    claims: tuple[Claim, ...] = ()


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


def owner_of_reference(business: str, reference: str) -> str:
    """Whose reference it is, from the index (eventually consistent); "" when it is nobody's."""
    found = AccountRow.by_lookup.query(reference_lookup(business, reference), limit=1)
    return next((account_of(row.pk)[1] for row in found), "")


def load(business: str, debtor: str) -> Account | None:
    """The head, open invoices, and whatever else is live: one consistent Query, whatever the history.

    Only where the terms of an invoice name published rates, these are read too.
    """
    found = shaped(AccountRow.by_live.query(account_key(business, debtor), consistent_read=True))
    if not found["DEBTOR"]:
        return None
    invoices = tuple(found["INVOICE"])
    return Account(found["DEBTOR"][0], invoices, rates=known_for(business, invoices), **_kinds(found))


def load_whole(business: str, debtor: str) -> Whole | None:
    found = shaped(AccountRow.query(account_key(business, debtor), consistent_read=True))
    if not found["DEBTOR"]:
        return None
    invoices, notices = tuple(found["INVOICE"]), tuple(found["NOTICE"])
    entries = tuple(entry for booking in found["ENTRY"] for entry in booking.lines)
    return Whole(
        found["DEBTOR"][0], invoices, entries=entries, notices=notices, claims=tuple(found["PAYMENT"]), **_kinds(found)
    )


def _kinds(found: Mapping[str, list[Any]]) -> dict[str, Any]:
    return {kind.field: tuple(found[kind.prefix]) for kind in KINDS}


def load_invoices(business: str, debtor: str, numbers: Iterable[str]) -> dict[str, Invoice]:
    """Invoices by number, settled ones too."""
    pk = account_key(business, debtor)
    keys = [(pk, f"INVOICE#{number}") for number in numbers]
    rows = AccountRow.batch_get([(pk, "DEBTOR"), *keys], consistent_read=True) if keys else ()
    return {invoice.number: invoice for invoice in shaped(rows)["INVOICE"]}


def load_settled(business: str, debtor: str) -> dict[str, Invoice]:
    """Every settled invoice, by number: for documents that may be known by another name."""
    rows = AccountRow.query(
        account_key(business, debtor), AccountRow.sk.startswith("INVOICE#"), AccountRow.live.does_not_exist(),
        consistent_read=True,
    )  # fmt: skip
    return {invoice.number: invoice for invoice in shaped(rows)["INVOICE"]}


def load_history(business: str, debtor: str) -> tuple[list[Invoice], list[Attempt]]:
    """All invoices and payment attempts, settled and ended ones too, for what a debtor may look back on."""
    pk = account_key(business, debtor)
    invoices = [unpack(row.doc, Invoice) for row in AccountRow.query(pk, AccountRow.sk.startswith("INVOICE#"))]
    attempts = [unpack(row.doc, Attempt) for row in AccountRow.query(pk, AccountRow.sk.startswith("ATTEMPT#"))]
    return invoices, attempts


def load_schedules(business: str, debtor: str) -> dict[str, Schedule]:
    """What is charged again and again, by id, also what has come to its end."""
    rows = AccountRow.query(account_key(business, debtor), AccountRow.sk.startswith("SCHEDULE#"), consistent_read=True)
    return {schedule.id: schedule for schedule in shaped(rows)["SCHEDULE"]}


def load_attempt(business: str, debtor: str, attempt: str) -> Attempt | None:
    found: Attempt | None = _one(account_key(business, debtor), f"ATTEMPT#{attempt}", Attempt)
    return found


def load_entries(business: str, debtor: str, payment: str) -> list[Entry]:
    """The entries of one payment, on whatever invoice."""
    rows = AccountRow.query(
        account_key(business, debtor), AccountRow.sk.startswith("ENTRY#"), AccountRow.doc["payment"] == payment,
        consistent_read=True,
    )  # fmt: skip
    return [entry for row in rows for entry in unpack(row.doc, Booking).lines]


def save(before: Account | None, changes: Changes) -> None:
    """Write a decision, or nothing at all. Raises Conflict when the account moved since it was loaded, or when a
    claimed fact (a payment, a notice) is there already."""
    version = before.debtor.version if before else 0
    with _refusing(), TransactWrite(connection=AccountRow._get_connection().connection) as write:
        write.save(
            debtor_row(before, changes), AccountRow.version == version if before else AccountRow.pk.does_not_exist()
        )
        pk = account_key(changes.debtor.business, changes.debtor.id)
        for row in rows_of(pk, before, changes):
            write.save(row)
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
        for name in changes.unique:
            pointer = Pointer(changes.debtor.business, changes.debtor.id, name)
            write.save(AccountRow(f"pointer#{name}", "POINTER", doc=pack(pointer)), AccountRow.pk.does_not_exist())


def was_claimed(business: str, debtor: str, provider: str, fact: str) -> bool:
    return load_claim(business, debtor, provider, fact) is not None


def load_claim(business: str, debtor: str, provider: str, fact: str) -> Claim | None:
    claim: Claim | None = _one(account_key(business, debtor), f"PAYMENT#{provider}#{fact}", Claim)
    return claim


def list_claims(business: str, debtor: str, provider: str = "") -> list[Claim]:
    """Every fact that counted for the account; of one provider where it is named."""
    place = f"PAYMENT#{provider}#" if provider else "PAYMENT#"
    rows = AccountRow.query(account_key(business, debtor), AccountRow.sk.startswith(place), consistent_read=True)
    return [unpack(row.doc, Claim) for row in rows]


def claimed_by(business: str, debtor: str, provider: str, fact: str) -> str | None:
    """The attempt or import that claimed a fact; None when nobody did."""
    claim = load_claim(business, debtor, provider, fact)
    return claim.attempt if claim else None


def list_accounts(business: str) -> Iterator[Listed]:
    """A business's accounts from the index (eventually consistent), in the order of their ids."""
    for row in AccountRow.by_business.query(business, AccountRow.listed.startswith("D#")):
        yield Listed(debtor=account_of(row.pk)[1], **row.figures)


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


def _unsent() -> Condition:
    """A notice may be planned once; only one that never reached the debtor gives way to another try of the same day."""
    never_reached: Condition = AccountRow.doc["state"].is_in("withheld", "failed", "bounced")
    allowed: Condition = AccountRow.pk.does_not_exist() | never_reached
    return allowed


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
