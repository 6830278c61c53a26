"""FreshBooks: exported invoices, a row per line; the total of an invoice is the sum of its lines."""

from chalicelib.intake.formats.format import Format

INVOICES = Format(
    name="FreshBooks",
    signs="client name; invoice #; date issued; line total; line subtotal | item name",
    columns={"settled_on": "date paid"},
)
FORMATS = (INVOICES,)
