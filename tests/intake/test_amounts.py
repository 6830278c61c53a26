"""Amounts: exact minor units, by the decimal mark that the column proves."""

import pytest

from tests.intake.files import invoice, read, refusals, template, warnings, workbook


def totals(*cells: str, country: str = "CO") -> list[int | None]:
    """Minor units of a column of totals; None where the row was refused."""
    rows = "".join(f"{at}|Ana|2026-12-01|{cell}\n" for at, cell in enumerate(cells))
    found = {row.line: row.total_minor for row in read(f"numero|cliente|vencimiento|total\n{rows}", country).invoices()}
    return [found.get(at + 2) for at in range(len(cells))]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1.412,00", "300"), [141200, 30000]),
        (("1,412.00", "300"), [141200, 30000]),
        (("1.412,00", "1.500"), [141200, 150000]),
        (("1,412.00", "1,500"), [141200, 150000]),
        (("12.5", "1,500"), [1250, 150000]),
        (("12,5", "1.500"), [1250, 150000]),
        (("1,234,567", "0.1"), [123456700, 10]),
        (("1.234.567", "7,25"), [123456700, 725]),
        (("1840.0000", "862.5000"), [184000, 86250]),
        ((".50", "0.05"), [50, 5]),
    ],
)
def test_the_column_decides_its_decimal_mark(cells: tuple[str, ...], expected: list[int]) -> None:
    assert totals(*cells, country="CO") == totals(*cells, country="MX") == expected


@pytest.mark.parametrize("country", ["MX", "PE", "US"])
def test_without_evidence_some_countries_write_a_dot(country: str) -> None:
    assert totals("1,500", country=country) == [150000]
    assert refusals(read(template(total="1.505"), country)) == [(2, "bad_amount", "total")]


@pytest.mark.parametrize("country", ["CO", "BR", "AR", "EC"])
def test_without_evidence_the_others_write_a_comma(country: str) -> None:
    assert totals("1.500", country=country) == [150000]
    assert refusals(read(template(total="1,505"), country)) == [(2, "bad_amount", "total")]


def test_a_column_without_evidence_follows_the_other_amounts() -> None:
    row = invoice(template(total="1.500", saldo="1.000,50"), "MX")
    assert (row.total_minor, row.balance_minor) == (150000, 100050)


@pytest.mark.parametrize(
    ("cell", "minor", "currency"),
    [
        ("$ 1.412,00", 141200, "COP"),
        ("US$ 1.412,00", 141200, "USD"),
        ("R$1.412,00", 141200, "BRL"),
        ("S/ 1.412,00", 141200, "PEN"),
        ("S/.1.412,00", 141200, "PEN"),
        ("1.412,00 €", 141200, "EUR"),
        ("MXN 1.412,00", 141200, "MXN"),
        ("1.412,00 USD", 141200, "USD"),
        ("$1.412,00 USD", 141200, "USD"),
        ("CLP$ 1.412", 1412, "CLP"),
        ("1\u00a0412,00", 141200, "COP"),
        ("1\u202f412,00", 141200, "COP"),
        ("1'412,00", 141200, "COP"),
        ("+1.412,00", 141200, "COP"),
        ("'1.412,00", 141200, "COP"),
    ],
)
def test_signs_of_currency_and_spaces_do_not_matter(cell: str, minor: int, currency: str) -> None:
    row = invoice(template(total=cell))
    assert (row.total_minor, row.currency) == (minor, currency)


@pytest.mark.parametrize("cell", ["-142.85", "$-142.85", "-$142.85", "($142.85)", "(142.85)", "142.85-", "−142.85"])
def test_every_way_to_write_less_than_nothing_is_a_credit_note(cell: str) -> None:
    row = invoice(template(total=cell), "MX")
    assert (row.total_minor, row.document_type) == (-14285, "credit_note")


@pytest.mark.parametrize(
    "cell",
    ["abc", "1.2.3", "12.34,5", "1,23,4", "--5", "(-5)", "5 5,5x", "1e5", "1.5E+03", "$", "12abc", "0x10", "1/2", "∞",
     "9999999999999999", "10000000000000,01", "USD MXN 5", "5 XYZ", "2026-01-01", "0,001", "Infinity"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(cell: str) -> None:
    assert refusals(read(template(total=cell))) == [(2, "bad_amount", "total")]


def test_nothing_is_no_amount_either() -> None:
    assert refusals(read(template(total=""))) == [(2, "missing_total", "total")]
    assert refusals(read(template(total="N/A"))) == [(2, "missing_total", "total")]


def test_the_largest_amount_is_read_exactly() -> None:
    assert totals("9.999.999.999.999,99", "10000000000000") == [999999999999999, 10**15]


def test_decimals_beyond_the_currency_must_be_zeros() -> None:
    assert invoice(template(total="1500,00", moneda="CLP")).total_minor == 1500
    assert refusals(read(template(total="1500,50", moneda="CLP"))) == [(2, "bad_amount", "total")]
    assert invoice(template(total="37,1234", moneda="UF")).total_minor == 371234


def test_numbers_of_a_workbook_are_exact_whatever_the_country_writes() -> None:
    rows = [
        [str(at), "Ana", "2026-12-01", value] for at, value in enumerate([1284.5, 0.1 + 0.2, 4180.75, 1234567.89, 3])
    ]
    data = workbook(["numero", "cliente", "vencimiento", "total"], *rows)
    assert [row.total_minor for row in read(data, "CO").invoices()] == [128450, 30, 418075, 123456789, 300]


def test_a_number_with_too_many_decimals_in_a_workbook_is_refused() -> None:
    data = workbook(["numero", "cliente", "vencimiento", "total"], ["1", "Ana", "2026-12-01", 12.345])
    assert refusals(read(data)) == [(2, "bad_amount", "total")]


def test_currencies_are_known_by_code_sign_and_name() -> None:
    for cell, currency in (("usd", "USD"), ("US$", "USD"), ("Dólares", "USD"), ("$", "COP"), ("pesos", "COP"),
                           ("", "COP"), ("S/", "PEN"), ("Soles", "PEN"), ("reais", "BRL"),
                           ("UF", "CLF"), ("€", "EUR")):  # fmt: skip
        assert invoice(template(moneda=cell)).currency == currency, cell


def test_an_unknown_currency_is_refused() -> None:
    assert refusals(read(template(moneda="XXX"))) == [(2, "unknown_currency", "currency")]


def test_two_currencies_in_one_row_are_refused() -> None:
    assert refusals(read(template(moneda="MXN", total="US$ 100,00"))) == [(2, "currency_conflict", "total")]


def test_a_balance_above_the_total_is_refused() -> None:
    assert refusals(read(template(saldo="101"))) == [(2, "balance_above_total", "balance")]


def test_an_overpaid_invoice_is_settled_and_warned() -> None:
    reading = read(template(saldo="-5"))
    assert [row.balance_minor for row in reading.invoices()] == [0]
    assert warnings(reading) == [(2, "negative_balance", "balance")]


def test_a_total_of_zero_is_read_and_warned() -> None:
    reading = read(template(total="0,00"))
    assert [row.total_minor for row in reading.invoices()] == [0]
    assert warnings(reading) == [(2, "zero_total", "total")]


def test_a_formula_in_place_of_an_amount_is_refused() -> None:
    for cell in ("=1+1", "=SUMA(A1:A9)", "@SUM(1+1)*cmd|' /C calc'!A0"):
        assert refusals(read(template(total=cell))) == [(2, "formula_cell", "total")]
