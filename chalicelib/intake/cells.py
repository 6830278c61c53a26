"""Text and identifiers out of cells: trimmed, without control characters, ids exactly as written or refused."""

import re
import unicodedata
from datetime import date, time
from functools import lru_cache

from chalicelib.intake.faults import Fault
from chalicelib.intake.limits import MAX_ID
from chalicelib.intake.records import Cell

BLANKS = frozenset({"", "-", "--", "–", "—", "n/a", "#n/a", "na", "null", "none", "nan", "nat", "s/d"})
FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_LONGEST_BLANK = max(map(len, BLANKS))
_EXACT = 10**15  # doubles hold every integer below; a longer number in a cell has already lost digits
_TEXT_FORMULA = re.compile(r'="([^"]*)"')  # how exports keep leading zeros: ="00123"
_DAMAGED = re.compile(r"\d+[.,]0+|\d+(?:[.,]\d+)?[eE]\+\d+")
_BREAKS = re.compile(r"[\t\r\n\u2028\u2029]+")
_CALL = re.compile(r"[=@].*|[-+].*[|!(].*")


def clean(cell: Cell) -> str:
    """The cell's text in one trimmed line. Numbers in full digits, dates in ISO form."""
    if not isinstance(cell, str):
        return _typed(cell)
    text = cell.strip()
    if text.isprintable() and text[:1] not in ("'", "="):
        return text
    return _scrub(text)


def optional(cell: Cell) -> str:
    """Like ``clean``, with the usual stand-ins for nothing (``-``, ``N/A``, ``null``) read as nothing."""
    text = clean(cell)
    return "" if len(text) <= _LONGEST_BLANK and text.casefold() in BLANKS else text


def identifier(cell: Cell) -> str | Fault:
    """An id exactly as written, leading zeros kept. Refused: formulas, ids a spreadsheet turned into a float or E+."""
    text = clean(cell)
    if _LONGEST_BLANK < len(text) <= MAX_ID and (text.isalnum() or text[0].isalpha()):
        return text  # neither a formula nor damaged: those begin with a sign, or with a digit and hold a mark
    if text.casefold() in BLANKS:
        return ""
    if _CALL.fullmatch(text):
        return Fault("formula_cell")
    if _DAMAGED.fullmatch(text):
        return Fault("damaged_id")
    return text if len(text) <= MAX_ID else Fault("too_long", {"limit": str(MAX_ID)})


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower case without accents, spaces in one piece: how words of cells are compared with data."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(plain.casefold().replace("_", " ").split())


def is_formula(text: str) -> bool:
    return text[:1] in ("=", "@")


def _typed(cell: float | date | time) -> str:
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        return format(cell, ".15g")
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return cell.strftime("%H:%M")


def _scrub(text: str) -> str:
    if text.startswith("'") and text[1:2] in FORMULA_START:
        text = text[1:]  # the apostrophe that makes a spreadsheet show a formula as text
    quoted = _TEXT_FORMULA.fullmatch(text)
    if quoted:
        text = quoted[1]
    text = _BREAKS.sub(" ", text)
    kinds = ((char, unicodedata.category(char)[0]) for char in text)
    return "".join(" " if kind == "Z" else char for char, kind in kinds if kind != "C").strip()
