"""Exports of real systems whose columns speak for themselves, to exact values. Purchases are refused."""

from datetime import date

import pytest

from chalicelib.intake.records import InvoiceRow, Reading
from tests.intake.files import SHARED, failure, read

EXPORTS = SHARED / "exports"

pytestmark = pytest.mark.skipif(
    not EXPORTS.exists(), reason="the exports (shared/data/exports) are not beside this checkout"
)


def export(name: str, country: str, folder: str = "invoices", tax_id: str = "") -> Reading:
    (path,) = EXPORTS.glob(f"*{name}*")
    return read(path.read_bytes(), country, folder, tax_id)


def told(reading: Reading) -> list[tuple[str, str, date | None, date, int, int | None]]:
    return [
        (row.debtor, row.number, row.issued_on, row.due_on, row.total_minor, row.balance_minor)
        for row in reading.invoices()
    ]


def test_quickbooks_aging_detail_below_its_titles() -> None:
    reading = export("qbo", "US")
    assert reading.source.header_line == 5
    assert told(reading) == [
        ("alvarez-dana", "1041", date(2025, 11, 18), date(2025, 12, 18), 128450, 128450),
        ("nakamura-yui", "1052", date(2025, 12, 2), date(2025, 12, 2), 64200, 64200),
        ("saguaro-ridge-property-group", "1063", date(2025, 12, 14), date(2026, 1, 13), 418075, 218075),
        ("okafor-chidi", "1070", date(2025, 12, 28), date(2025, 12, 28), 31000, 31000),
        ("ghost-customer-ltd", "1071", date(2025, 12, 29), date(2026, 1, 28), 50000, 50000),
    ]


def test_invoice_ninja_lines_with_signs_of_currency() -> None:
    reading = export("invoiceninja__invoice.csv", "US")
    rows = told(reading)
    assert rows[:2] == [
        ("ludwig-krajcik-dvm", "1", date(2019, 11, 25), date(2019, 10, 20), 1350, 849),
        ("ludwig-krajcik-dvm", "2", date(2020, 2, 19), date(2020, 2, 29), 2667, 1973),
    ]
    assert (len(rows), reading.rejected) == (400, 0)


def test_invoice_ninja_payments_with_the_month_first() -> None:
    reading = export("invoiceninja__payments", "US", "payments")
    assert next(reading.payments()).paid_on == date(2019, 10, 20)
    assert (len(reading.rows), reading.rejected) == (400, 2)


def test_freshbooks_lines_add_up() -> None:
    assert told(export("freshbooks", "US")) == [
        ("x-men", "0000001", date(2021, 1, 28), date(2021, 2, 27), 789000, None)
    ]


def test_the_chilean_sales_register_has_a_field_more_in_its_rows_and_names_with_blanks() -> None:
    reading = export("RCV-venta", "CL")
    assert told(reading) == [
        ("123456785", "506", date(2019, 6, 4), date(2019, 7, 4), 2082715, None),
        ("123456785", "508", date(2019, 6, 28), date(2019, 7, 28), 2629420, None),
    ]
    assert {row.customer for row in reading.invoices()} == {"Fake Company S.A."}
    assert reading.computed_due_dates == 2


def test_the_peruvian_sales_register_links_its_credit_note() -> None:
    bill, note = export("sunat", "PE", tax_id="20601111111").invoices()
    assert (bill.number, bill.debtor, bill.total_minor, bill.currency) == ("E001-1032", "20606666668", 24220225, "PEN")
    assert (note.number, note.document_type, note.total_minor, note.refers_to) == (
        "FC01-45",
        "credit_note",
        -1178272,
        "F001-257",
    )


def test_a_workbook_of_akaunting_with_six_sheets() -> None:
    reading = export("akaunting", "US")
    assert isinstance(reading.rows[0], InvoiceRow)
    assert (reading.source.sheet, reading.rows[0].number, reading.rows[0].balance_minor) == ("invoices", "INV-00001", 0)


def test_a_brazilian_bank_report_with_its_header_on_line_17() -> None:
    reading = export("sicredi", "BR")
    assert (reading.source.header_line, reading.source.encoding, reading.rows_read) == (17, "cp1252", 0)
    assert reading.source.columns["due_on"] == "Data Vencimento"


def test_xero_columns_are_recognized() -> None:
    reading = export("xero", "US")
    assert {field: reading.source.columns[field] for field in ("number", "customer", "due_on", "balance")} == {
        "number": "InvoiceNumber",
        "customer": "ContactName",
        "due_on": "DueDate",
        "balance": "InvoiceAmountDue",
    }
    assert reading.source.date_order == {"issued_on": "day_first", "due_on": "day_first"}


@pytest.mark.parametrize("name", ["arca", "sri_ecuador"])
def test_purchases_are_refused(name: str) -> None:
    (path,) = EXPORTS.glob(f"*{name}*")
    assert failure(path.read_bytes(), country="AR").code == "purchases_not_sales"
