"""Aspel SAE, Mexico: a customer's account statement, in which ``Concepto`` says what each line is."""

from chalicelib.intake.formats.format import Format
from chalicelib.intake.words import CREDIT_NOTE, INVOICE, PAYMENT

STATEMENT = Format(
    name="Aspel SAE",
    subtotals=True,
    signs="concepto; documento; número de cargo; fecha de vencimiento; monto",
    columns={
        "number": "documento",
        "issued_on": "fecha de aplicación | fecha",
        "due_on": "fecha de vencimiento",
        "total": "monto",
        "balance": "saldo",
        "document_type": "concepto",
        "reference": "folio",
    },
    words={
        "document_type": {
            "factura": INVOICE,
            "nota de credito": CREDIT_NOTE,
            "nota cred": CREDIT_NOTE,
            "nota devolucion": CREDIT_NOTE,
            "devolucion": CREDIT_NOTE,
            "pago": PAYMENT,
            "abono": PAYMENT,
            "anticipo": PAYMENT,
            "cobro": PAYMENT,
        }
    },
    country="MX",
)
FORMATS = (STATEMENT,)
