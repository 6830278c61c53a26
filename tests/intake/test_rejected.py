"""The file of refused rows: correct it there, drop it again, and it reads as the whole file would have."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.intake.records import Problem, Reading
from chalicelib.intake.rejected import Wording, harmless, write_rejected
from chalicelib.messages.catalog import say
from chalicelib.messages.problem_words import explained
from tests.intake.files import read, refusals, workbook

HEADER = "numero;cliente;fecha_emision;fecha_vencimiento;total;concepto\n"


def rows_of(data: bytes, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))


def rejected(reading: Reading, language: str = "es", later: Sequence[Problem] = (), country: str = "CO") -> bytes:
    """``later``: rows that their accounts refused after the reading."""
    cells = {line.problem.line: line.cells for line in reading.refused}
    cells |= reading.reread({problem.line for problem in later})
    problems = [*(line.problem for line in reading.refused), *later]
    out = io.BytesIO()
    refused = ((problem, cells[problem.line]) for problem in sorted(problems, key=lambda problem: problem.line))
    line, reason = say(language, "intake.column.line"), say(language, "intake.column.reason")
    write_rejected(out, reading.source, refused, country, Wording(line, reason, lambda one: explain(one, language)))
    return out.getvalue()


def explain(problem: Problem, language: str) -> str:
    return explained(language, problem.code, column=problem.column, value=problem.value, **problem.params)


def test_it_holds_the_own_cells_the_line_and_the_reason() -> None:
    reading = read("Cartera\n" + HEADER + "1;Ana;;2026-12-01;5;\n2;Peña;;ayer;7,50;x\n")
    data = rejected(reading)
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows_of(data) == [
        [*HEADER.strip().split(";"), "linea", "motivo"],
        ["2", "Peña", "", "ayer", "7,50", "x", "4", explained("es", "bad_date", column="fecha_vencimiento")],
    ]


def test_the_corrected_file_reads_and_its_additions_are_replaced_not_repeated() -> None:
    reading = read(HEADER + "1;;;2026-12-01;5;\n2;Ana;;ayer;5;\n")
    again = read(rejected(reading).replace(b"ayer", b"2026-12-02"))
    assert [row.number for row in again.invoices()] == ["2"]
    assert refusals(again) == [(2, "missing_customer", "customer")]
    assert rows_of(rejected(again, "en"))[0] == [*HEADER.strip().split(";"), "line", "reason"]


def test_what_only_the_whole_column_made_clear_is_written_clearly() -> None:
    text = (
        HEADER.replace(";", "|")
        + "1|Ana|12/25/2025|01/25/2026|1.412,50|\n2||03/04/2026|05/06/2026|1.500|\n3||12/25/2025||12,5|\n"
    )
    first, second = rows_of(rejected(read(text, "MX")))[1:]
    assert first[2:5] == ["2026-03-04", "2026-05-06", "1500"]
    assert second[2:5] == ["12/25/2025", "", "12,5"]


def test_rows_refused_by_their_accounts_come_with_their_cells() -> None:
    reading = read(HEADER + "1;Ana;;2026-12-01;5;\n2;;;2026-12-01;5;\n3;Luz;;2026-12-01;9;\n")
    rows = rows_of(rejected(reading, "pt", [Problem(4, "rejected", "balance_rose")]))
    assert [(row[0], row[6]) for row in rows[1:]] == [("2", "3"), ("3", "4")]
    assert rows[2][7] == explained("pt", "balance_rose")


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_what_a_spreadsheet_would_run_is_disarmed_and_reads_back_the_same(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    reading = read(HEADER + f'1;;;2026-12-01;5;"{cell}"\n')
    data = rejected(reading)
    assert rows_of(data)[1][5] == "'" + cell
    again = read(data.replace(b"\r\n1;;", b"\r\n1;Ana;"))
    assert next(again.invoices()).concept == cell.strip()


@pytest.mark.parametrize("cell", ["-142.85", "+573001234567", "-1.500,00", "+57 (300) 123-4567", "texto", ""])
def test_plain_numbers_and_phones_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_refused_rows_of_a_workbook_come_out_as_text() -> None:
    data = workbook(["numero", "cliente", "fecha_vencimiento", "total"], [17, "", date(2026, 4, 3), 10.5])
    assert rows_of(rejected(read(data, "MX"), country="MX"), ",")[1][:4] == ["17", "", "2026-04-03", "10.5"]


def test_nothing_refused_is_a_header_alone() -> None:
    assert len(rows_of(rejected(read(HEADER)))) == 1


_CELLS = st.text(st.sampled_from("=+-@'\"\t;,|\n 1a\u00e1.(\uff1d"), max_size=8)


@given(concept=_CELLS, name=_CELLS, country=st.sampled_from(["CL", "MX"]))
@example(concept="\t", name="", country="CL")
@example(concept="\t'=", name="", country="CL")
@example(concept=" '\t@", name="\r=", country="MX")
def test_whatever_stands_in_a_refused_row_comes_back_the_same_once_its_date_is_corrected(
    concept: str, name: str, country: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter="|").writerows([HEADER.strip().split(";"), ["1", f"Ana {name}", "", "DAY", "5", concept]])
    data = rejected(read(out.getvalue(), country), country=country)
    cells = rows_of(data, ";" if country == "CL" else ",")[1]
    odd = [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r", "\uff1d"))]
    assert [cell for cell in odd if not re.fullmatch(r"\+[\d\s.,()/-]*\d", cell)] == []  # digits run nothing
    corrected, original = (
        read(data.replace(b"DAY", b"2026-12-01"), country),
        read(out.getvalue().replace("DAY", "2026-12-01"), country),
    )
    assert refusals(corrected) == refusals(original) == []
    facts = [(row.number, row.customer, row.concept, row.total_minor, row.due_on) for row in corrected.invoices()]
    assert facts == [
        (row.number, row.customer, row.concept, row.total_minor, row.due_on) for row in original.invoices()
    ]


def test_it_opens_in_the_spreadsheet_of_its_country() -> None:
    reading = read(HEADER.replace(";", "|") + "1|||2026-12-01|5|\n")
    for country, delimiter in (("CL", ";"), ("BR", ";"), ("MX", ","), ("PE", ",")):
        assert rows_of(rejected(reading, country=country), delimiter)[1][:2] == ["1", ""]
