"""What the page says, in three languages."""

WORDS = {
    "es": {
        "title": "PayPal",
        "note": "Doble local de PayPal: ningún dinero se mueve.",
        "total": "Total",
        "agree": "Pagar ahora",
        "later": "Pagar, en revisión de PayPal",
        "decline": "Simular un pago rechazado",
        "cancel": "Cancelar y volver",
        "over": "Este pago ya se aprobó o ya no está disponible.",
        "missing": "Esta página de pago no existe.",
    },
    "en": {
        "title": "PayPal",
        "note": "Local double of PayPal: no money moves.",
        "total": "Total",
        "agree": "Pay now",
        "later": "Pay, held for review",
        "decline": "Play a refused payment",
        "cancel": "Cancel and go back",
        "over": "This payment was approved already, or is not available any more.",
        "missing": "There is no such payment page.",
    },
    "pt": {
        "title": "PayPal",
        "note": "Dublê local do PayPal: nenhum dinheiro se move.",
        "total": "Total",
        "agree": "Pagar agora",
        "later": "Pagar, em análise do PayPal",
        "decline": "Simular um pagamento recusado",
        "cancel": "Cancelar e voltar",
        "over": "Este pagamento já foi aprovado ou não está mais disponível.",
        "missing": "Esta página de pagamento não existe.",
    },
}
