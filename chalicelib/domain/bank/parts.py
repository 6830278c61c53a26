"""Installments that a bank payment may be: the next one of an agreement, or some of them in their order. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate

import msgspec

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import is_running
from chalicelib.domain.agreeing.plan_progress import covered, progress
from chalicelib.domain.books.settling import Owed


class Parts(msgspec.Struct, frozen=True):
    """A kept agreement: its open ``numbers``, oldest due first, and what is ``unpaid`` of each part in turn."""

    currency: str
    numbers: tuple[str, ...]
    unpaid: tuple[int, ...]


def parts_of(account: Account, on: date) -> tuple[Parts, ...]:
    """Of every agreement that is kept, soonest due first."""
    found = []
    for agreement in filter(is_running, account.agreements):
        unpaid = [one for one in progress(agreement, account.invoices, on).standings if one.unpaid_minor]
        numbers = tuple(one.number for one in covered(agreement, account.invoices))
        if unpaid:
            minors = tuple(one.unpaid_minor for one in unpaid)
            found.append((unpaid[0].installment.due_on, agreement.id, Parts(agreement.currency, numbers, minors)))
    return tuple(parts for _, _, parts in sorted(found, key=lambda one: one[:2]))


def pays_parts(
    kept: Iterable[Parts], owed: Sequence[Owed], currency: str, amount_minor: int
) -> tuple[tuple[str, int], ...]:
    """(invoice, minor units) where the amount is the next installment to the cent, or some from it on; else nothing."""
    fitting = (one for one in kept if one.currency == currency and amount_minor in accumulate(one.unpaid))
    found = next(fitting, None)
    return _filled(found.numbers, {one.number: one.balance_minor for one in owed}, amount_minor) if found else ()


def less(kept: Parts, paid: Mapping[str, int]) -> Parts:
    """After what earlier lines of the statement paid of it."""
    gone, left = sum(paid.get(number, 0) for number in kept.numbers), []
    for minor in kept.unpaid:
        taken = min(gone, minor)
        gone -= taken
        left.append(minor - taken)
    return msgspec.structs.replace(kept, unpaid=tuple(minor for minor in left if minor))


def _filled(numbers: Sequence[str], balances: Mapping[str, int], amount_minor: int) -> tuple[tuple[str, int], ...]:
    """Oldest due first; nothing where the invoices owe less than that."""
    lines, left = [], amount_minor
    for number in numbers:
        if taken := min(left, balances.get(number, 0)):
            lines.append((number, taken))
            left -= taken
    return () if left else tuple(lines)
