"""Exact arithmetic on the cells of formats that leave the adding up to others."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from chalicelib.intake.cells import clean
from chalicelib.intake.records import Cell

_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?")
_PERCENT = Decimal(100)


def number(cell: Cell) -> Decimal | None:
    """A plain number with a decimal point; None for a blank or anything else."""
    text = clean(cell)
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def less(amount: Decimal, discount: Cell) -> Decimal | None:
    """What a discount leaves: ``50%`` or an amount; a blank takes nothing off. None when it is not understood."""
    text = clean(discount)
    if not text:
        return amount
    off = number(text.removesuffix("%").strip())
    if off is None:
        return None
    return amount - (amount * off / _PERCENT if text.endswith("%") else off)


def rounded(amount: Decimal, decimals: int) -> str:
    """Half up, as invoices are."""
    return f"{amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"


def at(cells: Sequence[Cell], places: Mapping[str, int], field: str) -> Cell:
    return cells[places[field]] if field in places else ""
