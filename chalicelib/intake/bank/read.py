"""``read_statement``: a bank statement by what its bytes are, whatever its name."""

from datetime import date

from chalicelib.domain.business import Business
from chalicelib.intake.bank.camt import is_camt, read_camt
from chalicelib.intake.bank.lines import Statement
from chalicelib.intake.bank.mt940 import is_mt940, read_mt940
from chalicelib.intake.bank.ofx import is_ofx, read_ofx
from chalicelib.intake.bank.table import read_table
from chalicelib.intake.records import UnreadableFile
from chalicelib.intake.table import check_size

MAX_STATEMENT_BYTES = 20 * 1024 * 1024
MAX_LINES = 100_000
_START = 4000


def read_statement(data: bytes, *, business: Business, today: date) -> Statement:
    """OFX 1 and 2, MT940, CAMT.053 and .054, or a table. Lines without a currency are in the business's own.

    Raises UnreadableFile when nothing of it can be used: as any table, or ``no_movements``, ``too_many_rows``.
    """
    check_size(len(data), MAX_STATEMENT_BYTES)
    found = _read(data, business, today)
    if len(found.lines) > MAX_LINES:
        raise UnreadableFile("too_many_rows", limit=str(MAX_LINES))
    if not found.reading.rows_read:
        raise UnreadableFile("no_movements")
    return found


def _read(data: bytes, business: Business, today: date) -> Statement:
    start = data[:_START]
    if is_ofx(start):
        return read_ofx(data, business.currency)
    if is_mt940(start):
        return read_mt940(data, business.currency)
    if is_camt(start.replace(b"\0", b"")):
        return read_camt(data, business.currency)
    return read_table(data, business, today)
