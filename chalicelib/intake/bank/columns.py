"""Data: names that the columns of bank statements have, in the order of trust, and the words for in and out."""

BANK_TEMPLATE = {
    "paid_on": ("fecha", "date", "data"),
    "text": ("descripcion", "description", "descricao"),
    "reference": ("referencia", "reference", "referencia"),
    "name": ("ordenante", "payer", "pagador"),
    "tax_id": ("documento", "tax_id", "documento"),
    "amount": ("monto", "amount", "valor"),
    "money_in": ("abono", "credit", "credito"),
    "money_out": ("cargo", "debit", "debito"),
    "balance": ("saldo", "balance", "saldo"),
    "currency": ("moneda", "currency", "moeda"),
    "account": ("cuenta", "account", "conta"),
}
BANK_COMPULSORY = (("paid_on",), ("amount", "money_in"))

BANK_STRONG = {
    "paid_on": """fecha; date; data; fecha operación; fecha movimiento; fecha transacción; fecha contable; fecha
        proceso; fecha aplicación; fecha liquidación; fecha y hora; día; booking date; transaction date; posting
        date; posted date; post date; data lançamento; data movimento; data da transação; data contábil""",
    "money_in": """abono; abonos; abono mxn; depósito; depósitos; depósitos abonos; crédito; créditos; haber; ingreso;
        ingresos; entrada; entradas; monto abono; monto abonos; importe abono; monto crédito; importe crédito; valor
        crédito; valor créditos; credit; credits; credit amount; deposit; deposits; deposit amount; paid in; money in;
        entradas r$; crédito r$; valor entrada""",
    "money_out": """cargo; cargos; cargo mxn; retiro; retiros; retiros cargos; débito; débitos; debe; egreso; egresos;
        salida; salidas; monto cargo; monto cargos; cheques y otros cargos; importe cargo; monto débito; importe débito;
        valor débito; valor débitos; debit; debits; debit amount; withdrawal; withdrawals; withdrawal amount; paid out;
        money out; saída; saídas; saídas r$; débito r$; valor saída""",
    "amount": """monto; importe; valor; amount; monto operación; importe operación; monto
        transacción; importe mxn; importe eur; cargos abonos; monto cargo abono; valor r$;
        valor movimento; valor do lançamento; transaction amount; value; cantidad; quantia""",
    "balance": """saldo; saldos; balance; running balance; saldo contable; saldo disponible; saldo final;
        saldo operación; saldo diario; saldo después de la operación; saldo r$; saldo mxn; available balance""",
    "text": """descripción; concepto; detalle; detalle movimiento; descripción movimiento; glosa; leyenda; leyenda 1;
        movimiento; movimientos; observaciones; description; details; transaction details; narrative; memo; particulars;
        remittance information; descrição; histórico; lançamento; lançamentos; histórico complementar; concepto
        movimiento; concepto ampliado; transacción; motivo; mensaje; comentarios; desc""",
    "name": """ordenante; nombre ordenante; nombre del ordenante; remitente; nombre remitente; pagador; nombre pagador;
        nome pagador; nome do pagador; nombre origen; titular origen; nombre titular origen; nombre contraparte; payer;
        payer name; sender; sender name; counterparty; counterparty name; from; originator; beneficiario ordenante;
        favorecido; contraparte; nombre o razón social; razón social""",
    "tax_id": """rut origen; rut ordenante; rut; rfc ordenante; rfc; rfc curp ordenante; cuit; cuit ordenante; cuit cuil
        origen; cnpj cpf; cpf cnpj; cpf; cnpj; cpf cnpj pagador; ruc; nit; documento ordenante;
        identificación ordenante; número identificación; payer tax id""",
    "payer": """cuenta origen; cuenta ordenante; cuenta de origen; cuenta remitente; clabe ordenante; cbu origen; conta
        origem; payer account; counterparty account; counterparty iban; iban ordenante; from account""",
    "reference": """referencia; referencia cliente; referencia numérica; referencia 1; referencia leyenda; referencia
        ampliada; reference; payment reference; customer reference; concepto pago; concepto del pago; txid; id txid;
        referência; identificador; e2e reference; descripción adicional""",
    "bank_id": """número operación; número de operación; nro operación; operación; número movimiento; número documento;
        nro documento; documento; docto; número de documento; clave rastreo; clave de rastreo; folio; folio operación;
        código transacción; transaction id; transaction number; bank reference; id transacción; comprobante; secuencia;
        número comprobante; id; e2eid; end to end id; código de transação; id movimento; doc; dcto""",
    "direction": """tipo; tipo movimiento; tipo de movimiento; tipo operación; tipo transacción; d c; c d; debe haber;
        cargo abono; cargo o abono; naturaleza; signo; type; transaction type; debit credit; credit debit indicator;
        dr cr; cr dr; tipo lançamento; natureza""",
    "currency": "moneda; currency; moeda; divisa; ccy; moneda cuenta; currency code",
    "account": """cuenta; número cuenta; número de cuenta; account; account number; conta; número conta; clabe; iban;
        cuenta cargo abono""",
}
BANK_WEAK = {
    "paid_on": "fecha valor; fecha valuta; value date; data valor; fecha mov; hora",
    "name": "nombre; name; nome; cliente; titular; empresa",
    "text": "tipo transacción; categoría; oficina; sucursal",
    "tax_id": "documento; identificación; dni; nif",
}

IN_WORDS = frozenset(
    "c cr credito abono haber h deposito ingreso entrada credit deposit in crdt recebido recibido recibida +".split()
)
OUT_WORDS = frozenset(
    "d db dr debito cargo debe retiro egreso salida saida debit withdrawal out dbit enviado enviada -".split()
)
