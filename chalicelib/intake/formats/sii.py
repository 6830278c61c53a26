"""SII, Chile: the register of sales and purchases (RCV). Its rows have one field more than its header.

``Fecha Reclamo`` is the buyer's claim against the document at the SII: it is disputed until a later file says no more.
"""

from chalicelib.intake.formats.format import Format

SALES = Format(
    name="SII RCV",
    signs="tipo doc; folio; fecha docto; rut cliente; monto total",
    columns={
        "number": "folio",
        "tax_id": "rut cliente",
        "customer": "razon social",
        "issued_on": "fecha docto",
        "disputed_on": "fecha reclamo",
        "total": "monto total",
        "document_type": "tipo doc",
        "refers_to": "folio docto. referencia",
    },
    country="CL",
    currency="CLP",
)
PURCHASES = Format(name="SII RCV", signs="tipo doc; folio; fecha docto; rut proveedor", bought=True)
FORMATS = (SALES, PURCHASES)
