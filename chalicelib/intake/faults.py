"""How a value says that it cannot be read: converters return a ``Fault``, a row's reader raises ``RowRefused``."""

import unicodedata

import msgspec

from chalicelib.intake.records import Cell, Problem

_SHOWN = 40


class Fault(msgspec.Struct, frozen=True):
    """Why one cell has no usable value. Cached like any other value of its column."""

    code: str
    params: dict[str, str] = {}


class RowRefused(Exception):
    """The first reason for which a row is refused."""

    def __init__(self, fault: Fault, field: str, cell: Cell = "") -> None:
        super().__init__(fault.code)
        self.fault, self.field, self.cell = fault, field, cell


class NotARow(Exception):
    """The row only tells again what another row has told: it is not read, like a total."""


class Doubt(msgspec.Struct, frozen=True):
    """A reason to warn about a row without refusing it."""

    code: str
    field: str
    cell: Cell = ""
    params: dict[str, str] = {}


def shown(cell: Cell) -> str:
    """A cell as a report may show it: one line, short, no control characters."""
    text = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in str(cell)[: _SHOWN * 2])
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def warned(line: int, doubt: Doubt, header: dict[str, str]) -> Problem:
    column = header.get(doubt.field, "")
    return Problem(line, "warned", doubt.code, doubt.field, column, shown(doubt.cell), doubt.params)


def rejected(line: int, refused: RowRefused, header: dict[str, str]) -> Problem:
    column = header.get(refused.field, "")
    return Problem(
        line, "rejected", refused.fault.code, refused.field, column, shown(refused.cell), refused.fault.params
    )
