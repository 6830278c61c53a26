"""What a person said of every row of a file, as columns that the file itself does not have."""

from collections.abc import Iterator

from chalicelib.domain.importing.file_mapping import FileMapping
from chalicelib.intake.delimited import BrokenCells
from chalicelib.intake.records import Cell
from chalicelib.intake.table import Table
from chalicelib.intake.template import LANGUAGE_ORDER, TEMPLATES


def constants_of(mapping: FileMapping) -> dict[str, str]:
    """Field → the value that every row gets."""
    told = {"currency": mapping.currency, "document_type": mapping.every_row.replace("_", " ")}
    return {field: value for field, value in told.items() if value and field in TEMPLATES[mapping.kind]}


def names_of(fields: dict[str, str], kind: str, language: str) -> tuple[str, ...]:
    at = LANGUAGE_ORDER.index(language) if language in LANGUAGE_ORDER else 0
    return tuple(TEMPLATES[kind][field][at] for field in fields)


class WithConstants:
    """A table whose rows all end with the same cells, right of their own ``width`` ones."""

    def __init__(self, table: Table, width: int, constants: tuple[str, ...]) -> None:
        self._table, self._width, self._constants = table, width, constants
        self.container, self.encoding = table.container, table.encoding
        self.delimiter, self.sheet = table.delimiter, table.sheet

    def records(self, width: int = 0) -> Iterator[tuple[int, list[Cell]]]:
        for line, cells in self._table.records(self._width if width else 0):
            if any(cells) and not isinstance(cells, BrokenCells):
                cells.extend([""] * (self._width - len(cells)))
                cells[self._width :] = self._constants
            yield line, cells
