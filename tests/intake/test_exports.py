"""Exports of real systems whose columns speak for themselves, to exact values. Purchases are refused."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from chalicelib.intake.records import Reading
from tests.intake.files import SHARED, failure, read, refusals

EXPORTS = SHARED / "exports"

pytestmark = pytest.mark.skipif(
    not EXPORTS.exists(), reason="the exports (shared/data/exports) are not beside this checkout"
)


def export(name: str, country: str, folder: str = "invoices", tax_id: str = "") -> Reading:
    (path,) = EXPORTS.glob(f"*{name}*")
    return read(path.read_bytes(), country, folder, tax_id)


def rows_below(name: str, titles: int) -> list[dict[str, str]]:
    """The rows as Python's own reader sees them, below lines of titles."""
    lines = (EXPORTS / name).read_text("utf-8-sig").splitlines(keepends=True)
    return list(csv.DictReader(lines[titles:]))


def dollars(text: str) -> int:
    return int(Decimal(text.strip().lstrip("$").replace(",", "")) * 100)


def month_first(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


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
    assert {(row.customer, *one[1:]) for row, one in zip(reading.invoices(), told(reading), strict=True)} == {
        (
            cells["Client"].strip(),
            cells["Invoice Number"],
            date.fromisoformat(cells["Invoice Date"]),
            date.fromisoformat(cells["Due Date"]),
            dollars(cells["Amount"]),
            dollars(cells["Amount"]) - dollars(cells["Paid"]),
        )
        for cells in rows_below("invoiceninja__invoice.csv", titles=3)
    }
    assert (len(reading.rows), reading.rejected) == (400, 0)


def test_invoice_ninja_payments_with_the_month_first() -> None:
    reading = export("invoiceninja__payments", "US", "payments")
    assert {(row.customer, row.number, row.amount_minor, row.paid_on) for row in reading.payments()} == {
        (
            cells["Client"].strip(),
            cells["Invoice Number"],
            dollars(cells["Amount"]),
            month_first(cells["Date"]),
        )
        for cells in rows_below("invoiceninja__payments.csv", titles=3)
        if "(" not in cells["Amount"]
    }
    assert (len(reading.rows), refusals(reading)) == (
        400,
        [(line, "not_a_payment", "amount") for line in (406, 407)],
    )


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
    reading = export("sunat", "PE", tax_id="20601111111")
    assert told(reading) == [
        ("20606666668", "E001-1032", date(2026, 8, 1), date(2026, 8, 31), 24220225, None),
        ("20622222222", "FC01-45", date(2026, 8, 20), date(2026, 9, 19), -1178272, None),
    ]
    bill, note = reading.invoices()
    assert (bill.document_type, bill.currency) == ("invoice", "PEN")
    assert (note.document_type, note.currency, note.refers_to) == ("credit_note", "PEN", "F001-257")


def test_a_workbook_of_akaunting_with_six_sheets() -> None:
    reading = export("akaunting", "US")
    assert reading.source.sheet == "invoices"
    assert told(reading) == [("test-customer", "INV-00001", date(2020, 1, 1), date(2020, 1, 1), 10000, 0)]
    assert [(row.currency, row.email) for row in reading.invoices()] == [("USD", "test@customer.com")]


def test_the_chilean_mass_issue_adds_up_lines_taxes_and_discounts() -> None:
    reading = export("libredte", "CL")
    assert told(reading) == [
        ("557778888", "2", date(2017, 3, 25), date(2017, 3, 31), 36890, None),  # (30,000 - 5,000 + 6,000) x 1.19
        ("556667772", "3", None, date(2017, 3, 31), 30000, None),  # exempt
        ("jackie-chan", "1", date(2020, 1, 14), date(2020, 2, 13), 38000, None),  # 500 - 20 % - 20
        ("jackie-chan", "2", date(2020, 1, 14), date(2020, 2, 13), 10000, None),  # 200 - 50 %
        ("jackie-chan", "3", date(2020, 1, 14), date(2020, 2, 13), 5000, None),  # 50.6 - 0.6
        ("557778888", "1", date(2021, 3, 3), date(2021, 4, 2), -30000, None),
    ]
    assert [row.currency for row in reading.invoices()] == ["CLP", "CLP", "USD", "EUR", "USD", "CLP"]
    assert [row.refers_to for row in reading.invoices() if row.document_type == "credit_note"] == ["831"]
    assert refusals(reading) == [(2, "missing_date", "due_on"), (7, "missing_date", "due_on")]


def test_a_brazilian_bank_report_with_its_header_on_line_17() -> None:
    reading = export("sicredi", "BR")
    assert (reading.source.header_line, reading.source.encoding, reading.rows_read) == (17, "cp1252", 0)
    assert reading.source.columns["due_on"] == "Data Vencimento"


def test_xero_with_four_decimals_and_the_day_first() -> None:
    reading = export("xero", "US")
    assert told(reading) == [
        ("kea-cafe-group", "INV-1013", date(2026, 3, 3), date(2026, 4, 2), 184000, 0),
        ("harbour-cafe", "INV-1014", date(2026, 3, 24), date(2026, 4, 23), 149500, 149500),
        ("the-roastery-bar", "INV-1015", date(2026, 3, 30), date(2026, 4, 29), 86250, 86250),
    ]
    assert {row.currency for row in reading.invoices()} == {"NZD"}


@pytest.mark.parametrize(
    ("name", "country", "system"),
    [
        ("qbo", "US", "QuickBooks Online"),
        ("xero", "US", "Xero"),
        ("invoiceninja__invoice.csv", "US", "Invoice Ninja"),
        ("freshbooks", "US", "FreshBooks"),
        ("akaunting", "US", "Akaunting"),
        ("libredte", "CL", "LibreDTE"),
        ("RCV-venta", "CL", "SII RCV"),
        ("sunat", "PE", "SUNAT SIRE RVIE"),
        ("sicredi", "BR", "Boletos"),
    ],
)
def test_the_report_names_the_system_by_the_files_content(name: str, country: str, system: str) -> None:
    assert export(name, country).source.format == system


@pytest.mark.parametrize("name", ["arca", "sri_ecuador"])
def test_purchases_are_refused(name: str) -> None:
    (path,) = EXPORTS.glob(f"*{name}*")
    assert failure(path.read_bytes(), country="AR").code == "purchases_not_sales"
