"""ERPNext: the report "Accounts Receivable". Its labels speak the user's language, except those it never translates."""

from chalicelib.intake.formats.format import Format
from chalicelib.intake.words import CREDIT_NOTE, INVOICE

RECEIVABLE = Format(
    name="ERPNext",
    subtotals=True,
    signs="""posting date | fecha de contabilización | fecha de publicación | data de postagem | data da postagem |
            data de lançamento;
        voucher no | comprobante no. | comprobante nro | número de comprobante | nº do comprovante | comprovante nº;
        invoiced amount | invoiced | importe facturado | cantidad facturada | monto facturado | valor faturado |
            quantia faturada;
        outstanding amount | outstanding | saldo pendiente | monto pendiente | importe pendiente |
            cantidad pendiente | saldo devedor | valor pendente | valor em aberto""",
    columns={
        "number": """voucher no | comprobante no. | comprobante nro | número de comprobante | nº do comprovante |
            comprovante nº""",
        "issued_on": """posting date | fecha de contabilización | fecha de publicación | data de postagem |
            data da postagem | data de lançamento""",
        "due_on": "due date | fecha de vencimiento | data de vencimento",
        "customer_id": "party | customer | tercero | parte | cliente | parceiro",
        "customer": "customer name | nombre del cliente | nome do cliente | party | customer | tercero | cliente",
        "total": """invoiced amount | invoiced | importe facturado | cantidad facturada | monto facturado |
            valor faturado | quantia faturada""",
        "paid": "paid amount | paid | importe pagado | cantidad pagada | monto pagado | valor pago | quantia paga",
        "balance": """outstanding amount | outstanding | saldo pendiente | monto pendiente | importe pendiente |
            cantidad pendiente | saldo devedor | valor pendente | valor em aberto""",
        "document_type": "voucher type | tipo de comprobante | tipo de comprovante",
    },
    words={
        "document_type": {
            "sales invoice": INVOICE,
            "factura de venta": INVOICE,
            "fatura de venda": INVOICE,
            "nota fiscal de venda": INVOICE,
            "payment entry": CREDIT_NOTE,  # in this report only money that no invoice has used yet
            "entrada de pago": CREDIT_NOTE,
            "pago": CREDIT_NOTE,
            "registro de pagamento": CREDIT_NOTE,
            "journal entry": INVOICE,  # its outstanding amount says by its sign whether it is owed or owing
            "asiento contable": INVOICE,
            "lancamento no livro diario": INVOICE,
        }
    },
)
FORMATS = (RECEIVABLE,)
