"""While a dispute is looked into its invoice bears no late charges and climbs no ladder. Pure.

Nothing is booked for it: what had accrued stays as it was on the day on which the rest began. Afterwards the days that
rested are left out of the ladder's count, and of the charges' too unless they return.
"""

from datetime import date

from msgspec.structs import replace

from chalicelib.domain.charging.interest import accrue, bears_interest
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.invoice import Invoice


def begin_charge_rest(invoice: Invoice, today: date) -> Invoice:
    return replace(invoice, charges_rest_from=invoice.charges_rest_from or today)


def end_charge_rest(invoice: Invoice, today: date, rates: Rates, charges_return: bool) -> Invoice:
    """Charges run again from today, or (``charges_return``) as if they had never rested."""
    if invoice.charges_rest_from is None:
        return invoice
    days = max((today - max(invoice.charges_rest_from, invoice.due_on)).days, 0)
    rested = {"rested_until": today, "rested_days": invoice.rested_days + days}
    awake = replace(invoice, charges_rest_from=None, **rested)
    if charges_return:
        return awake
    awake = replace(awake, free_days=awake.free_days + days)
    return _cut(invoice, awake, today, rates) if bears_interest(invoice) else awake


def _cut(resting: Invoice, awake: Invoice, today: date, rates: Rates) -> Invoice:
    """The interest up to the rest is carried; the next segment begins today."""
    so_far = accrue(resting, today, rates)
    first = resting.interest_from or resting.charged_from or resting.due_on
    carried = {"interest_carried": so_far.exact, "interest_capitalized": so_far.capitalized}
    return replace(awake, **carried, interest_from=max(first, today))
