"""Rows that are one thing: repeated rows, the lines of one invoice, and rows that contradict each other."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.intake.faults import Doubt, Fault, RowRefused, rejected, warned
from chalicelib.intake.header import Columns
from chalicelib.intake.paid_rows import less_payments
from chalicelib.intake.records import DebtorRow, InvoiceRow, PaymentRow, Problem, RateRow, Row, ScheduleRow

_InvoiceKey = tuple[str, str, bool]


class Gathering(msgspec.Struct, frozen=True):
    """How the rows of one invoice go together in a file. By default each row is whole, and equal ones are one."""

    adds_up: bool = False  # each row is one line of its invoice, with its own amount
    by_line: bool = False  # the rows of one invoice repeat its total
    strict: bool = False  # rows of one key that differ in anything contradict each other
    as_is: bool = False  # whoever read the file has put them together
    names: dict[str, str] = {}  # our field -> the file's header


def gathering_of(columns: Columns) -> Gathering:
    return Gathering(
        "total" not in columns.index,
        not columns.is_template and "per_line" in columns.index,
        columns.is_template,
        names=columns.names(),
    )


class Gathered:
    """Collects records in the order of their lines: those of a file, or of all its rows of some debtors.

    ``conflicting``: lines of rows that share a key and contradict each other, each with its number.
    """

    def __init__(self, how: Gathering) -> None:
        self.problems: list[Problem] = []
        self.conflicting: dict[int, str] = {}
        self._names, self._as_is = how.names, how.as_is
        self._rows: list[Any] = []
        self._invoices: dict[_InvoiceKey, int] = {}
        self._lines: defaultdict[_InvoiceKey, list[int]] = defaultdict(list)
        self._others: set[Row] = set()
        self._schedules: dict[tuple[str, str], ScheduleRow] = {}
        self._rates: dict[tuple[str, date], RateRow] = {}
        self._adds_up, self._by_line, self._strict = how.adds_up, how.by_line, how.strict

    def add(self, row: Row) -> None:
        if self._as_is:
            self._rows.append(row)
        elif isinstance(row, InvoiceRow):
            self._add_invoice(row)
        elif isinstance(row, ScheduleRow):
            self._add_schedule(row)
        elif isinstance(row, RateRow):
            self._add_rate(row)
        else:
            self._add_once(row)

    def rows(self) -> list[Row]:
        """The records in file order, without the contradicting ones; payments among invoices taken off those."""
        rows = [row for row in self._rows if row.line not in self.conflicting] if self.conflicting else self._rows
        return less_payments(rows) if self._invoices and self._others else rows

    def named(self) -> Iterable[tuple[str, str]]:
        """Debtor and number of every invoice that the records name, those of contradicting ones too."""
        return ((debtor, number) for debtor, number, _ in self._invoices)

    def contradictions(self) -> list[Problem]:
        """One a line of the contradicting records."""
        return [
            rejected(line, RowRefused(Fault("conflicting_rows"), "number", number), self._names)
            for line, number in self.conflicting.items()
        ]

    def _add_once(self, row: PaymentRow | DebtorRow) -> None:
        """Equal payments are one, unless the file numbers them: then their references differ."""
        bare: Row = replace(row, line=0, warnings=())
        if bare in self._others:
            self._repeated(row)
            return
        self._others.add(bare)
        self._rows.append(row)

    def _add_schedule(self, row: ScheduleRow) -> None:
        """One charge of one debtor is agreed once: another row must say the same."""
        first = self._schedules.setdefault((row.debtor, row.told.id), row)
        if first is row:
            self._rows.append(row)
        elif first.told == row.told:
            self._repeated(row)
        else:
            self.conflicting.update({first.line: row.told.id, row.line: row.told.id})

    def _add_rate(self, row: RateRow) -> None:
        """A unit has one value a day."""
        first = self._rates.setdefault((row.unit, row.on), row)
        if first is row:
            self._rows.append(row)
        elif first.value == row.value:
            self._repeated(row)
        else:
            self.conflicting.update({first.line: row.unit, row.line: row.unit})

    def _add_invoice(self, row: InvoiceRow) -> None:
        # Tax authorities number credit notes apart from invoices: one number may be both.
        key = (row.debtor, row.number, row.total_minor < 0)
        at = self._invoices.setdefault(key, len(self._rows))
        if at == len(self._rows):
            self._rows.append(row)
        else:
            self._meet(key, at, row)

    def _meet(self, key: _InvoiceKey, at: int, row: InvoiceRow) -> None:
        first = self._rows[at]
        lines = self._lines[key]
        lines.append(row.line)
        if first.line in self.conflicting:
            self.conflicting[row.line] = row.number
        elif self._adds_up and _same_frame(first, row):
            self._rows[at] = replace(first, total_minor=first.total_minor + row.total_minor)
        elif not self._adds_up and _bare(first) == _bare(row):
            if not self._by_line:
                self._repeated(row)
        elif self._strict or self._adds_up or not _same_money(first, row):
            self.conflicting.update(dict.fromkeys((first.line, *lines), row.number))
        elif row.concept and not first.concept:
            self._rows[at] = replace(first, concept=row.concept)

    def _repeated(self, row: Row) -> None:
        self.problems.append(
            warned(row.line, Doubt("duplicate_row", "number", getattr(row, "number", "")), self._names)
        )


def _bare(row: InvoiceRow) -> InvoiceRow:
    return replace(row, line=0, warnings=())


def _same_money(first: InvoiceRow, row: InvoiceRow) -> bool:
    return first.total_minor == row.total_minor and first.balance_minor == row.balance_minor and _same_frame(first, row)


def _same_frame(first: InvoiceRow, row: InvoiceRow) -> bool:
    """Everything but the amounts and the words: what all lines of one invoice repeat."""
    return (first.currency, first.issued_on, first.due_on, first.document_type, first.standing) == (
        row.currency,
        row.issued_on,
        row.due_on,
        row.document_type,
        row.standing,
    )
