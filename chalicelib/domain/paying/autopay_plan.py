"""Which invoices a mandate is going to pay, when the debtor is told, and when they are charged. Pure.

The order is a promise of the mandate's text: told first, at a lawful hour, ``notice_days`` before; charged then on the
local day that was named, never more than was told.
"""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta

import msgspec

from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.indexation import due_on, pays_in
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.contact.contact_rules import lawful_start
from chalicelib.domain.contact.ladder import chased_first
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.mandate import ACTIVE, Mandate, Planned

CHARGE_AT = time(9)  # local: early in the day, when people are awake to see it
LATE_DAYS = 2  # a charge that could not take place on its day may follow so much later; then it is told anew
_LOOK_BACK = 7  # days: no country closes that many in a row


class Coming(msgspec.Struct, frozen=True):
    """An invoice on its way to be charged: told on ``tell_on``, charged on ``on``; ``plan`` once it was told.

    ``as_of``: the day whose amount is asked. Who is charged late only because we told late pays what was due in time.
    """

    invoice: Invoice
    tell_on: date
    on: date
    as_of: date
    minor: int
    plan: Planned | None = None
    tries: int = 0  # so far


def coming(mandate: Mandate, debtor: Debtor, invoices: Iterable[Invoice], today: date, rates: Rates) -> list[Coming]:
    """What an active mandate is going to pay, oldest due first, within its limit for the charges of one day."""
    if mandate.state != ACTIVE:
        return []
    plans = {plan.invoice: plan for plan in mandate.planned}
    mine = (one for one in chased_first(invoices) if pays_in(one) == mandate.currency)
    found = [_coming(one, plans.get(one.number), mandate, debtor, today, rates) for one in mine]
    return list(_within_limit(mandate, [one for one in found if one]))


def _coming(
    invoice: Invoice, plan: Planned | None, mandate: Mandate, debtor: Debtor, today: date, rates: Rates
) -> Coming | None:
    """Told anew where its day has passed, or where it grew: nobody is charged more than they read."""
    if plan and not plan.waits:
        return None
    tries = plan.tries if plan else 0
    told = None if plan is None or today > plan.on + timedelta(days=LATE_DAYS) else plan
    found = _dated(invoice, told, tries, mandate, debtor, today, rates)
    if told and found and found.minor > told.amount_minor and today > told.told_on:
        return _dated(invoice, None, tries, mandate, debtor, today, rates)
    return found


def _dated(
    invoice: Invoice, plan: Planned | None, tries: int, mandate: Mandate, debtor: Debtor, today: date, rates: Rates
) -> Coming | None:
    notice = timedelta(days=mandate.notice_days)
    tell_on = plan.told_on if plan else max(_open_day(invoice.due_on - notice, debtor), today)
    on = plan.on if plan else max(invoice.due_on, tell_on + notice)
    in_time = mandate.active_since and invoice.due_on >= local_date(mandate.active_since, debtor.time_zone)
    as_of = invoice.due_on if in_time and not tries else max(on, today)
    owed = due_on(invoice, as_of, rates)
    if owed.is_missing or owed.balance_minor <= 0:
        return None
    return Coming(invoice, tell_on, on, as_of, owed.balance_minor, plan, tries)


def _open_day(day: date, debtor: Debtor) -> date:
    """The day itself, or the last one before it on which we may speak."""
    days = (day - timedelta(days=back) for back in range(_LOOK_BACK))
    return next((one for one in days if lawful_start(one, debtor)), day)


def _within_limit(mandate: Mandate, found: list[Coming]) -> Iterator[Coming]:
    """What does not fit is left to the debtor, with a reminder like any other invoice."""
    spent: dict[date, int] = {}
    for one in found:
        total = spent.get(one.on, 0) + one.minor
        if mandate.limit_minor and total > mandate.limit_minor:
            continue
        spent[one.on] = total
        yield one
