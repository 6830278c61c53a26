"""How a file was understood: what its columns are, said by names, values or a person, and how they are written."""

from datetime import datetime

import msgspec

DATE_ORDERS = ("day_first", "month_first")
DECIMALS = (",", ".")
EVERY_ROW = ("credit_note",)


class FileMapping(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which column holds which field, for files of one kind and shape.

    ``header``: the plain names of the header's cells in order; empty when such files have none, and then ``shapes``
    tells them (see ``intake.mapping.signature``). What is "" stays as the file itself says, or as is usual.
    """

    kind: str  # invoices | payments | debtors
    columns: dict[str, int]  # field -> position of its column
    width: int = 0  # columns of the file
    header: tuple[str, ...] = ()
    shapes: dict[str, str] = {}  # position -> date | number | email | text
    date_order: str = ""  # day_first | month_first
    decimal: str = ""  # "," | "."
    currency: str = ""  # of every row that names none
    every_row: str = ""  # credit_note: the file lists nothing else
    confirmed_by: str = ""  # the id of the user
    confirmed_at: datetime | None = None


class Recognized(msgspec.Struct, frozen=True):
    """The column that a field was, or would be, read from, where names alone did not tell."""

    column: str
    confidence: int  # whole percent


class Understood(msgspec.Struct, frozen=True, omit_defaults=True):
    """As what a file was read. ``dates`` and ``decimals``: a way of writing -> the file's columns written so."""

    format: str = ""  # a named format | template | columns | recognized | remembered | einvoice
    header_line: int = 0
    dates: dict[str, tuple[str, ...]] = {}  # day_first | month_first
    decimals: dict[str, tuple[str, ...]] = {}  # "," | "."
