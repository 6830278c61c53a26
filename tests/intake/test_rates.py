"""Rates files: one exact value a unit and day, whatever the decimals, names and order of the file."""

from datetime import date

import pytest

from chalicelib.intake.records import RateRow
from tests.intake.files import read, refusals, warnings, workbook


def rates(data: str | bytes, country: str = "CL") -> list[tuple[str, date, str]]:
    reading = read(data, country, folder="rates")
    assert refusals(reading) == []
    return [(row.unit, row.on, str(row.value)) for row in reading.rows if isinstance(row, RateRow)]


def test_the_template_in_three_languages() -> None:
    for header in ("unidad,fecha,valor", "unit,date,value", "unidade,data,valor"):
        assert rates(f"{header}\nUF,2026-11-01,39383.07\n", "US") == [("CLF", date(2026, 11, 1), "39383.07")]


def test_units_are_known_by_their_names_and_values_keep_their_decimals() -> None:
    text = (
        "unidad;fecha;valor\nuf;01/11/2026;39.383,07\nTasa Máxima;13/11/2026;25,52%\nUVA;14/11/2026;1,2345678901234\n"
    )
    with pytest.raises(AssertionError):
        rates(text)
    assert rates(text.replace("901234", "9012")) == [
        ("CLF", date(2026, 11, 1), "39383.07"),
        ("TASA_MAXIMA", date(2026, 11, 13), "25.52"),
        ("UVA", date(2026, 11, 14), "1.23456789012"),
    ]


def test_a_workbook_of_rates_with_true_dates_and_numbers() -> None:
    data = workbook(["unidad", "fecha", "valor"], ["UF", date(2026, 11, 1), 39383.07], ["TPM", date(2026, 11, 1), 0])
    assert rates(data) == [("CLF", date(2026, 11, 1), "39383.07"), ("TPM", date(2026, 11, 1), "0.0")]


def test_what_cannot_be_a_rate_is_refused() -> None:
    text = (
        "unidad;fecha;valor\n;2026-11-01;1\nA/B;2026-11-01;1\nUF;;1\nUF;mañana;1\nUF;2026-11-01;\nUF;2026-11-02;-1\n"
        "UF;2026-11-03;uno\n"
    )
    assert refusals(read(text, "CL", folder="rates")) == [
        (2, "missing_unit", "unit"),
        (3, "bad_unit", "unit"),
        (4, "missing_date", "on"),
        (5, "bad_date", "on"),
        (6, "missing_value", "value"),
        (7, "bad_value", "value"),
        (8, "bad_value", "value"),
    ]


def test_a_unit_has_one_value_a_day() -> None:
    text = "unidad,fecha,valor\nUF,2026-11-01,1.5\nCLF,2026-11-01,1.50\nUDI,2026-11-01,8.1\nUDI,2026-11-01,8.2\n"
    reading = read(text, "MX", folder="rates")
    assert [code for _, code, _ in warnings(reading)] == ["duplicate_row"]
    assert [(line, code) for line, code, _ in refusals(reading)] == [(4, "conflicting_rows"), (5, "conflicting_rows")]
