"""SRI, Ecuador: lists of issued and received documents, apart by tabs. ``SERIE_COMPROBANTE`` is the whole number.

A list of received documents has the same columns: whose RUC stands on every row tells which of the two it is.
"""

from chalicelib.intake.formats.format import NONE, Format

DOCUMENTS = Format(
    name="SRI",
    signs="serie comprobante; clave acceso; fecha emision; importe total",
    columns={
        "number": "serie comprobante",
        "series": NONE,
        "document_id": "clave acceso",
        "tax_id": "identificacion receptor | ruc receptor",
        "customer": "razon social receptor | nombre receptor",
        "seller_tax_id": "ruc emisor",
        "seller": "razon social emisor",
        "issued_on": "fecha emision",
        "total": "importe total",
        "document_type": "tipo comprobante | comprobante",
        "refers_to": "numero documento modificado",
    },
    country="EC",
    currency="USD",
)
FORMATS = (DOCUMENTS,)
