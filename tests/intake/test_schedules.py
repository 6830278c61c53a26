"""The recurring folder: who pays what again and again, read strictly, for it will ask for money by itself."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.domain.schedules.schedule import Prepay
from chalicelib.intake.records import ScheduleRow
from tests.intake.files import failure, read, refusals, warnings, workbook

HEADER = (
    "cliente_id;cliente;documento;correo;celular;cobro_id;concepto;monto;moneda;frecuencia;dia;desde;hasta;avisar_dias;"
    "plazo_dias;descuento_3;descuento_6;descuento_12;estado\n"
)


def rows(text: str | bytes, country: str = "CO") -> list[ScheduleRow]:
    reading = read(text, country, folder="recurring")
    assert [line.problem for line in reading.refused] == []
    return list(reading.schedules())


def row(**fields: str) -> ScheduleRow:
    (found,) = rows(template(**fields))
    return found


def template(**fields: str) -> str:
    columns = {"cliente_id": "C1", "concepto": "Mensualidad", "monto": "100", "dia": "5", **fields}
    return ";".join(columns) + "\n" + ";".join(columns.values()) + "\n"


def refused(**fields: str) -> tuple[str, str]:
    ((_, code, field),) = refusals(read(template(**fields), folder="recurring"))
    return code, field


def test_a_row_says_who_pays_what_how_often_and_on_which_day() -> None:
    (found,) = rows(
        HEADER + "C1;Ana Ruiz;900123456;ana@a.example;3001234567;MEN-1;Mensualidad 5.º;450.000,00;COP;mensual;31;"
        "01/02/2027;30/11/2027;10;5;5;7,5;10%;activo\n"
    )
    assert (found.debtor, found.customer, found.email, found.phone) == (
        "C1", "Ana Ruiz", "ana@a.example", "+573001234567",
    )  # fmt: skip
    told = found.told
    assert (told.id, told.concept, told.amount_minor, told.currency) == ("MEN-1", "Mensualidad 5.º", 45_000_000, "COP")
    assert (told.every, told.day, told.starts_on, told.ends_on) == (
        "month", 31, date(2027, 2, 1), date(2027, 11, 30),
    )  # fmt: skip
    assert (told.announce_days, told.terms_days, told.state) == (10, 5, "active")
    assert told.prepay == (
        Prepay(3, Decimal("0.05")), Prepay(6, Decimal("0.075")), Prepay(12, Decimal("0.1")),
    )  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        "customer_id;charge_id;concept;amount;currency;frequency;day;starts_on;ends_on;announce_days;terms_days;discount_3",
        "cliente_id;cobranca_id;descricao;valor;moeda;frequencia;dia;inicio;fim;avisar_dias;prazo_dias;desconto_3",
    ],
)
def test_the_template_speaks_three_languages(header: str) -> None:
    (found,) = rows(f"{header}\nC1;M1;Fee;100;COP;mensal;5;2027-01-01;;7;0;5\n")
    assert (found.told.id, found.told.amount_minor, found.told.every, found.told.announce_days) == (
        "M1",
        10_000,
        "month",
        7,
    )
    assert found.told.prepay == (Prepay(3, Decimal("0.05")),)


def test_what_a_row_leaves_empty_says_nothing() -> None:
    told = row().told
    assert (told.id, told.every, told.starts_on, told.ends_on, told.announce_days, told.state) == (
        "mensualidad", "", None, None, None, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("Semanal", "week"), ("catorcenal", "two_weeks"), ("MENSUAL", "month"), ("a cada dois meses", "two_months"),
        ("cada 3 meses", "quarter"), ("cuatrimestral", "four_months"), ("half_year", "half_year"), ("anual", "year"),
    ],
)  # fmt: skip
def test_how_often_is_said_in_words(written: str, meaning: str) -> None:
    assert row(frecuencia=written, dia="1").told.every == meaning


def test_a_frequency_that_means_two_things_is_refused() -> None:
    assert refused(frecuencia="quincenal") == ("bad_frequency", "every")
    assert refused(frecuencia="a veces") == ("bad_frequency", "every")


def test_the_last_day_and_the_days_of_the_week_have_names() -> None:
    assert row(dia="Último").told.day == 31
    assert row(dia="miércoles", frecuencia="semanal").told.day == 3


@pytest.mark.parametrize("day", ["0", "32", "-5", "5.5", "1/5", "lunes", "99999", "=1+1"])
def test_a_day_that_no_month_has_is_refused(day: str) -> None:
    assert refused(dia=day) == ("bad_day", "day")


def test_a_week_has_seven_days() -> None:
    assert refused(dia="8", frecuencia="semanal") == ("bad_day", "day")


@pytest.mark.parametrize("percent", ["101", "100", "-5", "0.05", "0,5", "cinco", "5%%", "1e1"])
def test_a_discount_that_is_none_or_unclear_is_refused(percent: str) -> None:
    assert refused(descuento_3=percent) == ("bad_discount", "prepay_3")


def test_a_discount_of_zero_takes_the_offer_back() -> None:
    assert row(descuento_3="0").told.prepay == (Prepay(3, Decimal(0)),)
    assert row(descuento_3="0,5 %").told.prepay == (Prepay(3, Decimal("0.005")),)


def test_a_workbooks_percent_cell_is_what_it_shows() -> None:
    data = workbook(["cliente_id", "concepto", "monto", "dia", "descuento_3"], ["C1", "Cuota", 100.5, 5, 0.05])
    (found,) = rows(data)
    assert (found.told.amount_minor, found.told.day, found.told.prepay) == (10_050, 5, (Prepay(3, Decimal("0.05")),))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"monto": "0"}, ("not_a_charge", "amount")),
        ({"monto": "-100"}, ("not_a_charge", "amount")),
        ({"monto": "10,005"}, ("bad_amount", "amount")),
        ({"monto": "diez"}, ("bad_amount", "amount")),
        ({"moneda": "doblones"}, ("unknown_currency", "currency")),
        ({"desde": "31/02/2027"}, ("bad_date", "starts_on")),
        ({"hasta": "pronto"}, ("bad_date", "ends_on")),
        ({"estado": "quizás"}, ("unknown_state", "state")),
        ({"concepto": ""}, ("missing_concept", "concept")),
        ({"concepto": "", "cobro_id": "1041.0"}, ("damaged_id", "charge_id")),
        ({"cliente_id": ""}, ("missing_customer", "customer")),
    ],
)
def test_what_a_row_says_wrongly_is_refused_with_its_reason(fields: dict[str, str], reason: tuple[str, str]) -> None:
    assert refused(**{"cobro_id": "", **fields}) == reason


def test_days_that_are_none_are_left_out_with_a_warning() -> None:
    reading = read(template(avisar_dias="muchos", plazo_dias="400"), folder="recurring")
    assert warnings(reading) == [(2, "bad_terms", "announce_days"), (2, "bad_terms", "terms_days")]


def test_the_state_alone_may_be_told() -> None:
    (found,) = rows("cliente_id;cobro_id;estado\nC1;M1;terminado\n")
    assert (found.told.state, found.told.amount_minor) == ("ended", None)


def test_one_charge_of_one_customer_is_said_once() -> None:
    text = "cliente_id;concepto;monto;dia\nC1;Cuota;100;5\nC1;Cuota;100;5\nC2;Cuota;100;5\nC2;Cuota;200;5\nC1;Bus;9;5\n"
    reading = read(text, folder="recurring")
    assert [(one.debtor, one.told.id) for one in reading.schedules()] == [("C1", "cuota"), ("C1", "bus")]
    assert warnings(reading) == [(3, "duplicate_row", "number")]
    assert refusals(reading) == [(4, "conflicting_rows", "number"), (5, "conflicting_rows", "number")]


@pytest.mark.parametrize("text", ["a;b\n1;2\n", "cliente;color\nAna;azul\n", "numero;cliente;total\nF1;Ana;5\n"])
def test_a_file_of_something_else_is_not_guessed_at(text: str) -> None:
    assert failure(text, folder="recurring").code in {"missing_columns", "no_header"}


def test_a_formula_stays_text_and_cannot_be_a_code() -> None:
    assert row(concepto="=HYPERLINK(1)").told.concept == "=HYPERLINK(1)"
    assert refused(cobro_id="=cmd|' /C calc'!A0") == ("formula_cell", "charge_id")
