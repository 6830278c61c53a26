"""``open_file``: a file as a stream of rows, every one of them used or refused with its line and reason.

``read_file`` is the same for a small file, gathered in memory.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cached_property

from chalicelib.domain.business import Business
from chalicelib.domain.importing.file_mapping import FileMapping
from chalicelib.intake.blob import Blob, Held
from chalicelib.intake.cells import clean
from chalicelib.intake.delimited import BrokenCells
from chalicelib.intake.faults import Fault, NotARow, RowRefused, rejected
from chalicelib.intake.furniture import is_furniture
from chalicelib.intake.gathering import Gathered, Gathering, gathering_of
from chalicelib.intake.header import Columns
from chalicelib.intake.invoices import Terms
from chalicelib.intake.mapping.recognize import Recognizer
from chalicelib.intake.purchases import refuse_purchases
from chalicelib.intake.readers import reader_of
from chalicelib.intake.records import Cell, InvoiceRow, Problem, Reading, RejectedLine, Row, Source
from chalicelib.intake.survey import Survey, survey
from chalicelib.intake.table import Table, body, open_table
from chalicelib.intake.template import FOLDERS


class OpenFile:
    """A file whose columns are known. It is read from its start each time it is asked, and never held."""

    def __init__(
        self,
        table: Table,
        columns: Columns,
        recognizer: Recognizer,
        *,
        name: str,
        folder: str,
        business: Business,
        today: date,
        terms: Terms,
    ) -> None:
        self.table, self.columns, self.recognizer, self.name, self.kind = table, columns, recognizer, name, folder
        self._business, self._today, self._terms = business, today, terms

    @cached_property
    def found(self) -> Survey:
        """What a pass over the whole file says. Raises UnreadableFile."""
        found = self.recognizer.corrected(survey(self.table, self.columns, self._business.country))
        if self.kind == "invoices":
            refuse_purchases(self.columns, found, self._business)
        return found

    @property
    def gathering(self) -> Gathering:
        return gathering_of(self.columns)

    @property
    def source(self) -> Source:
        table, columns, found = self.table, self.columns, self.found
        return Source(
            columns.made_by or self.recognizer.how or "columns",
            table.container,
            table.encoding,
            table.delimiter,
            table.sheet,
            columns.line,
            columns.header,
            columns.names(),
            found.orders,
            found.marks,
            self.recognizer.recognized,
        )

    def records(self) -> Iterator[Row | Problem | RejectedLine]:
        """One a row that was read, in the file's order: a record, the warning of a row that is none, or a refusal."""
        reader = reader_of(self.kind, self.columns, self.found, self._business, self._today, self._terms)
        names = self.columns.names()
        for line, cells in body(self.table, self.columns):
            try:
                found: Row | Problem | RejectedLine = reader.read(line, cells)
            except NotARow:
                continue
            except RowRefused as reason:
                if not isinstance(cells, BrokenCells) and is_furniture(cells, self.columns):
                    continue
                found = _refuse(line, cells, reason, names)
            yield found

    def cells(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Every line's own cells, in the file's order: for rows that are refused when theirs are no longer at hand."""
        return ((line, _own_texts(cells)) for line, cells in body(self.table, self.columns))


def open_file(
    blob: Blob,
    *,
    name: str = "",
    folder: str,
    business: Business,
    today: date,
    terms_days: Terms = lambda _: None,
    remembered: Sequence[FileMapping] = (),
) -> OpenFile:
    """Open a file of the ``invoices``, ``payments`` or ``debtors`` folder.

    ``today`` is the business's local date; ``terms_days`` gives a debtor's own payment terms; ``remembered`` is what
    people of the business said of the columns of earlier files. The file is recognized by its content; ``name`` is only
    kept for the report.

    Raises NeedsMapping when a person must say what its columns are, another UnreadableFile when nothing of the file can
    be used; its ``found`` and ``records`` may raise it too.
    """
    if folder not in FOLDERS:
        raise ValueError(folder)
    recognizer = Recognizer(folder, business, today, remembered)
    table, columns = open_table(blob, folder, business.language, recognizer)
    return OpenFile(
        table, columns, recognizer, name=name, folder=folder, business=business, today=today, terms=terms_days
    )


def read_file(
    data: bytes,
    *,
    name: str = "",
    folder: str,
    business: Business,
    today: date,
    terms_days: Terms = lambda _: None,
    remembered: Sequence[FileMapping] = (),
) -> Reading:
    """A whole file at once: see ``open_file``. Raises UnreadableFile."""
    return _gather(
        open_file(
            Held(data),
            name=name,
            folder=folder,
            business=business,
            today=today,
            terms_days=terms_days,
            remembered=remembered,
        )
    )


def _gather(file: OpenFile) -> Reading:
    gathered, refused, problems, count = Gathered(file.gathering), [], [], 0
    for found in file.records():
        count += 1
        if isinstance(found, RejectedLine):
            refused.append(found)
        elif isinstance(found, Problem):
            problems.append(found)
        else:
            problems.extend(found.warnings)
            gathered.add(found)
    refused += _contradictions(file, gathered)
    rows = gathered.rows()
    problems = [problem for problem in problems + gathered.problems if problem.line not in gathered.conflicting]
    problems += [line.problem for line in refused]
    return Reading(
        file.kind,
        file.source,
        rows,
        sorted(problems, key=lambda problem: problem.line),
        sorted(refused, key=lambda line: line.problem.line),
        count,
        sum(row.due_computed for row in rows if isinstance(row, InvoiceRow)),
        lambda lines: _cells_of(file, lines),
    )


def _refuse(line: int, cells: list[Cell], reason: RowRefused, names: dict[str, str]) -> RejectedLine:
    if isinstance(cells, BrokenCells):
        reason = RowRefused(Fault(cells.code), "", cells[0])
    return RejectedLine(rejected(line, reason, names), _own_texts(cells))


def _own_texts(cells: list[Cell]) -> tuple[str, ...]:
    return tuple(cell if isinstance(cell, str) else clean(cell) for cell in cells[:-1])


def _contradictions(file: OpenFile, gathered: Gathered) -> list[RejectedLine]:
    cells = _cells_of(file, gathered.conflicting)
    return [RejectedLine(problem, cells[problem.line]) for problem in gathered.contradictions()]


def _cells_of(file: OpenFile, lines: Collection[int]) -> dict[int, tuple[str, ...]]:
    return {line: cells for line, cells in file.cells() if line in lines} if lines else {}
