"""Odoo: lists of invoices, and the OCA reports "Open Items" and "Aged Partner Balance", each under its partner."""

from chalicelib.intake.formats.format import NONE, Format

_LINE = {
    "number": "entry | asiento | lançamento",
    "issued_on": "date | fecha | data",
    "customer": "partner | empresa | socio | contacto | parceiro",
    "concept": "ref - label | ref - etiqueta | referencia - etiqueta",
    "due_on": "due date | fecha de vencimiento | fecha vencimiento | data de vencimento",
}

OPEN_ITEMS = Format(
    name="Odoo",
    subtotals=True,
    signs="entry|asiento|lançamento; journal|diario; partner|empresa|socio|contacto|parceiro; original; residual",
    columns={
        **_LINE,
        "total": "original",
        "balance": "residual",
        "currency": "cur. | div. | moneda | divisa",
        "foreign_total": "cur. original | div. original | original en divisa",
        "foreign_balance": "cur. residual | div. residual | residual en divisa",
    },
)
AGED_PARTNER = Format(
    name="Odoo",
    subtotals=True,
    signs="entry|asiento|lançamento; journal|diario; partner|empresa|socio|contacto|parceiro; residual",
    without="original",
    columns={**_LINE, "total": "residual", "balance": NONE, "currency": NONE},
    open_only=True,
)
INVOICES = Format(
    name="Odoo",
    signs="""number|numero; invoice partner display name | nombre de la empresa a mostrar en la factura |
        invoice partner | nome de exibição do parceiro na fatura""",
)
FORMATS = (OPEN_ITEMS, AGED_PARTNER, INVOICES)
