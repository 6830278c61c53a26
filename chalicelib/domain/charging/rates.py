"""Published rates and values of units, as series of dated values: given to a calculation, never fetched by it.

A series of interest rates holds percents as they are published (``25.52`` is 25.52 %); a series of a unit (UF, UVA,
UDI, UVR, USD) holds what one unit is worth in local money. A gap is told, never guessed.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest

import msgspec

UNIT_CODES = {"UF": "CLF", "UDI": "MXV", "UVR": "COU", "UI": "UYW"}  # what people say -> ISO 4217


class Rate(msgspec.Struct, frozen=True):
    """One published value and the local day from which it counts."""

    on: date
    value: Decimal


class Rates(msgspec.Struct, frozen=True):
    """Series by name, each with its days ascending."""

    series: dict[str, tuple[Rate, ...]] = {}

    def on(self, name: str, day: date, holds_days: int) -> Rate | None:
        """The value in force on ``day``: the last one published, while it is younger than ``holds_days`` days."""
        known = self.series.get(name, ())
        place = bisect_right(known, day, key=lambda rate: rate.on)
        last = known[place - 1] if place else None
        return last if last and (day - last.on).days < holds_days else None

    def changes(self, name: str, holds_days: int) -> Iterator[date]:
        """Every day on which the answer of ``on`` may change: a new value, or the end of one that has no successor."""
        known = self.series.get(name, ())
        for rate, following in zip_longest(known, known[1:]):
            yield rate.on
            over = rate.on + timedelta(days=holds_days)
            if following is None or following.on > over:
                yield over


NO_RATES = Rates()


def series_name(text: str) -> str:
    """The name a series goes by everywhere: upper case, and a unit under its ISO code (``uf`` is ``CLF``)."""
    name = "_".join(text.upper().split())
    return UNIT_CODES.get(name, name)
