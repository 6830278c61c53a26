"""Data: what the words in a column's name mean, and what a combination of meanings says of the column's field.

Words are folded and count from their start (``vencim`` is also ``vencimientos``); those of five signs and more also
count inside a longer word, as German writes them. Spanish, English and Portuguese with their abbreviations, and the
plainest words of French, German and Italian.
"""

WORDS: dict[str, str] = {
    "date": "fecha fec fch data dt date datum giorno jour dia",
    "issue": """emi femi emision emissao emiss emis emitid emitted issue issued issuing invoiced expedi elabora creado
        creada created creation facturacion ausstell emesso emessa etabli""",
    "due": """vencim vence fvto fvenc fvcto vcto vto venc due maturity payable limite prazo echeance scaden faellig
        fallig zahlbar plazo pagar deadline expira expiry""",
    "number": "numero num nro no nr nbr n number nummer folio correlativo consecutivo secuencia sequence numeracao",
    "invoice": """factura fact fac fatura fat invoice inv bill boleta boleto comprobante compr comp cbte cbt cpte
        documento doc docto document rechnung beleg facture fattura nota nf nfe cfdi dte recibo receipt titulo
        duplicata cuota ticket""",
    "customer": """cliente clie cli client clt customer cust buyer comprador receptor recep deudor debtor debitor
        acquirente pagador sacado tomador destinat adquir kunde kunden acheteur alumno alumna estudiante student socio
        socia member paciente patient inquilino tenant arrendat residente resident apoderado titular asociado afiliado
        copropiet aluno condomino contratante suscriptor subscriber usuario tercero""",
    "name": "nombre nom name nome razon razao denominacion denom social apellido bezeichnung ragione raison namen",
    "code": "codigo cod code clave id ident matricula legajo cve key",
    "tax_id": """rut ruc rfc nit cuit cuil cnpj cpf nif cif dni cedula ced rif rtn siret siren partita piva tin ein
        identificacion steuernummer ustid""",
    "tax": "iva igv itbis impuesto imposto tax taxes vat mwst tva retencion retenc ica icms iss steuer fiscal ieps",
    "email": "email mail correo courriel emails",
    "phone": """telefono tel tlf telf fono phone celular cel movil mobile whatsapp wsp wpp telefone fone handy telefon
        portable cellulare""",
    "currency": "moneda mon currency curr ccy divisa moeda wahrung waehrung devise valuta",
    "total": "total tot totales gesamt gesamtbetrag brutto bruto totale ttc grand facturado",
    "amount": """monto mto importe imp impte valor val vlr vr amount amt betrag montant importo cuantia suma precio
        honorarios arancel mensualidad canon renta sum value""",
    "balance": """saldo sdo balance bal pendiente pend outstanding open abierto aberto adeud deuda debe insoluto
        residual residuo restante remaining offen offener solde impag owing owed cobrar reste rest""",
    "paid": """pagado pago pagos pagto paid abono abonos abonado cobrado cobro recibido recebido received receipts
        paye bezahlt pagato liquidado liquidacao recaudado payment payments paiement zahlung zahlungs pagamento""",
    "net": "neto neta net netto subtotal base gravado exento afecto imponible liquido ht neutral",
    "discount": "descuento dscto dcto discount desconto rabatt remise rebaja bonificacion",
    "charge": "interes interest juros recargo multa fee mora comision penalty",
    "quantity": "cantidad cant qty quantity quantidade qtde menge unidades unit unitario dias days antiguedad age",
    "concept": """concepto concept descripcion desc detalle glosa description descricao memo observacion obs servicio
        producto product beschreibung libelle asunto subject item""",
    "type": "tipo type clase typ tp kind",
    "status": "estado estatus status situacao situacion condicion",
    "seller": "proveedor prov emisor vendor supplier fornecedor emitente seller lieferant fournisseur",
    "salesman": "vendedor vend salesman salesperson agente agent ejecutivo rep",
    "reference": "referencia ref reference operacion op transaccion transaction txn trx",
    "method": "medio metodo method forma modo via zahlungsart",
    "contact": "contacto contact contato encargado responsable atencion ansprechpartner",
    "role": "rol role cargo puesto funcao funcion",
    "series": "serie series prefijo prefix prefixo punto",
    "language": "idioma language lengua lang",
    "zone": "zona huso timezone fuso",
    "terms": "credito plazo terms condiciones net",
    "channel": "canal channel",
}  # fmt: skip

# Field → (meanings that together name it, how surely in percent), the surest first; and the meanings that forbid it.
Rule = tuple[tuple[tuple[str, int], ...], str]
_NOT_MONEY = "date number code customer name tax_id email phone quantity type status"
_NOT_WHO = "date seller salesman type amount total balance tax status quantity"
_PARTY: dict[str, Rule] = {
    "customer": (
        (("customer name", 95), ("customer", 86), ("name", 74)),
        f"number code tax_id email phone invoice contact {_NOT_WHO}",
    ),
    "customer_id": ((("customer code", 94), ("customer number", 92), ("code", 40)), f"tax_id invoice {_NOT_WHO}"),
    "tax_id": ((("tax_id", 92), ("tax number", 88), ("tax code", 86)), "date seller salesman amount total type status"),
    "email": ((("email", 95),), "seller salesman date"),
    "phone": ((("phone", 92),), "seller salesman date"),
}
RULES: dict[str, dict[str, Rule]] = {
    "invoices": {
        "number": (
            (("invoice number", 94), ("invoice code", 90), ("invoice", 80), ("number", 68), ("code", 42)),
            """date due customer name tax_id tax email phone amount total balance paid type status seller quantity
            series""",
        ),
        **_PARTY,
        "issued_on": ((("date issue", 95), ("date invoice", 92), ("issue", 84), ("date", 70)), "due paid seller"),
        "due_on": ((("date due", 96), ("due", 90)), "amount balance total invoice quantity number"),
        "currency": ((("currency", 92),), "total balance"),
        "total": (
            (("total invoice", 94), ("total amount", 94), ("total", 90), ("amount invoice", 88), ("amount", 76)),
            f"balance paid net tax discount charge due {_NOT_MONEY}",
        ),
        "balance": (
            (("balance", 90), ("amount due", 90), ("total due", 88)),
            "net tax discount charge date number code type status",
        ),
        "paid": ((("amount paid", 92), ("total paid", 90), ("paid", 84)), f"balance method {_NOT_MONEY}"),
        "concept": ((("concept", 84),), "date amount total number code"),
        "document_type": ((("type invoice", 90), ("type", 70)), "customer tax_id currency amount"),
        "status": ((("status", 84),), "date customer"),
        "series": ((("series", 82),), "date"),
    },
    "payments": {
        "number": (
            (("invoice number", 94), ("invoice code", 88), ("invoice", 80)),
            "date due customer name tax_id amount total balance paid type status reference",
        ),
        **_PARTY,
        "paid_on": ((("date paid", 96), ("date", 84)), "due issue invoice"),
        "amount": (
            (("amount paid", 95), ("amount", 88), ("total paid", 92), ("paid", 80), ("total", 80)),
            f"balance net tax discount charge due method {_NOT_MONEY}",
        ),
        "currency": ((("currency", 92),), "total balance"),
        "reference": ((("reference", 84), ("paid number", 84), ("paid code", 84)), "date amount customer"),
        "method": ((("method paid", 92), ("method", 80), ("type paid", 84)), "date amount"),
    },
    "debtors": {
        **_PARTY,
        "contact": ((("contact name", 94), ("contact", 86)), "email phone code"),
        "role": ((("role", 84),), "date"),
        "customer_type": ((("type customer", 88),), "date"),
        "preferred_channel": ((("channel", 84),), "date"),
        "language": ((("language", 90),), ""),
        "time_zone": ((("zone", 80),), ""),
        "terms_days": ((("terms quantity", 92), ("terms", 74)), "amount date"),
    },
}  # fmt: skip
