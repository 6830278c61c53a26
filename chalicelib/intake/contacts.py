"""E-mail addresses and phones as people type them. A bad one is a doubt about the row, never a reason to refuse it."""

import re
from typing import Any

from chalicelib.intake.cells import optional
from chalicelib.intake.records import Cell

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_APART = re.compile(r"[\s,;<>()\"]+")
_SEVERAL = re.compile(r"\s*(?:[;,/|]|\s[yeo]\s)\s*")
_SEPARATORS = re.compile(r"[\s().\-]+")
_MX_MOBILE = re.compile(r"\+?521(\d{10})")  # the 1 that Mexico dropped in 2019
_LONGEST = 100  # characters of a cell with phones
_KINDS = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "personal_number", "uan")


def read_email(cell: Cell) -> tuple[str, bool]:
    """(the first usable address, whether the cell is fine). Only its domain is lower-cased."""
    text = optional(cell)
    if not text:
        return "", True
    for part in _APART.split(text.removeprefix("mailto:")):
        if len(part) <= 254 and ".." not in part and _EMAIL.fullmatch(part) and part[0] != ".":
            local, _, domain = part.rpartition("@")
            return f"{local}@{domain.lower()}", True
    return "", False


class Phones:
    """Phones of one country to E.164. A possible number is kept even when it is not a valid one.

    Numbers that plainly match the country's own patterns skip the library's parser, which costs 50 times more.
    """

    def __init__(self, country: str) -> None:
        import phonenumbers

        self._library: Any = phonenumbers
        self._country = country
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(country, None)
        self._code = f"+{metadata.country_code}" if metadata else "+"
        kinds = [getattr(metadata, kind) for kind in _KINDS] if metadata else []
        self._valid = re.compile(
            "|".join(kind.national_number_pattern for kind in kinds if _has_pattern(kind)) or "(?!)"
        )
        self._prefix = re.compile((metadata.national_prefix_for_parsing if metadata else "") or "(?!)")

    def read(self, cell: Cell) -> tuple[str, bool]:
        """(E.164 or "", whether the cell is fine)."""
        text = optional(cell)
        if not text:
            return "", True
        if len(text) > _LONGEST:
            return "", False
        text = _SEVERAL.split(text)[0]
        digits = _SEPARATORS.sub("", text)
        mobile = _MX_MOBILE.fullmatch(digits)
        if mobile and (self._code == "+52" or digits.startswith("+")):
            text = digits = f"+52{mobile[1]}"
        return self._at_once(digits) or self._parsed(text)

    def _at_once(self, digits: str) -> tuple[str, bool] | None:
        national = digits.removeprefix(self._code)
        prefix = self._prefix.match(national)
        if national.isdecimal() and not (prefix and prefix.end()) and self._valid.fullmatch(national):
            return self._code + national, True
        return None

    def _parsed(self, text: str) -> tuple[str, bool]:
        library = self._library
        try:
            number = library.parse(text, self._country)
        except library.NumberParseException:
            return "", False
        if not library.is_possible_number(number):
            return "", False
        written = library.format_number(number, library.PhoneNumberFormat.E164)
        return written, library.is_valid_number(number)


def _has_pattern(kind: Any) -> bool:
    return kind is not None and bool(kind.national_number_pattern)
