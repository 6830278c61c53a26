"""How surely a column's name says which field it is, in percent: known names first, then the meaning of its words."""

import re
from functools import lru_cache

from chalicelib.intake.cells import folded
from chalicelib.intake.header import name_columns
from chalicelib.intake.mapping.vocabulary import RULES, WORDS
from chalicelib.intake.records import Cell

KNOWN = 97  # one of the names that files are recognized by
_TYPO = 3  # below a word written right
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGN = re.compile(r"#|\b[nN]\.?\s?[°º]\.?")
_TOKEN = re.compile(r"[a-z]+")
_INSIDE = 5  # letters a word needs to count inside a longer one
_START = 4  # letters a word needs to count as the start of another
_LONG = 5  # letters of words in which one wrong letter is a typo
_WORDS = {meaning: tuple(text.split()) for meaning, text in WORDS.items()}


def name_scores(header: tuple[str, ...], kind: str) -> dict[tuple[str, int], int]:
    """(field, position) → percent, for every field that the name of a column speaks for at all."""
    cells: list[Cell] = list(header)
    known = name_columns(0, cells, kind).index
    scores = {
        (field, at): score
        for at, text in enumerate(header)
        for field in RULES[kind]
        if (score := rule_score(text, field, kind))
    }
    return scores | {(field, at): KNOWN for field, at in known.items() if field in RULES[kind]}


def rule_score(text: str, field: str, kind: str) -> int:
    """What the words of a name say of a field, 0 for nothing."""
    meanings, exact = meanings_of(text)
    chances, forbidden = RULES[kind][field]
    if not meanings or meanings & set(forbidden.split()):
        return 0
    score = max((score for needed, score in chances if meanings.issuperset(needed.split())), default=0)
    return score if exact or not score else score - _TYPO


@lru_cache(maxsize=4096)
def meanings_of(text: str) -> tuple[frozenset[str], bool]:
    """(what the words of a name mean, whether all of them are spelled as we know them)."""
    tokens = _TOKEN.findall(folded(_SIGN.sub(" numero ", _CAMEL.sub(" ", text[:100]))))
    known = {token: _meanings(token) for token in tokens}
    near = {token: _misspelled(token) for token, found in known.items() if not found and len(token) >= _LONG}
    found = set().union(*known.values(), *near.values())
    return frozenset(found), not any(near.values())


def _meanings(token: str) -> set[str]:
    exact = {meaning for meaning, words in _WORDS.items() if token in words}
    if exact:
        return exact
    return {meaning for meaning, words in _WORDS.items() if any(_within(word, token) for word in words)}


def _within(word: str, token: str) -> bool:
    if len(word) >= _START and token.startswith(word):
        return True
    return len(word) >= _INSIDE and word in token


def _misspelled(token: str) -> set[str]:
    return {
        meaning for meaning, words in _WORDS.items() if any(len(word) >= _LONG and _near(word, token) for word in words)
    }


def _near(word: str, token: str) -> bool:
    """One letter wrong, missing, too many, or two swapped."""
    if abs(len(word) - len(token)) > 1:
        return False
    at = next((at for at, (one, other) in enumerate(zip(word, token, strict=False)) if one != other), len(word))
    rest, other = word[at:], token[at:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or (
        rest[:2] == other[1::-1] and rest[2:] == other[2:]
    )  # fmt: skip
