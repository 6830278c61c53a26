"""What many accounts hold of the things a file names: a hundred rows a request instead of a Query an account."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from chalicelib.domain.books.claim import Claim
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.invoice import Invoice
from chalicelib.store.accounts import pointed
from chalicelib.store.keys import account_key, account_of, document_pointer, invoice_lookup
from chalicelib.store.rows import AccountRow, unpack

MOST_KEYS = 100  # DynamoDB's own limit of a BatchGetItem


class Wanted(msgspec.Struct, frozen=True):
    """What a file names of one debtor. ``claims``: ``<provider>#<fact>`` of payments and credit notes."""

    debtor: str
    numbers: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()

    @property
    def keys(self) -> int:
        """How many rows this asks for."""
        return 1 + len(self.numbers) + len(self.claims)


class Glance(msgspec.Struct, frozen=True):
    """A debtor, and as much of the account as was asked for. Not enough to write it: the other invoices are unknown.

    ``invoices``: the named ones that exist, settled ones too, without their place on the ladder. ``claims``: who made
    those that were made. ``open``: how many invoices of the whole account are open.
    """

    debtor: Debtor | None = None
    open: int = 0
    invoices: dict[str, Invoice] = {}
    claims: dict[str, str] = {}

    @property
    def named_open(self) -> int:
        """How many of the named invoices are open."""
        return sum(invoice.state not in SETTLED for invoice in self.invoices.values())


NOBODY = Glance()


def glance(business: str, wanted: Sequence[Wanted]) -> dict[str, Glance]:
    """What there is now, by debtor; one whom we do not know is not in it."""
    found: dict[str, dict[str, Any]] = {}
    for row in AccountRow.batch_get(_keys(business, wanted), consistent_read=True):
        _note(row, found.setdefault(account_of(row.pk)[1], {"invoices": {}, "claims": {}}))
    return {debtor: Glance(**held) for debtor, held in found.items() if "debtor" in held}


def owners_of(business: str, number: str) -> list[str]:
    """Whose invoices have this number, settled ones too, from the index (eventually consistent)."""
    return [account_of(row.pk)[1] for row in AccountRow.by_lookup.query(invoice_lookup(business, number))]


def owner_of_document(business: str, document_id: str) -> str:
    """Whose invoice a document of this id is, settled ones too; "" when it is nobody's."""
    pointer = pointed(document_pointer(business, document_id))
    return pointer.debtor if pointer else ""


def batches(wanted: Iterable[Wanted], keys: int = MOST_KEYS) -> Iterator[list[Wanted]]:
    """Debtors in groups of about one request each; somebody with more rows than that is a group alone."""
    group: list[Wanted] = []
    for one in wanted:
        if group and sum(known.keys for known in group) + one.keys > keys:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _keys(business: str, wanted: Sequence[Wanted]) -> Iterator[tuple[str, str]]:
    for one in wanted:
        pk = account_key(business, one.debtor)
        yield pk, "DEBTOR"
        yield from ((pk, f"INVOICE#{number}") for number in sorted(one.numbers))
        yield from ((pk, f"PAYMENT#{claim}") for claim in sorted(one.claims))


def _note(row: AccountRow, held: dict[str, Any]) -> None:
    kind, _, rest = row.sk.partition("#")
    if kind == "DEBTOR":
        held |= {"debtor": unpack(row.doc, Debtor), "open": (row.figures or {}).get("open", 0)}
    elif kind == "INVOICE":
        held["invoices"][rest] = unpack(row.doc, Invoice)
    else:
        held["claims"][rest] = unpack(row.doc, Claim).attempt
