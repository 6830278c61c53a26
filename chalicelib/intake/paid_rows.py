"""Payments that stand among the invoices of a file, as rows of their own: they lower the balance of their invoice."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from chalicelib.intake.records import InvoiceRow, PaymentRow, Row

_Key = tuple[str, str, str]


def less_payments(rows: Sequence[Row]) -> list[Row]:
    """Each invoice with what its payments of the same file left of it.

    An invoice whose balance the file tells itself stays as it is: the payments are in that balance. Payments of
    invoices that the file does not list stay payments.
    """
    owed = {_key(row) for row in rows if isinstance(row, InvoiceRow) and row.total_minor > 0}
    paid: defaultdict[_Key, int] = defaultdict(int)
    kept: list[Row] = []
    for row in rows:
        if isinstance(row, PaymentRow) and _key(row) in owed:
            paid[_key(row)] += row.amount_minor
        else:
            kept.append(row)
    return [_less(row, paid[_key(row)]) if isinstance(row, InvoiceRow) and _key(row) in paid else row for row in kept]


def _key(row: InvoiceRow | PaymentRow) -> _Key:
    return row.debtor, row.number, row.currency


def _less(row: InvoiceRow, paid_minor: int) -> InvoiceRow:
    if row.balance_minor is not None or row.total_minor <= 0:
        return row
    return replace(row, balance_minor=max(row.total_minor - paid_minor, 0))
