"""E-mails to debtors: what they tell, what they never tell, and what names out of a file cannot do to them."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.messages.catalog import say
from chalicelib.messages.formats import money
from chalicelib.messages.letter import Content, Creditor, Envelope, LinkRenewal, PaymentNews
from chalicelib.messages.mail import subject, write
from chalicelib.messages.names import initial
from tests.messages.letters import FEE, LINK, SCHOOL, TODAY, envelope, item, news, reminder
from tests.messages.test_catalog import OF_DEBT

LANGUAGES = ("es", "en", "pt")
STATES = ("paid", "pending", "failed", "reversed", "refunded", "refund_failed", "corrected", "part")
MOMENTS: dict[str, Content] = {
    "invoice": reminder(item(days_overdue=-30), step="invoice", purpose="pre_due"),
    "due soon": reminder(item(days_overdue=-3), purpose="pre_due"),
    "due today": reminder(item(days_overdue=0), purpose="pre_due"),
    **{tone: reminder(item(days_overdue=20), tone=tone) for tone in ("friendly", "neutral", "firm", "final")},
    **{f"payment {state}": news(state) for state in STATES},
    "link": LinkRenewal(7),
}
EVERY = [pytest.param(lang, content, id=f"{lang} {name}") for lang in LANGUAGES for name, content in MOMENTS.items()]


class Reader(HTMLParser):
    """What a mail reader would see: visible text, links, and every tag."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.visible: list[str] = []
        self._silent = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._silent = tag in {"style", "title"} or "display:none" in (dict(attrs).get("style") or "")
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.visible.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.visible).split())


def told(text: str) -> str:
    return " ".join(text.split())


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[\w.,]*\w", re.sub(r"https?://\S+", "", text)))


@pytest.mark.parametrize(("lang", "content"), EVERY)
def test_a_persons_subject_is_neutral_whatever_the_message(lang: str, content: Content) -> None:
    for debtor_type in ("person", "unknown"):
        line = subject(envelope(lang=lang, type=debtor_type), content).lower()
        assert not [stem for stem in OF_DEBT[lang] if stem in line]
        assert not re.search(r"\d", line)


def test_a_persons_subject_greets_and_names_the_sender() -> None:
    assert write(envelope(), reminder()).subject == "Hola, María. Tienes un mensaje de Academia Andina en tu cuenta"


def test_a_companys_subject_names_the_invoice_and_its_date_but_no_amount() -> None:
    company = envelope(type="company", name="Comercial Rojas S.R.L.")
    two = reminder(item(days_overdue=20), item("F-0901", days_overdue=-2), anchor="F-0812")
    assert subject(company, two) == "Academia Andina: factura F-0812 del 3 de octubre y 1 más"
    assert subject(company, reminder(item(days_overdue=20))) == "Academia Andina: factura F-0812 del 3 de octubre"


@pytest.mark.parametrize(("lang", "content"), EVERY)
def test_text_and_html_say_the_same(lang: str, content: Content) -> None:
    letter = write(envelope(lang=lang, reference="P-7KQ2-M9"), content)
    text, html = words_of(letter.text), words_of(Reader(letter.html).text)
    labels = words_of(say(lang, "mail.stop.label")) | words_of(initial("Academia Andina"))
    assert text - html == set()
    assert html - text - labels == set()
    assert f'lang="{lang}"' in letter.html


@pytest.mark.parametrize(("lang", "content"), EVERY)
def test_every_message_tells_who_writes_how_to_disagree_and_how_to_stop(lang: str, content: Content) -> None:
    letter = write(envelope(lang=lang), content)
    for fact in ("Academia Andina", "NIT 1023456021", SCHOOL.email, SCHOOL.phone, "7KQ2M9AB", "/lite", "PIN"):
        assert fact in letter.text
    assert "https://mi.example.com/api/optout/abc" in letter.text
    assert LINK in letter.text
    assert LINK in Reader(letter.html).links


@pytest.mark.parametrize(("lang", "content"), EVERY)
def test_the_preview_beside_the_subject_tells_no_amount(lang: str, content: Content) -> None:
    hidden = re.search(r'<div style="display:none[^>]*>(.*?)</div>', write(envelope(lang=lang), content).html)
    assert hidden
    assert not [stem for stem in OF_DEBT[lang] if stem in hidden[1].replace("&#8199;&#847;", "").lower()]
    assert len(hidden[1]) > 300  # the padding that keeps the body out of the preview


def test_today_x_from_tomorrow_y() -> None:
    letter = write(envelope(), reminder(item(balance_minor=45900, tomorrow_minor=45930)))
    assert "Total hoy, 22 de noviembre: Bs 459,00" in told(letter.text)
    assert "Desde mañana, 23 de noviembre, serán Bs 459,30." in told(letter.text)


def test_an_amount_that_stays_the_same_says_nothing_of_tomorrow() -> None:
    letter = write(envelope(), reminder(item(tomorrow_minor=45000)))
    assert "mañana" not in letter.text


def test_a_discount_says_until_when_and_how_much() -> None:
    soon = item(days_overdue=-8, saving_minor=2250, saving_until=TODAY + timedelta(days=8))
    letter = write(envelope(), reminder(soon, purpose="pre_due"))
    assert "Si pagas hasta el 30 de noviembre ahorras Bs 22,50. Ya está descontado." in told(letter.text)


def test_what_is_due_and_what_falls_due_soon_are_not_mixed() -> None:
    letter = write(envelope(), reminder(item(), item("F-0901", days_overdue=-3, balance_minor=10000)))
    text = told(letter.text)
    assert "Tu factura F-0812 venció el 12 de noviembre." in text
    assert "Para ponerte al día hoy, 22 de noviembre: Bs 450,00" in text
    assert "Si prefieres pagar todo junto hoy, 22 de noviembre: Bs 550,00" in text


def test_currencies_are_never_added() -> None:
    letter = write(envelope(), reminder(item(), item("F-2", currency="USD", balance_minor=5000)))
    assert "Bs 450,00" in told(letter.text)
    assert "US$ 50,00" in told(letter.text)
    assert "500,00" not in letter.text


def test_a_rule_that_holds_for_one_invoice_only_names_it() -> None:
    common, own = "El recargo es 2 %.", "Si pagas hasta el 24 de noviembre no se suma."
    letter = write(envelope(), reminder(item(why=(common,)), item("F-9", days_overdue=0, why=(common, own))))
    assert f"- {common}" in letter.text
    assert f"- F-9: {own}" in letter.text


def test_the_charges_of_an_invoice_are_shown_one_by_one() -> None:
    rows = (msgspec.structs.replace(FEE, label="Monto de la factura"), FEE)
    letter = write(envelope(), reminder(item(rows=rows)))
    assert "Recargo por atraso: Bs 9,00" in told(letter.text)


def test_the_facts_outrank_the_tone() -> None:
    not_overdue = reminder(item(days_overdue=0), tone="final")
    assert "vence hoy" in write(envelope(), not_overdue).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_last_reminder_says_what_happens_next_without_a_threat(lang: str) -> None:
    text = write(envelope(lang=lang), reminder(item(days_overdue=40), tone="final")).text
    assert {"es": "una persona de", "en": "a person from", "pt": "uma pessoa de"}[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_receipt_tells_what_was_paid_the_benefit_kept_and_the_next_date(lang: str) -> None:
    paid = news(kept_minor=2250, up_to_date=True, next_due_on=TODAY + timedelta(days=13))
    text = told(write(envelope(lang=lang), paid).text)
    for minor in (136350, 2250, 0):
        assert told(money(minor, "BOB", lang, "BO")) in text
    assert "P-7KQ2-M9" in text
    assert "Mensualidad agosto" in text
    assert {"es": "5 de diciembre", "en": "5 December", "pt": "5 de dezembro"}[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_payment_being_confirmed_asks_not_to_pay_again(lang: str) -> None:
    again = {"es": "No pagues otra vez", "en": "Do not pay again", "pt": "Não pague de novo"}[lang]
    assert again in write(envelope(lang=lang), news("pending")).text


def test_a_long_list_is_cut_and_says_how_much_is_missing() -> None:
    many = [item(f"F-{number}", days_overdue=200 - number) for number in range(150)]
    letter = write(envelope(), reminder(*many))
    assert "Y 120 facturas más, que puedes ver en tu cuenta." in letter.text
    assert len(letter.html.encode()) < 100_000
    assert "Bs 67.500,00" in told(letter.text)


def test_one_click_unsubscribe_as_rfc_8058_wants_it() -> None:
    assert write(envelope(), reminder()).headers == {
        "List-Unsubscribe": "<https://mi.example.com/api/optout/abc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@pytest.mark.parametrize(
    "url", ["", "https://x.example/a>\r\nBcc: y@example.com", "mailto:a@b.example", "https://x/ y"]
)
def test_an_address_that_could_break_its_header_is_left_out(url: str) -> None:
    assert write(envelope(unsubscribe_url=url), reminder()).headers == {}


@pytest.mark.parametrize(
    ("name", "debtor_type", "hello"),
    [
        ("PÉREZ GÓMEZ, MARÍA JOSÉ", "person", "Hola, María."),
        ("maria lopez", "unknown", "Hola, Maria."),
        ("Comercial Rojas S.A. de C.V.", "company", "Hola, Comercial Rojas S.A. de C.V."),
        ("Ferretería El Sol SRL", "unknown", "Hola, Ferretería El Sol SRL."),
        ("", "person", "Hola."),
        ("\r\n\t", "unknown", "Hola."),
        (",", "unknown", "Hola."),
    ],
)
def test_people_are_greeted_by_their_name_and_companies_by_theirs(name: str, debtor_type: str, hello: str) -> None:
    assert write(envelope(name=name, type=debtor_type), reminder()).text.splitlines()[0] == hello


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        (
            "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a\r\nBcc: thief@example.com",
            "</title><h1>", "{name}", "{0.__class__}", "%s %(x)s", "\u202egnp.exe", "\u2028x", "&lt;b&gt;", "x" * 5000,
        )
    ),
)  # fmt: skip
TAGS = frozenset("html head meta title style body div p span h1 a table tr td ul li img".split())


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, st.sampled_from(("person", "company", "unknown")))
@settings(max_examples=150, deadline=None)
def test_names_out_of_a_file_stay_text(name: str, creditor: str, number: str, concept: str, debtor_type: str) -> None:
    hostile = envelope(name=name, type=debtor_type, creditor=Creditor(name=creditor, tax_id=number, email=concept))
    letter = write(hostile, reminder(item(number, concept=concept), item("F-2", days_overdue=-1)))
    _is_harmless(letter.html, letter.subject)
    paid = write(hostile, news(reference=number))
    _is_harmless(paid.html, paid.subject)


def _is_harmless(page: str, line: str) -> None:
    reader = Reader(page)
    assert set(reader.tags) <= TAGS
    assert all(link.startswith(("https://mi.example.com/", "cid:pay-link")) for link in reader.links)
    assert len(line) <= 150
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", line)


def test_a_message_without_optional_facts_is_whole() -> None:
    bare = Envelope(lang="es", creditor=Creditor(name="Ana"), name="", today=TODAY, currency="MXN")
    letter = write(bare, reminder(item(currency="MXN")))
    assert "Ana te escribe este mensaje." in letter.text
    assert "Responde a este mensaje." in letter.text
    assert letter.headers == {}


@pytest.mark.parametrize(("lang", "content"), EVERY)
def test_the_link_comes_as_a_code_too_where_there_is_something_to_do(lang: str, content: Content) -> None:
    letter = write(envelope(lang=lang), content)
    has_code = not isinstance(content, PaymentNews)

    assert letter.codes == ({"pay-link": envelope(lang=lang).link} if has_code else {})
    assert letter.html.count('<img src="cid:pay-link"') == has_code
    assert say(lang, "mail.qr") not in letter.text
