"""Invoice2go: exported documents, one a row, with tables of its own inside cells and no due date."""

from chalicelib.intake.formats.format import NONE, Format
from chalicelib.intake.words import UNSENT

DOCUMENTS = Format(
    name="Invoice2go",
    signs="account id; document number; document date; document status; balance due amount",
    columns={
        "number": "document number",
        "customer": "name",
        "email": "email recipient",
        "issued_on": "document date",
        "currency": "currency code",
        "total": "total amount",
        "balance": "balance due amount",
        "paid": "amount paid amount",
        "concept": "comment",
        "status": "document status",
        "per_line": NONE,
        "document_type": "style name",
    },
    words={"status": {"unsent": UNSENT}},
)
FORMATS = (DOCUMENTS,)
