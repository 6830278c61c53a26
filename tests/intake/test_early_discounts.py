"""Early-payment discounts in a file: of one invoice, or agreed with one customer; unclear ones are left out."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.domain.business import EarlyDiscount
from tests.intake.files import read, warnings

ES = "numero;cliente;fecha_vencimiento;total;descuento_porcentaje;descuento_monto;descuento_hasta\n"
EN = "number;customer;due_on;total;discount_percent;discount_amount;discount_until\n"
PT = "numero;cliente;data_vencimento;total;desconto_percentual;desconto_valor;desconto_ate\n"
DEBTORS = "cliente_id;descuento_porcentaje;descuento_monto;descuento_hasta;descuento_dias\n"
UNTIL = date(2026, 6, 25)


def told(cells: str, header: str = ES) -> EarlyDiscount | None:
    (row,) = read(f"{header}F1;Ana;30/06/2026;1000,00;{cells}\n").invoices()
    return row.discount


@pytest.mark.parametrize("header", [ES, EN, PT])
def test_a_row_names_a_percentage_and_its_last_day_in_three_languages(header: str) -> None:
    assert told("3;;25/06/2026", header) == EarlyDiscount(Decimal("0.03"), until=UNTIL)


def test_an_amount_is_in_the_invoices_own_currency() -> None:
    assert told(";50,00;25/06/2026") == EarlyDiscount(amount_minor=5_000, until=UNTIL)


@pytest.mark.parametrize("cells", [";;", ";;25/06/2026"])
def test_a_row_without_a_discount_says_nothing(cells: str) -> None:
    assert told(cells) is None


def test_a_zero_says_that_this_invoice_has_none_whatever_the_policy_says() -> None:
    assert told("0;;") == EarlyDiscount()


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ("mucho;;25/06/2026", "discount_percent"),
        ("-3;;25/06/2026", "discount_percent"),
        ("100;;25/06/2026", "discount_percent"),
        ("0,5;;25/06/2026", "discount_percent"),
        (";-50;25/06/2026", "discount_amount"),
        (";1000,00;25/06/2026", "discount_amount"),
        (";US$ 5;25/06/2026", "discount_amount"),
        ("3;50;25/06/2026", "discount_amount"),
        ("3;;", "discount_until"),
        ("3;;pronto", "discount_until"),
    ],
)
def test_what_is_unclear_is_left_out_and_the_invoice_still_comes(cells: str, field: str) -> None:
    reading = read(f"{ES}F1;Ana;30/06/2026;1000,00;{cells}\n")

    assert [row.discount for row in reading.invoices()] == [None]
    assert warnings(reading) == [(2, "discount_left_out", field)]


def test_a_system_that_tells_what_it_took_off_before_offers_nothing() -> None:
    """*Discount Amount* of an export is part of its total: to offer it again would give money away."""
    (row,) = read("number;customer;due_on;total;discount_amount\nF1;Ana;2026-06-30;1000;50\n").invoices()

    assert row.discount is None


def test_a_credit_note_has_no_discount() -> None:
    (row,) = read(f"{ES}N1;Ana;30/06/2026;-1000,00;3;;25/06/2026\n").invoices()

    assert (row.document_type, row.discount) == ("credit_note", None)


@pytest.mark.parametrize(
    ("cells", "discount"),
    [
        ("2;;;5", EarlyDiscount(Decimal("0.02"), 5)),
        (";100;25/06/2026;", EarlyDiscount(amount_minor=10_000, until=UNTIL)),
        ("2;;;0", EarlyDiscount(Decimal("0.02"))),
        ("0;;;", EarlyDiscount()),
        (";;;", None),
    ],
)
def test_a_customers_own_terms(cells: str, discount: EarlyDiscount | None) -> None:
    (row,) = read(f"{DEBTORS}C1;{cells}\n", folder="debtors").debtors()

    assert row.discount == discount


@pytest.mark.parametrize(
    ("cells", "field"), [("2;;;", "discount_days"), ("2;;25/06/2026;5", "discount_days"), ("2;;;999", "discount_days")]
)
def test_a_customers_discount_that_does_not_say_until_when_is_left_out(cells: str, field: str) -> None:
    reading = read(f"{DEBTORS}C1;{cells}\n", folder="debtors")

    assert [row.discount for row in reading.debtors()] == [None]
    assert warnings(reading) == [(2, "discount_left_out", field)]
