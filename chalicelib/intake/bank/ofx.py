"""OFX 1 (SGML, tags left open) and 2 (XML): both are tags and values, and read as such; nothing in them is expanded.

Source: OFX 2.3, sections 3.2.8 (dates), 11.4 (statement download).
"""

import re
from collections.abc import Iterator
from functools import partial
from html import unescape

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

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_.]{0,31})>([^<\r\n]*)")
_WHEN = re.compile(r"(\d{4})(\d{2})(\d{2})\d*")
_UTF_8 = re.compile(rb"(?i)ENCODING:\s*(?:UTF-?8|UNICODE)|encoding=[\"']utf-8[\"']")


def is_ofx(start: bytes) -> bool:
    return b"OFXHEADER" in start[:500].upper() or b"<OFX>" in start[:2000].upper()


def read_ofx(data: bytes, currency: str) -> Statement:
    """Every ``STMTTRN`` of every account. ``line`` is the physical line. Raises UnreadableFile ``no_movements``."""
    encoding = "utf-8" if _UTF_8.search(data[:500]) else "cp1252"
    text = data.decode(encoding, "replace")
    if "<STMTRS>" not in text.upper() and "<CCSTMTRS>" not in text.upper():
        raise UnreadableFile("no_movements")
    return gather(_movements(text, currency), Source("OFX", "ofx", encoding, header=("OFX",)))


def _movements(text: str, own: str) -> Iterator[Raw]:
    """The tags between ``<STMTTRN>`` and its end, or the next one's start where the end is missing."""
    around = {"CURDEF": own, "ACCTID": ""}
    facts: dict[str, str] | None = None
    start = line = at = 0
    for tag in _TAG.finditer(text):
        line, at = line + text.count("\n", at, tag.start()), tag.start()
        closing, name, value = tag[1], tag[2].upper(), unescape(tag[3]).strip()
        if name in {"STMTTRN", "BANKTRANLIST"}:
            if facts:
                yield start, " ".join(facts.values()), partial(_read, start, facts, dict(around))
            facts, start = ({} if name == "STMTTRN" and not closing else None), line + 1
        elif closing:
            continue
        elif facts is None:
            around[name] = value or around.get(name, "")
        elif value:
            facts.setdefault(name, value)


def _read(line: int, facts: dict[str, str], around: dict[str, str]) -> BankLine:
    # An ACCTID inside a movement is the payer's; CURRENCY only says in what the customer spoke.
    when = _WHEN.match(facts.get("DTPOSTED", ""))
    if not when:
        raise RowRefused(Fault("bad_date" if facts.get("DTPOSTED") else "missing_date"), "paid_on")
    currency = currency_of(around["CURDEF"], "")
    told = facts.get("TRNAMT", "")
    mark = "," if "," in told and "." not in told else "."
    return BankLine(
        line,
        short(around["ACCTID"]),
        day(*when.groups()),
        currency,
        amount(told, mark, currency),
        text=joined(facts.get("NAME", ""), facts.get("MEMO", ""), facts.get("TRNTYPE", "")),
        name=joined(facts.get("NAME", "")),
        payer=short(facts.get("ACCTID", "")),
        reference=short(facts.get("REFNUM", "") or facts.get("CHECKNUM", "")),
        bank_id=short(facts.get("FITID", "")),
    )
