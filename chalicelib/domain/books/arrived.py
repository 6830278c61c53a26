"""Money that reached a business is on an account, or in sight of a person: never on both, never on neither. Pure."""

from collections.abc import Iterable, Iterator

import msgspec


class Arrived(msgspec.Struct, frozen=True):
    """A bank's line, or a payment that was parked. ``is_applied``: what its own record says; ``is_booked``: what the
    accounts say that it may be on."""

    name: str
    is_applied: bool
    is_booked: bool


def what_arrived_is_in_one_place(arrived: Iterable[Arrived]) -> Iterator[str]:
    """One sentence a breach; it names ids and no person."""
    for one in arrived:
        if one.is_applied and not one.is_booked:
            yield f"{one.name}: said to be applied, and on no account"
        if one.is_booked and not one.is_applied:
            yield f"{one.name}: on an account, and waiting for a person"
