"""Agreements, what proves their signatures, requests for more time: of an account, and a business's list of them."""

from typing import Any, TypeVar

import msgspec

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.store.keys import account_key, account_of
from chalicelib.store.rows import AccountRow, unpack

Shape = TypeVar("Shape", Agreement, Extension)


class Listed(msgspec.Struct, frozen=True):
    """An agreement of a business's list, and whose it is."""

    debtor: str
    name: str
    agreement: Agreement


def load_all(business: str, debtor: str) -> list[Agreement]:
    """Every agreement of an account, whatever became of it, in the order in which they were quoted."""
    return sorted(_all(business, debtor, "AGREEMENT", Agreement), key=lambda one: (one.quoted_at, one.id))


def load_one(business: str, debtor: str, agreement: str) -> Agreement | None:
    found: Agreement | None = _one(business, debtor, f"AGREEMENT#{agreement}", Agreement)
    return found


def load_evidence(business: str, debtor: str, agreement: str) -> Evidence | None:
    found: Evidence | None = _one(business, debtor, f"EVIDENCE#{agreement}", Evidence)
    return found


def load_extensions(business: str, debtor: str) -> list[Extension]:
    return sorted(_all(business, debtor, "EXTENSION", Extension), key=lambda one: (one.asked_at, one.id))


def list_by_state(business: str, state: str, most: int) -> list[Listed]:
    """From the index (eventually consistent), the oldest first."""
    rows = list(AccountRow.by_business.query(business, AccountRow.listed.startswith(f"G#{state}#"), limit=most))
    heads = AccountRow.batch_get([(pk, "DEBTOR") for pk in sorted({row.pk for row in rows})])
    names = {row.pk: str(row.doc["name"]) for row in heads}
    return [
        Listed(account_of(row.pk)[1], names.get(row.pk, ""), unpack(row.figures, Agreement))
        for row in rows
        if row.figures
    ]


def _all(business: str, debtor: str, prefix: str, shape: type[Shape]) -> list[Shape]:
    pk = account_key(business, debtor)
    rows = AccountRow.query(pk, AccountRow.sk.startswith(f"{prefix}#"), consistent_read=True)
    return [unpack(row.doc, shape) for row in rows]


def _one(business: str, debtor: str, sk: str, shape: type[Any]) -> Any:
    try:
        row = AccountRow.get(account_key(business, debtor), sk, consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, shape)
