"""Every reason that intake can give has words and advice in three languages, an entry in the docs, and a test."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

from chalicelib.intake.codes import FILE_CODES, IMPORT_CODES, REJECTED_CODES, WARNED_CODES
from chalicelib.messages.catalog import LANGUAGES, words

ROOT = Path(__file__).parents[2]
OWN_CODES = (*FILE_CODES, *REJECTED_CODES, *WARNED_CODES)


def raised() -> set[str]:
    """The code of every ``Fault``, ``Doubt``, ``UnreadableFile`` and ``BrokenCells`` in the source."""
    found: set[str] = set()
    for path in (ROOT / "chalicelib" / "intake").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "Fault",
                "Doubt",
                "UnreadableFile",
                "BrokenCells",
            }:
                words_in = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                found |= {word for word in words_in if isinstance(word, str) and "_" in word}
    return found & set(re.findall(r"[a-z]+(?:_[a-z]+)+", " ".join(found)))


FIELDS = {
    "document_type",
    "due_on",
    "preferred_channel",
    "tax_id",
    "customer_type",
    "time_zone",
    "terms_days",
    "customer_id",
}


def test_the_list_of_codes_is_the_list_of_codes() -> None:
    assert raised() - FIELDS - set(OWN_CODES) == set()
    assert len(set(OWN_CODES)) == len(OWN_CODES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: str) -> None:
    said = {key.removeprefix("intake.") for key in words(language) if key.startswith("intake.")}
    assert said == {*OWN_CODES, *IMPORT_CODES, "column.line", "column.reason"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_says_what_to_do(language: str) -> None:
    advised = {key.removeprefix("advice."): text for key, text in words(language).items() if key.startswith("advice.")}
    assert advised.keys() == {*OWN_CODES, *IMPORT_CODES}
    assert [code for code, text in advised.items() if not text.endswith(".") or len(text.split()) > 25] == []


def test_every_code_is_explained_to_the_credit_controller() -> None:
    page = (ROOT / "docs" / "files.md").read_text().partition("## The rows we refuse")[2]
    explained = re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE)
    assert sorted(explained) == sorted({*OWN_CODES, *IMPORT_CODES})


def test_every_code_of_reading_is_tested() -> None:
    tests = "".join(
        path.read_text() for path in Path(__file__).parent.rglob("test_*.py") if path.name != "test_codes.py"
    )
    assert [code for code in OWN_CODES if f'"{code}"' not in tests] == []


def test_the_words_of_a_row_need_no_more_than_its_column_and_parameters() -> None:
    allowed = {"column", "value", "limit", "currency", "limit_mb", "lines", "missing", "found", "folder"}
    allowed |= {"count", "amount"}  # of a ZIP's files; of what a document takes off
    for text in chain.from_iterable(words(language).items() for language in LANGUAGES):
        if text[0].startswith(("intake.", "advice.")):
            assert set(re.findall(r"\{(\w+)\}", text[1])) <= allowed, text[0]
