"""Data: the column names of Puntual's own templates, as the contract fixes them, and what a file cannot do without."""

from chalicelib.intake.bank.columns import BANK_COMPULSORY, BANK_TEMPLATE

FOLDERS = ("invoices", "payments", "debtors", "recurring", "rates")
LANGUAGE_ORDER = ("es", "en", "pt")

# field: Spanish, English, Portuguese
TEMPLATES: dict[str, dict[str, tuple[str, str, str]]] = {
    "invoices": {
        "number": ("numero", "number", "numero"),
        "customer_id": ("cliente_id", "customer_id", "cliente_id"),
        "customer": ("cliente", "customer", "cliente"),
        "tax_id": ("documento", "tax_id", "documento"),
        "customer_type": ("tipo", "customer_type", "tipo_cliente"),
        "email": ("correo", "email", "email"),
        "phone": ("celular", "phone", "celular"),
        "issued_on": ("fecha_emision", "issued_on", "data_emissao"),
        "due_on": ("fecha_vencimiento", "due_on", "data_vencimento"),
        "currency": ("moneda", "currency", "moeda"),
        "total": ("total", "total", "total"),
        "balance": ("saldo", "balance", "saldo"),
        "concept": ("concepto", "concept", "descricao"),
        "language": ("idioma", "language", "idioma"),
        "time_zone": ("zona_horaria", "time_zone", "fuso_horario"),
        "document_type": ("tipo_documento", "document_type", "tipo_documento"),
        "refers_to": ("afecta_a", "refers_to", "refere_a"),
    },
    "payments": {
        "number": ("numero", "number", "numero"),
        "customer_id": ("cliente_id", "customer_id", "cliente_id"),
        "paid_on": ("fecha", "paid_on", "data"),
        "amount": ("monto", "amount", "valor"),
        "currency": ("moneda", "currency", "moeda"),
        "reference": ("referencia", "reference", "referencia"),
        "method": ("medio", "method", "meio"),
    },
    "debtors": {
        "customer_id": ("cliente_id", "customer_id", "cliente_id"),
        "customer": ("cliente", "customer", "cliente"),
        "tax_id": ("documento", "tax_id", "documento"),
        "customer_type": ("tipo", "customer_type", "tipo_cliente"),
        "contact": ("contacto", "contact", "contato"),
        "role": ("rol", "role", "funcao"),
        "email": ("correo", "email", "email"),
        "phone": ("celular", "phone", "celular"),
        "preferred_channel": ("canal_preferido", "preferred_channel", "canal_preferido"),
        "hour_from": ("hora_desde", "hour_from", "hora_de"),
        "hour_to": ("hora_hasta", "hour_to", "hora_ate"),
        "language": ("idioma", "language", "idioma"),
        "time_zone": ("zona_horaria", "time_zone", "fuso_horario"),
        "terms_days": ("plazo_dias", "terms_days", "prazo_dias"),
    },
    "rates": {
        "unit": ("unidad", "unit", "unidade"),
        "on": ("fecha", "date", "data"),
        "value": ("valor", "value", "valor"),
    },
    "recurring": {
        "customer_id": ("cliente_id", "customer_id", "cliente_id"),
        "customer": ("cliente", "customer", "cliente"),
        "tax_id": ("documento", "tax_id", "documento"),
        "customer_type": ("tipo", "customer_type", "tipo_cliente"),
        "email": ("correo", "email", "email"),
        "phone": ("celular", "phone", "celular"),
        "charge_id": ("cobro_id", "charge_id", "cobranca_id"),
        "concept": ("concepto", "concept", "descricao"),
        "amount": ("monto", "amount", "valor"),
        "currency": ("moneda", "currency", "moeda"),
        "every": ("frecuencia", "frequency", "frequencia"),
        "day": ("dia", "day", "dia"),
        "starts_on": ("desde", "starts_on", "inicio"),
        "ends_on": ("hasta", "ends_on", "fim"),
        "announce_days": ("avisar_dias", "announce_days", "avisar_dias"),
        "terms_days": ("plazo_dias", "terms_days", "prazo_dias"),
        "prepay_3": ("descuento_3", "discount_3", "desconto_3"),
        "prepay_6": ("descuento_6", "discount_6", "desconto_6"),
        "prepay_12": ("descuento_12", "discount_12", "desconto_12"),
        "state": ("estado", "state", "situacao"),
        "language": ("idioma", "language", "idioma"),
        "time_zone": ("zona_horaria", "time_zone", "fuso_horario"),
    },
    "bank": BANK_TEMPLATE,
}

# Of each group one column must be there. ``line_total`` stands in for a total that a line-item export does not repeat.
COMPULSORY: dict[str, tuple[tuple[str, ...], ...]] = {
    "invoices": (
        ("number",),
        ("customer", "customer_id", "tax_id"),
        ("total", "line_total"),
        ("issued_on", "due_on"),
    ),
    "payments": (("number", "customer_id", "customer", "tax_id"), ("paid_on",), ("amount",)),
    "debtors": (
        ("customer_id", "customer", "tax_id"),
        (
            "email",
            "phone",
            "contact",
            "terms_days",
            "customer",
            "preferred_channel",
            "hour_from",
            "hour_to",
            "language",
            "time_zone",
            "customer_type",
        ),
    ),
    "rates": (("unit",), ("on",), ("value",)),
    "recurring": (
        ("customer_id", "customer", "tax_id"),
        ("concept", "charge_id"),
        ("amount", "state", "ends_on"),
    ),
    "bank": BANK_COMPULSORY,
}
