"""What an invoice owes on a day: fees, interest, its tax, discount. Derived from frozen terms, never posted daily.

Rounding happens once, half-up, at the end of each charge. Interest is exact across partial payments: closed
segments are carried as ``Decimal`` and only the sum is rounded.
"""

from datetime import date, timedelta
from decimal import Decimal

import msgspec

from chalicelib.domain.calendar import days_between
from chalicelib.domain.charging.discounts import Saving, best_saving
from chalicelib.domain.charging.interest import accrue, bears_interest
from chalicelib.domain.charging.late_rules import CollectionFee, FeeStep
from chalicelib.domain.charging.rates import NO_RATES, Rates
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import half_up, to_decimal

SETTLED = frozenset({"paid", "withdrawn", "written_off"})


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
    tax_minor: int = 0


class Pending(msgspec.Struct, frozen=True):
    """Charges that are owed on a day and have no ledger entry yet, minor units."""

    fee: int = 0
    collection_fee: int = 0
    interest: int = 0
    tax: int = 0

    @property
    def total(self) -> int:
        return self.fee + self.collection_fee + self.interest + self.tax


NOTHING = Pending()


def figures(invoice: Invoice, as_of: date, rates: Rates = NO_RATES) -> Figures:
    due = pending(invoice, as_of, rates)
    fee = invoice.fee_minor + due.fee + due.collection_fee
    interest, tax = invoice.interest_minor + due.interest, invoice.tax_minor + due.tax
    saving = discount(invoice, as_of)
    return Figures(
        days_overdue=days_overdue(invoice, as_of),
        total_minor=invoice.total_minor,
        principal_minor=invoice.principal_minor,
        charges_minor=fee + interest + tax,
        accrued_minor=due.total,
        fee_minor=fee,
        interest_minor=interest,
        discount_minor=saving,
        balance_minor=invoice.principal_minor + fee + interest + tax - saving,
        tax_minor=tax,
    )


def days_overdue(invoice: Invoice, as_of: date) -> int:
    """Whole local days past the due date; 0 on the due date itself, negative before it, 0 once settled."""
    return 0 if invoice.state in SETTLED else days_between(invoice.due_on, as_of)


def is_past_grace(invoice: Invoice, as_of: date) -> bool:
    """Grace is a threshold: nothing is charged within it; past it everything counts from the due date."""
    days = days_overdue(invoice, resting_since(invoice, as_of)) - invoice.free_days
    return invoice.terms.accepted and days > invoice.terms.grace_days


def resting_since(invoice: Invoice, as_of: date) -> date:
    """The day up to which it is charged: nothing accrues while a dispute is looked into."""
    return min(as_of, invoice.charges_rest_from or as_of)


def pending(invoice: Invoice, as_of: date, rates: Rates = NO_RATES) -> Pending:
    """What has accrued by ``as_of`` beside what was booked; within the most that the terms allow, ever.

    Nothing under an agreement. Interest is still carried meanwhile, unbooked: it counts if the agreement is broken.
    """
    as_of = resting_since(invoice, as_of)
    if invoice.plan or not is_past_grace(invoice, as_of):
        return NOTHING
    room = room_for_charges(invoice)
    fee = _within(room, _late_fee(invoice))
    collection = _within(room, _collection_fee(invoice, as_of, rates), fee)
    interest = _within(room, exact_rounded(invoice, as_of, rates) - invoice.interest_posted_minor, fee + collection)
    return Pending(fee, collection, interest, _tax(invoice, invoice.interest_posted_minor + interest))


def exact_interest(invoice: Invoice, as_of: date, rates: Rates = NO_RATES) -> Decimal:
    """All interest from the due date to ``as_of``, unrounded: closed segments plus the open ones."""
    if invoice.state in SETTLED or not bears_interest(invoice):
        return invoice.interest_carried
    return accrue(invoice, as_of, rates).exact


def exact_rounded(invoice: Invoice, as_of: date, rates: Rates) -> int:
    """All interest ever, rounded this once. Never less than what was booked, though a series was corrected since."""
    return max(half_up(exact_interest(invoice, as_of, rates)), invoice.interest_posted_minor)


def discount(invoice: Invoice, as_of: date) -> int:
    """What paying in full on ``as_of`` saves, minor units."""
    saving = saving_on(invoice, as_of)
    return saving.minor if saving else 0


def saving_on(invoice: Invoice, as_of: date) -> Saving | None:
    """The discount that holds on a day, with its own last day; none once it is settled, or under an agreement."""
    return None if invoice.plan or invoice.state in SETTLED else best_saving(invoice, as_of)


def fee_day(invoice: Invoice, fee: CollectionFee) -> date:
    """The first day on which a collection fee is owed: its tranches are counted with the unit's value of that day."""
    days = max(fee.after_days, invoice.terms.grace_days) + 1
    return invoice.due_on + timedelta(days=days + invoice.free_days)


def tranches(
    fee: CollectionFee, principal_minor: int, currency: str, unit_value: Decimal
) -> list[tuple[FeeStep, Decimal]]:
    """Each step with the part of the principal, in exact minor units, that lies in it."""
    in_minor = unit_value / to_decimal(1, currency)
    found, below = [], Decimal(0)
    for step in fee.steps:
        top = Decimal(principal_minor) if step.up_to is None else min(Decimal(principal_minor), step.up_to * in_minor)
        found.append((step, max(top - below, Decimal(0))))
        below = max(below, top)
    return found


def unit_value(fee: CollectionFee, invoice: Invoice, rates: Rates) -> Decimal | None:
    """What one unit of the tranches is worth in the invoice's currency on the day of the fee; None: not known."""
    if fee.unit in {"", invoice.currency}:
        return Decimal(1)
    rate = rates.on(fee.unit, fee_day(invoice, fee), fee.holds_days)
    return rate.value if rate else None


def _late_fee(invoice: Invoice) -> int:
    """Once per invoice, flat plus percent of the unpaid principal."""
    if invoice.fee_charged:
        return 0
    percent = invoice.terms.percent
    return invoice.terms.flat_minor + (half_up(invoice.principal_minor * percent) if percent else 0)


def _collection_fee(invoice: Invoice, as_of: date, rates: Rates) -> int:
    """Once per invoice, after its days; nothing while the value of its unit is not known."""
    fee = invoice.terms.rules.collection_fee
    if fee is None or invoice.collection_charged or as_of < fee_day(invoice, fee):
        return 0
    value = unit_value(fee, invoice, rates)
    if value is None:
        return 0
    parts = tranches(fee, invoice.principal_minor, invoice.currency, value)
    return half_up(sum((step.percent * part for step, part in parts), Decimal(0)))


def _tax(invoice: Invoice, interest_minor: int) -> int:
    """On all interest ever, as it is printed; less what was booked."""
    percent = invoice.terms.rules.tax_percent
    return max(half_up(interest_minor * percent) - invoice.tax_posted_minor, 0) if percent else 0


def room_for_charges(invoice: Invoice) -> int | None:
    """How much may still be charged, ever; None: there is no limit."""
    rules = invoice.terms.rules
    limits = [rules.most_minor] if rules.most_minor else []
    if rules.most_percent is not None:
        limits.append(half_up(invoice.total_minor * rules.most_percent))
    return min(limits) - invoice.fee_posted_minor - invoice.interest_posted_minor if limits else None


def _within(room: int | None, amount_minor: int, taken_minor: int = 0) -> int:
    return amount_minor if room is None else max(min(amount_minor, room - taken_minor), 0)
