"""Who owes and how to reach them: identity, e-mail, phone, tax id, language, zone. Bad contacts never refuse a row."""

import json

import pytest

from chalicelib.intake.contacts import Phones, read_email
from chalicelib.intake.identity import debtor_id
from chalicelib.intake.tax_ids import is_plausible_tax_id
from tests.intake.files import SHARED, invoice, read, refusals, template, warnings


@pytest.mark.parametrize(
    ("customer_id", "tax_id", "name", "expected"),
    [
        (" 007-A ", "900.123", "Ana", "007-A"),
        ("", "12.345.678-k", "Ana", "12345678K"),
        ("", "", "Ñandú y Cía. S.A.", "nandu-y-cia-s-a"),
        ("", "", "山田", "山田"),
        ("", "", " -- ", ""),
    ],
)
def test_a_debtor_is_known_by_id_then_tax_id_then_name(customer_id: str, tax_id: str, name: str, expected: str) -> None:
    assert debtor_id(customer_id, tax_id, name) == expected


def test_a_row_that_names_nobody_is_refused() -> None:
    assert refusals(read(template(cliente=""))) == [(2, "missing_customer", "customer")]
    assert refusals(read(template(cliente="...", concepto="x"))) == [(2, "missing_customer", "customer")]
    assert refusals(read(template(numero=""))) == [(2, "missing_number", "number")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("ana@ACME.example", "ana@acme.example"),
        (" Ana@acme.example ; otra@acme.example", "Ana@acme.example"),
        ("Ana <ana@acme.example>", "ana@acme.example"),
        ("mailto:ana@acme.example", "ana@acme.example"),
        ("sin dato; ana@acme.example", "ana@acme.example"),
        ("-", ""),
    ],
)
def test_an_address_is_found_however_it_is_written(cell: str, expected: str) -> None:
    assert read_email(cell) == (expected, True)


@pytest.mark.parametrize("cell", ["no tiene", "ana@", "ana@acme", "@acme.example", "a..b@acme.example",
                                  ".a@acme.example", "ana@acme..example", "ana@-acme.example", "añá@acme.example",
                                  "=cmd|'x'!A0"])  # fmt: skip
def test_a_bad_address_is_warned_and_left_out(cell: str) -> None:
    reading = read(template(correo=cell))
    assert [row.email for row in reading.invoices()] == [""]
    assert warnings(reading) == [(2, "bad_email", "email")]


@pytest.mark.parametrize(
    ("country", "cell", "expected"),
    [
        ("CO", "300 123 4567", "+573001234567"),
        ("CO", "+57 (300) 123-4567", "+573001234567"),
        ("CO", "573001234567", "+573001234567"),
        ("MX", "+5215512345678", "+525512345678"),
        ("MX", "55 1234 5678", "+525512345678"),
        ("MX", "521 55 1234 5678", "+525512345678"),
        ("CO", "+52 1 55 1234 5678", "+525512345678"),
        ("CL", "9 6123 4567", "+56961234567"),
        ("PE", "987654321 / 912345678", "+51987654321"),
        ("BR", "(11) 91234-5678", "+5511912345678"),
        ("BR", "011 91234-5678", "+5511912345678"),
        ("AR", "011 15-2345-6789", "+5491123456789"),
        ("CO", "+1 415 555 2671", "+14155552671"),
        ("CO", "+34 612 34 56 78", "+34612345678"),
    ],
)
def test_phones_become_international(country: str, cell: str, expected: str) -> None:
    assert Phones(country).read(cell) == (expected, True)


def test_a_possible_phone_is_kept_and_warned_an_impossible_one_is_left_out() -> None:
    assert Phones("CO").read("+57 999 123 4567") == ("+579991234567", False)
    for cell in ("12", "no tiene", "3.00E+09", "+999 123"):
        reading = read(template(celular=cell))
        assert [row.phone for row in reading.invoices()] == [""]
        assert warnings(reading) == [(2, "bad_phone", "phone")]


@pytest.mark.parametrize("country", ["AR", "BR", "CL", "CO", "EC", "MX", "PE", "US"])
def test_the_short_way_to_a_phone_agrees_with_the_library(country: str) -> None:
    import phonenumbers

    reader = Phones(country)
    for kind in (0, 1):
        sample = phonenumbers.example_number_for_type(country, kind)
        assert sample
        for style in range(3):
            text = phonenumbers.format_number(sample, style)
            number = phonenumbers.parse(text, country)
            assert reader.read(text) == (phonenumbers.format_number(number, 0), True), text


def test_a_doubtful_tax_id_is_kept_and_warned() -> None:
    reading = read(template(documento="76.086.428-4"), "CL")
    assert [row.tax_id for row in reading.invoices()] == ["76.086.428-4"]
    assert warnings(reading) == [(2, "bad_tax_id", "tax_id")]


@pytest.mark.parametrize(
    ("country", "text"),
    [("CO", "900123456"), ("CO", "52123456"), ("PE", "45678912"), ("AR", "20123456"), ("MX", "XAXX010101000"),
     ("GT", "CF"), ("PA", "8-123-456"), ("CL", "76.086.428-5"), ("BR", "529.982.247-25")],
)  # fmt: skip
def test_ids_without_check_digit_and_of_unknown_countries_pass(country: str, text: str) -> None:
    assert is_plausible_tax_id(text, country)


@pytest.mark.parametrize(
    ("country", "text"), [("CO", "900123456-1"), ("CL", "1-1"), ("BR", "11111111112"), ("PE", "123")]
)
def test_ids_that_cannot_be_are_doubted(country: str, text: str) -> None:
    assert not is_plausible_tax_id(text, country)


def test_published_tax_ids_are_plausible() -> None:
    path = SHARED / "golden.json"
    if not path.exists():
        pytest.skip("the test vectors (shared/data/golden.json) are not beside this checkout")
    for country, texts in json.loads(path.read_text())["tax_id"].items():
        for text in texts:
            assert is_plausible_tax_id(text, country), (country, text)


def test_types_languages_and_zones_are_understood() -> None:
    row = invoice(template(tipo="Persona Jurídica", idioma="Português", zona_horaria="America/Sao_Paulo"))
    assert (row.customer_type, row.language, row.time_zone) == ("company", "pt", "America/Sao_Paulo")


def test_what_is_not_understood_is_left_out_and_warned() -> None:
    reading = read(template(tipo="VIP", idioma="klingon", zona_horaria="../../etc/passwd"))
    row = next(reading.invoices())
    assert (row.customer_type, row.language, row.time_zone) == ("", "", "")
    assert [code for _, code, _ in warnings(reading)] == [
        "unknown_customer_type",
        "unknown_language",
        "unknown_time_zone",
    ]


def test_formulas_in_names_stay_harmless_text() -> None:
    payloads = ["=1+1", "@SUM(1+1)*cmd|' /C calc'!A0", "-2+3", "+5", 'DDE ("cmd";"/C calc";"!A0")A0']
    path = SHARED / "csv" / "csv-injection" / "csv-payload.txt"
    payloads += path.read_text().splitlines() if path.exists() else []
    for payload in payloads:
        quoted = '"' + payload.replace('"', '""') + '"'
        assert invoice(template(cliente_id="C1", cliente=quoted, concepto=quoted)).customer == payload
