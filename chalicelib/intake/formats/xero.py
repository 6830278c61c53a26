"""Xero: exported invoices (44 columns, a row per line) and the template for importing them (``*`` = required)."""

from collections.abc import Iterator, Mapping

from chalicelib.intake.cells import clean
from chalicelib.intake.formats.arithmetic import at, less, number, rounded
from chalicelib.intake.formats.format import Format, Record
from chalicelib.intake.words import CREDIT_NOTE, INVOICE, NOT_AN_INVOICE, PURCHASE

_TYPES = {
    "sales invoice": INVOICE,
    "accrec": INVOICE,
    "sales credit note": CREDIT_NOTE,
    "accreccredit": CREDIT_NOTE,
    "sales overpayment": NOT_AN_INVOICE,
    "sales prepayment": NOT_AN_INVOICE,
    "bill": PURCHASE,
    "accpay": PURCHASE,
    "bill credit note": PURCHASE,
    "accpaycredit": PURCHASE,
}

_DECIMALS = 2

EXPORT = Format(
    name="Xero",
    signs="contact name; invoice number; invoice amount due; due date; type",
    columns={"document_type": "type", "status": "status", "concept": "description"},
    words={"document_type": _TYPES},
)


def _line_amounts(records: Iterator[Record], places: Mapping[str, int]) -> Iterator[Record]:
    """Quantity × price, less the discount in percent, plus the tax where the file tells it: as Xero adds up a line."""
    for line, cells in records:
        quantity, price = (number(at(cells, places, field)) for field in ("quantity", "unit_price"))
        discount = clean(at(cells, places, "discount")).removesuffix("%")
        if quantity is not None and price is not None:
            net = less(quantity * price, f"{discount}%" if discount else "")
            tax = number(at(cells, places, "tax"))
            cells[-1] = "" if net is None else rounded(net + (tax or 0), _DECIMALS)
        yield line, cells


IMPORT_TEMPLATE = Format(
    name="Xero",
    signs="contact name; invoice number; invoice date; due date; unit amount; account code",
    without="invoice amount due",
    columns={
        "quantity": "quantity",
        "unit_price": "unit amount",
        "discount": "discount",
        "tax": "tax amount",
        "tax_type": "tax type",
    },
    amounts=_line_amounts,
    computed=("line_total", "LineAmount"),
)
FORMATS = (EXPORT, IMPORT_TEMPLATE)
