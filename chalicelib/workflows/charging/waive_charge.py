"""The business waives late charges of an invoice, wholly or in part, or takes a waiver back."""

from datetime import datetime

from chalicelib.domain.account import Account
from chalicelib.domain.books.ledger import Booked, Moment
from chalicelib.domain.charging.discounts import without_offer
from chalicelib.domain.charging.waiving import take_decision_back, waive
from chalicelib.domain.invoice import Invoice
from chalicelib.store.ledgers import load_ledger
from chalicelib.workflows.charging.decide_for_person import Asked, carry_out


def waive_charge(asked: Asked, part: str, amount_minor: int | None, now: datetime) -> str:
    """``part``: interest, fee or charges; ``amount_minor`` None: all of it. Returns the decision's name."""
    return carry_out(asked, "waive", lambda _, invoice, moment: waive(invoice, part, amount_minor, moment), now)


def reverse_decision(asked: Asked, decision: str, now: datetime) -> str:
    """Take back a waiver, a write-off or an offered discount, by the name that it got. Of the first two the debt is
    owed again."""
    ledger = load_ledger(asked.business, asked.debtor, asked.invoice)

    def undo(account: Account, invoice: Invoice, moment: Moment) -> Booked:
        if any(one.id == decision for one in invoice.offers):
            return Booked(without_offer(invoice, decision, account.attempts), ())
        return take_decision_back(invoice, ledger, decision, moment)

    return carry_out(asked, "reverse", undo, now)
