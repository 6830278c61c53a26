"""DIAN, Colombia: the report of electronic documents, issued (``Emitido``) and received (``Recibido``) in one list."""

from chalicelib.intake.formats.format import Format
from chalicelib.intake.words import DRAFT, NOT_AN_INVOICE, PURCHASE

DOCUMENTS = Format(
    name="DIAN",
    signs="tipo de documento; cufe/cude; folio; nit emisor; nit receptor",
    columns={
        "number": "folio",
        "series": "prefijo",
        "document_id": "cufe/cude",
        "tax_id": "nit receptor",
        "customer": "nombre receptor",
        "seller_tax_id": "nit emisor",
        "seller": "nombre emisor",
        "issued_on": "fecha emisión | fecha de emisión",
        "total": "total | total del documento",
        "currency": "divisa",
        "document_type": "tipo de documento",
        "status": "estado",
        "direction": "grupo",
    },
    words={
        "direction": {"recibido": PURCHASE, "recibidos": PURCHASE},
        "status": {"rechazado": DRAFT, "rechazada": DRAFT},
        "document_type": {
            "documento soporte": NOT_AN_INVOICE,
            "nota de ajuste": NOT_AN_INVOICE,
            "application response": NOT_AN_INVOICE,
            "nomina individual": NOT_AN_INVOICE,
        },
    },
    country="CO",
    joint="",  # the prefix is part of the number that everybody sees: SETP990000001
)
FORMATS = (DOCUMENTS,)
