"""What the values of a column look like, from a sample: shares in whole percent of the cells that are not blank."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time, timedelta

import msgspec

from chalicelib.domain.money import EXPONENT
from chalicelib.intake.amounts import Written, decimal_mark, read_amount, shapes_of, usual_mark
from chalicelib.intake.cells import BLANKS, clean, folded
from chalicelib.intake.contacts import read_email
from chalicelib.intake.dates import DAY_FIRST, EARLIEST, date_order, parse_date
from chalicelib.intake.identity import normalized_tax_id
from chalicelib.intake.records import Cell
from chalicelib.intake.tax_ids import proves_itself
from chalicelib.intake.words import CURRENCY_SIGNS, CURRENCY_WORDS

SHOWN = 5  # samples a person sees
_SHOWN_SIGNS = 60
_AHEAD = timedelta(days=3653)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_BARE = re.compile(r"\d+")
_PHONE = re.compile(r"\+?[\d\s().-]{7,20}")
_CODE = re.compile(r"(?=.*\d)[\w./#-]{1,40}")
_TAX_ID = re.compile(r"(?=(?:.*\d){6})[A-Z0-9Ñ&.\-/ ]{7,20}", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")


class Facts(msgspec.Struct, frozen=True):
    """One column. ``date_order`` and ``decimal`` are what its values prove, "" for nothing."""

    filled: int  # of all rows
    distinct: int
    dates: int
    serials: int  # five bare digits, as Excel counts days
    amounts: int
    fractions: int  # amounts with decimals, a grouping mark or a currency sign
    whole: int  # bare digits
    emails: int
    phones: int
    tax_ids: int  # that satisfy their check digit
    tax_like: int  # that might be one
    currencies: int
    names: int  # letters in one or more words
    phrases: int  # of several words
    codes: int  # one word with a digit
    own_tax_id: bool  # always the business's own
    date_order: str
    decimal: str
    samples: tuple[str, ...] = ()

    @property
    def shape(self) -> str:
        """The coarse kind of value by which files without header are known again."""
        if self.dates >= 60:
            return "date"
        if self.emails >= 60:
            return "email"
        return "number" if self.amounts >= 60 else "text"


class Reader:
    """Looks at columns as the country writes its numbers and dates."""

    def __init__(self, country: str, own_tax_id: str, today: date) -> None:
        self._country, self._own, self._latest = country, normalized_tax_id(own_tax_id), today + _AHEAD

    def facts(self, cells: Sequence[Cell]) -> Facts:
        filled = [(cell, text) for cell in cells if (text := clean(cell)).casefold() not in BLANKS]
        texts = [text for _, text in filled]
        written = [text for cell, text in filled if isinstance(cell, str)]
        order, mark = date_order(written), decimal_mark(Counter(shapes_of(written)) if written else {})
        share = _Shares(texts)
        ids = {normalized_tax_id(text) for text in texts}
        return Facts(
            _percent(len(filled), len(cells)),
            _percent(len(set(texts)), len(texts)),
            _percent(sum(self._is_date(cell, text, order or DAY_FIRST) for cell, text in filled), len(filled)),
            share(lambda text: bool(_SERIAL.fullmatch(text)) and parse_date(text, DAY_FIRST) is not None),
            _percent(sum(_is_amount(cell, mark or usual_mark(self._country)) for cell, _ in filled), len(filled)),
            _percent(sum(_is_fraction(cell, text) for cell, text in filled), len(filled)),
            share(lambda text: bool(_BARE.fullmatch(text))),
            share(lambda text: "@" in text and bool(read_email(text)[0])),
            share(_is_phone),
            share(lambda text: bool(_TAX_ID.fullmatch(text)) and proves_itself(text, self._country)),
            share(lambda text: bool(_TAX_ID.fullmatch(text))),
            share(_is_currency),
            share(_is_name),
            share(lambda text: _is_name(text) and " " in text),
            share(lambda text: bool(_CODE.fullmatch(text))),
            bool(self._own) and ids == {self._own},
            order,
            mark,
            tuple(text[:_SHOWN_SIGNS] for text in list(dict.fromkeys(texts))[:SHOWN]),
        )

    def _is_date(self, cell: Cell, text: str, order: str) -> bool:
        if isinstance(cell, date):
            return True
        if not isinstance(cell, str) or len(text) < 8:
            return False
        found = parse_date(text, order)
        return found is not None and EARLIEST <= found <= self._latest


class _Shares:
    """The share of texts for which something holds; each distinct text is looked at once."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts = Counter(texts)
        self._all = self._counts.total()

    def __call__(self, holds: Callable[[str], bool]) -> int:
        return _percent(sum(count for text, count in self._counts.items() if holds(text)), self._all)


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 0


def _is_amount(cell: Cell, mark: str) -> bool:
    return not isinstance(cell, date | time) and isinstance(read_amount(cell, mark), Written)


def _is_fraction(cell: Cell, text: str) -> bool:
    if isinstance(cell, float):
        return not cell.is_integer()
    return not text.isdecimal() and isinstance(cell, str) and any(_is_amount(cell, mark) for mark in ",.")


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and 7 <= sum(char.isdecimal() for char in text) <= 15


def _is_currency(text: str) -> bool:
    code = text.upper()
    return code in EXPONENT or code in CURRENCY_SIGNS or folded(text) in CURRENCY_WORDS


def _is_name(text: str) -> bool:
    letters = len(_LETTERS.findall(text[:80]))
    return letters >= 3 and letters * 10 >= 6 * len(text[:80].replace(" ", "")) and "@" not in text
