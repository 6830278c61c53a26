"""What an invoice owes on a day: late fee, interest, discount. Derived from frozen terms, never posted daily.

Rounding happens once, half-up, at the end of each charge. Interest is exact across partial payments: closed
segments are carried as ``Decimal`` and only the sum is rounded.
"""

from datetime import date
from decimal import Decimal, localcontext

import msgspec

from chalicelib.domain.account import Invoice
from chalicelib.domain.calendar import days_between
from chalicelib.domain.money import half_up

SETTLED = frozenset({"paid", "withdrawn", "written_off"})
PERIOD_DAYS = {"simple_month_30": 30, "simple_year_365": 365, "simple_year_360": 360}


class Figures(msgspec.Struct, frozen=True):
    """An invoice as of a local day, in minor units: ``balance = principal + charges - discount`` settles it."""

    days_overdue: int
    total_minor: int
    principal_minor: int
    charges_minor: int
    accrued_minor: int
    fee_minor: int
    interest_minor: int
    discount_minor: int
    balance_minor: int


def figures(invoice: Invoice, as_of: date) -> Figures:
    fee_due, interest_due = pending_fee(invoice, as_of), pending_interest(invoice, as_of)
    fee, interest = invoice.fee_minor + fee_due, invoice.interest_minor + interest_due
    saving = discount(invoice, as_of)
    return Figures(
        days_overdue=days_overdue(invoice, as_of),
        total_minor=invoice.total_minor,
        principal_minor=invoice.principal_minor,
        charges_minor=fee + interest,
        accrued_minor=fee_due + interest_due,
        fee_minor=fee,
        interest_minor=interest,
        discount_minor=saving,
        balance_minor=invoice.principal_minor + fee + interest - saving,
    )


def days_overdue(invoice: Invoice, as_of: date) -> int:
    """Whole local days past the due date; 0 on the due date itself, negative before it, 0 once settled."""
    return 0 if invoice.state in SETTLED else days_between(invoice.due_on, as_of)


def is_past_grace(invoice: Invoice, as_of: date) -> bool:
    """Grace is a threshold: nothing is charged within it; past it everything counts from the due date."""
    return invoice.terms.accepted and days_overdue(invoice, as_of) > invoice.terms.grace_days


def pending_fee(invoice: Invoice, as_of: date) -> int:
    """The late fee that is owed but not booked yet: once per invoice, flat plus percent of unpaid principal."""
    if invoice.fee_charged or not is_past_grace(invoice, as_of):
        return 0
    percent = invoice.terms.percent
    share = half_up(invoice.principal_minor * percent) if percent else 0
    return invoice.terms.flat_minor + share


def pending_interest(invoice: Invoice, as_of: date) -> int:
    """Interest that has accrued and has no ledger entry yet."""
    if not is_past_grace(invoice, as_of):
        return 0
    return half_up(exact_interest(invoice, as_of)) - invoice.interest_posted_minor


def exact_interest(invoice: Invoice, as_of: date) -> Decimal:
    """All interest from the due date to ``as_of``, unrounded: closed segments plus the open one."""
    terms = invoice.terms
    if not terms.accepted or terms.interest_rate is None or invoice.state in SETTLED:
        return invoice.interest_carried
    start = max(invoice.interest_from or invoice.due_on, invoice.due_on)  # a due date may have moved later since
    days = days_between(start, as_of)
    factor = interest_factor(terms.interest_rate, terms.interest_kind, max(days, 0))
    return invoice.interest_carried + invoice.principal_minor * factor


def interest_factor(rate: Decimal, kind: str, days: int) -> Decimal:
    """Interest per unit of principal. ``effective_year``: daily = (1+EA)^(1/365) - 1, applied simply: EA/365 would
    exceed Colombia's usury cap, which forfeits all interest (Ley 510 de 1999, art. 111)."""
    with localcontext() as context:
        context.prec = 40
        if kind == "effective_year":
            return ((1 + rate) ** (Decimal(1) / 365) - 1) * days
        return rate * days / PERIOD_DAYS[kind]


def discount(invoice: Invoice, as_of: date) -> int:
    """What paying in full on ``as_of`` saves: percent of the unpaid principal, last day inclusive."""
    terms = invoice.terms
    if terms.discount_percent is None or terms.discount_until is None or invoice.state in SETTLED:
        return 0
    return half_up(invoice.principal_minor * terms.discount_percent) if as_of <= terms.discount_until else 0
