"""The rules of late charges and their lines, in words: figures as people write them, three languages."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from chalicelib.domain.charging.charge_lines import charge_lines
from chalicelib.domain.charging.late_rules import NO_RULES, CollectionFee, FeeStep, LateRules, SeriesRate
from chalicelib.messages.charge_texts import clause_text, line_texts, parts_text, rule_texts
from tests.domain.charging.test_late_rules import CHILEAN, day, owing, published

EVERY_RULE = LateRules(
    series=SeriesRate("BCE", times=Decimal("1.5"), plus=Decimal("0.08")),
    cap=SeriesRate("USURA"),
    compound_months=6,
    tax_percent=Decimal("0.16"),
    collection_fee=CHILEAN,
    most_percent=Decimal("0.5"),
    most_minor=1_000_000,
)


def plain(texts: Iterable[str]) -> list[str]:
    return [text.replace("\u00a0", " ") for text in texts]


def test_every_rule_is_told() -> None:
    assert plain(rule_texts("es", "CLP", EVERY_RULE, "CL")) == [
        "El interés es 1,5 × BCE + 8 %, según lo publicado, contado día por día desde el vencimiento.",
        "Nunca pasa del máximo publicado (USURA).",
        "Cada 6 meses, el interés sin pagar se suma a la base de los siguientes.",
        "Sobre el interés se suma un impuesto de 16 %.",
        (
            "Pasados 20 días del vencimiento se suma una sola vez un gasto de cobranza: "
            "9 % hasta UF 10; 6 % hasta UF 50; 3 % sobre el resto."
        ),
        "En total, recargos e intereses nunca pasan de 50 % de la factura.",
        "En total, recargos e intereses nunca pasan de $ 1.000.000.",
    ]


@pytest.mark.parametrize("lang", ["en", "pt"])
def test_every_rule_has_words_in_every_language(lang: str) -> None:
    assert len(list(rule_texts(lang, "CLP", EVERY_RULE, "CL"))) == 7


def test_plain_terms_have_no_rule_to_tell() -> None:
    assert list(rule_texts("es", "MXN", NO_RULES)) == []
    assert clause_text("es", NO_RULES) == "Así lo indican las condiciones aceptadas."
    assert "4.2" in clause_text("es", LateRules(clause="4.2"))


def test_each_stretch_of_interest_names_its_days_rate_and_base() -> None:
    owed = owing("0.03", "simple_month_30", cap=SeriesRate("USURA", kind="effective_year"))
    lines = charge_lines(owed, day(61), published(USURA={0: "60", 11: "25.52", 51: "25.52"}))

    assert plain(line_texts("es", "COP", lines, day(61), "CO")) == [
        "Del 4 de junio al 13 de junio: 10 días al 3 % por cada 30 días sobre $ 10.000,00 = $ 100,00.",
        (
            "Del 14 de junio al 14 de julio: 31 días al 25,52 % efectivo anual sobre $ 10.000,00 = $ 193,11. "
            "Tasa USURA del 14 de junio. Es el máximo permitido."
        ),
        "Del 15 de julio al 23 de julio: 9 días sin tasa publicada; no se suma interés.",
        (
            "Del 24 de julio al 3 de agosto: 11 días al 25,52 % efectivo anual sobre $ 10.000,00 = $ 68,52. "
            "Tasa USURA del 24 de julio. Es el máximo permitido."
        ),
        "Los centavos se redondean una sola vez, al final.",
    ]


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_one_day_is_told_as_one(lang: str) -> None:
    (said,) = plain(line_texts(lang, "MXN", charge_lines(owing("0.06"), day(1)), day(1)))
    assert said.count("4 de junio" if lang == "es" else "4 June" if lang == "en" else "4 de junho") == 1


def test_a_receipt_says_what_the_payment_went_to_in_order() -> None:
    said = parts_text("es", [("interest", "$ 10,00"), ("fee", "$ 5,00"), ("principal", "$ 85,00")])
    assert said == "Tu pago cubrió, en este orden: interés $ 10,00; recargo $ 5,00; monto de la factura $ 85,00."


def test_each_tranche_of_a_collection_fee_is_a_line() -> None:
    fee = CollectionFee(5, (FeeStep(Decimal("0.09"), Decimal(1_000)), FeeStep(Decimal("0.03"))))
    lines = charge_lines(owing(collection_fee=fee), day(6))

    assert plain(line_texts("en", "MXN", lines, day(6), "MX")) == [
        "Collection fee: 9% of $ 1,000.00 = $ 90.00.",
        "Collection fee: 3% of $ 9,000.00 = $ 270.00.",
    ]
