"""What columns say of each other: which date is the later one, which amount never exceeds the other, what adds up."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations

import msgspec

from chalicelib.intake.amounts import Written, read_amount, usual_mark
from chalicelib.intake.cells import clean
from chalicelib.intake.dates import DAY_FIRST, parse_date
from chalicelib.intake.mapping.facts import Facts
from chalicelib.intake.records import Cell

ENOUGH = 90  # percent of the rows for which a relation must hold
_FEWEST = 3  # rows that can show one
_MOST = 8  # columns of a kind that are compared: more are no plain list of invoices
_PLACES = 4  # decimals compared


class Relation(msgspec.Struct, frozen=True):
    """``one`` and ``other`` are positions; ``third`` too, for sums.

    later: ``one`` is never before ``other``, and mostly after it. within: ``one`` never exceeds ``other`` and often is
    less. share: the same, and always the same part of it, as a net amount or a tax is. sum: ``one`` + ``other`` =
    ``third``.
    """

    kind: str  # later | within | share | sum
    one: int
    other: int
    third: int = -1


def relations(columns: dict[int, Facts], rows: Sequence[Sequence[Cell]], country: str) -> list[Relation]:
    """Every relation between the date columns, and between the amount columns, of the sampled rows."""
    dated = [at for at, facts in columns.items() if facts.dates >= ENOUGH][:_MOST]
    money = [at for at, facts in columns.items() if facts.amounts >= ENOUGH and facts.filled >= ENOUGH][:_MOST]
    days = {at: [_day(row[at], columns[at].date_order or DAY_FIRST) for row in rows] for at in dated}
    sums = {at: [_scaled(row[at], columns[at].decimal or usual_mark(country)) for row in rows] for at in money}
    found = [relation for pair in combinations(dated, 2) for relation in _later(*pair, days)]
    added = [relation for pair in combinations(money, 2) for relation in _sums(*pair, sums)]
    within = [relation for one in money for other in money if one != other for relation in _within(one, other, sums)]
    return found + added + within


def _later(one: int, other: int, days: dict[int, list[date | None]]) -> list[Relation]:
    pairs = [(first, last) for first, last in zip(days[one], days[other], strict=True) if first and last]
    if len(pairs) < _FEWEST:
        return []
    for late, early, ahead in ((other, one, [last > first for first, last in pairs]),
                               (one, other, [first > last for first, last in pairs])):  # fmt: skip
        equal = sum(first == last for first, last in pairs)
        if 100 * (sum(ahead) + equal) >= ENOUGH * len(pairs) and 2 * sum(ahead) > len(pairs):
            return [Relation("later", late, early)]
    return []


def _within(one: int, other: int, sums: dict[int, list[int | None]]) -> list[Relation]:
    pairs = [(abs(part), abs(whole)) for part, whole in zip(sums[one], sums[other], strict=True)
             if part is not None and whole is not None]  # fmt: skip
    if (
        len(pairs) < _FEWEST
        or any(part > whole for part, whole in pairs)
        or all(part == whole for part, whole in pairs)
    ):
        return []
    parts = [1000 * part // whole for part, whole in pairs if whole]
    steady = bool(parts) and max(parts) - min(parts) <= 2 and max(parts) < 1000
    return [Relation("share" if steady else "within", one, other)]


def _sums(one: int, other: int, sums: dict[int, list[int | None]]) -> list[Relation]:
    for third, wholes in sums.items():
        if third in (one, other):
            continue
        triples = [found for found in zip(sums[one], sums[other], wholes, strict=True) if None not in found]
        telling = [found for found in triples if found[0] and found[1]]
        if len(telling) >= _FEWEST and all(a + b == c for a, b, c in triples):  # type: ignore[operator]
            return [Relation("sum", one, other, third)]
    return []


def _day(cell: Cell, order: str) -> date | None:
    return cell if isinstance(cell, date) else parse_date(clean(cell), order) if isinstance(cell, str) else None


def _scaled(cell: Cell, mark: str) -> int | None:
    """The amount as a whole number of ten-thousandths, for comparing only."""
    found = read_amount(cell, mark)
    if not isinstance(found, Written) or len(found.whole) > 18:
        return None
    scaled = int((found.whole + found.decimals[:_PLACES].ljust(_PLACES, "0")) or "0")
    return -scaled if found.negative else scaled
