"""The payments and debtors folders."""

from datetime import date

from chalicelib.intake.records import DebtorRow
from tests.intake.files import read, refusals, warnings

PAYMENTS = "numero;cliente_id;fecha;monto;moneda;referencia;medio\n"
DEBTORS = (
    "cliente_id;cliente;documento;tipo;contacto;rol;correo;celular;canal_preferido;hora_desde;hora_hasta;idioma;"
    "zona_horaria;plazo_dias\n"
)


def test_a_payment_names_its_invoice_its_debtor_or_both() -> None:
    reading = read(
        PAYMENTS + "F1;C1;01/11/2026;1.500,50;USD;R-1;transferencia\nF2;;02/11/2026;10;;;\n;C3;03/11/2026;10;;;\n",
        folder="payments",
    )
    rows = list(reading.payments())
    assert [(row.number, row.debtor) for row in rows] == [("F1", "C1"), ("F2", ""), ("", "C3")]
    assert (rows[0].paid_on, rows[0].amount_minor, rows[0].currency, rows[0].reference, rows[0].method) == (
        date(2026, 11, 1),
        150050,
        "USD",
        "R-1",
        "transferencia",
    )


def test_payments_that_are_none_are_refused() -> None:
    text = (
        PAYMENTS
        + ";;01/11/2026;10;;;\nF1;;;10;;;\nF1;;01/11/2026;;;;\nF1;;01/11/2026;-10;;;\nF1;;01/11/2026;10;;7,4E+13;\n"
    )
    assert refusals(read(text, folder="payments")) == [
        (2, "missing_customer", "customer_id"),
        (3, "missing_date", "paid_on"),
        (4, "missing_amount", "amount"),
        (5, "not_a_payment", "amount"),
        (6, "damaged_id", "reference"),
    ]


def test_equal_payments_are_one_unless_the_file_numbers_them() -> None:
    text = PAYMENTS + "F1;;01/11/2026;10;;;\nF1;;01/11/2026;10;;;\nF1;;01/11/2026;10;;A;\nF1;;01/11/2026;10;;B;\n"
    reading = read(text, folder="payments")
    assert [row.reference for row in reading.payments()] == ["", "A", "B"]
    assert warnings(reading) == [(3, "duplicate_row", "number")]


def test_payments_of_other_systems_are_recognized_by_their_columns() -> None:
    reading = read("Client,Invoice Number,Amount,Date\nAna,7,$13.50 ,10/20/2026\n", "US", folder="payments")
    assert [(row.debtor, row.number, row.amount_minor, row.paid_on) for row in reading.payments()] == [
        ("ana", "7", 1350, date(2026, 10, 20))
    ]


def test_a_debtor_file_gives_contacts_with_how_and_when_to_reach_them() -> None:
    text = DEBTORS + (
        "C1;Peña SAS;900123456;empresa;Ana Ruiz;pagos;ana@p.example;3001234567;WhatsApp;9;18:30;es;America/Bogota;45\n"
        "C1;Peña SAS;;;Luz Paz;gerente;luz@p.example;;correo;9:00 a. m.;6 pm;;;30 días\n"
    )
    reading = read(text, folder="debtors")
    first, second = reading.debtors()
    assert (first.debtor, first.contact, first.role, first.preferred_channel) == ("C1", "Ana Ruiz", "pagos", "whatsapp")
    assert (first.hour_from, first.hour_to, first.terms_days, first.phone) == ("09:00", "18:30", 45, "+573001234567")
    assert (second.hour_from, second.hour_to, second.terms_days, second.preferred_channel) == (
        "09:00",
        "18:00",
        30,
        "email",
    )
    assert reading.problems == []


def test_what_a_debtor_file_says_unclearly_is_left_out_and_warned() -> None:
    reading = read(DEBTORS + "C1;Ana;;;;;;;paloma;25;abc;;;9999\n;;;;;;a@b.example;;;;;;;\n", folder="debtors")
    (row,) = reading.rows
    assert isinstance(row, DebtorRow)
    assert (row.preferred_channel, row.hour_from, row.hour_to, row.terms_days) == ("", "", "", None)
    assert [code for _, code, _ in warnings(reading)] == ["unknown_channel", "bad_hour", "bad_hour", "bad_terms"]
    assert refusals(reading) == [(3, "missing_customer", "customer")]


def test_a_debtor_file_may_tell_a_single_preference_and_nothing_else() -> None:
    (row,) = read("cliente_id;canal_preferido\nC1;SMS\n", folder="debtors").debtors()
    assert (row.debtor, row.preferred_channel, row.email) == ("C1", "sms", "")
