"""What the counter sees: who stands there and what they owe today, and the paper to hand over afterwards."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.receipt import Receipt
from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.counter import CashTold
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import NotFound
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.quote import QUOTABLE
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.messages.formats import money
from chalicelib.messages.till import Till, till_paper
from chalicelib.store import accounts
from chalicelib.store.receipts import load_receipt
from chalicelib.workflows.by_hand.take_cash import METHOD, Paid, owner
from chalicelib.workflows.showing.view_totals import totals
from chalicelib.workflows.showing.viewer import Viewer


def view_customer(business: Business, reference: str, lang: str, now: datetime) -> dict[str, Any]:
    """By the reference on a slip or in a message. Raises NotFound."""
    debtor = owner(business, reference)
    account = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found")
    viewer = Viewer(account, business, lang, now)
    return {
        "debtor": debtor,
        "name": account.debtor.name,
        "reference": debtor_reference(business.id, debtor),
        "totals": [{key: one[key] for key in ("currency", "balance_minor", "balance_text")} for one in totals(viewer)],
        "debts": [_debt(viewer, one) for one in viewer.open],
        "slips": [_slip(viewer, one) for one in account.attempts if one.method == METHOD],
    }


def view_taken(business: Business, paid: Paid, lang: str, told: CashTold | None = None) -> dict[str, Any]:
    """A payment by hand, with the number of its receipt; ``told``: with the change that was given."""
    debtor, attempt = paid

    def text(minor: int) -> str:
        return money(minor, attempt.currency, lang, business.country, business.currency)

    change = told.tendered_minor - told.amount_minor if told else 0
    receipt = receipt_of(business.id, debtor, attempt)
    return {
        "payment": attempt.id,
        "debtor": debtor,
        "state": attempt.state,
        "method": attempt.method,
        "receipt": attempt.receipt or None,
        "amount_minor": attempt.amount_minor,
        "currency": attempt.currency,
        "amount_text": text(attempt.amount_minor),
        "change_minor": change,
        "change_text": text(change) if change else None,
        "lines": [{"invoice": one.invoice, "amount_minor": one.amount_minor} for one in receipt.lines]
        if receipt
        else [],
        "unapplied_minor": receipt.unapplied_minor if receipt else 0,
        "balance_minor": receipt.balance_minor if receipt else None,
        "paper": f"/api/console/counter/{attempt.id}/paper?debtor={quote(debtor)}",
    }


def paper(business: Business, debtor: str, payment: str, lang: str, now: datetime) -> str:
    """The receipt for a till's narrow printer, as text. Raises NotFound."""
    attempt = accounts.load_attempt(business.id, debtor, payment)
    receipt = receipt_of(business.id, debtor, attempt) if attempt else None
    if attempt is None or receipt is None:
        raise NotFound("not_found")
    is_undone = attempt.state in {"cancelled", "refunded", "disputed"}
    today = local_date(now, receipt.time_zone)
    return till_paper(Till(lang, receipt, attempt.reference, business.country, business.currency, is_undone, today))


def receipt_of(business: str, debtor: str, attempt: Attempt) -> Receipt | None:
    place = attempt.receipt.rpartition("-")[2]
    return load_receipt(business, debtor, int(place)) if place.isdigit() else None


def _debt(viewer: Viewer, invoice: Invoice) -> dict[str, Any]:
    due = viewer.due(invoice)
    return {
        "id": invoice.number,
        "concept": invoice.concept,
        "due_on": str(invoice.due_on),
        "state": invoice.state,
        "payable": invoice.state in QUOTABLE and not due.is_missing,
        "currency": due.currency,
        "balance_minor": due.balance_minor,
        "balance_text": viewer.money(due.balance_minor, due.currency),
    }


def _slip(viewer: Viewer, attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "amount_minor": attempt.amount_minor,
        "currency": attempt.currency,
        "amount_text": viewer.money(attempt.amount_minor, attempt.currency),
        "debts": [line.invoice for line in attempt.lines],
        "expires_at": attempt.expires_at,
        "expired": attempt.expires_at <= viewer.now,
    }
