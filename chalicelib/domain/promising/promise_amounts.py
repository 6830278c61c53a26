"""How much a promise is about: what its debts will take on its day, and how little of that is credible. Pure."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING

import msgspec

from chalicelib.domain.business import PromiseRules
from chalicelib.domain.charging.indexation import due_on
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.promising.promise import Promise


class Total(msgspec.Struct, frozen=True):
    """What debts will take on a day, minor units; what they take today, and the discount that is lost meanwhile."""

    minor: int
    today_minor: int
    lost_minor: int


def total_on(invoices: Iterable[Invoice], on: date, today: date, rates: Rates) -> Total:
    """What these debts will take on a day, with the charges of every day until then."""
    then = [due_on(one, on, rates) for one in invoices]
    now = [due_on(one, today, rates) for one in invoices]
    lost = sum(one.discount_minor for one in now) - sum(one.discount_minor for one in then)
    return Total(sum(one.balance_minor for one in then), sum(one.balance_minor for one in now), max(lost, 0))


def least(total_minor: int, rules: PromiseRules) -> int:
    """The smallest credible amount, minor units."""
    return max(int((total_minor * rules.min_share).to_integral_value(ROUND_CEILING)), 1)


def check_amount(promise: Promise, smallest: int) -> None:
    """From ``smallest`` to all of it. Raises Refusal: ``promise_too_small``, ``promise_too_large``."""
    total, smallest = promise.total_minor, min(smallest, promise.total_minor)
    if promise.amount_minor < smallest:
        raise Refusal("promise_too_small", field="amount_minor", minor=smallest, currency=promise.currency)
    if promise.amount_minor > total:
        raise Refusal("promise_too_large", field="amount_minor", minor=total, currency=promise.currency)
