"""Delimiters, encodings, line ends and quotes: the same rows come out whatever program wrote the file."""

import json
import time

import pytest

from chalicelib.intake.delimited import open_delimited
from tests.intake.files import SHARED, failure, invoice, read, refusals

TABLE = "numero{d}cliente{d}fecha_vencimiento{d}total\n001{d}Peña & Söhne{d}2026-12-01{d}1500\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "~"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_delimiter_in_every_encoding_reads_the_same(delimiter: str, encoding: str) -> None:
    row = invoice(TABLE.format(d=delimiter).encode(encoding))
    assert (row.number, row.customer, row.total_minor) == ("001", "Peña & Söhne", 150000)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_keeps_the_physical_line_numbers(end: str) -> None:
    text = end.join(["numero;cliente;fecha_vencimiento;total", "", "1;Ana;2026-12-01;100", "", "2;Luz;mañana;100", ""])
    reading = read(text)
    assert [row.line for row in reading.rows] == [3]
    assert refusals(reading) == [(5, "bad_date", "due_on")]


def test_a_quoted_line_break_is_part_of_its_cell_and_the_record_keeps_the_line_where_it_starts() -> None:
    text = 'numero,cliente,concepto,fecha_vencimiento,total\n1,Ana,"uno\ndos, tres",2026-12-01,5\n2,Luz,x,ayer,5\n'
    reading = read(text)
    assert [row.concept for row in reading.invoices()] == ["uno dos, tres"]
    assert refusals(reading) == [(4, "bad_date", "due_on")]


def test_a_quote_that_never_closes_costs_its_own_row_and_no_other() -> None:
    text = 'numero,cliente,fecha_vencimiento,total\n1,"Ana,2026-12-01,5\n2,Luz,2026-12-01,6\n3,"Eva",2026-12-01,7\n'
    reading = read(text)
    assert [(row.line, row.number) for row in reading.invoices()] == [(3, "2"), (4, "3")]
    assert refusals(reading) == [(2, "broken_quotes", "")]


def test_a_quote_open_in_the_last_column_swallows_nothing() -> None:
    text = 'numero,cliente,fecha_vencimiento,total,concepto\n1,Ana,2026-12-01,5,"tubo 3\n2,Luz,2026-12-01,6,b\n'
    assert [row.number for row in read(text).invoices()] == ["1", "2"]


def test_a_table_inside_a_quoted_cell_stays_inside() -> None:
    text = 'numero,cliente,concepto,fecha_vencimiento,total\n1,Ana,"a,b,c,d,e\nf,g,h,i,j",2026-12-01,5\n'
    assert invoice(text).concept == "a,b,c,d,e f,g,h,i,j"


def test_a_huge_cell_is_refused_and_the_rows_around_it_are_not() -> None:
    text = (
        f"numero,cliente,fecha_vencimiento,total\n1,Ana,2026-12-01,5\n2,{'x' * 200_000},2026-12-01,5\n"
        f"3,Eva,2026-12-01,5\n"
    )
    reading = read(text)
    assert [row.number for row in reading.invoices()] == ["1", "3"]
    assert refusals(reading) == [(3, "cell_too_long", "")]


def test_a_huge_quoted_cell_over_many_lines_costs_no_other_row() -> None:
    lines = "\n".join(f"{number},Ana,2026-12-01,5" for number in range(20_000))
    reading = read(f'numero,cliente,fecha_vencimiento,total\nx,"Ana,2026-12-01,5\n{lines}\n')
    assert (len(reading.rows), refusals(reading)) == (20_000, [(2, "broken_quotes", "")])


def test_control_characters_do_not_reach_a_record() -> None:
    row = invoice(template_with("A\x00n\x07a\u200b\ufeff"))
    assert row.customer == "Ana"


def template_with(customer: str) -> str:
    return f"numero;cliente;fecha_vencimiento;total\n1;{customer};2026-12-01;5\n"


def test_delimiters_of_the_public_corpora_are_found() -> None:
    folder = SHARED / "csv"
    if not folder.exists():
        pytest.skip("the CSV corpora (shared/data/csv) are not beside this checkout")
    files = [path for path in folder.rglob("*.csv") if "one-column" not in path.name and "all-empty" not in path.name]
    assert len(files) > 20
    for path in files:
        if path.read_bytes().count(b",") and path.name != "json.csv":
            assert open_delimited(path.read_bytes())[0].delimiter == ",", path.name


def test_the_public_corpora_are_read_cell_by_cell() -> None:
    folder = SHARED / "csv" / "csv-spectrum" / "csvs"
    if not folder.exists():
        pytest.skip("the CSV corpora (shared/data/csv) are not beside this checkout")
    for path in sorted(
        set(folder.glob("*.csv")) - {folder / "location_coordinates.csv"}
    ):  # its JSON is of another file
        expected = json.loads((folder.parent / "json" / f"{path.stem}.json").read_text())
        table = open_delimited(path.read_bytes())[0]
        header, *rows = [cells for _, cells in table.records() if cells]
        assert [dict(zip(map(str, header), row, strict=True)) for row in rows] == (
            expected if isinstance(expected, list) else [expected]
        ), path.name


@pytest.mark.parametrize("folder", ["invoices", "payments", "debtors"])
def test_a_hostile_text_file_is_answered_in_linear_time(folder: str) -> None:
    for piece in (" ", "(", "a-", "1,", "=", "@a.", "'", "9 "):
        long = piece * (100_000 // len(piece))
        header = "numero;cliente;correo;celular;fecha;fecha_vencimiento;monto;total"
        text = f"{header}\n1;A;{long};{long};{long};{long};{long};{long}\n"
        started = time.process_time()
        read(text, folder=folder)
        failure(f"{long}\n{long}\n", folder=folder)
        assert time.process_time() - started < 2, piece
