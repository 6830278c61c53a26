"""What kind of document a row is, and how it stands: draft, cancelled, disputed by the buyer, with a factor, paid."""

import re
from collections.abc import Mapping

import msgspec

from chalicelib.intake.cells import folded, optional
from chalicelib.intake.faults import Doubt
from chalicelib.intake.records import Cell
from chalicelib.intake.words import (
    ASSIGNED,
    CANCELLED,
    DISPUTED,
    DOCUMENT_CODES,
    DOCUMENT_TYPES,
    DRAFT,
    INVOICE,
    PAID,
    PURCHASE,
    STATE_CODES,
    STATES,
    UNSENT,
)

DOCUMENT_FIELDS = (
    "document_type", "direction", "status", "cancelled_on", "disputed_on", "assigned_on", "settled_on",
)  # fmt: skip
_LEADING_CODE = re.compile(r"0*(\d+) - .*")
_PHRASE = 4
_SOMETHING = re.compile(r"[^\W0]")  # 00/00/0000 is no date at all
_DOUBTS = {DRAFT: "not_issued", CANCELLED: "cancelled", DISPUTED: "disputed", ASSIGNED: "assigned", UNSENT: "not_sent"}

Words = Mapping[str, Mapping[str, str]]


class Document(msgspec.Struct, frozen=True):
    type: str = INVOICE  # invoice | debit_note | credit_note | payment | purchase | line | other
    state: str = ""  # draft | cancelled | disputed | assigned | unsent | paid | ""
    doubts: tuple[Doubt, ...] = ()
    judged: str = ""  # what speaks of disputes here: claim (a column of its own) | status | ""


class Documents(dict[tuple[Cell, ...], Document]):
    """Cells of ``DOCUMENT_FIELDS`` → the document.

    ``strict``: an unknown type is a doubt, as in the template. ``words``: a named format's own. ``claims``: the file
    has a column for claims of buyers, so a blank one says that there is none.
    """

    def __init__(self, country: str, strict: bool, words: Words | None = None, claims: bool = False) -> None:
        super().__init__()
        self._country, self._strict, self._words, self._claims = country, strict, words or {}, claims

    def __missing__(self, cells: tuple[Cell, ...]) -> Document:
        if len(self) > 10_000:
            self.clear()
        found = self[cells] = self._read(cells)
        return found

    def _read(self, cells: tuple[Cell, ...]) -> Document:
        type_cell, direction_cell, state_cell, *dates = cells
        kind = self._own("direction", direction_cell) or self._type(type_cell)
        state, field, cell = self._state(state_cell, dates)
        doubts = []
        if not kind and self._strict:
            doubts.append(Doubt("unknown_document_type", "document_type", type_cell))
        if state in _DOUBTS:
            doubts.append(Doubt(_DOUBTS[state], field, cell))
        if kind == PURCHASE:
            doubts = [Doubt("bought", "direction" if direction_cell else "document_type", direction_cell or type_cell)]
        judged = "claim" if self._claims else "status" if optional(state_cell) else ""
        return Document(kind or INVOICE, state, tuple(doubts), judged)

    def _own(self, field: str, cell: Cell) -> str:
        """What the named format says of a cell: the whole of it, its beginning, or what it says of anything else."""
        words = self._words.get(field)
        if not words:
            return ""
        text = folded(optional(cell))
        return words.get(text) or _by_phrase(text, words) or words.get("*", "")

    def _type(self, cell: Cell) -> str:
        if own := self._own("document_type", cell):
            return own
        text = folded(optional(cell))
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

    def _state(self, cell: Cell, dates: list[Cell]) -> tuple[str, str, Cell]:
        """(state, the field that says so, its cell). What stops a chase for good goes before what only rests it."""
        cancelled_on, disputed_on, assigned_on, settled_on = dates
        if _SOMETHING.search(optional(cancelled_on)):
            return CANCELLED, "cancelled_on", cancelled_on
        told = self._told(cell)
        if told in (CANCELLED, DRAFT):
            return told, "status", cell
        for state, field, date_cell in (
            (ASSIGNED, "assigned_on", assigned_on),
            (DISPUTED, "disputed_on", disputed_on),
            (PAID, "settled_on", settled_on),
        ):
            if _SOMETHING.search(optional(date_cell)):
                return state, field, date_cell
        return told, "status", cell

    def _told(self, cell: Cell) -> str:
        if own := self._own("status", cell):
            return own
        text = folded(optional(cell))
        exact = STATES.get(text) or STATE_CODES.get(self._country, {}).get(text, "")
        if exact or not text:
            return exact
        phrase = _by_phrase(text, STATES)
        return "" if phrase == PAID else phrase  # "paid in part" is not paid


def _by_phrase(text: str, table: Mapping[str, str]) -> str:
    """``nota de credito electronica exenta`` is a ``nota de credito``: the longest known phrase it starts with."""
    starts = [phrase for phrase in table if len(phrase) >= _PHRASE and text.startswith(phrase + " ")]
    return table[max(starts, key=len)] if starts else ""
