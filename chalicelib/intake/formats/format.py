"""What a named format is: how its header is recognized, and only what reading by names would get wrong."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache

import msgspec

from chalicelib.intake.column_names import plain_name
from chalicelib.intake.records import Cell

Record = tuple[int, list[Cell]]
Amounts = Callable[[Iterator[Record], Mapping[str, int]], Iterator[Record]]
"""Records with one blank cell more than the header, and where our fields stand → the records with that cell filled."""

NONE = ""  # in ``columns``: the file has no such column, whatever its names look like


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of file of one system. Names of columns are compared like synonyms; ``a|b`` stands for either.

    ``signs``: columns, apart by ``;``, that no other system has together; ``without``: columns that it never has.
    ``columns``: our field → its column, for fields that their names alone would take from the wrong column.
    ``words``: our field → a cell's text (folded) or its beginning → what it means here; ``*`` is anything else.
    ``currency``: of rows that name none.
    """

    name: str
    signs: str
    without: str = ""
    folder: str = "invoices"
    columns: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    country: str = ""  # whose official codes and customs it follows
    currency: str = ""
    joint: str = "-"  # between a document's series and its number
    unmistakable: bool = True  # no file of the other folder could look like it
    bought: bool = False  # lists what the business bought
    subtotals: bool = False  # rows without number and date sum up those above them
    open_only: bool = False  # tells what is unpaid, not what the invoice was
    amounts: Amounts | None = None  # fills the column that ``computed`` names: (our field, its name)
    computed: tuple[str, str] = ("", "")
    pays_below_zero: bool = False  # an amount below zero is a payment of its invoice, not a credit note

    def fits(self, names: Collection[str]) -> bool:
        """``names``: plain names of a header's columns."""
        return all(_any(sign, names) for sign in _apart(self.signs)) and not any(
            _any(sign, names) for sign in _apart(self.without)
        )

    def pins(self) -> dict[str, tuple[str, ...]]:
        """Our field → plain names of its column, the most trusted first; empty when the file has none."""
        return {field: _either(text) for field, text in self.columns.items()}


@lru_cache(maxsize=512)
def _apart(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part.strip())


@lru_cache(maxsize=1024)
def _either(text: str) -> tuple[str, ...]:
    return tuple(plain_name(name) for name in text.split("|") if name.strip())


def _any(sign: str, names: Collection[str]) -> bool:
    return any(name in names for name in _either(sign))
