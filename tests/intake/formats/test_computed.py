"""Files that say how much of what: their totals are computed exactly, or left open and refused."""

from datetime import date

import pytest

from tests.intake.files import SHARED, read, refusals, warnings
from tests.intake.formats.told import told

XERO = (
    "*ContactName,EmailAddress,POAddressLine1,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,InventoryItemCode,"
    "*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,{tax}Currency\n"
)
LIBREDTE = (
    "TipoDTE;Folio;FchEmis;FchVenc;RUTRecep;RznSocRecep;IndExe;NmbItem;QtyItem;PrcItem;Descuento;Moneda;DscGlobal;"
    "CodImpAdic\n"
)


def test_the_lines_of_the_template_of_xero_add_up_with_their_taxes() -> None:
    line = "Kea,,,INV-1,,31/10/2026,14/11/2026,,{what},{many},{price},{off},200,{kind},{tax},USD\n"
    text = XERO.format(tax="TaxAmount,") + (
        line.format(what="Coffee", many="3", price="12.335", off="10", kind="GST", tax="3.33")
        + line.format(what="Tea", many="1", price="10", off="", kind="Tax Exempt", tax="")
    )
    assert told(text, "US", "Xero") == [("kea", "INV-1", date(2026, 10, 31), date(2026, 11, 14), "USD", 4663, None)]
    assert warnings(read(text, "US")) == []


@pytest.mark.parametrize(("total", "owed"), [("", 2500), ("29.00", 2900)])
def test_a_column_for_the_total_counts_where_it_is_filled(total: str, owed: int) -> None:
    text = XERO.format(tax="Total,TaxAmount,")
    text += f"Kea,,,INV-1,,31/10/2026,14/11/2026,,Coffee,2,12.50,,200,Tax Exempt,{total},,USD\n"
    assert [row.total_minor for row in read(text, "US").invoices()] == [owed]


def test_a_template_of_xero_that_tells_no_tax_is_added_up_with_a_warning() -> None:
    text = XERO.format(tax="") + "Kea,,,INV-1,,31/10/2026,14/11/2026,,Coffee,2,12.50,,200,15% GST,USD\n"
    reading = read(text, "US")
    assert [row.total_minor for row in reading.invoices()] == [2500]
    assert warnings(reading) == [(2, "without_taxes", "line_total")]


def test_a_line_of_xero_without_a_price_has_no_total() -> None:
    text = XERO.format(tax="") + "Kea,,,INV-1,,31/10/2026,14/11/2026,,Coffee,two,12.50,,200,GST,USD\n"
    assert refusals(read(text, "US")) == [(2, "missing_total", "line_total")]


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ("33;1;{d};;{who};;Riego;2;500;;;;;\n", 1190),
        ("33;1;{d};;{who};;Riego;2;500;10%;;;;\n;;;;;;1;Libro;1;700;;;;\n", 1771),
        ("33;1;{d};;{who};;Riego;1;25210;;;;;\n", 30000),
        ("33;1;{d};;{who};;Riego;1;1000;100;;50%;;\n", 536),
        ("34;1;{d};;{who};;Riego;1;1000;;;100;;\n", 900),
        ("39;1;{d};;{who};;Riego;;1190;;;;;\n", 1190),
        ("61;1;{d};;{who};;Riego;1;100;;;;;\n", -119),
    ],
)
def test_a_document_of_libredte_is_its_lines_and_the_vat(rows: str, total: int) -> None:
    text = LIBREDTE + rows.format(d="2026-11-01", who="77888999-4;Uno SpA")
    (one,) = told(text, "CL", "LibreDTE")
    assert (one[0], one[1], one[4], one[5]) == ("778889994", "1", "CLP", total)


def test_what_libredte_leaves_open_is_refused() -> None:
    text = LIBREDTE + (
        "33;1;2026-11-01;;77888999-4;Uno;;Vino;1;1000;;;;24\n33;2;2026-11-01;;77888999-4;Uno;;Vino;1;mil;;;;\n"
        "33;3;;;77888999-4;Uno;;Vino;1;1000;;;;\n"
    )
    assert [(line, code) for line, code, _ in refusals(read(text, "CL"))] == [
        (2, "missing_total"),
        (3, "missing_total"),
        (4, "missing_date"),
    ]


def test_the_bulk_file_of_libredte_to_its_exact_totals() -> None:
    folder = SHARED / "exports"
    if not folder.exists():
        pytest.skip("the exports (shared/data/exports) are not beside this checkout")
    (path,) = folder.glob("libredte*")
    reading = read(path.read_bytes(), "CL")
    assert [(row.debtor, row.number, row.currency, row.total_minor) for row in reading.invoices()] == [
        ("557778888", "2", "CLP", 36890),
        ("556667772", "3", "CLP", 30000),
        ("jackie-chan", "1", "USD", 38000),
        ("jackie-chan", "2", "EUR", 10000),
        ("jackie-chan", "3", "USD", 5000),
        ("557778888", "1", "CLP", -30000),
    ]
    assert refusals(reading) == [(2, "missing_date", "due_on"), (7, "missing_date", "due_on")]
