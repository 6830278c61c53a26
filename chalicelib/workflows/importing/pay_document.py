"""A payment that names the document it pays by the tax authority's name, as a CFDI of type P does: applied once."""

import hashlib
from datetime import datetime

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.books.cash import apply_cash, oldest_lines
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.importing.same_document import invoices_of, unheard_of
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.quote import MOST_DEBTS
from chalicelib.intake.records import PaymentRow
from chalicelib.store import accounts
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.importing.draft import Outcome
from chalicelib.workflows.importing.file_payment import attempt_of, moment_of, save_paid

PROVIDER = "document"


def pay_document(business: Business, debtor: str, row: PaymentRow, import_id: str, now: datetime) -> Outcome:
    """``created`` (applied), ``unchanged`` (known, or already in the balance), or ``rejected`` with its reason.

    A document about a payment is the record of money for one document: what the document does not owe any more is no
    cash of the debtor's.
    """
    if row.paid_on > local_date(now, business.time_zone):
        return Outcome(row.line, "rejected", row.currency, row.amount_minor, "paid_in_future")
    outcome, reason = again_on_conflict(lambda: _pay(business, debtor, row, import_id, now))
    return Outcome(row.line, outcome, row.currency, row.amount_minor, reason)


def _pay(business: Business, debtor: str, row: PaymentRow, import_id: str, now: datetime) -> tuple[str, str]:
    account = accounts.load(business.id, debtor) if debtor else None
    if account is None:
        return "rejected", "unknown_invoice"
    parts = invoices_of(account.invoices, row.number, row.document_id)
    if not parts:
        settled = accounts.load_settled(business.id, debtor).values()
        return (
            ("unchanged", "") if invoices_of(settled, row.number, row.document_id) else ("rejected", "unknown_invoice")
        )
    if any(one.currency != row.currency for one in parts):
        return "rejected", "currency_changed"
    fact = _fact(row)
    claimed_by = accounts.claimed_by(business.id, debtor, PROVIDER, fact)
    if claimed_by is not None:
        return ("created" if claimed_by == import_id else "unchanged"), ""
    lines = _lines(account, parts, row)
    if not lines:
        return "unchanged", ""
    amount = sum(line.amount_minor for line in lines)
    attempt = attempt_of(account, PROVIDER, fact, row, lines, amount, now)
    moment = moment_of(account, PROVIDER, fact, row, attempt, now)
    invoices = {one.number: one for one in parts}
    applied = apply_cash(account.debtor, invoices, lines, row.currency, amount, row.paid_on, moment)
    claim = Claim(PROVIDER, fact, row.amount_minor, row.currency, now, import_id)
    save_paid(account, business, row, attempt, applied, claim, moment)
    return "created", ""


def _lines(account: Account, parts: list[Invoice], row: PaymentRow) -> tuple[QuoteLine, ...]:
    """Charges count up to the day the money came. Installments take it in the order in which they fall due."""
    owing = [one for one in parts if one.state not in SETTLED]
    principal = sum(one.principal_minor for one in owing)
    amount = unheard_of(principal, row.amount_minor, row.balance_minor, row.follows_others)
    return oldest_lines(owing[:MOST_DEBTS], amount, row.paid_on, account.rates)


def _fact(row: PaymentRow) -> str:
    """The payment's own name, or what makes it itself where it has none."""
    told = row.payment_id or "\n".join(
        (row.document_id, str(row.paid_on), str(row.amount_minor), row.currency, row.reference)
    )
    return hashlib.sha256(told.encode()).hexdigest()[:20]
