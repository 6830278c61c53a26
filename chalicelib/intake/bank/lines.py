"""The lines of a bank statement, whatever its format, and how the texts of banks become facts."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

import msgspec

from chalicelib.domain.money import EXPONENT
from chalicelib.intake.amounts import Written, minor_units, settle
from chalicelib.intake.cells import clean
from chalicelib.intake.faults import Fault, RowRefused, rejected
from chalicelib.intake.limits import MAX_ID, MAX_TEXT
from chalicelib.intake.records import Reading, RejectedLine, Source


class BankLine(msgspec.Struct, frozen=True, gc=False):
    """One movement of an account. ``amount_minor`` > 0 came in, < 0 went out; ``on`` is the bank's local booking day.

    ``is_signed`` False: the file does not say which of the two it was. ``takes_back``: the file itself says that it
    undoes what came in before.
    """

    line: int
    account: str
    on: date
    currency: str
    amount_minor: int
    text: str = ""
    name: str = ""  # who paid
    tax_id: str = ""
    payer: str = ""  # the account it came from
    reference: str = ""  # what the payer wrote
    bank_id: str = ""  # the bank's own id of the movement
    is_signed: bool = True
    takes_back: bool = False


class Statement(msgspec.Struct, frozen=True):
    """All lines that could be read, and the reading: counts and refused rows. Lines that are pending are left out."""

    lines: tuple[BankLine, ...]
    reading: Reading


Raw = tuple[int, str, Callable[[], BankLine | None]]
"""A movement not read yet: its line, its own text, and how to read it (None: not booked, not a row)."""


def gather(raws: Iterable[Raw], source: Source) -> Statement:
    """Read every movement; one that cannot be read costs itself and no other."""
    lines: list[BankLine] = []
    refused: list[RejectedLine] = []
    for at, text, read in raws:
        try:
            found = read()
        except RowRefused as reason:
            refused.append(RejectedLine(rejected(at, reason, {}), (clean(text)[:MAX_TEXT],)))
            continue
        if found is not None:
            lines.append(found)
    return statement(lines, refused, source)


def statement(lines: Iterable[BankLine], refused: list[RejectedLine], source: Source) -> Statement:
    found = tuple(lines)
    problems = [line.problem for line in refused]
    return Statement(found, Reading("bank", source, [], problems, refused, len(found) + len(refused)))


def amount(text: str, mark: str, currency: str) -> int:
    """Minor units of an amount as machines write it. Raises RowRefused ``missing_amount``, ``bad_amount``."""
    found = minor_units(text.strip(), mark, EXPONENT[currency])
    if isinstance(found, Written):
        found = settle(found, EXPONENT[currency])
    if found is None:
        raise RowRefused(Fault("missing_amount"), "amount", text)
    if isinstance(found, Fault):
        raise RowRefused(found, "amount", text)
    return found


def currency_of(code: str, own: str) -> str:
    """ISO 4217; the business's own where the bank names none. Raises RowRefused ``unknown_currency``."""
    named = code.strip().upper() or own
    if named not in EXPONENT:
        raise RowRefused(Fault("unknown_currency"), "currency", code)
    return named


def day(year: str, month: str, day_of_month: str) -> date:
    """Raises RowRefused ``bad_date``; a year of two digits is of this century."""
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day_of_month))
    except ValueError:
        raise RowRefused(Fault("bad_date"), "paid_on", f"{year}-{month}-{day_of_month}") from None


def joined(*texts: str) -> str:
    """Texts in one line, each once: banks repeat the memo in the name and the name in the memo."""
    return " ".join(_once(texts))[:MAX_TEXT]


def short(text: str) -> str:
    return clean(text)[:MAX_ID]


def _once(texts: Iterable[str]) -> Iterator[str]:
    told: list[str] = []
    for text in map(clean, texts):
        if text and not any(text in before for before in told):
            told.append(text)
            yield text
