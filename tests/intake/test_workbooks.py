"""Workbooks and pages saved as workbooks: sheets, sheet rows, formulas, true types."""

import io
from datetime import date, time

import openpyxl
import pytest
import xlsxwriter

from tests.intake.files import invoice, read, refusals, workbook

HEADER = ["numero", "cliente", "fecha_vencimiento", "total"]


def test_the_line_is_the_row_that_the_spreadsheet_shows() -> None:
    data = workbook(
        ["Cartera"],
        [],
        HEADER,
        ["1", "Ana", date(2026, 12, 1), 5],
        [],
        ["2", "Luz", "mañana", 5],
        ["Total", "", "", 10],
    )
    reading = read(data)
    assert [row.line for row in reading.rows] == [4]
    assert (refusals(reading), reading.rows_read) == ([(6, "bad_date", "due_on")], 2)
    assert (reading.source.container, reading.source.sheet, reading.source.header_line) == ("workbook", "Hoja1", 3)


def test_a_table_that_starts_in_another_column_is_found() -> None:
    data = workbook([], ["", "", *HEADER], ["", "", "1", "Ana", date(2026, 12, 1), 5])
    assert invoice(data).line == 3


def test_the_sheet_with_a_header_is_taken_wherever_it_stands() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Portada").write(0, 0, "Cartera")
        page = book.add_worksheet("Facturas")
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ["1", "Ana", "2026-12-01", 5])
    reading = read(out.getvalue())
    assert (reading.source.sheet, reading.rows_read) == ("Facturas", 1)


def test_a_formula_with_its_value_is_read_by_the_value() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ["1", "Ana", "2026-12-01"])
        page.write_formula(1, 3, "=10+5.5", value=15.5)
    assert invoice(out.getvalue()).total_minor == 1550


@pytest.mark.parametrize(("column", "field"), [(0, "number"), (2, "due_on"), (3, "total")])
def test_a_formula_that_was_never_calculated_is_refused_as_a_formula(column: int, field: str) -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("Datos & más", 0)
    page.append(HEADER)
    cells = ["1", "Ana", "2026-12-01", 5]
    cells[column] = "=SUM(A1:A9)"
    page.append(cells)
    out = io.BytesIO()
    book.save(out)
    reading = read(out.getvalue())
    assert refusals(reading) == [(2, "formula_cell", field)]
    assert reading.refused[0].problem.value == "=SUM(A1:A9)"


def test_cells_of_odd_types_do_no_harm() -> None:
    data = workbook(
        [*HEADER, "concepto"], ["1", "Ana", date(2026, 12, 1), 5, True], ["2", 77, date(2026, 12, 1), 5, 1.5]
    )
    rows = list(read(data).invoices())
    assert [(row.customer, row.concept) for row in rows] == [("Ana", "TRUE"), ("77", "1.5")]


def test_a_time_or_a_number_in_place_of_a_date_is_refused() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ["1", "Ana"])
        page.write_datetime(1, 2, time(9, 30), book.add_format({"num_format": "hh:mm"}))
        page.write_row(1, 3, [5])
        page.write_row(2, 0, ["2", "Ana", 3.5, 5])
    assert [code for _, code, _ in refusals(read(out.getvalue()))] == ["bad_date", "bad_date"]


def test_a_page_saved_as_a_workbook_is_read_as_the_table_it_is() -> None:
    page = (
        "<html><head><meta charset='utf-8'></head><body>\n<table>\n<tr><td colspan=4>Cartera</td></tr>\n"
        "<tr><th>Número</th><th>Cliente</th><th>Vencimiento</th><th>Total</th></tr>\n"
        "<tr><td>001</td><td><b>Peña &amp; C&iacute;a</b><br>SAS</td><td>01/12/2026</td><td>$ 1.500,50</td></tr>\n"
        "</table></body></html>"
    )
    row = invoice(page)
    assert (row.line, row.number, row.customer, row.total_minor) == (5, "001", "Peña & Cía SAS", 150050)


def test_rows_of_a_page_that_is_written_on_one_line_are_told_apart() -> None:
    cells = "".join(f"<tr><td>{number}</td><td>Ana</td><td>{total}</td></tr>" for number, total in ((1, 5), (2, "x")))
    page = f"<table><tr><th>Numero</th><th>Cliente</th><th>Total</th></tr>{cells}</table>".replace(
        "<th>Total", "<th>Vencimiento</th><th>Total"
    ).replace("<td>Ana</td>", "<td>Ana</td><td>2026-12-01</td>")
    reading = read(page)
    assert [(row.line, row.number) for row in reading.invoices()] == [(2, "1")]
    assert refusals(reading) == [(3, "bad_amount", "total")]
