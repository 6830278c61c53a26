"""The catalogs: complete in three languages, nothing idle, and kind."""

import ast
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from chalicelib.messages import catalog
from chalicelib.messages.catalog import accepted, language, say, say_count, words

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "chalicelib" / "messages" / "text"
TOPICS = sorted({path.name.split(".")[0] for path in TEXT.glob("*.json")})
TO_DEBTORS = ("messages", "portal_api", "errors", "lite", "charges", "promises", "documents", "reported",
              "history")  # fmt: skip
TRANSLATED = [(topic, lang) for topic in TOPICS for lang in ("en", "pt")]

# Words that frighten or shame, or that belong to a court. Stems, without regard to case.
NEVER = {
    "es": ("en mora", "moros", "deudor", "embarg", "legal", "judicial", "última oportunidad", "urgente", "inmediat",
           "central de riesgo", "juzgado", "demanda", "abogad", "castig", "incumpl", "intim", "advert", "sanci"),
    "en": ("debtor", "delinquen", "default", "legal", "lawsuit", "lawyer", "attorney", "court", "seiz", "last chance",
           "urgent", "immediate", "credit bureau", "warn", "penalty", "demand"),
    "pt": ("inadimpl", "devedor", "penhora", "embarg", "legal", "judicial", "última chance", "última oportunidade",
           "urgente", "imediat", "serasa", "protest", "advogad", "tribunal", "intima", "multa"),
}  # fmt: skip
OF_DEBT = {
    "es": ("deud", "pag", "saldo", "venc", "factur", "monto", "cobr", "mora", "pendiente", "recib", "atras", "$"),
    "en": ("debt", "owe", "pay", "paid", "balance", "due", "invoice", "amount", "charge", "receipt", "late", "$"),
    "pt": ("dívid", "pag", "saldo", "venc", "fatur", "valor", "cobr", "mora", "pendente", "receb", "atras", "$"),
}


def texts(topic: str, lang: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((TEXT / f"{topic}.{lang}.json").read_bytes())
    return found


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize(("topic", "lang"), TRANSLATED)
def test_every_language_says_the_same_things_with_the_same_figures(topic: str, lang: str) -> None:
    spanish, other = texts(topic, "es"), texts(topic, lang)
    assert list(other) == list(spanish)
    assert {key: placeholders(text) for key, text in other.items()} == {
        key: placeholders(text) for key, text in spanish.items()
    }


@pytest.mark.parametrize("lang", catalog.LANGUAGES)
def test_no_sentence_is_empty_and_no_key_is_said_twice(lang: str) -> None:
    keys = Counter(key for topic in TOPICS for key in texts(topic, lang))
    assert [key for key, count in keys.items() if count > 1] == []
    assert [key for key, text in words(lang).items() if text != text.strip() or not text] == []


@pytest.mark.parametrize("lang", catalog.LANGUAGES)
def test_nothing_said_to_a_debtor_frightens_or_shames(lang: str) -> None:
    said = {key: text.lower() for topic in TO_DEBTORS for key, text in texts(topic, lang).items()}
    assert [(key, stem) for key, text in said.items() for stem in NEVER[lang] if re.search(rf"\b{stem}", text)] == []


@pytest.mark.parametrize("lang", catalog.LANGUAGES)
def test_nobody_is_shouted_at(lang: str) -> None:
    names = {"CLABE", "JSON", "IBAN", "CODE", "OXXO"}
    said = {key: text for topic in TO_DEBTORS for key, text in texts(topic, lang).items()}
    assert [key for key, text in said.items() if set(re.findall(r"\b[A-ZÁÉÍÓÚÑÇÃÕ]{4,}\b", text)) - names] == []
    assert [key for key, text in said.items() if "!" in text] == []


@pytest.mark.parametrize("lang", catalog.LANGUAGES)
def test_sentences_are_short_enough_to_be_read_on_a_phone(lang: str) -> None:
    said = [(key, part) for topic in TO_DEBTORS for key, text in texts(topic, lang).items()
            for part in re.split(r"[.?:;](?:\s|$)", text)]  # fmt: skip
    assert [(key, part) for key, part in said if len(part.split()) > 20] == []


@pytest.mark.parametrize("lang", catalog.LANGUAGES)
def test_what_a_locked_screen_shows_has_no_word_of_debt(lang: str) -> None:
    outside = ("sms.", "mail.subject.message", "mail.subject.news", "mail.subject.link", "mail.preview", "lite.title")
    said = {key: text.lower() for key, text in words(lang).items() if key.startswith(outside)}
    assert len(said) > 12
    assert [(key, stem) for key, text in said.items() for stem in OF_DEBT[lang] if stem in text] == []


@pytest.mark.parametrize("lang", catalog.LANGUAGES)
def test_a_payment_that_could_not_start_says_that_nothing_was_charged(lang: str) -> None:
    nothing = {"es": "No se cobró nada", "en": "Nothing", "pt": "Nada"}[lang]
    codes = ("amount_below_minimum", "amount_above_balance", "nothing_to_pay", "method_unavailable", "already_paid",
             "account_changed", "provider_unavailable", "server_error", "mixed_currencies")  # fmt: skip
    assert [code for code in codes if nothing.lower() not in words(lang)[f"error.{code}"].lower()] == []


@cache
def sources() -> tuple[ast.Module, ...]:
    rooms = [*(ROOT / "chalicelib").rglob("*.py"), *(ROOT / "functions").rglob("*.py"), *ROOT.glob("app.py")]
    return tuple(ast.parse(path.read_text()) for path in rooms)


def test_every_sentence_is_said_somewhere() -> None:
    literal, pattern = set(), []
    for node in (node for tree in sources() for node in ast.walk(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            literal.add(node.value)
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values]
            pattern.append("".join(parts))
    composed = re.compile("|".join(f"(?:{one})" for one in pattern if re.match(r"[a-z_]+\\\.", one)))
    mine = [key for topic in TOPICS if topic != "intake" for key in texts(topic, "es")]
    idle = [
        key for key in mine if not {key, re.sub(r"\.(one|other)$", "", key)} & literal and not composed.fullmatch(key)
    ]
    assert idle == []


def test_every_refusal_has_words() -> None:
    refusals = {"Refusal", "NotFound", "Conflict", "Unauthorized"}
    codes = {
        str(node.args[0].value)
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in refusals
        if node.args and isinstance(node.args[0], ast.Constant)
    }
    assert {code for code in codes if f"error.{code}" not in words("es")} - {"wrong_answer"} == set()


def test_every_fault_of_a_setting_has_words() -> None:
    codes = set()
    for node in (node for tree in sources() for node in ast.walk(tree)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            place = {"fault": 1, "checked": 2, "one_of": 2, "choices": 2}.get(node.func.attr)
            code = node.args[place] if place and len(node.args) > place else None
            if isinstance(code, ast.Constant):
                codes.add(str(code.value))
    assert len(codes) > 20
    assert {code for code in codes if f"fault.{code}" not in words("es")} == set()


def test_a_key_or_a_figure_that_is_missing_is_a_bug() -> None:
    with pytest.raises(KeyError):
        say("es", "mail.hello.nobody")
    with pytest.raises(KeyError):
        say("es", "mail.hello")


def test_a_country_variant_speaks_its_language_and_a_stranger_reads_spanish() -> None:
    assert [language(tag) for tag in ("es-MX", "pt-BR", "EN_us", "fr", "", None)] == [
        "es",
        "pt",
        "en",
        "es",
        "es",
        "es",
    ]


@pytest.mark.parametrize(
    ("header", "lang"),
    [("pt-BR,pt;q=0.9,en;q=0.8", "pt"), ("fr-FR,en;q=0.5,pt;q=0.7", "pt"), ("de", "es"), (None, "es"), ("*", "es"),
     ("en;q=0", "es"), ("en;q=nine, \x00,,", "es"), ("x" * 5000, "es")],
)  # fmt: skip
def test_a_browser_is_answered_in_the_language_it_prefers(header: str | None, lang: str) -> None:
    assert accepted(header) == lang


def test_one_is_not_told_as_many() -> None:
    assert "1 intento" in say_count("es", "error.wrong_answer", 1)
    assert "3 intentos" in say_count("es", "error.wrong_answer", 3)
