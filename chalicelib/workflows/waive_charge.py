"""The business waives late charges of an invoice, wholly or in part, or takes a waiver back."""

from datetime import datetime

from chalicelib.domain.waiving import take_decision_back, waive
from chalicelib.store.ledgers import load_ledger
from chalicelib.workflows.decide_for_person import Asked, carry_out


def waive_charge(asked: Asked, part: str, amount_minor: int | None, now: datetime) -> str:
    """``part``: interest, fee or charges; ``amount_minor`` None: all of it. Returns the decision's name."""
    return carry_out(asked, "waive", lambda _, invoice, moment: waive(invoice, part, amount_minor, moment), now)


def reverse_decision(asked: Asked, decision: str, now: datetime) -> str:
    """Take back a waiver or a write-off, by the name that it got: the debt is owed again."""
    ledger = load_ledger(asked.business, asked.debtor, asked.invoice)
    return carry_out(
        asked, "reverse", lambda _, invoice, moment: take_decision_back(invoice, ledger, decision, moment), now
    )
