from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.charging.late_rules import INTEREST_KINDS
from chalicelib.messages import explain
from tests.messages.letters import TODAY

TERMS: dict[str, Any] = {
    "due_on": date(2026, 11, 1),
    "today": TODAY,
    "accepted": True,
    "grace_days": 2,
    "percent_fee": Decimal("0.02"),
    "interest_rate": Decimal("0.025"),
}


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-78, "Venció el 5 de septiembre · hace 78 días"),
        (-1, "Venció ayer, 21 de noviembre"),
        (0, "Vence hoy, 22 de noviembre"),
        (1, "Vence mañana, 23 de noviembre"),
        (8, "Vence el 30 de noviembre · en 8 días"),
        (60, "Vence el 21 de enero de 2027 · en 60 días"),
    ],
)
def test_a_due_date_is_told_with_its_distance(days: int, text: str) -> None:
    assert explain.due_text(TODAY + timedelta(days=days), TODAY, "es") == text


minor = st.integers(0, 10**9)


@given(minor, minor, minor, minor, minor)
def test_the_rows_sum_to_what_settles_the_invoice(total: int, paid: int, fee: int, interest: int, off: int) -> None:
    rows = explain.charge_rows(
        "es",
        "MXN",
        total_minor=total,
        principal_minor=total - paid,
        fee_minor=fee,
        interest_minor=interest,
        discount_minor=off,
        discount_until=TODAY,
        today=TODAY,
    )
    assert sum(row.minor for row in rows) == total - paid + fee + interest - off
    assert all(row.minor for row in rows[1:])


def test_each_charge_has_its_rule_in_words() -> None:
    said = explain.why("es", "BOB", **TERMS)
    assert [text.replace("\u00a0", " ") for text in said] == [
        "El recargo por atraso es 2 % del saldo pendiente y se suma una sola vez.",
        "El interés es 2,5 % por cada 30 días, contado día por día desde el vencimiento.",
        "Así lo indican las condiciones aceptadas.",
    ]


def test_before_the_grace_days_end_the_reader_learns_until_when_nothing_is_added() -> None:
    said = explain.why("es", "BOB", **{**TERMS, "due_on": TODAY})
    assert said[0] == "Si pagas hasta el 24 de noviembre, no se suma ningún recargo."


def test_without_accepted_terms_no_charge_is_explained() -> None:
    assert explain.why("es", "BOB", **{**TERMS, "accepted": False}) == ()


def test_a_discount_is_explained_until_its_last_day_and_not_after() -> None:
    discount = {**TERMS, "accepted": False, "discount_percent": Decimal("0.03"), "discount_until": TODAY}
    assert explain.why("pt", "BRL", **discount) == ("O desconto é de 3% por pagar tudo até 22 de novembro.",)
    assert explain.why("pt", "BRL", **{**discount, "today": TODAY + timedelta(days=1)}) == ()


@pytest.mark.parametrize("kind", INTEREST_KINDS)
@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_every_kind_of_interest_has_words(kind: str, lang: str) -> None:
    said = explain.why(lang, "COP", **{**TERMS, "interest_kind": kind})
    assert any("2,5" in text or "2.5" in text for text in said)


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_a_fee_of_two_parts_names_both(lang: str) -> None:
    said = explain.why(lang, "COP", **{**TERMS, "flat_minor": 500000, "interest_rate": None})
    assert "2" in said[0]
    assert "5.000,00" in said[0] or "5,000.00" in said[0]


def test_a_saving_of_today_is_told_as_todays() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert explain.saving_text("es", "Bs 22,50", TODAY, TODAY).startswith("Si pagas hoy")
    assert explain.saving_text("es", "Bs 22,50", tomorrow, TODAY).startswith("Si pagas hasta el 23 de noviembre")


def test_a_pending_payment_that_the_provider_has_asks_not_to_pay_again() -> None:
    assert "No pagues otra vez" in explain.attempt_message("es", "pending", processing=True)
    assert "No se cobró nada" in explain.attempt_message("es", "failed")


def test_the_balance_says_when_it_was_read_and_a_quote_until_when_it_holds() -> None:
    now = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)
    assert explain.as_of_text("es", now, "America/La_Paz") == "Actualizado hoy a las 10:32"
    assert explain.expires_text("es", now, "America/La_Paz", now) == "22 de noviembre, 10:32"
