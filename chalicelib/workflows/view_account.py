"""What the debtor sees: the account in one answer, amounts and dates as text, so that phone and message agree."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.account import Account, Attempt, Invoice
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charge_lines import charge_lines
from chalicelib.domain.charges import days_overdue, figures
from chalicelib.domain.errors import Unauthorized
from chalicelib.domain.indexation import Due, due_on
from chalicelib.domain.quote import QUOTABLE
from chalicelib.messages.charge_texts import line_texts
from chalicelib.messages.explain import (
    as_of_text,
    due_text,
    method_hint,
    method_label,
    paid_text,
    saving_text,
    tax_id_label,
    tomorrow_line,
)
from chalicelib.messages.formats import day, fmt, money
from chalicelib.messages.names import greeted, initial
from chalicelib.store import accounts, businesses
from chalicelib.store.sessions import Session
from chalicelib.workflows import compose
from chalicelib.workflows.view_recurring import Recurring

DAY = timedelta(days=1)
LOOK_BACK = 12  # settled invoices and receipts shown
SHOWN = QUOTABLE | {"paying"}


def view_account(session: Session, now: datetime) -> dict[str, Any]:
    """The answer of ``GET /api/account``. Raises Unauthorized when the account is gone."""
    account = accounts.load(session.business, session.debtor)
    if account is None:
        raise Unauthorized("no_session")
    business = businesses.load(session.business)
    return View(account, business, session.language, now).whole()


class View:
    """One account, one language, one moment."""

    def __init__(self, account: Account, business: Business, lang: str, now: datetime) -> None:
        self.account, self.business, self.lang, self.now = account, business, lang, now
        self.debtor = account.debtor
        self.today: date = local_date(now, self.debtor.time_zone)
        self.open = sorted(
            (one for one in account.invoices if one.state in SHOWN), key=lambda one: (one.due_on, one.number)
        )

    def whole(self) -> dict[str, Any]:
        totals = [self.total(currency) for currency in self.currencies()]
        offered = methods(self.business)
        recurring = Recurring(self.account, self.business, self.lang, self.today)
        payable = any(one.state in QUOTABLE and not self.due(one).is_missing for one in self.open)
        may = [*(["pay", "amount"] if payable else []), *(["advance"] if recurring.offers else [])]
        invoices, attempts = accounts.load_history(self.debtor.business, self.debtor.id)
        return {
            "state": "open" if self.open else "up_to_date",
            "name": greeted(self.debtor.name, self.debtor.type),
            "lang": self.lang,
            "today": str(self.today),
            "as_of_text": as_of_text(self.lang, self.now, self.debtor.time_zone),
            "creditor": creditor(self.business),
            "contact": {"email": self.business.sender.email},
            "fmt": fmt(self.currencies()[0], self.lang, self.business.country),
            "totals": totals,
            "total_minor": totals[0]["balance_minor"],
            "total_text": totals[0]["balance_text"],
            "debts": [self.debt(invoice) for invoice in self.open],
            "methods": [self.method(method) for method in offered] if may else [],
            "allowed": may if offered else [],
            "recurring": recurring.schedules(),
            "credit": recurring.credit(),
            "paid": self.paid(invoices),
            "receipts": self.receipts(attempts),
            "ladder_note": None,
        }

    def currencies(self) -> list[str]:
        """The business's own currency first; that one alone where nothing is owed."""
        found = {self.due(one).currency for one in self.open} or {self.business.currency}
        return sorted(found, key=lambda currency: (currency != self.business.currency, currency))

    def due(self, invoice: Invoice) -> Due:
        """What settles it today, in the money that it is paid in."""
        return due_on(invoice, self.today, self.account.rates)

    def text(self, minor: int, currency: str) -> str:
        return money(minor, currency, self.lang, self.business.country, self.business.currency)

    def total(self, currency: str) -> dict[str, Any]:
        """What settles everything in one currency today, what it saves, and what it will be tomorrow."""
        mine = [one for one in self.open if self.due(one).currency == currency and one.state in QUOTABLE]
        owed = [self.due(one) for one in mine]
        balance = sum(one.balance_minor for one in owed)
        saving = sum(one.discount_minor for one in owed)
        later = [(due_on(one, self.today + DAY, self.account.rates), self.due(one)) for one in mine]
        tomorrow = sum((new if new.currency == currency else old).balance_minor for new, old in later)
        ends = (one.terms.discount_until for one in mine if self._saves(one))
        until = min((end for end in ends if end), default=None)
        line = tomorrow_line(self.lang, self.text(tomorrow, currency), self.today)
        return {
            "currency": currency,
            "balance_minor": balance,
            "balance_text": self.text(balance, currency),
            "discount_minor": saving,
            "discount_text": self.text(saving, currency) if saving else None,
            "discount_until_text": day(until, self.lang, self.today) if until else None,
            "saving_text": saving_text(self.lang, self.text(saving, currency), until, self.today) if until else None,
            "tomorrow_minor": tomorrow,
            "tomorrow_text": self.text(tomorrow, currency),
            "tomorrow_line": line if tomorrow != balance else None,
        }

    def debt(self, invoice: Invoice) -> dict[str, Any]:
        due = self.due(invoice)
        rows = compose.rows(invoice, self.business, self.lang, self.today, self.account.rates)
        return {
            "id": invoice.number,
            "concept": invoice.concept,
            "number": invoice.number,
            "currency": due.currency,
            "state": invoice.state,
            "due_text": due_text(invoice.due_on, self.today, self.lang),
            "due_on": str(invoice.due_on),
            "days": days_overdue(invoice, self.today),
            "payable": invoice.state in QUOTABLE and not due.is_missing,
            "rows": [{"label": row.label, "text": row.text, "minor": row.minor} for row in rows],
            "why": self.why(invoice),
            "balance_minor": due.balance_minor,
            "balance_text": self.text(due.balance_minor, due.currency),
            "total_minor": due.balance_minor,
            "total_text": self.text(due.balance_minor, due.currency),
            "note": None,
        }

    def why(self, invoice: Invoice) -> list[str]:
        """The rules, and how what has accrued came about: days, rate and base of each part."""
        rules = compose.reasons(invoice, self.business, self.lang, self.today)
        lines = charge_lines(invoice, self.today, self.account.rates)
        country = self.business.country
        return [*rules, *line_texts(self.lang, invoice.currency, lines, self.today, country, self.business.currency)]

    def method(self, method: str) -> dict[str, str]:
        cash = self.business.payment_methods.cash
        hours = cash.hours if cash else ""
        name = qr_kind(self.business) if method == "qr" else method
        return {
            "id": method,
            "label": method_label(self.lang, name),
            "hint": method_hint(self.lang, name, hours=hours),
        }

    def paid(self, invoices: Sequence[Invoice]) -> list[dict[str, str]]:
        settled = [one for one in invoices if one.state == "paid" and one.settled_on and one.total_minor > 0]
        settled.sort(key=lambda one: (one.settled_on or date.min, one.number), reverse=True)
        return [
            {
                "id": one.number,
                "number": one.number,
                "concept": one.concept,
                "paid_text": paid_text(self.lang, one.settled_on or self.today, self.today),
                "total_text": self.text(one.total_minor, one.currency),
            }
            for one in settled[:LOOK_BACK]
        ]

    def receipts(self, attempts: Sequence[Attempt]) -> list[dict[str, str]]:
        paid = sorted((one for one in attempts if one.paid_at), key=lambda one: one.created_at, reverse=True)
        return [
            {
                "id": one.id,
                "paid_on_text": day(self.on(one.paid_at or one.created_at), self.lang, self.today),
                "amount_text": self.text(one.amount_minor, one.currency),
            }
            for one in paid[:LOOK_BACK]
        ]

    def on(self, moment: datetime) -> date:
        return local_date(moment, self.debtor.time_zone)

    def _saves(self, invoice: Invoice) -> bool:
        return figures(invoice, self.today).discount_minor > 0


def creditor(business: Business) -> dict[str, str]:
    return {
        "name": business.name,
        "tax_id": business.tax_id,
        "tax_id_label": tax_id_label(business.country),
        "initial": initial(business.name),
        "email": business.sender.email,
        "phone": "",
    }


def qr_kind(business: Business) -> str:
    """The QR we show: the business's own bank QR where it gave one, else that of the payment page."""
    return "qr" if business.payment_methods.uploaded_qr else "page_qr"


def methods(business: Business) -> list[str]:
    """What this business takes, the cheapest to the debtor and the quickest to confirm first."""
    has = business.payment_methods
    offered = {
        "pix": has.pix is not None,
        "qr": has.uploaded_qr is not None or has.stripe,
        "transfer": has.transfer is not None,
        "card": has.stripe,
        "cash": has.cash is not None,
    }
    order = ("pix", "card", "transfer", "qr", "cash")
    return [method for method in order if offered[method]]
