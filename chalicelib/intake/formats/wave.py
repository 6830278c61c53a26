"""Wave: the accounting export, where an invoice is the line of the journal that debits accounts receivable.

Its payment is another line of that account, below zero; the lines of income, tax and cash tell the same money again.
"""

from chalicelib.intake.formats.format import NONE, Format
from chalicelib.intake.words import INVOICE, LINE

JOURNAL = Format(
    name="Wave",
    signs="transaction id; account type; customer; invoice number; transaction line description",
    columns={
        "number": "invoice number",
        "customer": "customer",
        "issued_on": "transaction date",
        "total": "amount",
        "concept": "transaction description",
        "document_type": "account type",
        "reference": "transaction id",
        "seller": NONE,
        "bought": NONE,
        "per_line": NONE,
        "balance": NONE,
    },
    words={"document_type": {"system receivable invoice": INVOICE, "*": LINE}},
    pays_below_zero=True,
)
INVOICES = Format(name="Wave", signs="invoice number; invoice total; invoice paid; customer name")
FORMATS = (JOURNAL, INVOICES)
