"""Invoice Ninja: exported invoices and payments, below a title of two lines."""

from chalicelib.intake.formats.format import Format

INVOICES = Format(
    name="Invoice Ninja",
    signs="client; invoice number; amount; invoice date; po number; partial/deposit | item product",
)
PAYMENTS = Format(
    name="Invoice Ninja",
    folder="payments",
    signs="client; invoice number; amount; date",
    without="due date; invoice date; total; customer",
    unmistakable=False,
)
FORMATS = (INVOICES, PAYMENTS)
