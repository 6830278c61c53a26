"""Electronic invoices into accounts: documents first, then what is said of them, then the payments they record."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.intake.identity import normalized_tax_id
from chalicelib.intake.records import InvoiceRow, PaymentRow, Row
from chalicelib.store import accounts
from chalicelib.workflows.draft import Outcome
from chalicelib.workflows.merge_invoices import merge_invoices
from chalicelib.workflows.pay_document import pay_document


def merge_einvoices(business: Business, found: Sequence[Row], import_id: str, now: datetime) -> list[Outcome]:
    """One outcome a row. A cancellation names no customer: whose document it is, is looked up once, when asked."""

    def merge(some: Iterable[InvoiceRow]) -> list[Outcome]:
        return merge_invoices(business, some, import_id, now, own_terms=False)

    rows = [row for row in found if isinstance(row, InvoiceRow)]
    outcomes = merge(row for row in rows if row.debtor)
    owners = Owners(business, rows)
    orphans = [(row, owners.of(row.document_id, row.number)) for row in rows if not row.debtor]
    outcomes += merge(replace(row, debtor=debtor) for row, debtor in orphans if debtor)
    outcomes += (Outcome(row.line, "unchanged", row.currency, 0) for row, debtor in orphans if not debtor)
    outcomes += (_pay(business, row, owners, import_id, now) for row in found if isinstance(row, PaymentRow))
    return outcomes


def _pay(business: Business, row: PaymentRow, owners: "Owners", import_id: str, now: datetime) -> Outcome:
    """The buyer's account knows the document, as a rule; else it may belong to one with the business's own code."""
    outcome = pay_document(business, row.debtor, row, import_id, now)
    if outcome.reason != "unknown_invoice":
        return outcome
    owner = owners.of(row.document_id, _whose(row.tax_id, row.number))
    return pay_document(business, owner, row, import_id, now) if owner not in {"", row.debtor} else outcome


class Owners:
    """Whose document it is, by its id, or by its number: those of this file, then all open invoices."""

    def __init__(self, business: Business, rows: Iterable[InvoiceRow]) -> None:
        self._business = business
        self._told = {name: row.debtor for row in rows if row.debtor for name in (row.document_id, row.number) if name}
        self._stored: dict[str, str] | None = None

    def of(self, *names: str) -> str:
        """The debtor's id; "" when nobody has such a document open."""
        wanted = [name for name in names if name]
        if not any(name in self._told for name in wanted) and self._stored is None:
            self._stored = self._all()
        known = (self._told, self._stored or {})
        return next((place[name] for place in known for name in wanted if name in place), "")

    def _all(self) -> dict[str, str]:
        stored: dict[str, str] = {}
        for one in accounts.list_accounts(self._business.id):
            account = accounts.load(self._business.id, one.debtor) if one.open else None
            if account is None:
                continue
            for invoice in account.invoices:
                names = (invoice.number, invoice.document_id, _whose(account.debtor.tax_id, invoice.number))
                stored |= dict.fromkeys(filter(None, names), one.debtor)
        return stored


def _whose(tax_id: str, number: str) -> str:
    """A number that a list gave, safe to go by where the customer is the same."""
    return f"{normalized_tax_id(tax_id)} {number}" if tax_id and number else ""
