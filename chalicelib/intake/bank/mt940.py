"""SWIFT MT940 (and MT942): a movement is a ``:61:`` line and the ``:86:`` that follows it.

Source: SWIFT Standards MT, category 9; ``?20``-``?33`` sub-fields as German, Spanish and Brazilian banks write them.
"""

import re
from collections.abc import Iterator
from functools import partial

from chalicelib.intake.bank.lines import (
    BankLine,
    Raw,
    Statement,
    amount,
    currency_of,
    day,
    gather,
    joined,
    short,
)
from chalicelib.intake.faults import Fault, RowRefused
from chalicelib.intake.records import Source, UnreadableFile

_FIELD = re.compile(r":(\d{2}[A-Z]?):(.*)")
_MOVEMENT = re.compile(
    r"(\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2}))?(R?[CD])[A-Z]?(\d[\d,]{0,16})"
    r"(?:[A-Z][A-Z0-9]{3})?(.{0,16}?)(?://(.{0,34}))?"
)
_BALANCE = re.compile(r"[CD]\d{6}([A-Z]{3})")
_SUB_FIELD = re.compile(r"\?(\d{2})([^?]*)")
_CODE = re.compile(r"/(NAME|REMI|EREF|IBAN|CNTP|ORDP|BENM|ACCW)/")
_LONGEST = 4000  # characters of one field


def is_mt940(start: bytes) -> bool:
    text = start[:2000]
    return b":20:" in text and b":25:" in text and (b":60F:" in text or b":60M:" in text or b":61:" in text)


def read_mt940(data: bytes, currency: str) -> Statement:
    """All statements of the file. ``line`` is the line of the ``:61:``. Raises UnreadableFile ``no_movements``."""
    encoding = "utf-8" if _is_utf_8(data) else "cp1252"
    fields = list(_fields(data.decode(encoding)))
    if not any(tag in {"60F", "60M", "61"} for _, tag, _ in fields):
        raise UnreadableFile("no_movements")
    return gather(_movements(fields, currency), Source("MT940", "mt940", encoding, header=("MT940",)))


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, tag, content); lines that begin no field go on with the last one."""
    start, tag, content = 0, "", ""
    for line, told in enumerate(text.splitlines(), 1):
        found = _FIELD.match(told)
        if found or told.startswith(("-}", "{")) or told.strip() == "-":
            if tag:
                yield start, tag, content
            start, tag, content = (line, found[1], found[2]) if found else (0, "", "")
        elif tag:
            content = f"{content}\n{told}"[:_LONGEST]
    if tag:
        yield start, tag, content


def _movements(fields: list[tuple[int, str, str]], own: str) -> Iterator[Raw]:
    account, currency = "", own
    for at, (line, tag, content) in enumerate(fields):
        if tag == "25":
            account = content.strip()
        elif tag in {"60F", "60M"} and (balance := _BALANCE.match(content)):
            currency = balance[1]
        elif tag == "61":
            follows = fields[at + 1] if at + 1 < len(fields) else (0, "", "")
            details = follows[2] if follows[1] == "86" else ""
            yield line, content, partial(_read, line, content, details, account, currency)


def _read(line: int, content: str, details: str, account: str, told_currency: str) -> BankLine:
    first, _, more = content.partition("\n")
    found = _MOVEMENT.fullmatch(first.strip())
    if not found:
        raise RowRefused(Fault("bad_movement"), "amount", first)
    year, month, value_day, entry_month, entry_day, sign, told, reference, bank_id = found.groups()
    valued = day(year, month, value_day)
    booked = day(year, entry_month, entry_day) if entry_month else valued
    if (
        abs((booked - valued).days) > 180
    ):  # the entry date has no year: around New Year it lies in the next, or the last
        booked = booked.replace(year=booked.year + (1 if booked < valued else -1))
    currency = currency_of(told_currency, "")
    minor = amount(told, ",", currency)
    texts, name, payer = _details(details)
    return BankLine(
        line,
        short(account),
        booked,
        currency,
        minor if sign in {"C", "RD"} else -minor,  # RC takes a credit back
        text=joined(texts, more),
        name=joined(name),
        payer=short(payer),
        reference="" if reference.strip() == "NONREF" else short(reference),
        bank_id=short(bank_id or ""),
        takes_back=sign == "RC",
    )


def _details(content: str) -> tuple[str, str, str]:
    """(text, payer's name, payer's account): by numbered sub-fields, by SWIFT's codes, or as it stands."""
    flat = content.replace("\n", "")
    if sub := _SUB_FIELD.findall(flat):
        text = "".join(value for code, value in sub if "20" <= code <= "29" or "60" <= code <= "63")
        name = "".join(value for code, value in sub if code in {"32", "33"})
        booking = " ".join(value for code, value in sub if code == "00")
        return joined(text, name, booking), name, "".join(value for code, value in sub if code == "31")
    parts = _CODE.split(flat)
    coded = dict(zip(parts[1::2], parts[2::2], strict=False))
    name = coded.get("NAME") or coded.get("ORDP") or ""
    return joined(content.replace("\n", " ")), name.strip("/"), (coded.get("IBAN") or coded.get("ACCW", "")).strip("/")
