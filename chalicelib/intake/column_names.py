"""Names of columns made comparable: case, accents, punctuation and the many spellings of "number" do not matter."""

import re
from functools import lru_cache

from chalicelib.intake.cells import folded

_NUMBER_SIGN = re.compile(r"#|\b[nN]\.?\s?[°º]\.?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOTE = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[a-z0-9]+")
_NUMBER_WORDS = frozenset({"numero", "number", "num", "nro", "no", "nr", "nbr"})
_ARTICLES = frozenset({"de", "del", "da", "do", "das", "dos", "la", "las", "el", "los", "of", "the"})


def exact_name(text: str) -> str:
    """A template name: case, accents, spaces, underscores and the spelling of N° do not matter, anything else does."""
    words = _words(text)
    return "".join("numero" if word in _NUMBER_WORDS and len(words) == 1 else word for word in words)


@lru_cache(maxsize=4096)
def plain_name(text: str) -> str:
    """A column's name for comparing: also without articles, notes in parentheses and camel case."""
    words = _words(_NOTE.sub(" ", _CAMEL.sub(" ", text)))
    return "".join("n" if word in _NUMBER_WORDS else word for word in words if word not in _ARTICLES)


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(_NUMBER_SIGN.sub(" numero ", text)).replace("_", " "))
