"""What settles all that is asked for today, by currency: with what paying today saves, and what it will be tomorrow.

What is under an agreement is asked for by its installments, and not here.
"""

from datetime import timedelta
from typing import Any

from chalicelib.domain.charging.charges import saving_on
from chalicelib.domain.charging.indexation import due_on
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.quote import QUOTABLE
from chalicelib.messages.explain import saving_text, tomorrow_line
from chalicelib.messages.formats import fmt
from chalicelib.workflows.showing.viewer import Viewer

DAY = timedelta(days=1)


def totals(viewer: Viewer) -> list[dict[str, Any]]:
    return [_total(viewer, currency) for currency in currencies(viewer)]


def currencies(viewer: Viewer) -> list[str]:
    """The business's own currency first; that one alone where nothing is owed."""
    own = viewer.business.currency
    found = {viewer.due(one).currency for one in viewer.open} or {own}
    return sorted(found, key=lambda currency: (currency != own, currency))


def _total(viewer: Viewer, currency: str) -> dict[str, Any]:
    asked_for = (one for one in viewer.open if one.state in QUOTABLE and not one.plan)
    mine = [one for one in asked_for if viewer.due(one).currency == currency]
    owed = [viewer.due(one) for one in mine]
    balance = sum(one.balance_minor for one in owed)
    saving = sum(one.discount_minor for one in owed)
    tomorrow = _tomorrow(viewer, mine, currency)
    held = (saving_on(one, viewer.today) for one in mine)
    until = min((one.until for one in held if one), default=None)
    told = viewer.money(saving, currency)
    line = tomorrow_line(viewer.lang, viewer.money(tomorrow, currency), viewer.today)
    return {
        "currency": currency,
        "fmt": fmt(currency, viewer.lang, viewer.business.country, viewer.business.currency),
        "balance_minor": balance,
        "balance_text": viewer.money(balance, currency),
        "discount_minor": saving,
        "discount_text": told if saving else None,
        "discount_until_text": viewer.day(until) if until else None,
        "saving_text": saving_text(viewer.lang, told, until, viewer.today) if until else None,
        "tomorrow_minor": tomorrow,
        "tomorrow_text": viewer.money(tomorrow, currency),
        "tomorrow_line": line if tomorrow != balance else None,
    }


def _tomorrow(viewer: Viewer, invoices: list[Invoice], currency: str) -> int:
    """Where the value of a unit is missing from tomorrow on, today's stays."""
    later = [(due_on(one, viewer.today + DAY, viewer.account.rates), viewer.due(one)) for one in invoices]
    return sum((new if new.currency == currency else old).balance_minor for new, old in later)
