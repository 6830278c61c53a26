"""A statement as a table: CSV, text, XLSX, XLS or a web page, with the columns of whichever bank."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise, takewhile

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.intake.bank.columns import IN_WORDS, OUT_WORDS
from chalicelib.intake.bank.lines import BankLine, Statement, joined, short, statement
from chalicelib.intake.cells import clean, folded
from chalicelib.intake.dates import DateColumn
from chalicelib.intake.delimited import BrokenCells
from chalicelib.intake.faults import Fault, NotARow, RowRefused, rejected
from chalicelib.intake.furniture import is_furniture
from chalicelib.intake.header import Columns
from chalicelib.intake.money import Currencies, Purse
from chalicelib.intake.records import Cell, RejectedLine, Source
from chalicelib.intake.survey import Survey, survey
from chalicelib.intake.table import Table, body, open_table

_ACCOUNT = re.compile(
    r"(?:cuenta|account|conta|clabe|iban|cci|cbu)\b\D{0,40}?\b((?:[A-Z]{2}\d{2} ?)?[\d*Xx][\d*Xx .-]{4,32}\d)",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"(?:moneda|currency|moeda|divisa)\W+(\w[\w ]{1,30})", re.IGNORECASE)
_PROVES = 3  # lines whose balances all follow: fewer may do so by chance
_FIELDS = (
    "paid_on", "amount", "money_in", "money_out", "balance", "direction", "currency", "account", "text", "reference",
    "name", "tax_id", "payer", "bank_id",
)  # fmt: skip


def read_table(data: bytes, business: Business, today: date) -> Statement:
    """Raises UnreadableFile as any table does."""
    table, columns = open_table(data, "bank", business.language)
    found = survey(table, columns, business.country)
    reader = _Reader(table, columns, found, business, today)
    refused = list(reader.read(body(table, columns)))
    source = Source(
        "bank", table.container, table.encoding, table.delimiter, table.sheet, columns.line, columns.header,
        columns.names(), found.orders, found.marks,
    )  # fmt: skip
    return statement(signed(reader.lines, reader.balances), refused, source)


def signed(lines: Sequence[BankLine], balances: Sequence[int | None]) -> Iterator[BankLine]:
    """In or out by the columns or words that say so, by any minus sign, or by the running balance; else unknown."""
    told = [line.is_signed for line in lines]
    if all(told) or (not any(told) and any(line.amount_minor < 0 for line in lines)):
        yield from (replace(line, is_signed=True) for line in lines)
        return
    signs = _by_balance(lines, balances)
    proved = sum(map(bool, signs)) >= max(len(lines) - 1, _PROVES)
    for line, sign in zip(lines, signs, strict=True):
        known = proved and bool(sign) and not line.is_signed
        yield replace(line, amount_minor=line.amount_minor * sign, is_signed=True) if known else line


def _by_balance(lines: Sequence[BankLine], balances: Sequence[int | None]) -> list[int]:
    """+1 or -1 a line, 0 where its balance does not follow from its neighbor's; the newest may stand first or last.

    The oldest line has no neighbor before it: only a balance equal to its amount says anything.
    """
    told = [balance for balance in balances if balance is not None]
    if not lines or len(told) < len(lines):
        return [0] * len(lines)
    oldest_first = [
        _sign(line, after - before) for line, (before, after) in zip(lines[1:], pairwise(told), strict=True)
    ]
    if all(oldest_first):
        return [_sign(lines[0], told[0]), *oldest_first]
    newest_first = [_sign(line, after - before) for line, (after, before) in zip(lines, pairwise(told), strict=False)]
    return [*newest_first, _sign(lines[-1], told[-1])]


def _sign(line: BankLine, change: int) -> int:
    return 1 if change == line.amount_minor else -1 if change == -line.amount_minor else 0


class _Reader:
    """Reads the rows below the header; what is above it may name the account and its currency."""

    def __init__(self, table: Table, columns: Columns, found: Survey, business: Business, today: date) -> None:
        titles = _titles(table, columns.line)
        self._columns, self._index = columns, columns.index
        self._names = columns.names()
        self._paid_on = DateColumn(found.orders.get("paid_on", ""), today)
        self._purse = Purse(_currency_in(titles, business.currency), found.marks)
        self._account = _account_in(titles)
        self.lines: list[BankLine] = []
        self.balances: list[int | None] = []

    def read(self, rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[RejectedLine]:
        """Yields what it refuses."""
        for line, cells in rows:
            try:
                self.lines.append(self._line(line, cells))
            except NotARow:
                continue
            except RowRefused as reason:
                if isinstance(cells, BrokenCells):
                    yield self._refused(line, cells, RowRefused(Fault(cells.code), "", cells[0]))
                elif not is_furniture(cells, self._columns):
                    yield self._refused(line, cells, reason)

    def _refused(self, line: int, cells: list[Cell], reason: RowRefused) -> RejectedLine:
        return RejectedLine(rejected(line, reason, self._names), tuple(map(clean, cells[:-1])))

    def _line(self, line: int, cells: list[Cell]) -> BankLine:
        """Raises RowRefused; NotARow for a line that moves nothing, such as an opening balance."""
        told = {field: cells[self._index[field]] if field in self._index else "" for field in _FIELDS}
        on = self._paid_on[told["paid_on"]]
        if on is None and not any(clean(told[field]) for field in ("amount", "money_in", "money_out")):
            raise NotARow
        if not isinstance(on, date):
            raise RowRefused(on or Fault("missing_date"), "paid_on", told["paid_on"])
        stated = self._purse.currency(told["currency"])
        minor, currency, is_signed = self._amount(told, stated)
        came = self._purse.amount(told["money_in"], "money_in", stated)[0]
        balance = self._purse.amount(told["balance"], "balance", currency)[0]
        self.balances.append(balance)
        return BankLine(
            line,
            short(clean(told["account"])) or self._account,
            on,
            currency,
            minor,
            text=joined(*(clean(told[field]) for field in ("text", "reference", "name"))),
            name=joined(clean(told["name"])),
            tax_id=short(clean(told["tax_id"])),
            payer=short(clean(told["payer"])),
            reference=short(clean(told["reference"])),
            bank_id=short(clean(told["bank_id"])),
            is_signed=is_signed,
            takes_back=minor < 0 and (_way(told["direction"]) > 0 or (came is not None and came < 0)),
        )

    def _amount(self, told: dict[str, Cell], stated: str) -> tuple[int, str, bool]:
        """(minor units, currency, whether the sign is told): a column with a word beside it, or one a direction.

        Below nothing where money comes in is money taken back again: some banks sign charges, none signs what came.
        """
        minor, currency = self._purse.amount(told["amount"], "amount", stated)
        way = _way(told["direction"])
        is_signed = bool(way)
        if minor is not None:
            minor = -abs(minor) if way < 0 else minor
        else:
            came, currency = self._purse.amount(told["money_in"], "money_in", stated)
            went, _ = self._purse.amount(told["money_out"], "money_out", stated)
            if came is None and went is None and not clean(told["balance"]):
                raise RowRefused(Fault("missing_amount"), "amount")
            minor, is_signed = (came or 0) - abs(went or 0), True
        if not minor:
            raise NotARow
        return minor, currency, is_signed


def _way(cell: Cell) -> int:
    words = set(folded(clean(cell)).replace(".", " ").split()) if cell else set()
    return 1 if words & IN_WORDS else -1 if words & OUT_WORDS else 0


def _titles(table: Table, header_line: int) -> list[str]:
    above = takewhile(lambda record: record[0] < header_line, table.records())
    return [" ".join(filter(None, map(clean, cells))) for _, cells in above]


def _account_in(titles: Iterable[str]) -> str:
    found = next(filter(None, map(_ACCOUNT.search, titles)), None)
    return re.sub(r"[ .-]", "", found[1]) if found else ""


def _currency_in(titles: Iterable[str], own: str) -> str:
    currencies = Currencies(own)
    for told in filter(None, map(_CURRENCY.search, titles)):
        words = told[1].split()
        for text in (told[1].strip(), *words):
            if isinstance(named := currencies[text], str) and named:
                return named
    return own
