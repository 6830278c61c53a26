"""Statements as tables: whichever columns a bank has, however it tells what came in from what went out."""

import pytest

from tests.intake.bank.statements import moved, only, read

TITLES = "Banco del Valle,,\nCuenta: 0123-4567890,,\nMoneda: Dólares,,\n,,\n"


@pytest.mark.parametrize(
    ("country", "header", "came", "went"),
    [
        ("MX", "Fecha,Descripción,Depósitos,Retiros,Saldo", "02/06/2026,SPEI,1250.50,,9", "13/06/2026,x,,12.90,9"),
        ("CL", "Fecha;N° Documento;Descripción;Cargos;Abonos", "02-06-2026;1;TEF;;1.251", "13-06-2026;2;x;13;"),
        ("CO", "FECHA,DETALLE,VALOR CRÉDITO,VALOR DÉBITO", '2026/06/02,PSE,"1.250,50",', '2026/06/13,GMF,,"12,90"'),
        ("BR", "Data;Histórico;Crédito (R$);Débito (R$)", "02/06/2026;PIX;1.250,50;", "13/06/2026;Tarifa;;-12,90"),
        ("PE", "Date,Description,Paid in,Paid out", "2026-06-02,x,1250.50,", "2026-06-13,x,,12.90"),
        ("MX", "Fecha,Concepto,Importe", "02/06/2026,SPEI,1250.50", "13/06/2026,x,-12.90"),
        ("MX", "Fecha,Concepto,Importe,Cargo/Abono", "02/06/2026,SPEI,1250.50,Abono", "13/06/2026,x,12.90,Cargo"),
        ("BR", "Data;Lançamento;Valor;D/C", "02/06/2026;PIX;1.250,50;C", "13/06/2026;Tarifa;12,90;D"),
    ],
)
def test_each_bank_has_its_own_way_to_say_in_and_out(country: str, header: str, came: str, went: str) -> None:
    found = read(f"{header}\n{came}\n{went}\n", country)

    signs = [(f"{line.on:%m-%d}", line.amount_minor > 0, line.is_signed) for line in found.lines]
    assert signs == [("06-02", True, True), ("06-13", False, True)]
    assert found.lines[0].amount_minor in {125_050, 1_251}


@pytest.mark.parametrize(
    ("header", "taken_back", "is_told"),
    [
        ("Fecha,Concepto,Abono,Cargo", "13/06/2026,Extorno,-10.00,", True),
        ("Fecha,Concepto,Importe,Cargo/Abono", "13/06/2026,Extorno,-10.00,Abono", True),
        ("Fecha,Concepto,Importe,Cargo/Abono", "13/06/2026,Comisión,-10.00,Cargo", False),
        ("Fecha,Concepto,Abono,Cargo", "13/06/2026,Comisión,,10.00", False),
    ],
)
def test_what_is_taken_back_where_money_comes_in_is_no_money_that_came(
    header: str, taken_back: str, is_told: bool
) -> None:
    (found,) = read(f"{header}\n{taken_back}\n").lines
    assert (found.amount_minor, found.takes_back) == (-1_000, is_told)


def test_without_a_sign_the_running_balance_tells_it_in_either_order() -> None:
    rows = ["01/06/2026,a,100.00,1100.00", "02/06/2026,b,50.00,1050.00", "03/06/2026,c,70.00,1120.00",
            "13/06/2026,d,20.00,1100.00"]  # fmt: skip
    header = "Fecha,Concepto,Monto,Saldo"
    oldest_first = read("\n".join((header, *rows)))
    newest_first = read("\n".join((header, *reversed(rows))))

    assert [line.amount_minor for line in oldest_first.lines] == [10_000, -5_000, 7_000, -2_000]
    assert {line.text: line.amount_minor for line in newest_first.lines} == {
        line.text: line.amount_minor for line in oldest_first.lines
    }
    assert [line.is_signed for line in oldest_first.lines] == [False, True, True, True], "nothing is before the first"


def test_without_any_sign_nobody_claims_to_know() -> None:
    found = read("Fecha,Concepto,Monto\n01/06/2026,a,100.00\n13/06/2026,b,50.00\n")
    assert [line.is_signed for line in found.lines] == [False, False]


def test_titles_name_the_account_and_its_currency_and_totals_are_no_lines() -> None:
    found = read(TITLES + "Fecha,Concepto,Abono,Cargo,Saldo\n,Saldo inicial,,,900.00\n13/06/2026,SPEI,10.00,,910.00\n"
                 "14/06/2026,Saldo al día,,,910.00\nTotales,,10.00,0.00,\n")  # fmt: skip

    assert moved(found) == [("06-13", 1_000, "USD")]
    assert only(found).account == "01234567890"
    assert found.reading.rejected == 0


def test_a_line_that_cannot_be_read_is_refused_with_its_cells() -> None:
    found = read("Fecha,Concepto,Abono,Cargo\n13/06/2026,ok,10.00,\n14/06/2026,mal,10.0x,\n")
    (refused,) = found.reading.refused

    assert (refused.problem.code, refused.problem.line, refused.problem.column) == ("bad_amount", 3, "Abono")
    assert refused.cells == ("14/06/2026", "mal", "10.0x", "")


def test_payer_tax_id_reference_and_the_banks_own_id_have_their_columns() -> None:
    found = read(
        "Fecha,Descripción,Abono,Cargo,Referencia,Nombre ordenante,RFC ordenante,CLABE ordenante,Clave de rastreo\n"
        "13/06/2026,SPEI,10.00,,P-7KQ2-M9XA,JUAN PEREZ,GODE561231GR8,002010077777777771,BNET01\n"
    )
    line = only(found)

    assert (line.reference, line.name, line.tax_id) == ("P-7KQ2-M9XA", "JUAN PEREZ", "GODE561231GR8")
    assert (line.payer, line.bank_id) == ("002010077777777771", "BNET01")
    assert line.text == "SPEI P-7KQ2-M9XA JUAN PEREZ"
