"""A pick-up as data: somebody of the business comes for the money on a day, within some hours.

States: ``asked`` by the debtor, ``confirmed`` by the business; then ``collected``, ``missed`` or ``cancelled``.
"""

from datetime import date

import msgspec
from msgspec.structs import replace

from chalicelib.domain.became import Became
from chalicelib.domain.errors import Conflict, Refusal

NEXT = {
    "asked": frozenset({"confirmed", "collected", "missed", "cancelled"}),
    "confirmed": frozenset({"collected", "missed", "cancelled"}),
}
OPEN = frozenset(NEXT)


class Pickup(msgspec.Struct, frozen=True, omit_defaults=True):
    """``on``: the local day; ``hour_from`` and ``hour_to``: ``HH:MM``, local. ``amount_minor`` None: what is owed then.

    ``debts``: what it is for; empty: the oldest first. ``told``: the message of the evening before was planned.
    ``payment``: the attempt that it became.
    """

    id: str
    on: date
    hour_from: str
    hour_to: str
    place: str
    currency: str
    state: str
    steps: tuple[Became, ...]
    amount_minor: int | None = None
    debts: tuple[str, ...] = ()
    note: str = ""
    told: bool = False
    payment: str = ""


def is_open(pickup: Pickup) -> bool:
    return pickup.state in OPEN


def move(pickup: Pickup, state: str, step: Became) -> Pickup:
    """The pick-up one state further. Told again, it stays as it is. Raises Conflict("pickup_moved_on"), and Refusal
    where it cannot have happened yet."""
    if pickup.state == state:
        return pickup
    if state not in NEXT.get(pickup.state, ()):
        raise Conflict("pickup_moved_on", field="state")
    if state == "missed" and step.on < pickup.on:
        raise Refusal("day_out_of_order", field="on")
    return replace(pickup, state=state, steps=(*pickup.steps, step))
