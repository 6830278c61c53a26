"""Mexico, CFDI 3.2 to 4.0: invoices, credit notes (type E), payments (type P), and the SAT's receipts of cancellations.

Attributes in Anexo 20 of the RMF; relations of c_TipoRelacion. PUE is no evidence of a payment, and no CFDI has a due
date: at most the free text ``CondicionesDePago`` names days.
"""

import re

from chalicelib.intake.einvoice.found import Buyer, Cancelled, Finds, Issued, Paid, Payment, Reference, SetAside
from chalicelib.intake.einvoice.xml import Node

TYPES = {"I": "invoice", "E": "credit_note", "P": "payment"}
_OLD_TYPES = {"INGRESO": "I", "EGRESO": "E"}  # CFDI 3.2
_DEBIT_NOTE, _REPLACES = "02", "04"
_METHODS = {
    "01": "efectivo", "02": "cheque", "03": "transferencia", "04": "tarjeta de crédito", "05": "monedero electrónico",
    "06": "dinero electrónico", "17": "compensación", "28": "tarjeta de débito", "29": "tarjeta de servicios",
}  # fmt: skip
_CANCELLED = frozenset({"201", "202"})  # cancelled now, cancelled before
_DAYS = re.compile(r"(?:\D*\s)?(\d{1,3})\s*d[ií]as?\b\D*", re.IGNORECASE)
_PERSON = 13  # characters of a person's RFC; a company's has 12


def read_document(node: Node) -> Finds:
    kind = node.get("tipodecomprobante").upper()
    match TYPES.get(_OLD_TYPES.get(kind, kind)):
        case "payment":
            yield _payments(node)
        case "invoice" | "credit_note" as type_ if node.first("InformacionGlobal") is None:
            yield _issued(node, type_)
        case "invoice" | "credit_note":
            yield SetAside("anonymous_buyer")
        case _:
            yield SetAside()


def read_cancellation(node: Node) -> Finds:
    """The SAT's ``Acuse``: one or several folios, each with what became of it."""
    gone = tuple(
        Reference(document_id=folio.value("UUID").upper())
        for folio in node.anywhere("Folios")
        for folio in (folio, *folio.all("Folio"))
        if folio.value("EstatusUUID") in _CANCELLED and folio.value("UUID")
    )
    yield Cancelled(node.get("rfcemisor"), gone) if gone else SetAside()


def _issued(node: Node, type_: str) -> Issued:
    related = _related(node)
    uuid = _uuid(node)
    if type_ == "invoice" and _DEBIT_NOTE in related:
        type_ = "debit_note"
    days = _DAYS.fullmatch(node.get("condicionesdepago"))
    concept = node.first("Conceptos/Concepto")
    return Issued(
        type=type_,
        number=node.get("serie") + node.get("folio") or uuid,
        document_id=uuid,
        issuer=_rfc(node, "Emisor"),
        buyer=_buyer(node),
        issued_on=node.get("fecha"),
        total=node.get("total"),
        currency=node.get("moneda"),
        terms_days=days[1] if days else "",
        concept=concept.get("descripcion") if concept else "",
        refers_to=tuple(uuid for kind, uuids in related.items() if kind != _REPLACES for uuid in uuids),
        replaces=tuple(related.get(_REPLACES, ())),
    )


def _payments(node: Node) -> Paid:
    uuid = _uuid(node)
    payments = [
        _payment(paid, document, f"{uuid}#{at}" if uuid else "")
        for at, (paid, document) in enumerate(
            (paid, document) for paid in node.anywhere("Pago") for document in paid.all("DoctoRelacionado")
        )
    ]
    return Paid(_rfc(node, "Emisor"), _buyer(node), tuple(payments))


def _payment(paid: Node, document: Node, identity: str) -> Payment:
    """Version 1.0 leaves the amount out when the payment is of one document only."""
    return Payment(
        of=Reference(document.get("serie") + document.get("folio"), document.get("iddocumento").upper()),
        paid_on=paid.get("fechapago"),
        amount=document.get("imppagado") or paid.get("monto"),
        before=document.get("impsaldoant"),
        left=document.get("impsaldoinsoluto"),
        follows_others=document.get("numparcialidad").lstrip("0") not in {"", "1"},
        currency=document.get("monedadr") or paid.get("monedap"),
        method=_METHODS.get(paid.get("formadepagop"), ""),
        reference=paid.get("numoperacion"),
        id=identity,
    )


def _related(node: Node) -> dict[str, list[Reference]]:
    """Type of relation → the documents. CFDI 4.0 repeats the group, one for each type."""
    related: dict[str, list[Reference]] = {}
    for group in node.all("CfdiRelacionados"):
        found = related.setdefault(group.get("tiporelacion").zfill(2), [])
        found += (Reference(document_id=one.get("uuid").upper()) for one in group.all("CfdiRelacionado"))
    return related


def _uuid(node: Node) -> str:
    stamp = next(node.anywhere("TimbreFiscalDigital"), None)
    return stamp.get("uuid").upper() if stamp else ""


def _rfc(node: Node, party: str) -> str:
    found = node.first(party)
    return found.get("rfc") if found else ""


def _buyer(node: Node) -> Buyer:
    found = node.first("Receptor")
    if found is None:
        return Buyer()
    rfc = found.get("rfc")
    type_ = {_PERSON: "person", _PERSON - 1: "company"}.get(len(rfc), "")
    return Buyer(rfc, found.get("nombre"), type_)
