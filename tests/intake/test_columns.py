"""Columns by name: the template in three languages, the names other systems use, and headers in odd places."""

import pytest

from chalicelib.intake.column_names import exact_name, plain_name
from chalicelib.intake.header import name_columns
from chalicelib.intake.synonyms import STRONG, WEAK
from chalicelib.intake.template import LANGUAGE_ORDER, TEMPLATES
from tests.intake.files import failure, invoice, read, refusals, template, warnings, workbook


@pytest.mark.parametrize("folder", list(TEMPLATES))
@pytest.mark.parametrize("language", range(len(LANGUAGE_ORDER)))
@pytest.mark.parametrize("spelled", [str, str.upper, str.title, lambda name: f" {name.replace('_', ' ')} "])
def test_the_template_is_recognized_however_its_names_are_spelled(
    folder: str, language: int, spelled: type[str]
) -> None:
    header = [spelled(names[language]) for names in TEMPLATES[folder].values()]
    columns = name_columns(1, list(header), folder)
    assert columns.is_template
    assert list(columns.index) == list(TEMPLATES[folder])
    assert list(columns.index.values()) == list(range(len(header)))


@pytest.mark.parametrize("spelling", ["Número", "NUMERO", "N°", "Nº", "nro.", "No.", "Num", "#"])
def test_the_number_column_has_many_spellings(spelling: str) -> None:
    assert exact_name(spelling) == "numero"
    assert plain_name(f"{spelling} de factura") == plain_name("Número factura") == plain_name("n° Factura")


@pytest.mark.parametrize("folder", list(STRONG))
def test_no_name_means_two_fields(folder: str) -> None:
    """``per_line`` only marks, and weak names wait for a field that nothing else names."""
    for table in (STRONG, WEAK):
        owners: dict[str, str] = {}
        for field, text in table[folder].items():
            for name in map(plain_name, text.split(";")):
                if field not in {"per_line", "tax_id"}:
                    assert owners.setdefault(name, field) == field, name


def test_order_and_missing_optional_columns_do_not_matter() -> None:
    row = invoice("total,due_on,customer,number\n10,2026-12-01,Ana,7\n", "US")
    assert (row.number, row.customer, row.total_minor, row.balance_minor) == ("7", "Ana", 1000, None)


def test_every_field_of_the_template_reaches_the_record() -> None:
    row = invoice(
        "numero;cliente_id;cliente;documento;tipo;correo;celular;fecha_emision;fecha_vencimiento;moneda;total;saldo;"
        "concepto;idioma;zona_horaria;tipo_documento;afecta_a\n"
        "0012;C-07;Peña SAS;900123456;empresa;pagos@PENA.example;3001234567;01/11/2026;30/11/2026;USD;1.500,50;500,00;"
        "Riego;pt-BR;America/Lima;factura;F-1\n"
    )
    assert (row.line, row.debtor, row.number, row.customer_id, row.customer) == (2, "C-07", "0012", "C-07", "Peña SAS")
    assert (row.tax_id, row.customer_type, row.email, row.phone) == (
        "900123456",
        "company",
        "pagos@pena.example",
        "+573001234567",
    )
    assert (row.issued_on and row.issued_on.isoformat(), row.due_on.isoformat()) == ("2026-11-01", "2026-11-30")
    assert (row.currency, row.total_minor, row.balance_minor, row.concept) == ("USD", 150050, 50000, "Riego")
    assert (row.language, row.time_zone, row.document_type, row.refers_to) == ("pt", "America/Lima", "invoice", "F-1")
    assert row.warnings == ()


def test_the_header_may_stand_below_titles_and_blank_lines() -> None:
    text = "Cartera de Acme\nal 30 de noviembre;;;\n\n" + "\n" * 13 + template()
    reading = read(text)
    assert [(row.line, row.number) for row in reading.invoices()] == [(18, "F1")]
    assert (reading.rows_read, reading.source.header_line) == (1, 17)


def test_a_header_beyond_the_first_thirty_lines_is_not_looked_for() -> None:
    assert failure("\n" * 30 + template()).code == "no_header"
    assert read("\n" * 29 + template()).rows_read == 1


def test_totals_blanks_sub_headings_and_repeated_headers_are_not_rows_read() -> None:
    text = (
        "Número factura;Cliente;Vencimiento;Total\n"
        "1 a 30 días;;;\n"
        "1;Ana;2026-12-01;100\n"
        " ; ;;\n"
        "Subtotal Ana;;;100\n"
        "Número factura;Cliente;Vencimiento;Total\n"
        "2;Total Gas SA;2026-12-01;50\n"
        ";;;50\n"
        ";TOTAL GENERAL;;150,00\n"
        "Generado el 22 de noviembre;;;\n"
    )
    reading = read(text)
    assert [row.line for row in reading.rows] == [3, 7]
    assert (reading.rows_read, reading.rejected) == (2, 0)


def test_a_row_that_lacks_something_is_refused_not_skipped() -> None:
    text = (
        "numero;cliente;fecha_vencimiento;total\n;Total Gas SA;2026-12-01;50\nF9;;;\n5;;2026-12-01;7\n"
        "6;Ana;2026-12-01;\n"
    )
    assert refusals(read(text)) == [
        (2, "missing_number", "number"),
        (3, "missing_customer", "customer"),
        (4, "missing_customer", "customer"),
        (5, "missing_total", "total"),
    ]


def test_duplicate_blank_and_extra_columns_are_tolerated() -> None:
    text = "numero;cliente;;fecha_vencimiento;total;total\n1;Ana;x;2026-12-01;5;9;extra;extra\n2;Luz;;2026-12-01;6\n"
    assert [(row.number, row.total_minor) for row in read(text).invoices()] == [("1", 500), ("2", 600)]


def test_numbers_keep_their_leading_zeros_and_series() -> None:
    assert invoice(template(numero="000123")).number == "000123"
    assert invoice(template(numero='"=""000123"""')).number == "000123"
    assert invoice("serie,folio,cliente,vencimiento,total\nA,001,Ana,2026-12-01,5\n").number == "A-001"


@pytest.mark.parametrize("cell", ["1.04E+03", "7,44812E+13", "1041.0", "1041,00"])
@pytest.mark.parametrize("column", ["numero", "cliente_id", "documento"])
def test_an_id_that_a_spreadsheet_damaged_is_refused(cell: str, column: str) -> None:
    field = {"numero": "number", "cliente_id": "customer_id", "documento": "tax_id"}[column]
    assert refusals(read(template(**{column: cell}))) == [(2, "damaged_id", field)]


def test_numeric_ids_of_a_workbook_are_whole_and_long_ones_are_refused() -> None:
    data = workbook(
        ["numero", "cliente_id", "vencimiento", "total"],
        [1041, 7, "2026-12-01", 5],
        [12345678901234567890, 7, "2026-12-01", 5],
    )
    reading = read(data)
    assert [(row.number, row.customer_id) for row in reading.invoices()] == [("1041", "7")]
    assert refusals(reading) == [(3, "damaged_id", "number")]


def test_an_endless_id_is_refused() -> None:
    assert refusals(read(template(numero="9" * 101))) == [(2, "too_long", "number")]


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(1+1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0"])
def test_a_formula_in_place_of_a_number_is_refused(cell: str) -> None:
    assert refusals(read(template(numero=cell))) == [(2, "formula_cell", "number")]
    assert refusals(read(template(fecha_vencimiento="=HOY()"))) == [(2, "formula_cell", "due_on")]


def test_a_template_column_that_another_file_would_read_otherwise() -> None:
    row = invoice("Documento;Nombre;Fecha;Importe;Vence\nF-7;Ana;01/11/2026;5;30/11/2026\n")
    assert (row.number, row.customer, row.tax_id) == ("F-7", "Ana", "")


def test_an_unknown_document_type_is_warned_in_the_template() -> None:
    assert warnings(read(template(tipo_documento="carta"))) == [(2, "unknown_document_type", "document_type")]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Número,Cliente,Identificación,Fecha de creación,Fecha de vencimiento,Total,Total cobrado,Por cobrar,Estado",
         "number customer tax_id issued_on due_on total paid balance status"),
        ("Tipo Documento,Nº Documento,Fecha Emisión,Fecha Vencimiento,Cliente,RUT Cliente,Total,Saldo",
         "document_type number issued_on due_on customer tax_id total balance"),
        ("Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Total Signed,Amount Due Signed,Status",
         "number customer issued_on due_on total balance status"),
        ("id,Customer Email,Customer Name,Number,Amount Due,Total,Amount Paid,Due Date (UTC),Created (UTC),Status",
         "- email customer number balance total paid due_on issued_on status"),
        ("Cliente (Nome Fantasia),CNPJ/CPF,Número do Documento,Emissão,Data de Vencimento,Valor da Conta,Situação",
         "customer tax_id number issued_on due_on total status"),
        ("N.º,Cliente,Fecha,Fecha de vencimiento,Importe,Saldo pendiente",
         "number customer issued_on due_on total balance"),
        ("*ContactName,EmailAddress,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,*AccountCode,Currency",
         "customer email number - issued_on due_on total - currency"),
        ("Cliente,Nombre,Concepto,Documento,Fecha de vencimiento,Monto,Saldo,Folio",
         "customer - concept - due_on total balance number"),
        ("Nro;Tipo Doc;Rut cliente;Razon Social;Folio;Fecha Docto;Fecha Reclamo;Monto Neto;Monto total",
         "- document_type tax_id customer number issued_on disputed_on - total"),
        ("Documento;N do boleto;Pagador;Data Vencimento;Data Liquidação; valor boleto ; valor recebido ",
         "number - customer due_on settled_on total paid"),
    ],
)  # fmt: skip
def test_names_of_other_systems_are_known(header: str, fields: str) -> None:
    cells = header.split(";" if ";" in header else ",")
    columns = name_columns(1, list(cells), "invoices")
    by_place = {at: field for field, at in columns.index.items()}
    assert [by_place.get(at, "-") for at in range(len(cells))] == fields.split()


def test_an_invoice_of_a_customer_called_total_is_not_a_total() -> None:
    assert refusals(read("numero;cliente;fecha_vencimiento;total\n1;Total Gas SA;;50\n")) == [
        (2, "missing_date", "due_on")
    ]
