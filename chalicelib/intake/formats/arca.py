"""ARCA (once AFIP), Argentina: "Mis Comprobantes" in its three generations, as CSV or a workbook with a title row.

Amounts are in the document's currency and always positive: the type says what is a credit note. ``$`` is the peso.
"""

from chalicelib.intake.formats.format import Format

_CURRENCIES = {"$": "ARS", "pes": "ARS", "dol": "USD", "u$s": "USD", "usd": "USD", "060": "EUR", "012": "BRL"}
_SIGNS = "punto de venta; número desde; imp. total"

RECEIVED = Format(name="ARCA Mis Comprobantes", signs=f"{_SIGNS}; nro. doc. emisor | denominación emisor", bought=True)
ISSUED = Format(
    name="ARCA Mis Comprobantes",
    signs=f"{_SIGNS}; nro. doc. receptor | denominación receptor",
    columns={
        "number": "número desde",
        "series": "punto de venta",
        "tax_id": "nro. doc. receptor",
        "customer": "denominación receptor",
        "issued_on": "fecha de emisión | fecha",
        "total": "imp. total",
        "currency": "moneda",
        "document_type": "tipo de comprobante | tipo",
    },
    words={"currency": _CURRENCIES},
    country="AR",
    currency="ARS",
)
FORMATS = (RECEIVED, ISSUED)
