"""QuickBooks Online: the report "A/R Aging Detail" (also "Open Invoices"), below a title of three lines."""

from chalicelib.intake.formats.format import NONE, Format

_SIGNS = "open balance; due date; num | no. | transaction type; customer | customer full name | name | date"
_COLUMNS = {"number": "num | no.", "customer": "customer full name | customer | name", "issued_on": "date"}

AGING_DETAIL = Format(
    name="QuickBooks Online",
    subtotals=True,
    signs=f"{_SIGNS}; amount",
    columns={**_COLUMNS, "total": "amount"},
)
WITHOUT_AMOUNTS = Format(
    name="QuickBooks Online",
    subtotals=True,
    signs=_SIGNS,
    without="total; invoice total; original amount; invoice amount",
    columns={**_COLUMNS, "total": "open balance", "balance": NONE},
    open_only=True,
)
FORMATS = (AGING_DETAIL, WITHOUT_AMOUNTS)
