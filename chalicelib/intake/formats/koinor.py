"""Koinor, Ecuador: invoices (``FC``) and their payments (``AB``) in one sheet, or the open ones with balances."""

from chalicelib.intake.formats.format import NONE, Format
from chalicelib.intake.words import CREDIT_NOTE, INVOICE, PAYMENT

_COLUMNS = {
    "number": "numtra",
    "tax_id": "codcli",
    "customer": "nomcli",
    "issued_on": "fecemi | fectra",
    "due_on": "fecven",
    "total": "valcob",
    "concept": "concep",
    "phone": "telcli",
}

MOVEMENTS = Format(
    name="Koinor",
    signs="codcli; tipdoc; numtra; valcob; fecemi",
    without="saldo",
    columns={**_COLUMNS, "document_type": "tipdoc", "reference": "numdoc", "balance": NONE},
    words={"document_type": {"fc": INVOICE, "ab": PAYMENT, "nc": CREDIT_NOTE, "rt": PAYMENT}},
    country="EC",
    currency="USD",
)
OPEN = Format(
    name="Koinor",
    signs="codcli; numtra; valcob; saldo",
    columns={**_COLUMNS, "balance": "saldo", "paid": "abomes"},
    country="EC",
    currency="USD",
)
FORMATS = (MOVEMENTS, OPEN)
