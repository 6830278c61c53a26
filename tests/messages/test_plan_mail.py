"""What a debtor reads when the business said no to a plan or to more time, or did not answer: kind, with a way on."""

import pytest

from chalicelib.messages.letter import PlanNews
from chalicelib.messages.mail import write
from tests.messages.letters import envelope

ON = {"es": "escríbenos", "en": "write to us", "pt": "escreva"}
GOES_ON = {
    "es": "Tu plan sigue como estaba",
    "en": "Your plan goes on as it was",
    "pt": "Seu plano continua como estava",
}
SORRY = {"es": "Lo sentimos", "en": "We are sorry", "pt": "Sentimos muito"}


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
@pytest.mark.parametrize("told", ["refused", "unanswered", "extension_unanswered"])
def test_an_answer_that_is_none_has_a_way_on(lang: str, told: str) -> None:
    text = write(envelope(lang=lang), PlanNews(told=told, currency="MXN")).text
    assert ON[lang] in text and (SORRY[lang] in text) is told.endswith("unanswered")
    assert GOES_ON[lang] not in text and "{" not in text


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
@pytest.mark.parametrize("told", ["refused", "unanswered"])
def test_whoever_asked_for_other_terms_reads_that_the_plan_goes_on(lang: str, told: str) -> None:
    text = write(envelope(lang=lang), PlanNews(told=told, currency="MXN", keeps=True)).text
    assert GOES_ON[lang] in text and ON[lang] in text
