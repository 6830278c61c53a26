"""ISO 20022 camt.053 (statement) and camt.054 (notification), any version, on the XML reader that nothing can hurt."""

import re
from collections.abc import Iterator
from datetime import date
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
from chalicelib.intake.einvoice.xml import Limits, Node, XmlRefused, parse
from chalicelib.intake.faults import Fault, RowRefused
from chalicelib.intake.records import Source, UnreadableFile

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*|Z|[+-]\d{2}:\d{2})?")
_ROOTS = ("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn", "BkToCstmrAcctRpt")
_UNREAD = frozenset(
    {"Bal", "TxsSummry", "BkTxCd", "Chrgs", "Intrst", "PstlAdr", "CtctDtls", "RltdAgts", "RltdDts", "Svcr", "CcyXchg",
     "InstdAmt", "Purp", "CdtrAcct", "Tp", "FinInstnId"}
)  # fmt: skip
_LIMITS = Limits(20 * 1024 * 1024, 400_000, 1_000_000)  # ten thousand entries as banks write them
_NOT_BOOKED = frozenset({"PDNG", "INFO", "FUTR"})
_IBAN_OR_OTHER = ("Acct/Id/IBAN", "Acct/Id/Othr/Id")


def is_camt(start: bytes) -> bool:
    return b"camt.05" in start[:4000] or any(root.encode() in start[:4000] for root in _ROOTS)


def read_camt(data: bytes, currency: str) -> Statement:
    """Every booked entry; a batch is split where its parts add up. ``line`` is the entry's position, from 1.

    Raises UnreadableFile: ``no_movements``, or as the XML reader refuses it.
    """
    try:
        root = parse(data, _UNREAD, _LIMITS)
    except XmlRefused as refusal:
        raise UnreadableFile(refusal.code, column="CAMT") from refusal
    statements = [one for name in ("Stmt", "Ntfctn", "Rpt") for one in root.anywhere(name)]
    if not statements:
        raise UnreadableFile("no_movements")
    return gather(_movements(statements, currency), Source("CAMT", "xml", "utf-8", header=("CAMT",)))


def _movements(statements: list[Node], own: str) -> Iterator[Raw]:
    line = 0
    for one in statements:
        account = one.value(*_IBAN_OR_OTHER)
        currency = one.value("Acct/Ccy") or own
        for entry in one.all("Ntry"):
            line += 1
            for part in _parts(entry):
                text = " ".join((entry.value("Amt"), entry.value("AcctSvcrRef"), entry.value("AddtlNtryInf")))
                yield line, text, partial(_read, line, entry, part, account, currency)


def _parts(entry: Node) -> list[Node]:
    """The transactions of a batch when each has its amount and they add up; else the entry as a whole."""
    details = list(entry.all("NtryDtls/TxDtls"))
    if len(details) < 2:
        return details or [entry]
    told = [_amount_of(one) for one in details]
    try:
        parts = [amount(one.text, ".", "CLF") for one in told if one is not None]  # four decimals: exact for all
        adds_up = len(parts) == len(details) and sum(parts) == amount(entry.value("Amt"), ".", "CLF")
    except RowRefused:
        adds_up = False
    return details if adds_up else [Node("TxDtls", {})]


def _amount_of(transaction: Node) -> Node | None:
    return transaction.first("Amt", "AmtDtls/TxAmt/Amt")


def _read(line: int, entry: Node, part: Node, account: str, account_currency: str) -> BankLine | None:
    if entry.value("Sts/Cd", "Sts") in _NOT_BOOKED:
        return None
    is_alone = len(list(entry.all("NtryDtls/TxDtls"))) < 2
    told = entry.first("Amt") if is_alone else _amount_of(part) or entry.first("Amt")
    if told is None:
        raise RowRefused(Fault("missing_amount"), "amount")
    currency = currency_of(told.get("ccy"), account_currency)
    minor = amount(told.text, ".", currency)
    comes_in = (part.value("CdtDbtInd") or entry.value("CdtDbtInd")) == "CRDT"
    payer = part.first("RltdPties/Dbtr/Pty", "RltdPties/Dbtr") or Node("Dbtr", {})
    free = [node.text for path in ("RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf/Ref") for node in part.all(path)]
    written = [part.value("Refs/EndToEndId"), part.value("AddtlTxInf"), entry.value("AddtlNtryInf")]
    return BankLine(
        line,
        short(account),
        _booked(entry),
        currency,
        minor if comes_in else -minor,
        text=joined(*free, *(one for one in written if one != "NOTPROVIDED"), payer.value("Nm")),
        name=joined(payer.value("Nm")),
        tax_id=short(payer.value("Id/OrgId/Othr/Id", "Id/PrvtId/Othr/Id")),
        payer=short(part.value("RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id")),
        reference=short(part.value("RmtInf/Strd/CdtrRefInf/Ref")),
        bank_id=short(part.value("Refs/AcctSvcrRef", "Refs/TxId") or entry.value("AcctSvcrRef", "NtryRef")),
        takes_back=not comes_in and entry.value("RvslInd") in {"true", "1"},
    )


def _booked(entry: Node) -> date:
    told = entry.value("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    found = _DAY.fullmatch(told)
    if not found:
        raise RowRefused(Fault("bad_date" if told else "missing_date"), "paid_on", told)
    return day(*found.groups())
