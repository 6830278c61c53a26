"""The words. Flat JSON per topic and language in ``text/``; a key that is missing is a bug and raises ``KeyError``."""

import re
from functools import cache
from pathlib import Path

import msgspec

LANGUAGES = ("es", "en", "pt")
_TEXT = Path(__file__).parent / "text"
_ACCEPTED = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")


@cache
def words(lang: str) -> dict[str, str]:
    """Every word of one language, read once per process."""
    found: dict[str, str] = {}
    for path in sorted(_TEXT.glob(f"*.{lang}.json")):
        found.update(msgspec.json.decode(path.read_bytes(), type=dict[str, str]))
    return found


@cache
def language(tag: str | None) -> str:
    """The catalog that speaks ``tag``: ``es-MX`` and unknown languages read ``es``."""
    primary = (tag or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else "es"


def accepted(header: str | None) -> str:
    """The first language of ours that an ``Accept-Language`` header prefers, else ``es``."""
    offers = [match for part in (header or "")[:200].split(",") if (match := _ACCEPTED.fullmatch(part))]
    offers.sort(key=lambda match: -float(match[2] or "1"))
    spoken = (match[1].lower() for match in offers if match[2] is None or float(match[2]) > 0)
    return next((lang for lang in spoken if lang in LANGUAGES), "es")


def say(lang: str, key: str, /, **params: object) -> str:
    """The sentence for ``key``. Raises KeyError when the key or one of its placeholders is missing."""
    sentence = words(language(lang))[key]
    return sentence.format_map(params) if params or "{" in sentence else sentence


def say_count(lang: str, key: str, count: int, /, **params: object) -> str:
    """The singular (``key.one``) or plural (``key.other``) sentence; ``{count}`` is filled in."""
    return say(lang, f"{key}.one" if count == 1 else f"{key}.other", count=count, **params)
