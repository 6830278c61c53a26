"""An invoice as the business sees it: figures of today, what it is made of, by which rules, and the offers made."""

from datetime import date
from typing import Any

from chalicelib.domain.business import Business
from chalicelib.domain.charging.charge_lines import charge_lines
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.invoice import DiscountOffer, Invoice
from chalicelib.domain.path_names import path_name
from chalicelib.messages.charge_texts import line_texts
from chalicelib.messages.formats import money, percent
from chalicelib.workflows.contact.compose import reasons, rows


def invoice_view(invoice: Invoice, business: Business, lang: str, today: date, rates: Rates) -> dict[str, Any]:
    """Amounts in the invoice's own currency, minor units; ``balance_minor`` settles it today."""
    found = figures(invoice, today, rates)
    told = line_texts(
        lang, invoice.currency, charge_lines(invoice, today, rates), today, business.country, business.currency
    )
    return {
        "number": invoice.number,
        "path": path_name(invoice.number),
        "concept": invoice.concept,
        "state": invoice.state,
        "currency": invoice.currency,
        "issued_on": str(invoice.issued_on),
        "due_on": str(invoice.due_on),
        "days_overdue": found.days_overdue,
        "total_minor": found.total_minor,
        "principal_minor": found.principal_minor,
        "charges_minor": found.charges_minor,
        "accrued_minor": found.accrued_minor,
        "discount_minor": found.discount_minor,
        "balance_minor": found.balance_minor,
        "balance_text": money(found.balance_minor, invoice.currency, lang, business.country, business.currency),
        "rows": [{"label": row.label, "text": row.text, "minor": row.minor}
                 for row in rows(invoice, business, lang, today, rates)],
        "why": [*reasons(invoice, business, lang, today), *told],
        "terms_accepted": invoice.terms.accepted,
        "offers": [_offer(one, invoice.currency, business, lang) for one in invoice.offers],
        "steps": list(invoice.steps),
        "received_on": invoice.received_on and str(invoice.received_on),
        "resent_on": invoice.resent_on and str(invoice.resent_on),
        "settled_on": invoice.settled_on and str(invoice.settled_on),
    }  # fmt: skip


def _offer(one: DiscountOffer, currency: str, business: Business, lang: str) -> dict[str, Any]:
    size = (
        percent(one.percent, lang, business.country)
        if one.percent
        else money(one.amount_minor, currency, lang, business.country, business.currency)
    )
    return {
        "decision": one.id,
        "text": size,
        "percent": one.percent and f"{one.percent:f}",
        "amount_minor": one.amount_minor,
        "until": str(one.until),
        "on": one.on and str(one.on),
        "by": one.by or None,
        "reason": one.reason,
    }
