"""Reports that name the customer above the documents, and lists by age that tell only what is unpaid."""

import pytest

from tests.intake.files import failure, read, refusals, workbook

ROWS = (
    "Factura;Fecha;Vencimiento;Total;Saldo\nAna López;;;;\n1;01/10/2026;31/10/2026;100;50\nTotal Ana López;;;100;50\n"
    ";Cliente: Luz SAS;;;\n2;01/10/2026;31/10/2026;10;5\n3;ayer;;1;1\n\nGenerado el 22 de noviembre;;;;\n"
)


def test_the_customer_above_the_documents_is_theirs() -> None:
    reading = read(ROWS)
    assert [(row.line, row.number, row.customer) for row in reading.invoices()] == [
        (3, "1", "Ana López"),
        (6, "2", "Luz SAS"),
    ]
    assert (reading.rows_read, refusals(reading)) == (3, [(7, "bad_date", "issued_on")])


def test_a_refused_row_comes_back_with_its_customer() -> None:
    reading = read(ROWS)
    assert reading.source.header[-1] == "cliente"
    assert [line.cells[-1] for line in reading.refused] == ["Luz SAS"]


def test_a_workbook_of_accounts_and_partners() -> None:
    data = workbook(
        ["Cartera"],
        ["Factura", "Vencimiento", "Total"],
        ["130505 Clientes"],
        ["Cliente", "Ana López"],
        ["1", "2026-12-01", 100],
    )
    assert [row.customer for row in read(data).invoices()] == ["Ana López"]


@pytest.mark.parametrize("heading", ["", "1 a 30 días;;;;\n", "91 or more days past due;;;;\n"])
def test_rows_that_nobody_stands_above_miss_their_customer(heading: str) -> None:
    text = f"Factura;Fecha;Vencimiento;Total;Saldo\n{heading}1;01/10/2026;31/10/2026;100;50\nAna;;;;\n"
    assert failure(text).code == "missing_columns"


def test_a_list_by_age_tells_what_is_unpaid_and_not_what_the_invoice_was() -> None:
    text = "Cliente;Factura;Fecha vencimiento;Saldo;0-30;31 a 60 días;Más de 90\nAna;1;31/10/2026;100;100;0;0\n"
    (row,) = read(text).invoices()
    assert (row.total_minor, row.balance_minor, row.open_only) == (10000, 10000, True)


def test_without_ages_a_list_needs_its_totals() -> None:
    assert failure("Cliente;Factura;Fecha vencimiento;Saldo\nAna;1;31/10/2026;100\n").params["missing"] == "total"
