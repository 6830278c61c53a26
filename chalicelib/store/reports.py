"""Payments that debtors told us of: one, all of an account, and the list of a business by state."""

from collections.abc import Iterable, Iterator

import msgspec

from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.store.changes import Claim
from chalicelib.store.keys import account_key, account_of
from chalicelib.store.rows import AccountRow, unpack


class Listed(msgspec.Struct, frozen=True):
    """A report, and whose it is."""

    debtor: str
    name: str
    report: PaymentReport


def load(business: str, debtor: str, report: str) -> PaymentReport | None:
    try:
        row = AccountRow.get(account_key(business, debtor), f"REPORT#{report}", consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return unpack(row.doc, PaymentReport)


def load_all(business: str, debtor: str) -> list[PaymentReport]:
    """Every report of an account, whatever became of it, in the order in which they were made."""
    pk = account_key(business, debtor)
    rows = AccountRow.query(pk, AccountRow.sk.startswith("REPORT#"), consistent_read=True)
    return sorted((unpack(row.doc, PaymentReport) for row in rows), key=lambda one: (one.made_at, one.id))


def list_by_state(business: str, state: str, most: int) -> list[Listed]:
    """A business's reports of one state, the oldest first, from the index (eventually consistent)."""
    rows = list(AccountRow.by_business.query(business, AccountRow.listed.startswith(f"R#{state}#"), limit=most))
    names = _names({row.pk for row in rows})
    return [
        Listed(account_of(row.pk)[1], names.get(row.pk, ""), unpack(row.figures, PaymentReport))
        for row in rows
        if row.figures
    ]


def claims(business: str, debtor: str) -> Iterator[Claim]:
    """Every fact that counted for the account, of any provider."""
    rows = AccountRow.query(account_key(business, debtor), AccountRow.sk.startswith("PAYMENT#"), consistent_read=True)
    return (unpack(row.doc, Claim) for row in rows)


def _names(pks: Iterable[str]) -> dict[str, str]:
    found = AccountRow.batch_get([(pk, "DEBTOR") for pk in sorted(pks)])
    return {row.pk: str(row.doc["name"]) for row in found}
