"""Ways of paying in the order in which this debtor uses them. Pure.

Each of the last few uses weighs half of the next one; what worked lifts a method, what failed lowers it. A method
that they never tried keeps the business's own place, above those that failed them.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from chalicelib.domain.debtor import Debtor, MethodUse

REMEMBERED = 8


def remember(debtor: Debtor, method: str, on: date, *, worked: bool = True) -> Debtor:
    """One use more; the oldest of more than ``REMEMBERED`` is forgotten."""
    return replace(debtor, paid_by=(*debtor.paid_by, MethodUse(method, on, worked))[-REMEMBERED:])


def in_their_order(offered: Iterable[str], uses: Sequence[MethodUse]) -> list[str]:
    """``offered`` in the business's order, what this debtor pays with first, what failed them last."""
    scores = _scores(uses)
    return sorted(offered, key=lambda method: -scores.get(method, Fraction(0)))


def last_used(uses: Sequence[MethodUse]) -> str:
    """By which method money came last; "" when it never did."""
    return next((use.method for use in reversed(uses) if use.worked), "")


def _scores(uses: Sequence[MethodUse]) -> dict[str, Fraction]:
    scores: dict[str, Fraction] = {}
    for age, use in enumerate(reversed(uses)):
        weight = Fraction(1, 2**age)
        scores[use.method] = scores.get(use.method, Fraction(0)) + (weight if use.worked else -weight)
    return scores
