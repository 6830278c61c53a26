"""Percentages as people and workbooks write them, as exact fractions."""

import re
from decimal import Decimal

from chalicelib.intake.cells import clean, optional
from chalicelib.intake.records import Cell

_PERCENT = re.compile(r"(\d{1,2})(?:[.,](\d{1,4}))?\s*(%?)")


def fraction(cell: Cell) -> Decimal | None:
    """``5``, ``7,5``, ``5 %`` → a fraction below one; None for a blank. A workbook's percent cell holds the fraction
    itself: 0.05. Raises ValueError for anything else, and for a bare text such as ``0.5``, which may mean either."""
    if isinstance(cell, float) and 0 < cell < 1:
        return Decimal(clean(cell)).quantize(Decimal("0.000001"))
    text = optional(cell)
    if not text:
        return None
    read = _PERCENT.fullmatch(text)
    value = Decimal(f"{read[1]}.{read[2] or 0}") if read else Decimal(-1)
    if value < 0 or (0 < value < 1 and read and not read[3]):
        raise ValueError("not a percentage")
    return value / 100
