"""What is proposed for a table of unknown columns, with how surely and why."""

import msgspec

from chalicelib.domain.importing.file_mapping import Recognized
from chalicelib.intake.mapping.facts import Facts
from chalicelib.intake.records import Problem


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """``code`` is a key under ``mapping.reason``; ``params`` fill its sentence."""

    code: str
    params: dict[str, str] = {}


class Chance(msgspec.Struct, frozen=True):
    """One column for a field. ``confidence`` in whole percent."""

    column: int
    confidence: int
    reasons: tuple[Reason, ...] = ()


class FieldChoice(msgspec.Struct, frozen=True, omit_defaults=True):
    """The column proposed for a field, if any, and the next best ones. ``contested``: another is nearly as likely."""

    field: str
    chosen: Chance | None = None
    alternatives: tuple[Chance, ...] = ()
    contested: bool = False


class Column(msgspec.Struct, frozen=True):
    """One column of the file. ``header`` is its own name, or ours in a file that names none."""

    header: str
    facts: Facts


class Previewed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row as it stands and what it would become: field → value (amounts in minor units), or nothing and why."""

    line: int
    cells: tuple[str, ...]
    becomes: dict[str, str | int | bool | None] = {}
    problems: tuple[Problem, ...] = ()


class Proposal(msgspec.Struct, frozen=True):
    """``sure``: so clear that the import goes on by itself. ``line``: of the header, 0 when the file has none."""

    kind: str  # invoices | payments | debtors
    sheet: str
    line: int
    columns: tuple[Column, ...]
    fields: tuple[FieldChoice, ...]
    sure: bool
    preview: tuple[Previewed, ...] = ()

    def chosen(self) -> dict[str, int]:
        """Field → position of every column that is proposed."""
        return {one.field: one.chosen.column for one in self.fields if one.chosen}

    def recognized(self) -> dict[str, Recognized]:
        """Field → its column and how surely, for the report."""
        return {
            one.field: Recognized(self.columns[one.chosen.column].header, one.chosen.confidence)
            for one in self.fields
            if one.chosen
        }
