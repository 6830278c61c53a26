"""Dealing a file into parts loses nothing, keeps each debtor together, and what the parts find reads as one file's."""

import io
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.intake.blob import Held
from chalicelib.intake.dealing import MOST_PARTS, ROWS_A_PART, Numbers, deal, part_of, parts_for
from chalicelib.intake.findings import beside, by_line
from chalicelib.intake.gathering import Gathered
from chalicelib.intake.limits import MAX_ROWS
from chalicelib.intake.read import open_file, read_file
from chalicelib.intake.records import InvoiceRow, PaymentRow, Problem, Row
from chalicelib.intake.spool import PROBLEMS, ROWS, append_all, read_back
from tests.intake.files import TODAY, business

HEADER = "numero;cliente_id;cliente;fecha_vencimiento;total;concepto;correo"
LINES = st.lists(
    st.tuples(
        st.sampled_from(["F1", "F2", "F3", "F4", "F5", ""]),
        st.sampled_from(["C1", "C2", "C3", ""]),
        st.sampled_from(["100", "200", "-50", "x", ""]),
        st.sampled_from(["ana@x.example", "no", ""]),
    ),
    max_size=40,
)


def text_of(lines: list[tuple[str, str, str, str]]) -> bytes:
    rows = (f"{number};{who};;2026-12-01;{total};Clase;{mail}" for number, who, total, mail in lines)
    return "\n".join((HEADER, *rows)).encode()


def dealt(data: bytes, parts: int, folder: str = "invoices") -> tuple[int, list[list[Row]], list[Problem], Numbers]:
    """Rows read, the rows of each part, the problems of reading, and the numbers of the refused rows."""
    rows, problems, unread = [io.BytesIO() for _ in range(parts)], io.BytesIO(), Numbers()
    content = open_file(Held(data), folder=folder, business=business(), today=TODAY)
    told = deal(content, rows, problems, unread)
    for one in (*rows, problems):
        one.seek(0)
    found = [list(read_back(one, ROWS)) for one in rows]
    return told.rows_read, found, list(read_back(problems, PROBLEMS)), Numbers(unread.packed())


@given(LINES, st.integers(1, 7))
def test_a_file_read_in_parts_is_the_file_read_at_once(lines: list[tuple[str, str, str, str]], parts: int) -> None:
    data = text_of(lines)
    whole = read_file(data, folder="invoices", business=business(), today=TODAY)
    rows_read, by_part, problems, _ = dealt(data, parts)

    content = open_file(Held(data), folder="invoices", business=business(), today=TODAY)
    gathered = [Gathered(content.gathering) for _ in range(parts)]
    for part, rows in zip(gathered, by_part, strict=True):
        for row in rows:
            part.add(row)
    found = [sorted([*part.problems, *part.contradictions()], key=lambda one: one.line) for part in gathered]
    lines_told = list(by_line([problems, *found]))

    assert rows_read == whole.rows_read
    rows_in_parts = sorted((row for part in gathered for row in part.rows()), key=lambda row: row.line)
    assert rows_in_parts == sorted((replace(row, warnings=()) for row in whole.rows), key=lambda row: row.line)
    refused = [(one.line, one.code) for told in lines_told for one in told if one.level == "rejected"]
    assert refused == [(one.problem.line, one.problem.code) for one in whole.refused]
    assert sum(told[0].level == "warned" for told in lines_told) == whole.warned


@given(LINES, st.integers(1, 7))
def test_all_rows_of_a_debtor_are_in_one_part_in_the_order_of_the_file(
    lines: list[tuple[str, str, str, str]], parts: int
) -> None:
    _, by_part, _, _ = dealt(text_of(lines), parts)
    for part, rows in enumerate(by_part):
        assert all(part_of(row.debtor, parts) == part for row in rows)
        assert all(one.line < other.line for one, other in pairwise(rows))


def test_a_payment_without_a_customer_is_dealt_by_its_invoice() -> None:
    data = b"numero;cliente_id;fecha;monto\nF1;;2026-11-01;5\nF1;C1;2026-11-02;5\n"
    _, by_part, _, _ = dealt(data, 5, "payments")
    assert [row.line for row in by_part[part_of("F1", 5)] if not row.debtor] == [2]
    assert [row.line for row in by_part[part_of("C1", 5)] if row.debtor] == [3]


def test_the_part_of_a_debtor_never_changes() -> None:
    """Parts of one import are made by one process and compared with accounts dealt by another."""
    assert [part_of(who, 256) for who in ("C1", "Peña & Cía.", "")] == [3, 215, 0]


def test_a_file_has_as_many_parts_as_it_needs_and_a_million_rows_have_no_more_than_the_most() -> None:
    assert [parts_for(rows) for rows in (0, 1, ROWS_A_PART, ROWS_A_PART + 1)] == [1, 1, 1, 2]
    assert parts_for(MAX_ROWS) == MOST_PARTS


def test_rows_come_back_from_the_spool_as_they_went_in() -> None:
    invoice = InvoiceRow(
        2, "C1", "F1", "C1", "José", "", "", "", "", None, date(2026, 12, 1), "COP", -5, None, "", "", "", "invoice", ""
    )
    payment = PaymentRow(3, "", "F1", "", "", "", date(2026, 11, 1), "COP", 10**15, "R", "")
    out = io.BytesIO()
    append_all(out, [invoice, payment])
    out.seek(0)
    assert list(read_back(out, ROWS)) == [invoice, payment]


@given(st.sets(st.text(max_size=8)), st.text(max_size=8))
def test_the_numbers_of_refused_rows_are_remembered_exactly(numbers: set[str], other: str) -> None:
    told = Numbers()
    for number in numbers:
        told.add(number)
    asked = Numbers(told.packed())
    assert all(number in asked for number in numbers if number)
    assert (other in asked) == (other in numbers and other != "")


def test_a_refused_row_leaves_its_number_with_its_series() -> None:
    data = b"serie;numero;cliente;fecha_vencimiento;total\nA;1;Ana;2026-12-01;x\n;2;Ana;2026-12-01;x\n"
    unread = dealt(data, 1)[3]
    assert ("A-1" in unread, "2" in unread, "1" in unread) == (True, True, False)


def test_a_refused_row_is_told_with_one_reason_and_without_its_warnings() -> None:
    early = [Problem(2, "warned", "bad_email"), Problem(3, "rejected", "bad_date"), Problem(9, "warned", "bad_phone")]
    later = [Problem(2, "warned", "duplicate_row"), Problem(9, "rejected", "balance_rose")]
    told = [[(one.line, one.code) for one in line] for line in by_line([early, later])]
    assert told == [[(2, "bad_email"), (2, "duplicate_row")], [(3, "bad_date")], [(9, "balance_rose")]]


def test_problems_stand_beside_their_own_cells() -> None:
    problems = [Problem(line, "rejected", "bad_date") for line in (2, 5, 5, 8)]
    cells = [(line, (str(line),)) for line in (1, 2, 3, 5, 6)]
    assert [own for _, own in beside(problems, cells)] == [("2",), ("5",), ("5",), ()]
