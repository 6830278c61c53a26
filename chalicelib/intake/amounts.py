"""Amounts exactly, in minor units: a column's decimal mark from its own values, then each value read strictly."""

import re
from collections.abc import Mapping
from datetime import date, time

import msgspec

from chalicelib.domain.money import EXPONENT
from chalicelib.intake.cells import BLANKS, clean, is_formula
from chalicelib.intake.faults import Fault
from chalicelib.intake.limits import MAX_MINOR
from chalicelib.intake.records import Cell
from chalicelib.intake.words import CURRENCY_SIGNS, DECIMAL_DOT_COUNTRIES

COMMA, DOT = ",", "."
_SHAPE = str.maketrans("123456789", "999999999")
_BODY = {
    COMMA: re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)?(?:,(\d*))?"),
    DOT: re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)?(?:\.(\d*))?"),
}
_GROUPED = {COMMA: re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+"), DOT: re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")}
_LONGEST = 60  # characters of a cell with an amount
_LONG = 14  # digits and marks that certainly stay below the largest amount
_SIGN = r"(?:[A-Z]{1,4}[$/]?[A-Z]?\.?|\$[A-Z]{0,3}|[€£₡₲])"
_DRESSED = re.compile(rf"(\()?([-+])?({_SIGN}{{0,2}})([-+])?(\d[\d.,]*|[.,]\d+)({_SIGN}?)([-+])?(\))?", re.IGNORECASE)
_PLAIN_SIGNS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "'": " ", "’": " ", "−": "-", "–": "-"})
_GROUP_GAP = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_LOOSE_GAP = re.compile(r"(?<!\d) +| +(?!\d)")
_DIGITS_AND_MARKS = re.compile(r"[^\d.,]+")


class Written(msgspec.Struct, frozen=True):
    """An amount as it was written: sign, digits, and the currency that its own sign names."""

    negative: bool
    whole: str
    decimals: str
    currency: str = ""


def shapes_of(cells: list[str]) -> list[str]:
    """The cells with every digit but zero as a 9: few distinct shapes tell the style of a million values."""
    return "\n".join(cells).translate(_SHAPE).split("\n")


def decimal_mark(shapes: Mapping[str, int]) -> str:
    """The decimal mark that a column's values prove, by majority; "" when they prove nothing."""
    comma = sum(count for shape, count in shapes.items() if _proves(shape) == COMMA)
    dot = sum(count for shape, count in shapes.items() if _proves(shape) == DOT)
    return "" if comma == dot else COMMA if comma > dot else DOT


def usual_mark(country: str) -> str:
    """The decimal mark where the column does not say: the contract's list of countries."""
    return DOT if country in DECIMAL_DOT_COUNTRIES else COMMA


def _proves(shape: str) -> str:
    """``9.999,99`` proves the comma, ``9,999,999`` the dot; ``9.999`` proves nothing."""
    body = _DIGITS_AND_MARKS.sub("", shape).strip(".,")
    last = max(body.rfind(COMMA), body.rfind(DOT))
    if last < 0:
        return ""
    mark, other = (COMMA, DOT) if body[last] == COMMA else (DOT, COMMA)
    if other in body:
        return mark
    if body.count(mark) > 1:
        return other
    grouped = len(body) - last == 4 and last <= 3 and not body.startswith("0")
    return "" if grouped else mark


def minor_units(cell: Cell, mark: str, exponent: int) -> int | Written | Fault | None:
    """Minor units at once for plain writings (``1284.50``, ``1.284,50``); ``Written`` otherwise; None for a blank."""
    if type(cell) is str:
        whole, found, decimals = cell.partition(mark)
        if len(whole) < _LONG and (not found or (len(decimals) == exponent and decimals.isdecimal())):
            if not whole.isdecimal():
                if not _GROUPED[mark].fullmatch(whole):
                    return read_amount(cell, mark)
                whole = whole.replace(DOT if mark == COMMA else COMMA, "")
            return int(whole + decimals) if found else int(whole) * 10**exponent
    return read_amount(cell, mark)


def settle(written: Written, exponent: int) -> int | Fault:
    """Minor units in a currency. Decimals beyond its exponent must be zeros."""
    kept, beyond = written.decimals[:exponent], written.decimals[exponent:]
    if beyond.strip("0"):
        return Fault("bad_amount")
    minor = int((written.whole + kept.ljust(exponent, "0")) or "0")
    if minor > MAX_MINOR:
        return Fault("bad_amount")
    return -minor if written.negative else minor


def read_amount(cell: Cell, mark: str) -> Written | Fault | None:
    """Read strictly by the column's decimal mark: ``$-142.85``, ``($400.00)``, ``1.412,00``, ``S/ 300``, ``12.50-``."""
    if isinstance(cell, date | time):
        return Fault("bad_amount")
    text = clean(cell)
    if isinstance(cell, float):
        mark = DOT
    if text.casefold() in BLANKS:
        return None
    if is_formula(text):
        return Fault("formula_cell")
    if len(text) > _LONGEST:
        return Fault("bad_amount")
    dressed = _DRESSED.fullmatch(_LOOSE_GAP.sub("", _GROUP_GAP.sub("", text.translate(_PLAIN_SIGNS))))
    if not dressed:
        return Fault("bad_amount")
    return _undress(dressed, mark)


def _undress(dressed: re.Match[str], mark: str) -> Written | Fault:
    opened, sign, money, inner_sign, body, money_after, sign_after, closed = dressed.groups()
    signs = [sign for sign in (sign, inner_sign, sign_after) if sign]
    if bool(opened) != bool(closed) or len(signs) + bool(opened) > 1:
        return Fault("bad_amount")
    currency = _currency(money, money_after)
    plain = _BODY[mark].fullmatch(body)
    if currency is None or not plain:
        return Fault("bad_amount")
    decimals = plain[1] or ""
    whole = body.partition(mark)[0].replace(DOT if mark == COMMA else COMMA, "")
    return Written(bool(opened) or "-" in signs, whole, decimals, currency)


def _currency(before: str, after: str) -> str | None:
    """The currency the signs name: "" for none or a bare ``$``, None for letters that are no currency."""
    named = {_currency_of(part.upper()) for part in _signs(before) + _signs(after)}
    if None in named:
        return None
    named.discard("")
    return "" if not named else named.pop() if len(named) == 1 else None


def _currency_of(sign: str) -> str | None:
    return sign if sign in EXPONENT else CURRENCY_SIGNS.get(sign)


def _signs(text: str) -> list[str]:
    if not text:
        return []
    if text.upper() in CURRENCY_SIGNS:
        return [text]
    return re.findall(r"[A-Z]{3}|[A-Z]+|[^A-Z]+", text.upper())
