from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.money import EXPONENT
from chalicelib.domain.task import Task
from chalicelib.messages.formats import day, fmt, long_day, marks, moment, money, percent, symbol, unit_name
from chalicelib.messages.refusals import refusal_text
from chalicelib.messages.task_words import task_title


def written(*args: Any, **named: Any) -> str:
    return money(*args, **named).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("minor", "currency", "lang", "country", "text"),
    [
        (136350, "MXN", "es", "MX", "$ 1,363.50"),
        (136350, "PEN", "es", "PE", "S/ 1,363.50"),
        (136350, "COP", "es", "CO", "$ 1.363,50"),
        (136350, "BOB", "es", "BO", "Bs 1.363,50"),
        (136350, "BRL", "pt", "BR", "R$ 1.363,50"),
        (2250, "BOB", "en", "BO", "Bs 22.50"),
        (1363500, "CLP", "es", "CL", "$ 1.363.500"),
        (136350, "CLF", "es", "CL", "UF 13,6350"),
        (136350, "USD", "es", "EC", "US$ 1.363,50"),
        (5, "EUR", "es", "ES", "€ 0,05"),
        (100000, "JMD", "en", "JM", "JMD 1,000.00"),
    ],
)
def test_money_is_written_as_its_readers_write_it(
    minor: int, currency: str, lang: str, country: str, text: str
) -> None:
    assert written(minor, currency, lang, country) == text


def test_what_is_taken_off_has_its_minus_before_the_symbol() -> None:
    assert written(-1350, "MXN", "es", "MX") == "−$ 13.50"


def test_a_symbol_that_two_currencies_share_shows_the_code_of_the_one_that_is_not_the_accounts_own() -> None:
    assert written(1000, "ARS", "es", "CL", "CLP") == "$ 10,00 ARS"
    assert written(1000, "CLP", "es", "CL", "CLP") == "$ 1.000"
    assert written(1000, "USD", "es", "CL", "CLP") == "US$ 10,00"


def test_no_line_break_parts_a_symbol_from_its_number() -> None:
    assert " " not in money(136350, "ARS", "es", "CL", "CLP")


@given(st.integers(-(10**15), 10**15), st.sampled_from(sorted(EXPONENT)), st.sampled_from(("es", "en", "pt")))
def test_no_cent_is_lost_in_writing(minor: int, currency: str, lang: str) -> None:
    group, decimal = marks(lang)
    text = money(minor, currency, lang).replace(symbol(currency), "").replace("\u00a0", "").replace("−", "-")
    assert Decimal(text.replace(group, "").replace(decimal, ".")).scaleb(EXPONENT[currency]) == minor


def test_the_portal_types_amounts_as_the_messages_write_them() -> None:
    expected = {"symbol": "$", "group": ",", "decimal": ".", "digits": 2, "code": "", "currency": "MXN"}
    assert fmt("MXN", "es-MX", "MX") == expected
    assert fmt("CLP", "es", "CL")["digits"] == 0
    for currency in EXPONENT:
        its = fmt(currency, "es", "CL", "CLP")
        assert money(0, currency, "es", "CL", "CLP") == (
            f"{its['symbol']}\u00a00{',' if EXPONENT[currency] else ''}{'0' * EXPONENT[currency]}{its['code']}"
        )


@pytest.mark.parametrize(
    ("fraction", "lang", "country", "text"),
    [("0.025", "es", "CO", "2,5 %"), ("0.02", "es", None, "2 %"), ("0.025", "es", "MX", "2.5 %"),
     ("0.2552", "en", "CO", "25.52%"), ("0.025", "pt", "BR", "2,5%"), ("1", "es", None, "100 %")],
)  # fmt: skip
def test_a_rate_is_a_percentage_without_idle_zeros(fraction: str, lang: str, country: str | None, text: str) -> None:
    assert percent(Decimal(fraction), lang, country).replace("\u00a0", " ") == text


def test_a_day_names_its_year_only_when_it_is_another_one() -> None:
    september = date(2026, 9, 4)
    assert day(september, "es", date(2026, 11, 22)) == "4 de septiembre"
    assert day(september, "es", date(2027, 1, 2)) == "4 de septiembre de 2026"
    assert day(september, "en", date(2027, 1, 2)) == "4 September 2026"
    assert day(date(2026, 3, 1), "pt-BR") == "1º de março"


def test_what_is_kept_names_the_weekday_and_the_year() -> None:
    assert long_day(date(2026, 9, 4), "es") == "viernes 4 de septiembre de 2026"
    assert long_day(date(2026, 9, 4), "pt") == "sexta-feira, 4 de setembro de 2026"
    assert long_day(date(2026, 9, 4), "en") == "Friday 4 September 2026"


def test_an_instant_is_told_in_local_time() -> None:
    at = datetime(2026, 11, 22, 2, 41, tzinfo=UTC)
    assert moment(at, "America/La_Paz", "es") == "21 de noviembre, 22:41"


@pytest.mark.parametrize(("code", "name"), [("CLF", "UF"), ("MXV", "UDI"), ("COU", "UVR"), ("USD", "USD"), ("", "")])
def test_a_unit_is_called_as_people_call_it(code: str, name: str) -> None:
    assert unit_name(code) == name
    assert f" {name} " in f" {refusal_text('en', 'rate_missing', {'unit': code})} "
    task = Task("rate_missing#1", "rate_missing", datetime(2026, 6, 3, tzinfo=UTC), data={"unit": code})
    assert task_title("es", task).endswith(f" {name}")
