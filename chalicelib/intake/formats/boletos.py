"""Banks of Brazil: reports of boletos, with the header far below a letterhead (Sicredi: line 17).

``Liquidado`` is paid, ``baixado`` taken back. The payer's name may be cut short.
"""

from chalicelib.intake.formats.format import NONE, Format
from chalicelib.intake.words import CANCELLED, PAID

_NUMBER = "nº doc | seu número | número do documento | documento | nº documento"
_BANKS = "nosso número | n do boleto | nº do boleto | número do boleto"

REPORT = Format(
    name="Boletos",
    signs=f"""pagador | sacado | nome do pagador; {_BANKS} | seu número;
        data vencimento | data de vencimento | vencimento | dt. vencimento;
        valor | valor boleto | valor do boleto | valor do título | valor nominal""",
    columns={
        "number": f"{_NUMBER} | {_BANKS}",
        "series": NONE,
        "customer": "pagador | nome do pagador | sacado",
        "tax_id": "cpf/cnpj | cpf/cnpj do pagador | cnpj/cpf | cpf/cnpj pagador",
        "issued_on": "data emissão | data de emissão | emissão | data do documento",
        "due_on": "data vencimento | data de vencimento | vencimento | dt. vencimento",
        "total": "valor | valor boleto | valor do boleto | valor do título | valor nominal",
        "paid": "liquidação | valor recebido | valor pago | valor liquidado",
        "settled_on": "data liquidação | data de liquidação | data pagamento | data de pagamento",
        "status": "situação do boleto | situação | status",
        "concept": NONE,
        "document_type": NONE,
    },
    words={
        "status": {"liquidado": PAID, "liquidada": PAID, "pago": PAID, "baixado": CANCELLED, "baixa": CANCELLED},
    },
    unmistakable=False,  # a report of what was paid belongs to the payments
    country="BR",
    currency="BRL",
)
FORMATS = (REPORT,)
