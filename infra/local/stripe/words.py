"""What the payable page says, in three languages."""

WORDS = {
    "es": {
        "title": "Pagar",
        "note": "Doble local de Stripe: ningún dinero se mueve.",
        "total": "Total",
        "pay": "Pagar con tarjeta",
        "later": "Pagar después ({method})",
        "decline": "Simular tarjeta rechazada",
        "cancel": "Volver sin pagar",
        "declined": "Tu banco no aceptó la tarjeta. No se cobró nada.",
        "complete": "Este pago ya se recibió.",
        "waiting": "Estamos esperando la confirmación de este pago.",
        "expired": "Esta página de pago venció. No se cobró nada.",
        "missing": "Esta página de pago no existe.",
        "transfer": "transferencia",
    },
    "en": {
        "title": "Pay",
        "note": "Local double of Stripe: no money moves.",
        "total": "Total",
        "pay": "Pay by card",
        "later": "Pay later ({method})",
        "decline": "Play a declined card",
        "cancel": "Go back without paying",
        "declined": "Your bank did not accept the card. Nothing was charged.",
        "complete": "This payment has been received.",
        "waiting": "We are waiting for this payment to be confirmed.",
        "expired": "This payment page has expired. Nothing was charged.",
        "missing": "There is no such payment page.",
        "transfer": "bank transfer",
    },
    "pt": {
        "title": "Pagar",
        "note": "Dublê local da Stripe: nenhum dinheiro se move.",
        "total": "Total",
        "pay": "Pagar com cartão",
        "later": "Pagar depois ({method})",
        "decline": "Simular cartão recusado",
        "cancel": "Voltar sem pagar",
        "declined": "Seu banco não aceitou o cartão. Nada foi cobrado.",
        "complete": "Este pagamento já foi recebido.",
        "waiting": "Estamos aguardando a confirmação deste pagamento.",
        "expired": "Esta página de pagamento expirou. Nada foi cobrado.",
        "missing": "Esta página de pagamento não existe.",
        "transfer": "transferência",
    },
}


def language(locale: str | None, accepted: str) -> str:
    """The page's language: the session's locale, else the first of the browser's that we have, else Spanish."""
    asked = [locale or "", *(part.partition(";")[0].strip() for part in accepted.split(","))]
    return next((code[:2] for code in asked if code[:2] in WORDS), "es")
