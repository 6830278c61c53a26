"""Data: names that columns have in exports of accounting systems, tax authorities and banks, in the order of trust.

Case, accents, spaces, underscores, articles and the spelling of "number" do not matter (see ``header.plain_name``).
``STRONG`` names are taken first; ``WEAK`` ones only for a field that nothing else names.
"""

from chalicelib.intake.bank.columns import BANK_STRONG, BANK_WEAK

_CUSTOMER = {
    "customer_id": """customer id; customer code; customer number; client id; client code; client number; cliente id;
        id cliente; código cliente; cód cliente; clave cliente; número de cliente; id do cliente; customer ref; id
        tercero; código tercero; codigo auxiliar""",
    "customer": """customer name; customer; client name; client; nombre del cliente; nombre cliente; cliente; razón
        social cliente; razón social receptor; nombre receptor; denominación receptor; rzn soc recep; apellidos
        nombres razón social; nombre o razón social; nombre tercero; razón social del cliente; contact name; company
        name; organization; organization name; buyer name; buyer; bill to; deudor; nombre deudor; comprador;
        adquirente; nome do cliente; cliente nome; pagador; sacado; tomador; destinatário; razão social; razón social;
        party name; party; partner; partner name; display name; invoice partner display name; nombre de la empresa a
        mostrar en la factura""",
    "tax_id": """tax id; tax number; tax id number; tax identification number; vat number; vat id; contact tax number;
        customer tax id; customer vat; rfc receptor; rfc cliente; rut cliente; rut receptor; rut recep; nit cliente;
        nit receptor; ruc cliente; ruc receptor; identificación receptor; identificación cliente; identificación
        tercero; número doc receptor; número doc identidad; cuit cliente; cuit receptor; cnpj cpf; cpf cnpj; cnpj
        cliente; cpf cliente; cnpj; cpf; documento cliente; documento do cliente; nif cliente; nif; rfc; rut; nit;
        cuit; cuil; dni; cédula; identificación fiscal; identificación; número de identificación; documento de
        identidad; ruc""",
    "email": """email; email address; e-mail; correo; correo electrónico; mail; customer email; client email; contact
        email; email cliente; correo cliente; correo del cliente; correo recep; email receptor; email do cliente;
        primary contact emailid; dirección de correo""",
    "phone": """mobile phone; mobile; cell phone; cell; celular; móvil; whatsapp; phone number; phone; contact phone;
        customer phone; telefono celular; teléfono; telefono cliente; celular cliente; telefone; telefone do cliente;
        fone; tel; contact mobile""",
}  # fmt: skip

_NUMBER = """invoice number; invoice num; invoice code; número de factura; factura número; número factura; folio
        factura; número comprobante; número de comprobante; número desde; número cp o doc número inicial; número da
        fatura; número da nota; número nota fiscal; número nf; nota fiscal; nf; folio; consecutivo; número doc;
        document number; doc number; num doc; voucher number; invoice; factura; fatura; comprobante; boleta; número"""

STRONG: dict[str, dict[str, str]] = {
    "invoices": {
        "number": _NUMBER,
        **_CUSTOMER,
        "issued_on": """invoice date; invoice bill date; issue date; issued on; issued date; date issued; issued;
        invoiced at; date of issue; fecha de emisión; fecha emisión; emisión; fecha factura; fecha de factura; fecha
        docto; fecha documento; fecha del documento; fecha comprobante; fecha elaboración; fecha de elaboración; fecha
        expedición; fecha de expedición; fch emis; data de emissão; data emissão; emissão; data da fatura; data
        fatura; posting date; transaction date""",
        "due_on": """due date; due on; due at; due; payment due; payment due date; date due; fecha de vencimiento;
        fecha vencimiento; vencimiento; vence; fecha vcto; fecha vcto pago; fecha venc; fecha de venc; fch venc; vcto;
        vto; fecha vto; fecha de vto; fecha límite; fecha límite de pago; data de vencimento; data vencimento;
        vencimento; data venc; dt vencimento; vence el""",
        "currency": """currency; currency code; invoice currency; moneda; moneda documento; divisa; código moneda; cod
        moneda; sigla moneda; tipo de moneda; moeda; código da moeda""",
        "total": """total; invoice total; total amount; amount total; grand total; monto total; importe total; imp
        total; valor total; total factura; total documento; total del documento; total comprobante; total cp; total
        general; total a pagar; invoice amount; invoiced amount; invoiced; original amount; monto factura; importe
        factura; valor factura; valor documento; valor da fatura; valor da nota; valor do documento; valor título;
        valor boleto; total da fatura; total fatura; total invoice; total signed; total con signo; valor da conta;
        valor original da parcela""",
        "balance": """balance; balance due; open balance; amount due; outstanding; outstanding amount; invoice amount
        due; amount outstanding; remaining; remaining balance; open amount; saldo; saldo pendiente; saldo actual;
        saldo insoluto; saldo por cobrar; saldo documento; saldo factura; saldo restante; monto pendiente; importe
        pendiente; importe adeudado; por cobrar; pendiente; valor pendiente; pendiente de pago; saldo devedor; saldo
        em aberto; valor em aberto; valor em aberto da parcela; amount due signed; importe adeudado con signo; valor
        aberto; em aberto; residual""",
        "paid": """amount paid; invoice amount paid; paid amount; paid to date; total paid; paid; pagado; monto
        pagado; importe pagado; total pagado; total cobrado; cobrado; abonado; abonos; total abonado; valor pago;
        valor recebido; total pago; liquidação; invoice paid""",
        "line_total": """line total; line amount; item total; importe línea; total línea; total linha; valor linha""",
        "concept": """concept; concepto; description; descripción; item description; detalle; glosa; memo; descrição;
        asunto; subject""",
        "language": "language; idioma",
        "time_zone": "time zone; zona horaria; fuso horário",
        "document_type": """document type; tipo documento; tipo de documento; tipo doc; tipo docto; tipo comprobante;
        tipo cp doc; tipo dte; efecto comprobante; invoice type; transaction type; doc type; voucher type; tipo de
        transacción""",
        "refers_to": """refers to; afecta a; refere a; applies to invoice; credit note for; folio docto referencia;
        folio ref; factura relacionada; documento afectado; factura afectada; número cp modificado; número documento
        modificado; return against""",
        "refers_series": "serie cp modificado",
        "series": """serie del cdp; serie comprobante; serie documento; serie; series; prefijo; prefix; prefixo; punto
        de venta; pto venta; pto vta""",
        "status": """invoice status; status; estado; estatus; estado factura; estado documento; situação; situación;
        situação do boleto; payment status; estado de pago""",
        "cancelled_on": """fecha cancelación; fecha de cancelación; fecha anulación; fecha de anulación; cancelled on;
        voided at; data de cancelamento; data cancelamento""",
        "disputed_on": "fecha reclamo; fecha de reclamo; fecha disputa; disputed on; data da contestação",
        "assigned_on": """fecha cesión; fecha de cesión; cesionario; rut cesionario; assigned to factor; cesionário;
            data da cessão""",
        "seller_tax_id": """rfc emisor; ruc emisor; nit emisor; rut emisor; cuit emisor; número doc emisor; cnpj
        emitente; rut proveedor; ruc proveedor; rfc proveedor; nit proveedor; cuit proveedor; cnpj fornecedor; vendor
        tax id""",
        "seller": """nombre emisor; razón social emisor; denominación emisor; nombre proveedor; razón social
        proveedor; proveedor; supplier name; supplier; vendor name; vendor; nome do fornecedor; fornecedor; emitente""",
        "bought": "tipo compra; bill number; bill date; número de compra",
        "per_line": """quantity; qty; cantidad; quantidade; item quantity; item name; item product; item; unit price;
        unit amount; item price; item cost; precio unitario; preço unitário; product; producto; produto; sku; item
        code; line total; line amount""",
    },
    "payments": {
        "number": _NUMBER + "; aplica a; paid invoice; factura pagada",
        **_CUSTOMER,
        "paid_on": """payment date; date paid; paid on; paid at; fecha de pago; fecha pago; fecha de cobro; fecha
        cobro; fecha abono; fecha de abono; fecha recepción; data do pagamento; data pagamento; data de pagamento;
        data liquidação; fecha; date; data""",
        "amount": """payment amount; amount paid; paid amount; amount; monto pagado; monto abonado; importe pagado;
        monto; importe; abono; valor pago; valor recebido; valor; total; liquidação; pago""",
        "currency": "currency; currency code; moneda; divisa; moeda",
        "reference": """reference; payment reference; referencia; referência; payment id; transaction id; transaction
        number; payment number; número de operación; número operación; referencia de pago; recibo; receipt number""",
        "method": """payment method; method; payment type; método de pago; forma de pago; medio de pago; medio; tipo
        de pago; forma de pagamento; meio de pagamento""",
    },
    "debtors": {
        **_CUSTOMER,
        "customer_type": "customer type; client type; tipo de cliente; tipo cliente; tipo de persona; tipo de pessoa",
        "contact": """contact; contact person; primary contact; contacto; nombre contacto; nombre del contacto;
        persona de contacto; contato; nome do contato; first name""",
        "role": "role; rol; cargo; puesto; job title; função; papel",
        "preferred_channel": "preferred channel; channel; canal preferido; canal",
        "hour_from": "hour from; hora desde; hora de; desde",
        "hour_to": "hour to; hora hasta; hora até; hasta; até",
        "language": "language; idioma",
        "time_zone": "time zone; zona horaria; fuso horário",
        "terms_days": """terms days; payment terms; net days; plazo días; plazo; días de crédito; días crédito; días
        de plazo; prazo dias; prazo; condición de pago días""",
    },
    "rates": {
        "unit": "unit; unidad; unidade; indicador; índice; indice; index; serie; series; código; code",
        "on": "date; fecha; data; día; day; dia; fecha de vigencia; vigente desde; valid from",
        "value": "value; valor; tasa; rate; taxa; cotización; cotação; valor de cierre",
    },
    "recurring": {
        **_CUSTOMER,
        "charge_id": "charge id; charge code; cobro id; código cobro; código de cobro; plan id; contrato; contract id",
        "concept": "concept; concepto; description; descripción; descrição; servicio; service; plan; detalle",
        "amount": """amount; monto; importe; valor; fee; cuota; mensualidad; precio; price; arancel; monto mensual;
        valor mensual; mensalidade""",
        "currency": "currency; currency code; moneda; divisa; moeda",
        "every": "frequency; frecuencia; periodicidad; frequência; periodicidade; every; cada; período de cobro",
        "day": """day; día; dia; día de vencimiento; día de pago; día de cobro; due day; dia de vencimento; dia do
        vencimento""",
        "starts_on": "starts on; start date; fecha inicio; fecha de inicio; inicio; desde; data de início; início",
        "ends_on": "ends on; end date; fecha fin; fecha de fin; fecha término; fin; hasta; data final; fim; até",
        "announce_days": "announce days; avisar días; días de aviso; notice days; dias de aviso",
        "terms_days": "terms days; plazo días; plazo; prazo dias; prazo",
        "state": "state; status; estado; estatus; situação; situación",
        "language": "language; idioma",
        "time_zone": "time zone; zona horaria; fuso horário",
    },
    "bank": BANK_STRONG,
}

WEAK: dict[str, dict[str, str]] = {
    "invoices": {
        "number": """documento; número de documento; doc; uuid; folio fiscal; clave acceso; id factura; invoice id;
        referencia; id""",
        "customer": """nombre; name; nome; contacto; contact; company; empresa; account; denominación; tercero; third
        party""",
        "customer_type": "customer type; tipo de cliente; tipo cliente; tipo de persona",
        "issued_on": "date; fecha; data; created; created at; fecha de creación",
        "total": "amount; monto; importe; valor; valor bruto; original",
        "document_type": "type; tipo",
        "currency": "iso",
    },
    "payments": {
        "customer": "nombre; name; nome; contacto; contact",
        "tax_id": "documento",
        "reference": "comprobante; folio",
        "number": "documento",
    },
    "debtors": {
        "customer": "nombre; name; nome; company; empresa",
        "customer_id": "id; código; code; código do cliente",
    },
    "rates": {},
    "recurring": {
        "customer": "nombre; name; nome; alumno; estudiante; student; socio; member; aluno",
        "customer_type": "customer type; tipo de cliente; tipo cliente; tipo de persona",
    },
    "bank": BANK_WEAK,
}
