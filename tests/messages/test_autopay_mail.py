"""What a debtor reads about autopay: who charges what, when, to which card, and how to stop it."""

from datetime import date
from typing import Any

import pytest

from chalicelib.messages import mail, sms
from chalicelib.messages.autopay_texts import card_text, mandate_text
from chalicelib.messages.letter import AutopayLine, AutopayNews
from tests.messages.letters import envelope

STOP = "https://mi.example.com/api/autopay/stop/abc"
TEXT = ("Autorizo a Academia Andina", "Puedo detenerlo")


def told(kind: str, lang: str = "es", **changes: Any) -> str:
    news = AutopayNews(**{"told": kind, "currency": "BOB", "brand": "visa", "last4": "4242", **changes})
    return mail.write(envelope(lang=lang, stop_url=STOP), news).text


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
@pytest.mark.parametrize("kind", ["on", "notice", "failed", "off", "card"])
def test_every_message_names_the_card_and_is_whole_in_three_languages(lang: str, kind: str) -> None:
    minor = 45_000 if kind in {"notice", "failed"} else 0
    text = told(kind, lang, on=date(2026, 11, 30), amount_minor=minor, month="12/2031", text=TEXT)

    assert "Visa ···4242" in text
    assert "{" not in text and "autopay." not in text


def test_the_notice_says_day_amount_what_to_do_and_how_to_stop_it() -> None:
    text = told(
        "notice",
        on=date(2026, 11, 30),
        amount_minor=45_000,
        lines=(AutopayLine("F-1", 30_000), AutopayLine("F-2", 15_000)),
    )

    for part in ("30 de noviembre", "Bs\u00a0450,00", "F-1", "Bs\u00a0300,00", "pagar de otra forma", STOP):
        assert part in text, part


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("es", ("Pago inicial", "Cuota 2")),
        ("en", ("Down payment", "Installment 2")),
        ("pt", ("Pagamento inicial", "Parcela 2")),
    ],
)
def test_an_installment_is_called_what_people_call_it(lang: str, names: tuple[str, ...]) -> None:
    lines = (AutopayLine("ag_1a.0", 5_000, 0), AutopayLine("ag_1a.2", 30_000, 2), AutopayLine("F-2", 15_000))
    text = told("notice", lang, on=date(2026, 11, 30), amount_minor=50_000, lines=lines)
    assert "ag_1a" not in text and all(name in text for name in (*names, "F-2"))


def test_the_copy_is_the_text_word_by_word() -> None:
    text = told("on", text=TEXT)
    assert all(paragraph in text for paragraph in TEXT) and "No se cobró nada hoy" in text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "No lo intentaremos otra vez"),
        ({"on": date(2026, 12, 2)}, "otra vez el 2 de diciembre"),
        ({"ended": True}, "detuvimos el pago automático"),
        ({"reason": "authentication_required"}, "confirmes este pago"),
    ],
)
def test_a_refused_charge_says_that_nothing_was_charged_and_what_comes_next(changes: Any, says: str) -> None:
    text = told("failed", amount_minor=45_000, **changes)
    assert "No se cobró nada" in text and says in text and STOP not in text


def test_neither_subject_nor_text_message_tells_of_money() -> None:
    news = AutopayNews(told="notice", currency="BOB", brand="visa", last4="4242", amount_minor=45_000)
    letter = mail.write(envelope(), news)
    assert "450" not in letter.subject and "4242" not in letter.subject
    assert "4242" not in sms.sms(envelope(), news) and letter.codes == {}


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_the_text_to_agree_to_says_tries_and_limit_only_where_there_are_some(lang: str) -> None:
    plain = mandate_text(lang, "Acme", "Stripe", "MXN", 3, 0, 2, "")
    fuller = mandate_text(lang, "Acme", "Stripe", "MXN", 1, 2, 2, "$ 500")
    assert len(fuller) == len(plain) + 1
    assert "$ 500" in " ".join(fuller) and "3" in " ".join(plain)


def test_a_card_is_named_as_people_know_it() -> None:
    assert card_text("es", "mastercard", "0077") == "Mastercard ···0077"
    assert card_text("es", "", "0077") == "Tarjeta ···0077"
