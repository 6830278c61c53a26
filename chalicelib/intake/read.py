"""``read_file``: the bytes of a file → its rows, every one of them used or refused with its line and reason."""

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Protocol

from chalicelib.domain.business import Business
from chalicelib.intake.cells import clean
from chalicelib.intake.debtors import DebtorReader
from chalicelib.intake.delimited import BrokenCells
from chalicelib.intake.faults import Fault, RowRefused, rejected
from chalicelib.intake.furniture import is_furniture
from chalicelib.intake.gathering import Gathered
from chalicelib.intake.header import Columns
from chalicelib.intake.invoices import InvoiceReader, Terms
from chalicelib.intake.payments import PaymentReader
from chalicelib.intake.purchases import refuse_purchases
from chalicelib.intake.records import Cell, InvoiceRow, Problem, Reading, RejectedLine, Row, Source
from chalicelib.intake.survey import Survey, survey
from chalicelib.intake.table import Table, body, open_table
from chalicelib.intake.template import FOLDERS


class RowReader(Protocol):
    def read(self, line: int, cells: list[Cell]) -> Row | Problem: ...


def read_file(
    data: bytes, *, name: str = "", folder: str, business: Business, today: date, terms_days: Terms = lambda _: None
) -> Reading:
    """Read a file of the ``invoices``, ``payments`` or ``debtors`` folder.

    ``today`` is the business's local date; ``terms_days`` gives a debtor's own payment terms. The file is recognized by
    its content; ``name`` is only kept for the report.

    Raises UnreadableFile when nothing of the file can be used.
    """
    if folder not in FOLDERS:
        raise ValueError(folder)
    table, columns = open_table(data, folder, business.language)
    found = survey(table, columns, business.country)
    if folder == "invoices":
        refuse_purchases(columns, found, business)
    reader: RowReader
    if folder == "invoices":
        reader = InvoiceReader(columns, found, business, today, terms_days)
    elif folder == "payments":
        reader = PaymentReader(columns, found, business, today)
    else:
        reader = DebtorReader(columns, business)
    return _collect(table, columns, reader, folder, _source(name, table, columns, found))


def _collect(table: Table, columns: Columns, reader: RowReader, folder: str, source: Source) -> Reading:
    gathered, refused, problems, count = Gathered(columns), [], [], 0
    names = columns.names()
    for line, cells in body(table, columns):
        count += 1
        try:
            record = reader.read(line, cells)
        except RowRefused as reason:
            if not isinstance(cells, BrokenCells) and is_furniture(cells, columns):
                count -= 1
                continue
            refused.append(_refuse(line, cells, reason, names))
            continue
        if isinstance(record, Problem):
            problems.append(record)
        else:
            if record.warnings:
                problems.extend(record.warnings)
            gathered.add(record)
    refused += _contradictions(table, columns, gathered.conflicting)
    rows = gathered.rows()
    problems = [problem for problem in problems + gathered.problems if problem.line not in gathered.conflicting]
    problems += [line.problem for line in refused]
    return Reading(
        folder,
        source,
        rows,
        sorted(problems, key=lambda problem: problem.line),
        sorted(refused, key=lambda line: line.problem.line),
        count,
        sum(row.due_computed for row in rows if isinstance(row, InvoiceRow)),
        partial(_cells_of, table, columns),
    )


def _refuse(line: int, cells: list[Cell], reason: RowRefused, names: dict[str, str]) -> RejectedLine:
    if isinstance(cells, BrokenCells):
        reason = RowRefused(Fault(cells.code), "", cells[0])
    return RejectedLine(rejected(line, reason, names), _own_texts(cells))


def _own_texts(cells: list[Cell]) -> tuple[str, ...]:
    return tuple(cell if isinstance(cell, str) else clean(cell) for cell in cells[:-1])


def _contradictions(table: Table, columns: Columns, lines: set[int]) -> list[RejectedLine]:
    names, number = columns.names(), columns.index.get("number", 0)
    return [
        RejectedLine(rejected(line, RowRefused(Fault("conflicting_rows"), "number", cells[number]), names), cells)
        for line, cells in _cells_of(table, columns, lines).items()
    ]


def _cells_of(table: Table, columns: Columns, lines: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Another pass over the file, for the few lines whose cells are asked for when they are no longer at hand."""
    return {line: _own_texts(cells) for line, cells in body(table, columns) if line in lines} if lines else {}


def _source(name: str, table: Table, columns: Columns, found: Survey) -> Source:
    return Source(
        "template" if columns.is_template else "columns",
        table.container,
        table.encoding,
        table.delimiter,
        table.sheet,
        columns.line,
        columns.header,
        columns.names(),
        found.orders,
        found.marks,
    )
