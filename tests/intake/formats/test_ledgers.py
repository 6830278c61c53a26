# ruff: noqa: E501  (rows as they stand in the exports)
"""Reports of ledgers and banks: open items, aged balances, account statements, boletos."""

from datetime import date

import pytest

from tests.intake.files import workbook
from tests.intake.formats.told import payments, rows, told


def test_open_items_of_odoo_under_their_partners_and_in_their_currency() -> None:
    header = (
        "Date", "Entry", "Journal", "Account", "Partner", "Ref - Label", "Due date", "Original", "Residual", "Cur.",
        "Cur. Original", "Cur. Residual",
    )  # fmt: skip
    data = workbook(
        ["Open Items - Acme - COP"],
        [],
        ["Date at filter", "", "22/11/2026"],
        ["130505 - Clientes"],
        ["Deco Addict"],
        header,
        [
            date(2026, 10, 1),
            "INV/2026/0001",
            "INV",
            "130505",
            "Deco Addict",
            "x",
            date(2026, 10, 31),
            1000.5,
            400.0,
            "",
            "",
            "",
        ],
        [
            date(2026, 10, 2),
            "INV/2026/0002",
            "INV",
            "130505",
            "Deco Addict",
            "x",
            date(2026, 11, 1),
            400000,
            400000,
            "USD",
            100,
            99.5,
        ],
        ["Deco Addict", "", "", "", "", "Partner ending balance", "", 401000.5, 400400.0],
        [],
        ["Gemini"],
        header,
        [
            date(2026, 10, 3),
            "RINV/2026/0001",
            "INV",
            "130505",
            "Gemini",
            "x",
            date(2026, 10, 3),
            -50.0,
            -50.0,
            "",
            "",
            "",
        ],
        ["130505 - Clientes", "", "", "", "", "Ending balance", "", 1, 1],
    )
    assert told(data, "CO", "Odoo") == [
        ("deco-addict", "INV/2026/0001", date(2026, 10, 1), date(2026, 10, 31), "COP", 100050, 40000),
        ("deco-addict", "INV/2026/0002", date(2026, 10, 2), date(2026, 11, 1), "USD", 10000, 9950),
        ("gemini", "RINV/2026/0001", date(2026, 10, 3), date(2026, 10, 3), "COP", -5000, -5000),
    ]


def test_the_aged_partner_balance_of_odoo_tells_only_what_is_unpaid() -> None:
    header = (
        "Date", "Entry", "Journal", "Account", "Partner", "Ref - Label", "Due date", "Residual", "Current",
        "Age ≤ 30 d.", "Age ≤ 60 d.", "Older",
    )  # fmt: skip
    line = [date(2026, 10, 1), "INV/1", "INV", "430000", "Deco Addict", "x", date(2026, 10, 31), 400.0, 0, 400.0, 0, 0]
    data = workbook(
        ["430000 - Clientes"], ["Deco Addict"], header, line,
        ["", "", "", "", "", "Partner cumul aged balance", "", 400.0, 0, 400.0, 0, 0], [],
        ["", "", "", "", "", "Total", "", 400.0, 0, 400.0, 0, 0],
        ["", "", "", "", "", "Percents", "", "", 0, 1, 0, 0],
    )  # fmt: skip
    (row,) = rows(data, "CO", "Odoo")
    assert (row.number, row.total_minor, row.balance_minor, row.open_only) == ("INV/1", 40000, 40000, True)


@pytest.mark.parametrize(
    "header",
    [
        (
            "Posting Date,Party Type,Party,Receivable Account,Customer Name,Voucher Type,Voucher No,Due Date,Invoiced Amount,"
            "Paid Amount,Credit Note,Outstanding Amount,Age (Days),0-30,31-60,61-90,91-120,121-Above,Currency,Territory"
        ),
        (
            "Posting Date,Tipo de Tercero,Tercero,Cuenta por cobrar,Nombre del cliente,Tipo de Comprobante,Comprobante No.,"
            "Due Date,Importe Facturado,Importe Pagado,Nota de Crédito,Saldo Pendiente,Edad (Días),0-30,31-60,61-90,91-120,"
            "121-Above,Moneda,Territorio"
        ),
        (
            "Data de Postagem,Tipo,Parceiro,Conta,Nome do Cliente,Tipo de Comprovante,Nº do Comprovante,Data de Vencimento,"
            "Valor Faturado,Valor Pago,Nota de Crédito,Saldo Devedor,Idade (Dias),0-30,31-60,61-90,91-120,121-Above,Moeda,T"
        ),
    ],
)  # fmt: skip
def test_erpnext_in_the_language_of_its_user(header: str) -> None:
    text = (
        f"{header}\n"
        "2026-10-01,Customer,C-7,D,Ana,Sales Invoice,SINV-1,2026-10-31,1000.50,100.50,0.0,900.00,21,0,900,0,0,0,USD,All\n"
        "2026-10-02,Customer,C-7,D,Ana,Payment Entry,PAY-1,2026-10-02,0.0,0.0,0.0,-40.00,21,0,-40,0,0,0,USD,All\n"
        ",Customer,C-7,,,,,,1000.50,100.50,0.0,860.00,,0,860,0,0,0,USD,\n"
        "Total,,,,,,,,1000.50,100.50,0.0,860.00,,0,860,0,0,0,,\n"
    )
    assert told(text, "US", "ERPNext") == [
        ("C-7", "SINV-1", date(2026, 10, 1), date(2026, 10, 31), "USD", 100050, 90000),
        ("C-7", "PAY-1", date(2026, 10, 2), date(2026, 10, 2), "USD", -4000, -4000),
    ]


def test_siigo_as_html_named_xls() -> None:
    names = (
        "Tipo de comprobante", "Consecutivo", "Identificación tercero", "Sucursal", "Código centro/subcentro de costos",
        "Fecha de elaboración  ", "Sigla Moneda", "Tasa de cambio", "Nombre contacto", "Email Contacto",
        "Orden de Compra", "Código producto", "Descripción producto", "Cantidad producto", "Valor unitario",
        "Código forma de pago", "Valor Forma de Pago", "Fecha Vencimiento", "Observaciones",
    )  # fmt: skip
    line = ("1", "0123", "860002964", "0", "", "05/11/2026", "COP", "", "Ana", "ana@a.example", "", "P1", "Riego", "1",
            "100000", "8", "119000", "05/12/2026", "Riego de noviembre")  # fmt: skip
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (names, line))
    (row,) = rows(f"<table>{cells}</table>", "CO", "Siigo")
    assert (row.debtor, row.number, row.total_minor, row.email) == ("860002964", "0123", 11900000, "ana@a.example")
    assert (row.issued_on, row.due_on, row.concept) == (date(2026, 11, 5), date(2026, 12, 5), "Riego de noviembre")


def test_a_statement_of_aspel_with_and_without_balances() -> None:
    header = "Cliente,Concepto,Documento,Número de cargo,Fecha de aplicación,Fecha de vencimiento,Monto{},Folio\n"
    text = header.format("") + (
        "Ana,Factura,FAC001,1,01/10/2026,31/10/2026,1000.00,9\nAna,Pago efectivo,FAC001,1,05/10/2026,,-300.00,10\n"
        "Ana,Nota de crédito,NC01,2,06/10/2026,06/10/2026,50.00,11\n"
    )
    assert [one[1:] for one in told(text, "MX", "Aspel SAE")] == [
        ("FAC001", date(2026, 10, 1), date(2026, 10, 31), "MXN", 100000, 70000),
        ("NC01", date(2026, 10, 6), date(2026, 10, 6), "MXN", -5000, None),
    ]
    balances = header.format(",Saldo") + (
        "Ana,Factura,FAC001,1,01/10/2026,31/10/2026,1000.00,650.00,9\nAna,Pago,FAC001,1,05/10/2026,,300.00,,10\n"
    )
    assert [one[6] for one in told(balances, "MX", "Aspel SAE")] == [65000]


def test_koinor_mixes_invoices_and_their_payments() -> None:
    text = (
        "codcli;nomcli;tipdoc;numdoc;numtra;valcob;fecemi;fectra;fecven;concep;codapu;numcco;sigdoc\n"
        "1716171819;ANA;FC;;001002-00123341;100.00;01/10/2026;01/10/2026;31/10/2026;Escritura;;;+\n"
        "1716171819;ANA;AB;001-2601000089;001002-00123341;40.00;07/10/2026;01/10/2026;07/10/2026;PAGO;;;-\n"
        "1716171819;ANA;AB;001-2601000090;001002-00119478;5.50;07/10/2026;08/07/2026;07/10/2026;PAGO;;;-\n"
    )
    assert told(text, "EC", "Koinor") == [
        ("1716171819", "001002-00123341", date(2026, 10, 1), date(2026, 10, 31), "USD", 10000, 6000)
    ]
    assert [(row.number, row.amount_minor, row.reference) for row in payments(text, "EC", "Koinor")] == [
        ("001002-00119478", 550, "001-2601000090")
    ]


def test_boletos_of_a_bank_far_below_its_letterhead() -> None:
    text = (
        "Relatório de títulos\n"
        + "\n" * 15
        + (
            "Cart;Nº Doc;Nosso Nº;TXID;Pagador;Data Vencimento;Data Liquidação;Valor (R$);Liquidação (R$);"
            "Situação do Boleto;Motivo\n"
            "1;000123;24/100001-0;;JOSE DA SILVA COMERCIO DE MATERIAIS DE CO;10/11/2026;;1.412,00;0,00;EM ABERTO;\n"
            "1;000124;24/100002-0;;JOSE DA SILVA COMERCIO DE MATERIAIS DE CO;12/11/2026;13/11/2026;300;298,50;LIQUIDADO PIX;\n"
            "1;000125;24/100003-0;;JOSÉ;13/11/2026;;50,00;0,00;BAIXADO POR SOLICITAÇÃO;\n"
            ";;;;;;Total;1.762,00;298,50;;\n"
        )
    )
    found = rows(text.encode("cp1252"), "BR", "Boletos")
    assert [(row.number, row.due_on, row.total_minor, row.balance_minor, row.standing) for row in found] == [
        ("000123", date(2026, 11, 10), 141200, 141200, ""),
        ("000124", date(2026, 11, 12), 30000, 0, ""),
        ("000125", date(2026, 11, 13), 5000, 5000, "cancelled"),
    ]


def test_the_other_report_of_boletos() -> None:
    text = (
        "Documento;N do boleto;Pagador;Data Vencimento;Data Liquidação; valor boleto ; valor recebido ;data do extrato\n"
        "77;241000;ANA;10/11/2026;12/11/2026;300,00;298,50;22/11/2026\n78;241001;ANA;25/11/2026;;300,00;;22/11/2026\n"
    )
    assert [(one[1], one[5], one[6]) for one in told(text, "BR", "Boletos")] == [("77", 30000, 0), ("78", 30000, None)]
