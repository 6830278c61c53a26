"""What kind of document a row is, and whether it stands: invoice, debit or credit note; draft, cancelled, paid."""

import re

import msgspec

from chalicelib.intake.cells import folded, optional
from chalicelib.intake.faults import Doubt
from chalicelib.intake.records import Cell
from chalicelib.intake.words import (
    CANCELLED,
    DOCUMENT_CODES,
    DOCUMENT_TYPES,
    INVOICE,
    PAID,
    STATE_CODES,
    STATES,
)

DOCUMENT_FIELDS = ("document_type", "status", "cancelled_on")
_LEADING_CODE = re.compile(r"0*(\d+) - .*")
_PHRASE = 4


class Document(msgspec.Struct, frozen=True):
    type: str = INVOICE  # invoice | debit_note | credit_note | other
    state: str = ""  # draft | cancelled | paid | ""
    doubts: tuple[Doubt, ...] = ()


class Documents(dict[tuple[Cell, ...], Document]):
    """Cells of ``DOCUMENT_FIELDS`` → the document. ``strict``: an unknown type is a doubt, as in the template."""

    def __init__(self, country: str, strict: bool) -> None:
        super().__init__({("", "", ""): Document()})
        self._country, self._strict = country, strict

    def __missing__(self, cells: tuple[Cell, ...]) -> Document:
        if len(self) > 10_000:
            self.clear()
        found = self[cells] = self._read(cells)
        return found

    def _read(self, cells: tuple[Cell, ...]) -> Document:
        type_cell, state_cell, cancelled_cell = cells
        kind = self._type(folded(optional(type_cell)))
        state = CANCELLED if optional(cancelled_cell) else self._state(folded(optional(state_cell)))
        doubts = (Doubt("unknown_document_type", "document_type", type_cell),) if not kind and self._strict else ()
        return Document(kind or INVOICE, state, doubts)

    def _type(self, text: str) -> str:
        if not text:
            return INVOICE
        if known := DOCUMENT_TYPES.get(text):
            return known
        codes = DOCUMENT_CODES.get(self._country, {})
        leading = _LEADING_CODE.fullmatch(text)
        for code in (text, text.lstrip("0"), text.zfill(2), leading[1] if leading else ""):
            if code in codes:
                return codes[code]
        return _by_phrase(text, DOCUMENT_TYPES)

    def _state(self, text: str) -> str:
        exact = STATES.get(text) or STATE_CODES.get(self._country, {}).get(text, "")
        if exact or not text:
            return exact
        phrase = _by_phrase(text, STATES)
        return "" if phrase == PAID else phrase  # "paid in part" is not paid


def _by_phrase(text: str, table: dict[str, str]) -> str:
    """``nota de credito electronica exenta`` is a ``nota de credito``: the longest known phrase it starts with."""
    starts = [phrase for phrase in table if len(phrase) >= _PHRASE and text.startswith(phrase + " ")]
    return table[max(starts, key=len)] if starts else ""
