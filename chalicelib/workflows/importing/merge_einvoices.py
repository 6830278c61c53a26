"""Electronic invoices into accounts: documents first, then what is said of them, then the payments they record."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.intake.identity import normalized_tax_id
from chalicelib.intake.records import InvoiceRow, PaymentRow, Row
from chalicelib.store.glances import NOBODY, Glance, Wanted, glance, owner_of_document, owners_of
from chalicelib.workflows.at_once import each
from chalicelib.workflows.importing.draft import Outcome
from chalicelib.workflows.importing.merge_invoices import merge_invoices
from chalicelib.workflows.importing.pay_document import pay_document


def merge_einvoices(business: Business, found: Sequence[Row], import_id: str, now: datetime) -> list[Outcome]:
    """One outcome a row. A cancellation names no customer: whose document it is, the document's id says."""

    def merge(some: Iterable[InvoiceRow]) -> list[Outcome]:
        return merge_invoices(business, some, import_id, now, own_terms=False)

    rows = [row for row in found if isinstance(row, InvoiceRow)]
    payments = [row for row in found if isinstance(row, PaymentRow)]
    outcomes = merge(row for row in rows if row.debtor)
    orphans = each(lambda row: (row, _owner(business, row)), [row for row in rows if not row.debtor])
    outcomes += merge(replace(row, debtor=debtor) for row, debtor in orphans if debtor)
    outcomes += (Outcome(row.line, "unchanged", row.currency, 0) for row, debtor in orphans if not debtor)
    outcomes += (_pay(business, row, import_id, now) for row in payments)
    return outcomes


def _pay(business: Business, row: PaymentRow, import_id: str, now: datetime) -> Outcome:
    """The buyer's account knows the document, as a rule; else it may belong to one with the business's own code."""
    outcome = pay_document(business, row.debtor, row, import_id, now)
    if outcome.reason != "unknown_invoice":
        return outcome
    owner = _owner(business, row)
    return pay_document(business, owner, row, import_id, now) if owner not in {"", row.debtor} else outcome


def _owner(business: Business, row: InvoiceRow | PaymentRow) -> str:
    """Whose document it is: by its id, else by its number where one customer alone has it; "" when nobody's.

    A payment's number is one that a list may have given too: it counts where the customer is the same.
    """
    owner = owner_of_document(business.id, row.document_id) if row.document_id else ""
    if owner or not row.number:
        return owner
    owners = owners_of(business.id, row.number)
    if isinstance(row, PaymentRow):
        paying = normalized_tax_id(row.tax_id)
        known = glance(business.id, [Wanted(one) for one in owners])
        owners = [one for one in owners if paying and _tax_id(known.get(one, NOBODY)) == paying]
    return owners[0] if len(owners) == 1 else ""


def _tax_id(found: Glance) -> str:
    return normalized_tax_id(found.debtor.tax_id) if found.debtor else ""
