"""Months paid ahead: their invoices come with the money, and go with it. Nothing is read where none were."""

from collections.abc import Mapping
from datetime import date, timedelta

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.cash import Applied
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.calendar import local_date
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.schedules.advance import Ahead, bill_ahead, unbill
from chalicelib.store import accounts, businesses

POSTING = timedelta(days=3)


def issue_ahead(account: Account, attempt: Attempt, known: Mapping[str, Invoice], moment: Moment) -> Ahead:
    """The invoices that were quoted and are not there yet. ``known`` are those that are open already."""
    if not attempt.charges:
        return Ahead()
    business, debtor = account.debtor.business, account.debtor.id
    settled = accounts.load_invoices(business, debtor, [charge.number for charge in attempt.charges])
    schedules = accounts.load_schedules(business, debtor).values()
    return bill_ahead(attempt, schedules, settled | dict(known), businesses.load(business), moment)


def withdraw_ahead(account: Account, attempt: Attempt, invoices: Mapping[str, Invoice], moment: Moment) -> Ahead:
    """The money went back: what its day has not come for is withdrawn until then."""
    if not attempt.charges:
        return Ahead()
    schedules = accounts.load_schedules(account.debtor.business, account.debtor.id).values()
    return unbill(attempt, schedules, invoices, moment)


def together(first: Ahead | Applied, then: Ahead | Applied, applied: Applied) -> Applied:
    """Two changes of one account as one; of an invoice that both changed the later state counts."""
    changed = {invoice.number: invoice for invoice in (*first.invoices, *then.invoices)}
    return Applied(applied.debtor, tuple(changed.values()), (*first.entries, *then.entries))


def quoted_ahead(account: Account, amount_minor: int, currency: str, paid_on: date) -> Attempt | None:
    """The quote of months paid ahead that money received elsewhere answers to the cent, while it held.

    Looked for only where there are recurring charges; a quote that ran out is good for some days more, for banks post
    late.
    """
    if not (account.schedules or any(one.schedule for one in account.invoices)):
        return None
    zone = account.debtor.time_zone
    _, attempts = accounts.load_history(account.debtor.business, account.debtor.id)
    answered = [
        one
        for one in attempts
        if one.charges
        and one.state in {"pending", "expired"}
        and (one.amount_minor, one.currency) == (amount_minor, currency)
        and one.quoted_on <= paid_on <= local_date(one.expires_at, zone) + POSTING
    ]
    return max(answered, key=lambda one: one.created_at, default=None)
