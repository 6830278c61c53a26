"""Who looks at an account: one account, one business, one language, one moment. The parts of the portal share it."""

from datetime import date, datetime

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.reports import covered
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.indexation import Due, due_on
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.quote import QUOTABLE
from chalicelib.messages.formats import day, money

SHOWN = QUOTABLE | {"paying"}


class Viewer:
    """``today`` is the debtor's local date; ``open``: what they owe, the oldest due first."""

    def __init__(self, account: Account, business: Business, lang: str, now: datetime) -> None:
        self.account, self.business, self.lang, self.now = account, business, lang, now
        self.debtor = account.debtor
        self.today: date = local_date(now, self.debtor.time_zone)
        self.said_to_be_paid = covered(account, self.today)
        self.open = sorted(
            (one for one in account.invoices if one.state in SHOWN), key=lambda one: (one.due_on, one.number)
        )

    def due(self, invoice: Invoice) -> Due:
        """What settles it today, in the money that it is paid in."""
        return due_on(invoice, self.today, self.account.rates)

    def payable(self, invoice: Invoice) -> bool:
        return (
            invoice.state in QUOTABLE
            and not self.due(invoice).is_missing
            and invoice.number not in self.said_to_be_paid
            and not invoice.plan
        )

    def money(self, minor: int, currency: str) -> str:
        return money(minor, currency, self.lang, self.business.country, self.business.currency)

    def day(self, value: date) -> str:
        return day(value, self.lang, self.today)

    def on(self, moment: datetime) -> date:
        """The debtor's local date of an instant."""
        return local_date(moment, self.debtor.time_zone)
