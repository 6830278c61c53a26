"""Invoices of any number of debtors: many accounts are looked at in one request, and most often that is all."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.ledger import WITHDRAWN
from chalicelib.domain.business import Business
from chalicelib.domain.importing.debtors import learn
from chalicelib.intake.records import InvoiceRow
from chalicelib.store.glances import NOBODY, Glance, Wanted, batches, glance
from chalicelib.workflows.at_once import each
from chalicelib.workflows.importing.draft import CREDIT_NOTE, OVER, Draft, Outcome, told
from chalicelib.workflows.importing.merge_rows import merge_rows


def merge_invoices(
    business: Business, rows: Iterable[InvoiceRow], import_id: str, now: datetime, own_terms: bool = True
) -> list[Outcome]:
    """One outcome a row. ``own_terms``: a due date computed by the business's terms follows the debtor's own."""
    by_debtor: dict[str, list[InvoiceRow]] = {}
    for row in rows:
        by_debtor.setdefault(row.debtor, []).append(row)

    def merge(wanted: Sequence[Wanted]) -> list[Outcome]:
        known = glance(business.id, wanted)
        outcomes: list[Outcome] = []
        for one in wanted:
            met, its_rows = known.get(one.debtor, NOBODY), by_debtor[one.debtor]
            if own_terms and met.debtor and met.debtor.terms_days is not None:
                its_rows = [_on_terms(row, met.debtor.terms_days) for row in its_rows]
            told_already = unchanged(business, met, its_rows, import_id, now) if met.debtor else None
            if told_already is None:
                told_already = merge_rows(business, one.debtor, its_rows, import_id, now, met.debtor is None)
            outcomes += told_already
        return outcomes

    wanted = (_wanted(debtor, its_rows) for debtor, its_rows in by_debtor.items())
    return [outcome for outcomes in each(merge, batches(wanted)) for outcome in outcomes]


def unchanged(
    business: Business, met: Glance, rows: Sequence[InvoiceRow], import_id: str, now: datetime
) -> list[Outcome] | None:
    """The outcomes of rows that say nothing new, by the very rules of merging; None when the account must be loaded."""
    debtor = met.debtor
    if debtor is None or not all(_is_known(row, met) for row in rows):
        return None
    if learn(debtor, [told(row) for row in rows]) != debtor:
        return None
    draft = Draft(business, Account(debtor), debtor, met.invoices, import_id, now, met.claims)
    outcomes = [draft.take(row) for row in rows]
    is_unspent = any(one.outcome == "created" for one in outcomes) and any(debtor.unapplied.values())
    return outcomes if draft.is_idle and not is_unspent else None


def _is_known(row: InvoiceRow, met: Glance) -> bool:
    """Whether what was looked at is all that the row can mean."""
    if row.total_minor < 0:
        return any(claim in met.claims for claim in _claims(row))
    known = met.invoices.get(row.number)
    if row.standing in OVER:
        return known is not None and known.state in WITHDRAWN and not row.document_id
    return known is not None


def _wanted(debtor: str, rows: Sequence[InvoiceRow]) -> Wanted:
    numbers = frozenset(row.number for row in rows if row.total_minor >= 0)
    return Wanted(debtor, numbers, frozenset(claim for row in rows if row.total_minor < 0 for claim in _claims(row)))


def _claims(row: InvoiceRow) -> list[str]:
    return [f"{CREDIT_NOTE}#{name}" for name in (row.number, row.document_id) if name]


def _on_terms(row: InvoiceRow, days: int) -> InvoiceRow:
    if not row.due_computed or row.issued_on is None:
        return row
    return replace(row, due_on=row.issued_on + timedelta(days=days))
