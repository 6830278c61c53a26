import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.messages.letter import Content, Creditor, LinkRenewal
from chalicelib.messages.sms import SEGMENT, gsm7, septets, sms
from tests.messages.letters import LINK, envelope, news, reminder

GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
CLOUDFRONT_LINK = "https://d111111abcdef8.cloudfront.net/es/#t=" + "aB3_-xyz" * 5 + "abc"
NAMES = (
    "María", "JOSÉ ÁNGEL MUÑOZ", "PÉREZ GÓMEZ, JUAN", "João da Silva", "Ñusta Quispe", "", "李小龍", "O’Higgins, Tomás",
    "Distribuidora y Comercializadora de Materiales del Norte S.A. de C.V.", "M" * 300, "Zoë [x] {y} ~|^ €€€€€",
)  # fmt: skip
CREDITORS = (
    "Academia Andina", "Ñandú & Compañía", "Cooperativa de Ahorro y Crédito Nuestra Señora de la Asunción Ltda.",
    "Educação São José", "株式会社", "X" * 200, "A",
)  # fmt: skip
CONTENTS: tuple[Content, ...] = (reminder(), news(), LinkRenewal(7))


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
@pytest.mark.parametrize("content", CONTENTS, ids=["reminder", "payment", "link"])
def test_every_text_message_fits_one_segment_whatever_the_names(lang: str, content: Content) -> None:
    for name in NAMES:
        for creditor in CREDITORS:
            text = sms(envelope(lang=lang, name=name, creditor=Creditor(name=creditor), link=CLOUDFRONT_LINK), content)
            assert set(text) <= GSM7, (name, creditor, set(text) - GSM7)
            assert septets(text) <= SEGMENT, (name, creditor, text)
            assert text.endswith(CLOUDFRONT_LINK)


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=200)
def test_names_out_of_a_file_cannot_break_a_text_message(name: str, creditor: str) -> None:
    text = sms(envelope(name=name, creditor=Creditor(name=creditor)), reminder())
    assert set(text) <= GSM7 - {"\n", "\r"}
    assert septets(text) <= SEGMENT
    assert text.endswith(LINK)


def test_a_person_is_greeted_and_the_sender_named() -> None:
    assert sms(envelope(), reminder()) == f"Hola, Maria. Tienes un mensaje de Academia Andina en tu cuenta: {LINK}"


def test_letters_that_the_alphabet_has_keep_their_accents() -> None:
    assert gsm7("Ñandú, José, Ação, “à” €") == 'Ñandu, José, Acao, "à" €'


def test_the_longest_link_still_leaves_room_to_say_who_writes() -> None:
    text = sms(envelope(link="https://" + "x" * 125, creditor=Creditor(name="Academia Andina")), reminder())
    assert text.startswith("Academia Andina: https://")
