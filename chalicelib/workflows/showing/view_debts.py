"""Each debt as the debtor sees it: what it is made of, by which rules, and how what has accrued came about."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.charging.charge_lines import charge_lines
from chalicelib.domain.charging.charges import days_overdue
from chalicelib.domain.invoice import Invoice
from chalicelib.messages.charge_texts import line_texts
from chalicelib.messages.explain import due_text
from chalicelib.workflows.already_paid.view_reports import notes
from chalicelib.workflows.complaints.view_disputes import about, under_review
from chalicelib.workflows.contact import compose
from chalicelib.workflows.paying.view_waiting import pending_of
from chalicelib.workflows.showing.viewer import Viewer


def debts(viewer: Viewer) -> list[dict[str, Any]]:
    told = notes(viewer.account, viewer.lang)
    return [_debt(viewer, invoice, told) | about(viewer, invoice, at) for at, invoice in enumerate(viewer.open)]


def _debt(viewer: Viewer, invoice: Invoice, told: Mapping[str, str]) -> dict[str, Any]:
    due, today = viewer.due(invoice), viewer.today
    rows = compose.rows(invoice, viewer.business, viewer.lang, today, viewer.account.rates)
    balance = viewer.money(due.balance_minor, due.currency)
    return {
        "id": invoice.number,
        "concept": invoice.concept,
        "number": invoice.number,
        "currency": due.currency,
        "state": invoice.state,
        "due_text": due_text(invoice.due_on, today, viewer.lang),
        "due_on": str(invoice.due_on),
        "days": days_overdue(invoice, today),
        "payable": viewer.payable(invoice),
        "rows": [{"label": row.label, "text": row.text, "minor": row.minor} for row in rows],
        "why": _why(viewer, invoice),
        "balance_minor": due.balance_minor,
        "balance_text": balance,
        "total_minor": due.balance_minor,
        "total_text": balance,
        "note": told.get(invoice.number) or under_review(viewer, invoice.number),
        "pending": pending_of(viewer, invoice.number),
    }


def _why(viewer: Viewer, invoice: Invoice) -> list[str]:
    """The rules, and days, rate and base of each part that has accrued."""
    business, today = viewer.business, viewer.today
    rules = compose.reasons(invoice, business, viewer.lang, today)
    lines = charge_lines(invoice, today, viewer.account.rates)
    return [*rules, *line_texts(viewer.lang, invoice.currency, lines, today, business.country, business.currency)]
