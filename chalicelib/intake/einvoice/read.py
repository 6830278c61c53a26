"""``read_einvoices``: one XML document, or a ZIP of many, → rows; every document used, set aside or refused by name."""

from collections.abc import Callable, Collection, Iterator
from datetime import date

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.intake.einvoice.archive import Member, is_zip, members
from chalicelib.intake.einvoice.documents import documents_in
from chalicelib.intake.einvoice.found import Found
from chalicelib.intake.einvoice.rows import Rows
from chalicelib.intake.einvoice.xml import XmlRefused
from chalicelib.intake.faults import Fault, RowRefused, shown
from chalicelib.intake.invoices import Terms
from chalicelib.intake.packed import begins_with_table
from chalicelib.intake.records import InvoiceRow, PaymentRow, Problem, Reading, RejectedLine, Source, UnreadableFile
from chalicelib.intake.table import check_size
from chalicelib.intake.template import LANGUAGE_ORDER, TEMPLATES

_FILE = ("archivo", "file", "arquivo")  # in the order of the languages
_WHOLE_FILE = frozenset({"bad_xml", "unsafe_xml", "xml_too_big", "unknown_document"})
_Key = tuple[str, str, bool, str, str]
_PURCHASES = "purchases_not_sales"
_PLAIN_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")
_WORKBOOK_STARTS = (b"[content_types]", b"_rels/", b"docprops/", b"xl/", b"mimetype", b"customxml/")
_HTML = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style", b"<body", b"<div")


def read_einvoices(
    data: bytes, *, name: str = "", business: Business, today: date, terms_days: Terms = lambda _: None
) -> Reading:
    """Read electronic invoices of any of the formats we know. Rows may be of invoices and of payments.

    ``line`` is the position of a document, from 1; a row's own file, where a ZIP holds many, stands in its problems.
    Raises UnreadableFile when nothing of the file can be used.
    """
    check_size(len(data))
    collected = _Collected(business, today, terms_days)
    packed = is_zip(data)
    for member in members(data) if packed else (Member(name, data),):
        collected.take(member)
    return collected.reading("zip" if packed else "xml")


def is_einvoice(start: bytes) -> bool:
    """By the first bytes of a file: an XML document that is no web page, or a ZIP that holds no table."""
    if is_zip(start):
        name = start[30 : 30 + int.from_bytes(start[26:28], "little")]  # of the first file, in the header before it
        return not begins_with_table(start) and not name.lower().startswith(_WORKBOOK_STARTS)
    text = start.lstrip(b" \t\r\n")
    return text.startswith(_PLAIN_STARTS) and not any(mark in text[:2000].lower() for mark in _HTML)


class _Collected:
    """The rows and problems of a file, gathered document by document."""

    def __init__(self, business: Business, today: date, terms: Terms) -> None:
        self._language = LANGUAGE_ORDER.index(business.language)
        self._rows = Rows(business, today, terms)
        self._used: dict[_Key | int, InvoiceRow | PaymentRow] = {}
        self._payments: set[PaymentRow] = set()
        self._problems: list[Problem] = []
        self._refused: list[RejectedLine] = []
        self._others: list[str] = []
        self._files: dict[int, str] = {}  # of each document, by its line
        self._read = 0  # rows: a document in installments, or about several payments, is several

    def take(self, member: Member) -> None:
        if member.refused == "other_file":
            self._others.append(member.name)
            return
        try:
            if member.refused:
                raise XmlRefused(member.refused)
            for document in documents_in(member.data):
                self._document(document, self._next(member.name), member.name)
        except XmlRefused as refusal:
            self._refuse(RowRefused(Fault(refusal.code), ""), self._next(member.name))

    def reading(self, container: str) -> Reading:
        """Raises UnreadableFile when no document of the file can be used."""
        self._check(container)
        rows = sorted(self._used.values(), key=_order)
        if self._others:
            count = {"count": str(len(self._others))}
            self._problems.append(Problem(1, "warned", "other_files", "", "", shown(self._others[0]), count))
        self._problems += [line.problem for line in self._refused]
        return Reading(
            "einvoice",
            Source("einvoice", container, header=(_FILE[self._language],)),
            list(rows),
            sorted(self._problems, key=lambda problem: problem.line),
            sorted(self._refused, key=lambda line: line.problem.line),
            self._read,
            sum(row.due_computed for row in rows if isinstance(row, InvoiceRow)),
            self._cells,
        )

    def _check(self, container: str) -> None:
        codes = {line.problem.code for line in self._refused}
        if not self._files:
            raise UnreadableFile("no_documents")
        if not self._used and codes == {_PURCHASES}:
            raise UnreadableFile(_PURCHASES)
        if container == "xml" and codes & _WHOLE_FILE:
            raise UnreadableFile(codes.pop(), column=self._files[1])

    def _next(self, file: str) -> int:
        line = len(self._files) + 1
        self._files[line] = file
        return line

    def _document(self, document: Callable[[], Iterator[Found]], line: int, file: str) -> None:
        """All of a document or nothing of it."""
        try:
            found = [row for facts in document() for row in self._rows.of(facts, line, file)]
        except RowRefused as reason:
            self._refuse(reason, line)
            return
        self._read += sum(not isinstance(row, Problem) for row in found) or 1
        for row in found:
            if isinstance(row, Problem):
                self._problems.append(row)
            elif isinstance(row, PaymentRow):
                self._pay(row)
            else:
                self._invoice(row)

    def _invoice(self, row: InvoiceRow) -> None:
        """A copy of a document is the same document; another content under its own name is a contradiction."""
        key = (row.debtor, row.number, row.total_minor < 0, row.standing, row.document_id)
        first = self._used.setdefault(key, row)
        if first is row:
            self._problems += row.warnings
        elif isinstance(first, InvoiceRow) and _bare(first) == _bare(row):
            self._repeated(row)
        else:
            self._read -= 1
            self._refuse(RowRefused(Fault("conflicting_rows"), "number", row.number), row.line)

    def _pay(self, row: PaymentRow) -> None:
        bare = replace(row, line=0)
        if bare in self._payments:
            self._repeated(row)
            return
        self._payments.add(bare)
        self._used[len(self._used)] = row

    def _repeated(self, row: InvoiceRow | PaymentRow) -> None:
        file = self._files[row.line]
        self._problems.append(Problem(row.line, "warned", "duplicate_row", "number", file, shown(row.number)))

    def _refuse(self, reason: RowRefused, line: int) -> None:
        self._read += 1
        file = self._files[line]
        column = TEMPLATES["invoices"].get(reason.field) or TEMPLATES["payments"].get(reason.field)
        problem = Problem(
            line,
            "rejected",
            reason.fault.code,
            reason.field,
            column[self._language] if column else file,
            shown(reason.cell) or shown(file),
            reason.fault.params,
        )
        self._refused.append(RejectedLine(problem, (file,)))

    def _cells(self, lines: Collection[int]) -> dict[int, tuple[str, ...]]:
        return {line: (self._files[line],) for line in lines if line in self._files}


def _bare(row: InvoiceRow) -> InvoiceRow:
    return replace(row, line=0, warnings=())


def _order(row: InvoiceRow | PaymentRow) -> tuple[int, date, int]:
    """Invoices before what is said of them: notes, then assignments and cancellations, then payments by their days."""
    if isinstance(row, PaymentRow):
        return 3, row.paid_on, row.line
    return 2 if row.standing else int(row.total_minor < 0), row.due_on, row.line
