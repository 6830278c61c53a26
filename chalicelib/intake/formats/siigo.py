"""Siigo Nube: the workbook (or HTML named .xls) with which sales are imported, a row per product."""

from chalicelib.intake.formats.format import NONE, Format

SALES = Format(
    name="Siigo",
    signs="tipo de comprobante; consecutivo; identificación tercero; fecha de elaboración; valor forma de pago",
    columns={
        "number": "consecutivo",
        "tax_id": "identificación tercero",
        "issued_on": "fecha de elaboración",
        "due_on": "fecha vencimiento",
        "total": "valor forma de pago",
        "currency": "sigla moneda",
        "email": "email contacto",
        "phone": NONE,
        "concept": "observaciones | descripción producto",
        "customer": NONE,
        "document_type": NONE,  # each company numbers its own kinds
        "per_line": "código producto",
        "line_total": NONE,
    },
    country="CO",
)
FORMATS = (SALES,)
