"""Data: words that files use for currencies, document types, states, persons, channels, languages and months."""


def _means(**words: str) -> dict[str, str]:
    """Word → meaning, from one ``;``-separated text for each meaning."""
    return {word.strip(): meaning for meaning, text in words.items() for word in text.split(";")}


DECIMAL_DOT_COUNTRIES = frozenset({"MX", "PE", "US", "DO", "GT", "HN", "NI", "PA", "SV"})

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "ene enero jan january janeiro",
            "feb febrero february fev fevereiro",
            "mar marzo march março marco",
            "abr abril apr april",
            "may mayo mai maio",
            "jun junio june junho",
            "jul julio july julho",
            "ago agosto aug august",
            "sep sept septiembre setiembre set september setembro",
            "oct octubre october out outubro",
            "nov noviembre november novembro",
            "dic diciembre dec december dez dezembro",
        ),
        1,
    )
    for name in names.split()
}

# Beside the ISO codes themselves, which are always understood. A bare sign of several countries names no currency.
CURRENCY_SIGNS = {
    "": "", "$": "", "US$": "USD", "U$S": "USD", "USD$": "USD", "U$D": "USD", "R$": "BRL", "S/": "PEN",
    "S/.": "PEN", "€": "EUR", "£": "GBP", "₡": "CRC", "₲": "PYG", "GS": "PYG", "GS.": "PYG", "BS": "BOB", "BS.": "BOB",
    "Q": "GTQ", "Q.": "GTQ", "L": "HNL", "L.": "HNL", "LPS": "HNL", "LPS.": "HNL", "C$": "NIO",
    "RD$": "DOP", "B/.": "PAB", "MX$": "MXN", "MXN$": "MXN", "M.N.": "MXN", "COL$": "COP", "COP$": "COP",
    "CLP$": "CLP", "AR$": "ARS", "ARS$": "ARS",
    "$U": "UYU", "UYU$": "UYU", "UF": "CLF",
}  # fmt: skip

CURRENCY_WORDS = _means(
    USD="""dolar; dolares; dolar estadounidense; dolares americanos; dollar; dollars; us dollar; dol; dls; usd dolar
        americano""",
    EUR="euro; euros",
    BRL="real; reais; reales",
    PEN="sol; soles; nuevos soles",
    MXN="peso mexicano; pesos mexicanos; mxp",
    COP="peso colombiano; pesos colombianos",
    CLP="peso chileno; pesos chilenos",
    ARS="peso argentino; pesos argentinos; pes",
    PYG="guarani; guaranies",
    GTQ="quetzal; quetzales",
    HNL="lempira; lempiras",
    BOB="boliviano; bolivianos",
    CRC="colon; colones",
    PAB="balboa; balboas",
    CLF="unidad de fomento",
)
OWN_CURRENCY = frozenset({"peso", "pesos", "local", "nacional", "moneda nacional", "m.n.", "mn", "moeda nacional"})

CUSTOMER_TYPES = _means(
    person="""person; persona; individual; natural; fisica; pf; consumidor; consumer; particular; pessoa; b2c;
        persona natural; persona fisica; pessoa fisica; natural person""",
    company="""company; empresa; business; juridica; moral; pj; organization; organizacion; sociedad; compania;
        negocio; b2b; persona juridica; persona moral; pessoa juridica; legal person""",
)

INVOICE, DEBIT_NOTE, CREDIT_NOTE, NOT_AN_INVOICE = "invoice", "debit_note", "credit_note", "other"
PAYMENT = "payment"  # of an invoice of the same file
PURCHASE = "purchase"  # what the business bought, among what it sold
LINE = "line"  # tells again, in other columns, what another row has told
DOCUMENT_TYPES = _means(
    invoice="""invoice; factura; fatura; boleta; bill; fac; fc; fv; ingreso; nf; nfe; nfse; duplicata; sales invoice;
        factura de venta; nota fiscal; factura electronica; nota de venta; tax invoice""",
    debit_note="nd; nota de debito; notas de debito; debit note; nota debito; debito",
    credit_note="""credit; nc; ncr; egreso; refund; devolucion; nota de credito; notas de credito; credit note; nota
        credito; credit memo; sales credit note; sales credit; creditmemo; accreccredit; vendor credit; nota de
        devolucion""",
    other="""quote; estimate; proposal; proforma; cotizacion; presupuesto; orcamento; pedido; order; payment; pago;
        pagamento; recibo; receipt; nomina; traslado; journal; guia; remito; deposit; guia de despacho; guia de
        remision; sales order; purchase order; delivery note; orden de compra; sales receipt; journal entry; customer
        payment; comprobante de retencion; retencion; liquidacion de compra""",
)

# The tax authorities' own codes, by the business's country.
DOCUMENT_CODES = {
    "CL": {
        **dict.fromkeys("30 32 33 34 35 38 39 41 101 110".split(), INVOICE),
        **dict.fromkeys("55 56 104 111".split(), DEBIT_NOTE),
        **dict.fromkeys("60 61 106 112".split(), CREDIT_NOTE),
        **dict.fromkeys("43 45 46 48 50 52 103".split(), NOT_AN_INVOICE),
    },
    "PE": {"01": INVOICE, "03": INVOICE, "08": DEBIT_NOTE, "07": CREDIT_NOTE, "09": NOT_AN_INVOICE},
    "MX": {"i": INVOICE, "e": CREDIT_NOTE, "p": NOT_AN_INVOICE, "n": NOT_AN_INVOICE, "t": NOT_AN_INVOICE},
    "AR": {
        **dict.fromkeys("1 6 11 19 51 81 82 111 118 195 201 206 211".split(), INVOICE),
        **dict.fromkeys("2 7 12 20 52 115 116 117 196 202 207 212".split(), DEBIT_NOTE),
        **dict.fromkeys("3 8 13 21 53 110 112 113 114 119 197 203 208 213".split(), CREDIT_NOTE),
        **dict.fromkeys("4 9 15 54".split(), NOT_AN_INVOICE),
    },
    "EC": {"01": INVOICE, "05": DEBIT_NOTE, "04": CREDIT_NOTE, "06": NOT_AN_INVOICE, "07": NOT_AN_INVOICE},
}

DRAFT, CANCELLED, PAID = "draft", "cancelled", "paid"
DISPUTED, ASSIGNED = "disputed", "assigned"  # by the buyer; to a factor
UNSENT = "unsent"  # issued, and not yet sent by the system that issued it
STATES = _means(
    draft="""draft; borrador; rascunho; submitted; awaiting approval; pending approval; no emitida; por emitir;
        pendiente de emitir; em digitacao""",
    cancelled="""cancelled; canceled; cancelado; cancelada; void; voided; anulado; anulada; deleted; eliminado;
        eliminada; baixado; baixada; revertida; reversed; dada de baja; de baja""",
    paid="""paid; pagado; pagada; pago; paga; cobrado; cobrada; liquidado; liquidada; quitado; quitada; settled;
        closed; saldada; paid in full; totalmente pagada; fully paid""",
    disputed="""disputed; in dispute; disputada; en disputa; reclamada; reclamado; con reclamo; impugnada; impugnado;
        em disputa""",
    assigned="""assigned; factored; cedida; cedido; factorizada; factorizado; en factoring; factoring; cedida a
        factoring""",
)
STATE_CODES = {"MX": {"0": CANCELLED}}  # SAT metadata: Estatus 1 in force, 0 cancelled

LANGUAGES = _means(
    es="es; spa; spanish; espanol; castellano; espanhol",
    en="en; eng; english; ingles",
    pt="pt; por; portuguese; portugues",
)

CHANNELS = _means(
    email="email; correo; mail; e-mail; correo electronico",
    sms="sms; texto; text; mensaje de texto",
    whatsapp="whatsapp; wa; wsp; zap",
    voice="voice; call; phone; llamada; telefono; voz; ligacao; telefone",
    letter="letter; carta; correspondencia",
)

TOTAL_STARTS = ("total", "subtotal", "sub total", "sub-total", "gran total", "grand total", "suma", "sumas", "totales",
                "totals", "totais", "total general", "total geral", "saldo total", "sum", "ending balance",
                "partner ending balance", "partner cumul aged balance", "percents", "saldo final", "saldo acumulado",
                "balance final", "porcentajes", "percentuais")  # fmt: skip
