"""Whose accounts an import touched: written down beside it part by part, for whoever takes it back."""

from collections.abc import Collection

import msgspec

from chalicelib.intake.spool import append, read_back
from chalicelib.store.businesses import Import
from chalicelib.workflows.importing.desk import Desk, desk_at


class Touched(msgspec.Struct, frozen=True):
    """A debtor with an invoice that the import created, changed or settled."""

    debtor: str


_ROWS = msgspec.msgpack.Decoder(Touched)


def note_touched(record: Import, part: int, debtors: Collection[str]) -> None:
    """Nothing is written for a part that changed nothing."""
    if not debtors:
        return
    with desk_at(undo_place(record)) as desk, desk.writing(_name(part)) as out:
        for debtor in sorted(debtors):
            append(out, Touched(debtor))


def touched_in(desk: Desk, part: int) -> list[str]:
    """The debtors of a part, from a desk at ``undo_place``."""
    with desk.reading(_name(part)) as opened:
        return [one.debtor for one in read_back(opened, _ROWS)]


def undo_place(record: Import) -> str:
    return f"work/{record.business}/{record.id}/undo"


def _name(part: int) -> str:
    return f"touched-{part:03}"
