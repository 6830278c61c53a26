"""Payment references that people copy by hand into a transfer: short, without look-alikes, a slip of the pen shows."""

import re
from collections.abc import Iterator
from hashlib import sha256

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 letters and digits: no 0 O 1 I
_DIGITS = 7  # 35 bits, then the check character
_FOUR = "[2-9A-HJ-NP-Z]{4}"
_GAP = r"[\s\-–—._/]{0,3}"
_MARKED = re.compile(rf"(?=(P{_GAP}{_FOUR}{_GAP}{_FOUR}))")
_BARE = re.compile(rf"(?<![A-Z0-9])({_FOUR}{_GAP}{_FOUR})(?![A-Z0-9])")


def reference(seed: bytes) -> str:
    """``P-7KQ2-M9XA``: always the same for the same seed, such as business, debtor and attempt."""
    number = int.from_bytes(sha256(seed).digest()[:5]) >> 5
    code = "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_DIGITS)))
    return _written(code + _check(code))


def normalize_reference(text: str) -> str | None:
    """The reference as we write it, however it was typed (case, spaces, dashes, no ``P``); None when it is none."""
    code = re.sub(r"[\s\-–—._/]", "", text.upper())
    if len(code) == _DIGITS + 2 and code.startswith("P"):
        code = code[1:]
    known = len(code) == _DIGITS + 1 and all(letter in _LETTERS for letter in code)
    return _written(code) if known and _check(code[:-1]) == code[-1] else None


def find_references(text: str) -> list[str]:
    """The references inside a bank's text, in their order: cut off the ``P``, spaced otherwise, or glued to a word.

    One word of eight letters in thirty-two looks like one by chance: only a debtor who has it makes it one.
    """
    return list(dict.fromkeys(_found(text)))


def _found(text: str) -> Iterator[str]:
    for pattern in (_MARKED, _BARE):
        for told in pattern.findall(text.upper()):
            if written := normalize_reference(told):
                yield written


def is_reference(text: str) -> bool:
    return normalize_reference(text) is not None


def _written(code: str) -> str:
    return f"P-{code[:4]}-{code[4:]}"


def _check(code: str) -> str:
    """A polynomial over GF(32), x⁵+x²+1: one wrong character, or two exchanged ones, always change it."""
    check = 0
    for letter in code:
        check ^= _LETTERS.index(letter)
        check = check << 1 ^ (0x25 if check & 16 else 0)
    return _LETTERS[check]


def debtor_reference(business: str, debtor: str) -> str:
    """The one reference a debtor writes on every transfer: the bank's statement then says whose money it is."""
    return reference(f"{business}\n{debtor}".encode())
