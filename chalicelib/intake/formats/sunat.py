"""SUNAT, Peru: the electronic registers of SIRE, sales (RVIE) and purchases (RCE), also inside the ZIP they come in.

The first RUC is the business's own; amounts are in the row's currency, credit notes below zero.
"""

from chalicelib.intake.formats.format import Format
from chalicelib.intake.words import CANCELLED

PURCHASES = Format(
    name="SUNAT SIRE RCE",
    signs="tipo cp/doc.; serie del cdp; total cp; bi gravado dg | valor adq. ng | cod. dam o dsi",
    bought=True,
)
SALES = Format(
    name="SUNAT SIRE RVIE",
    signs="tipo cp/doc.; serie del cdp; nro cp o doc. nro inicial; nro doc identidad; total cp",
    columns={
        "number": "nro cp o doc. nro inicial",
        "series": "serie del cdp",
        "seller_tax_id": "ruc",
        "tax_id": "nro doc identidad",
        "customer": "apellidos nombres/ razón social",
        "issued_on": "fecha de emisión",
        "due_on": "fecha vcto/pago",
        "total": "total cp",
        "currency": "moneda",
        "document_type": "tipo cp/doc.",
        "refers_to": "nro cp modificado",
        "refers_series": "serie cp modificado",
        "status": "est. comp",
    },
    words={"status": {"2": CANCELLED}},
    country="PE",
    currency="PEN",
)
FORMATS = (PURCHASES, SALES)
