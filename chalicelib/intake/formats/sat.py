"""SAT, Mexico: the metadata of issued documents, apart by ``~``. It knows neither currency nor due date.

``Estatus`` is 1 or ``Vigente`` in force, 0 or ``Cancelado`` cancelled.
"""

from chalicelib.intake.formats.format import Format
from chalicelib.intake.words import CANCELLED

METADATA = Format(
    name="SAT metadata",
    signs="uuid; rfc emisor; rfc receptor; fecha emision; efecto comprobante",
    columns={
        "number": "uuid",
        "document_id": "uuid",
        "tax_id": "rfc receptor",
        "customer": "nombre receptor",
        "seller_tax_id": "rfc emisor",
        "seller": "nombre emisor",
        "issued_on": "fecha emision",
        "total": "monto | monto total | total",
        "document_type": "efecto comprobante",
        "status": "estatus",
        "cancelled_on": "fecha cancelacion",
    },
    words={"status": {"0": CANCELLED}},
    country="MX",
)
FORMATS = (METADATA,)
