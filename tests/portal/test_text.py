"""The words of the portal: three languages, the same keys, the same names, nothing unused, nothing that frightens."""

import json
import re
from pathlib import Path

import pytest

PORTAL = Path(__file__).parents[2] / "portal"
FIRST = {path.stem: json.loads(path.read_text()) for path in (PORTAL / "text").glob("*.json")}
LATER = {path.stem: json.loads(path.read_text()) for path in (PORTAL / "text" / "screens").glob("*.json")}
WORDS = {lang: FIRST[lang] | LATER[lang] for lang in FIRST}
SOURCE = "\n".join(path.read_text() for path in PORTAL.rglob("*.js") if "vendor" not in path.parts)
# What may be drawn before the second catalog is there: `FIRST` in core.js, and what those screens are made of.
EARLY = "app core screens/verify screens/home screens/method screens/receipt".split()
EARLY += "parts/page parts/pay parts/watch parts/paper parts/plan".split()
# portal.md 3.5: words that a message about money must not hold.
NEVER = {
    "es": r"moros|deudor|deuda|embargo|legal|última oportunidad|urgente|central de riesgo|juzgado|demanda",
    "en": r"debtor|debt\b|overdue debt|legal|last chance|urgent|court|credit bureau|lawsuit",
    "pt": r"inadimpl|devedor|dívida|penhora|legal|última chance|urgente|serasa|judicial",
}


def used(source: str) -> set[str]:
    """The keys that ``source`` says, whole or put together."""
    literals = set(re.findall(r'"(\w+)"', source))
    templates = re.findall(r"`((?:\w*\$\{[^`{}]+\}\w*)+)`", source)
    patterns = {re.sub(r"\$\{.*?\}", r"\\w+", template) for template in templates} - {r"\w+", r"\w+\w+"}
    return {key for key in WORDS["es"] if key in literals or any(re.fullmatch(one, key) for one in patterns)}


def test_there_are_three_languages() -> None:
    assert set(FIRST) == set(LATER) == {"es", "en", "pt"}


@pytest.mark.parametrize("lang", ["en", "pt"])
def test_every_language_has_the_same_keys_in_the_same_order(lang: str) -> None:
    assert list(FIRST[lang]) == list(FIRST["es"])
    assert list(LATER[lang]) == list(LATER["es"])


def test_no_word_is_in_both_catalogs() -> None:
    assert set(FIRST["es"]) & set(LATER["es"]) == set()


def test_the_first_catalog_has_what_the_first_screens_say_and_nothing_else() -> None:
    source = "\n".join((PORTAL / f"{module}.js").read_text() for module in EARLY)
    assert set(FIRST["es"]) - used(source) == set(), "these belong in text/screens/"
    assert set(re.findall(r'\bt\("(\w+)"', source)) & set(LATER["es"]) == set(), "these belong in text/"


@pytest.mark.parametrize("lang", WORDS)
def test_every_language_fills_the_same_names(lang: str) -> None:
    for key, text in WORDS[lang].items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", WORDS["es"][key])), key
        assert text.count("**") % 2 == 0, key


def test_every_key_is_used_and_every_used_key_exists() -> None:
    assert set(WORDS["es"]) - used(SOURCE) == set()
    assert set(re.findall(r'\bt\("(\w+)"', SOURCE)) - set(WORDS["es"]) == set()


@pytest.mark.parametrize("lang", WORDS)
def test_sentences_are_short_and_threaten_nobody(lang: str) -> None:
    for key, text in WORDS[lang].items():
        assert max(len(sentence.split()) for sentence in re.split(r"(?<=[.?!:]) ", text)) <= 20, key
        assert not re.search(NEVER[lang], text, re.IGNORECASE), key
        assert not re.search(r"\b[A-ZÁÉÍÓÚÑ]{5,}\b", text), key


@pytest.mark.parametrize("lang", WORDS)
def test_every_failure_says_whether_money_moved(lang: str) -> None:
    nothing_charged = {"es": "No se cobró nada", "en": "Nothing was charged", "pt": "Nada foi cobrado"}[lang]
    failures = ("failed_text", "busy_text", "locked_text", "cancelled", "failed_payment_text", "expired_payment_text")
    for key in failures:
        assert nothing_charged in WORDS[lang][key], key
