"""Which invoices an amount settles to the cent: one, all, the oldest so many, or the only choice there is. Pure."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import msgspec

MOST_CHOSEN = 12  # invoices of which every choice is tried: 4,095 sums


class Owed(msgspec.Struct, frozen=True):
    """An open invoice: what settles it on the day of the payment, and its bare principal. Minor units."""

    number: str
    currency: str
    balance_minor: int
    principal_minor: int
    issued_on: date
    due_on: date


class Settled(msgspec.Struct, frozen=True):
    """How an amount fits, and what it pays: (invoice, minor units). ``how``: amount_one, amount_all, amount_oldest,
    amount_named, amount_some, or "" when it fits nothing."""

    how: str = ""
    lines: tuple[tuple[str, int], ...] = ()


NOTHING = Settled()


def payable(owed: Sequence[Owed], currency: str, on: date, early_days: int) -> list[Owed]:
    """The invoices that a payment of that day can be for, oldest due first: nobody pays what is not issued yet."""
    latest = on + timedelta(days=early_days)
    fitting = (one for one in owed if one.currency == currency and one.issued_on <= latest and one.balance_minor > 0)
    return sorted(fitting, key=lambda one: (one.due_on, one.number))


def settle(owed: Sequence[Owed], amount_minor: int, named: Collection[str] = ()) -> Settled:
    """``owed`` as ``payable`` gives it; ``named``: numbers that the payment tells."""
    chosen = [one for one in owed if one.number in named]
    if chosen and (lines := _exactly(chosen, amount_minor)):
        return Settled("amount_named", lines)
    for one in owed:
        if lines := _exactly([one], amount_minor):
            return Settled("amount_one", lines)
    if lines := _exactly(owed, amount_minor):
        return Settled("amount_all", lines)
    for count in range(2, len(owed)):
        if lines := _exactly(owed[:count], amount_minor):
            return Settled("amount_oldest", lines)
    return _only_choice(owed, amount_minor)


def _exactly(chosen: Sequence[Owed], amount_minor: int) -> tuple[tuple[str, int], ...]:
    for lines in (
        tuple((one.number, one.balance_minor) for one in chosen),
        tuple((one.number, one.principal_minor) for one in chosen),
    ):
        if lines and sum(minor for _, minor in lines) == amount_minor:
            return lines
    return ()


def _only_choice(owed: Sequence[Owed], amount_minor: int) -> Settled:
    """A choice of several invoices that adds up, if there is exactly one: two are a guess."""
    tried = owed[:MOST_CHOSEN]
    sums: list[tuple[int, int]] = [(0, 0)]  # of each choice: its sum, its invoices as bits
    for place, one in enumerate(tried):
        more = ((total + one.balance_minor, bits | 1 << place) for total, bits in sums)
        sums += [choice for choice in more if choice[0] <= amount_minor]
    found = [bits for total, bits in sums if total == amount_minor]
    if len(found) != 1:
        return NOTHING
    return Settled(
        "amount_some", tuple((one.number, one.balance_minor) for at, one in enumerate(tried) if found[0] >> at & 1)
    )
