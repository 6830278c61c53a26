"""The numbered paper that goes with money: made in the transaction that moves it, so that no number is lost or spent
twice."""

from collections.abc import Iterable

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.cash import Applied
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.books.receipt import CHARGEBACK, PAYMENT, REFUND, REFUND_BACK, Receipt
from chalicelib.domain.books.receipts import Moved, numbered, receipt_of
from chalicelib.domain.business import Business
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.invoice import Invoice
from chalicelib.store import businesses

KINDS = {
    "paid": PAYMENT, "refunded": REFUND, "reversed": CHARGEBACK, "corrected": REFUND, "refund_failed": REFUND_BACK
}  # fmt: skip
"""By what the debtor is told."""


def attempt_receipt(
    account: Account, attempt: Attempt, applied: Applied, amount_minor: int, told: str, moment: Moment
) -> tuple[Debtor, Receipt]:
    """The paper about a payment attempt's money, and the debtor with that number spent."""
    moved = Moved(KINDS[told], amount_minor, attempt.currency, attempt.method, attempt.id, receipt=attempt.receipt)
    return write_receipt(account, moved, applied, businesses.load(account.debtor.business), moment)


def write_receipt(
    account: Account, moved: Moved, applied: Applied, business: Business, moment: Moment
) -> tuple[Debtor, Receipt]:
    """``applied``: the account after the money moved. Its entries of the same cause are what the paper tells."""
    mine = [entry for entry in applied.entries if entry.id.startswith(f"{moment.cause}.")]
    after = _by_number(account.invoices) | _by_number(applied.invoices)
    return numbered(applied.debtor, receipt_of(moved, mine, account.debtor, after, business, moment))


def _by_number(invoices: Iterable[Invoice]) -> dict[str, Invoice]:
    return {invoice.number: invoice for invoice in invoices}
