"""Columns that are not known by name: as a person said of such a file before, else as names and values show."""

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.importing.file_mapping import FileMapping, Recognized
from chalicelib.intake.cells import clean
from chalicelib.intake.header import Columns, name_columns
from chalicelib.intake.limits import HEADER_WITHIN, MAX_COLUMNS
from chalicelib.intake.mapping.constants import WithConstants, constants_of, names_of
from chalicelib.intake.mapping.facts import Facts, Reader
from chalicelib.intake.mapping.layout import Layout, find_layout
from chalicelib.intake.mapping.names import meanings_of
from chalicelib.intake.mapping.preview import preview
from chalicelib.intake.mapping.proposal import Column, Proposal
from chalicelib.intake.mapping.propose import BAR, is_sure, propose
from chalicelib.intake.mapping.relations import relations
from chalicelib.intake.mapping.signature import is_own_names, own_names, plain_header, shapes_of
from chalicelib.intake.mapping.vocabulary import RULES
from chalicelib.intake.records import UnreadableFile
from chalicelib.intake.survey import Survey
from chalicelib.intake.table import Table

_MAPPABLE = frozenset({"missing_columns", "no_header"})
Found = tuple[Table, Columns]


class NeedsMapping(UnreadableFile):
    """A table of whose columns a person has to say what they are. ``code`` says why we could not."""

    def __init__(self, failure: UnreadableFile, proposal: Proposal) -> None:
        super().__init__(failure.code)
        self.params = failure.params
        self.proposal = proposal


class Recognizer:
    """For one file of one business. ``used`` or ``proposal`` tells afterwards how its columns became known."""

    def __init__(self, kind: str, business: Business, today: date, remembered: Sequence[FileMapping] = ()) -> None:
        self.kind, self._business, self._today = kind, business, today
        self._by_header = {one.header: one for one in remembered if one.kind == kind and one.header}
        self._by_shape = [one for one in remembered if one.kind == kind and not one.header]
        self.used: FileMapping | None = None
        self.proposal: Proposal | None = None

    @property
    def how(self) -> str:
        """``remembered`` or ``recognized``; "" while names alone told the columns."""
        return "remembered" if self.used else "recognized" if self.proposal else ""

    @property
    def recognized(self) -> dict[str, Recognized]:
        """What names and values told of each field; nothing while names alone told."""
        return self.proposal.recognized() if self.proposal else {}

    def remembered(self, tables: Sequence[Table]) -> Found | None:
        """The first table of a shape that a person has explained before."""
        if not self._by_header and not self._by_shape:
            return None
        return next((found for table in tables if (found := self._known(table))), None)

    def by_values(self, tables: Sequence[Table], failure: UnreadableFile) -> Found:
        """The table whose columns explain themselves best.

        Raises NeedsMapping when a person must say what they are, and ``failure`` itself when nobody could.
        """
        if failure.code not in _MAPPABLE or self.kind not in RULES:
            raise failure
        proposals = [(table, layout, one) for table in tables if (layout := find_layout(table.records()))
                     if (one := self._propose(table, layout))]  # fmt: skip
        if not proposals:
            raise failure
        table, layout, best = max(proposals, key=lambda found: _promise(found[2]))
        shown = preview(self.kind, layout, _header_of(best), best.chosen(), self._business, self._today)
        self.proposal = replace(best, preview=shown)
        if not best.sure:
            raise NeedsMapping(failure, self.proposal)
        index = {one.field: one.chosen.column for one in best.fields if one.chosen and one.chosen.confidence >= BAR}
        return table, Columns(layout.above, _header_of(best), index)

    def corrected(self, found: Survey) -> Survey:
        """What a person said of dates and decimals wins over what the columns prove."""
        if self.used is None:
            return found
        orders = dict.fromkeys(found.orders, self.used.date_order) if self.used.date_order else found.orders
        marks = dict.fromkeys(found.marks, self.used.decimal) if self.used.decimal else found.marks
        return replace(found, orders=orders, marks=marks)

    def _known(self, table: Table) -> Found | None:
        for line, cells in takewhile(lambda record: record[0] <= HEADER_WITHIN, table.records()):
            header = tuple(clean(cell) for cell in cells[:MAX_COLUMNS])
            plain = plain_header(header)
            if plain and (mapping := self._by_header.get(plain)):
                return self._as_told(table, mapping, line, header)
            if plain and self._by_shape and is_own_names(plain):
                mapping = next((one for one in self._by_shape if one.width == len(plain)), None)
                return self._as_told(table, mapping, line, header) if mapping else None
        return self._known_by_shape(table)

    def _known_by_shape(self, table: Table) -> Found | None:
        layout = find_layout(table.records()) if self._by_shape else None
        if layout is None or layout.line:
            return None
        facts = self._facts(layout)
        for mapping in self._by_shape:
            if mapping.width == layout.width and shapes_of(map(int, mapping.shapes), facts) == mapping.shapes:
                return self._as_told(table, mapping, layout.above, own_names(layout.width, self._business.language))
        return None

    def _as_told(self, table: Table, mapping: FileMapping, line: int, header: tuple[str, ...]) -> Found:
        self.used = mapping
        constants = constants_of(mapping)
        names = names_of(constants, self.kind, self._business.language)
        index = mapping.columns | {field: len(header) + at for at, field in enumerate(constants)}
        told = WithConstants(table, len(header), tuple(constants.values())) if constants else table
        return told, Columns(line, header + names, index)

    def _propose(self, table: Table, layout: Layout) -> Proposal | None:
        """None when every column is known by its name already: then one is missing, and nobody can point at it."""
        facts = self._facts(layout)
        known = set(name_columns(layout.line, list(layout.header), self.kind).index.values()) if layout.line else set()
        if known and all(at in known for at, one in facts.items() if one.filled):
            return None
        header = layout.header if layout.line else own_names(layout.width, self._business.language)
        related = relations(facts, [cells for _, cells in layout.rows], self._business.country)
        fields = propose(self.kind, layout.header, facts, related)
        sure = is_sure(self.kind, fields) and not _perhaps_bought(layout.header, facts)
        columns = tuple(Column(header[at], one) for at, one in facts.items())
        return Proposal(self.kind, table.sheet, layout.line, columns, fields, sure)

    def _facts(self, layout: Layout) -> dict[int, Facts]:
        reader = Reader(self._business.country, self._business.tax_id, self._today)
        return {at: reader.facts([cells[at] for _, cells in layout.rows]) for at in range(layout.width)}


def _header_of(proposal: Proposal) -> tuple[str, ...]:
    return tuple(column.header for column in proposal.columns)


def _promise(proposal: Proposal) -> tuple[bool, int]:
    return proposal.sure, sum(one.chosen.confidence for one in proposal.fields if one.chosen)


def _perhaps_bought(header: tuple[str, ...], facts: dict[int, Facts]) -> bool:
    """The business's own tax id in every row makes it the seller only where the column says so."""
    own = [at for at, one in facts.items() if one.own_tax_id]
    return any("seller" not in meanings_of(header[at])[0] for at in own)
