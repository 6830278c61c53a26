"""Chile: DTE of the SII, alone or in their envelopes, and the AEC by which a debt is assigned to a factor.

Fields of the SII's format; real files often lack its namespace and write a RUT with or without dots.
"""

import re

from msgspec.structs import replace

from chalicelib.intake.einvoice.found import Buyer, Finds, Installment, Issued, Reference, SetAside
from chalicelib.intake.einvoice.xml import Node
from chalicelib.intake.identity import normalized_tax_id
from chalicelib.intake.words import CREDIT_NOTE, DEBIT_NOTE, DOCUMENT_CODES, INVOICE

_BODIES = ("Documento", "Exportaciones", "Liquidacion")
_TYPES = DOCUMENT_CODES["CL"]
_CURRENCIES = {
    "PESO CL": "CLP", "DOLAR USA": "USD", "EURO": "EUR", "PESO MEX": "MXN", "PESO COL": "COP", "NUEVO SOL": "PEN",
    "REAL": "BRL", "BOLIVIANO": "BOB", "GUARANI": "PYG", "PESO URUG": "UYU",
}  # fmt: skip
_FREE = "3"  # FmaPago: delivered free of charge
_PHONE = re.compile(r"\+?[\d\s().-]{7,20}")
_COMPANIES = range(50_000_000, 100_000_000)  # RUT of persons are lower, provisional ones higher


def read_document(node: Node) -> Finds:
    body = node.first(*_BODIES)
    yield _issued(body) if body else SetAside()


def read_assignment(node: Node) -> Finds:
    """The last assignment says who owns the debt now. The document comes with it, or at least its essentials."""
    assignments = list(node.anywhere("DocumentoCesion"))
    if not assignments:
        yield SetAside()
        return
    last = max(
        assignments, key=lambda one: int(f"0{one.value('SeqCesion')}") if one.value("SeqCesion").isdigit() else 0
    )
    enclosed = next(node.anywhere("DTE"), None)
    body = enclosed.first(*_BODIES) if enclosed else None
    issued = _issued(body) if body else _essentials(last.first("IdDTE") or last)
    if isinstance(issued, Issued):
        buyer = replace(issued.buyer, email=issued.buyer.email or last.value("eMailDeudor"))
        due_on = last.value("UltimoVencimiento") or issued.due_on
        issued = replace(issued, buyer=buyer, due_on=due_on, owner=last.value("Cesionario/RUT"))
    yield issued


def _issued(body: Node) -> Issued | SetAside:
    head = "Encabezado/IdDoc"
    type_ = _TYPES.get(body.value(f"{head}/TipoDTE"), "")
    if type_ not in {INVOICE, DEBIT_NOTE, CREDIT_NOTE} or body.value(f"{head}/FmaPago") == _FREE:
        return SetAside()
    issuer, number = body.value("Encabezado/Emisor/RUTEmisor"), body.value(f"{head}/Folio")
    return Issued(
        type=type_,
        number=number,
        document_id=_name(issuer, body.value(f"{head}/TipoDTE"), number),
        issuer=issuer,
        buyer=_buyer(body.first("Encabezado/Receptor")),
        issued_on=body.value(f"{head}/FchEmis"),
        due_on=body.value(f"{head}/FchVenc"),
        terms_days=body.value(f"{head}/TermPagoDias"),
        total=body.value("Encabezado/Totales/MntTotal"),
        currency=_currency(body),
        payable=body.value(f"{head}/SaldoInsol"),
        installments=tuple(
            Installment(str(at), one.value("FchPago"), one.value("MntPago"))
            for at, one in enumerate(body.all(f"{head}/MntPagos"), 1)
        ),
        concept=body.value("Detalle/NmbItem"),
        refers_to=tuple(_references(body, issuer)),
    )


def _essentials(facts: Node) -> Issued | SetAside:
    """What an AEC repeats of a document that it does not hold."""
    type_ = _TYPES.get(facts.value("TipoDTE"), "")
    if type_ not in {INVOICE, DEBIT_NOTE}:
        return SetAside()
    issuer, number = facts.value("RUTEmisor"), facts.value("Folio")
    return Issued(
        type=type_,
        number=number,
        document_id=_name(issuer, facts.value("TipoDTE"), number),
        issuer=issuer,
        buyer=_party(facts.value("RUTReceptor"), facts.value("RznSocReceptor")),
        issued_on=facts.value("FchEmis"),
        total=facts.value("MntTotal"),
        currency="CLP",
    )


def _references(body: Node, issuer: str) -> list[Reference]:
    """Invoices and debit notes that this document names; not its orders, guides and contracts."""
    named = ((one.value("TpoDocRef"), one.value("FolioRef")) for one in body.all("Referencia"))
    return [
        Reference(folio, _name(issuer, type_, folio))
        for type_, folio in named
        if folio and _TYPES.get(type_.lstrip("0")) in {INVOICE, DEBIT_NOTE}
    ]


def _currency(body: Node) -> str:
    """Only exports are issued in another currency; they write its name, not its code."""
    written = body.value("Encabezado/Totales/TpoMoneda").upper()
    return _CURRENCIES.get(written, written) or "CLP"


def _name(issuer: str, type_: str, folio: str) -> str:
    """The SII has no single name for a document: issuer, type and folio are its identity."""
    return f"{normalized_tax_id(issuer)}-{type_.lstrip('0')}-{folio.lstrip('0')}" if folio else ""


def _buyer(node: Node | None) -> Buyer:
    if node is None:
        return Buyer()
    found = _party(node.value("RUTRecep"), node.value("RznSocRecep"))
    contact = node.value("Contacto")  # a name, a phone, an address, or the number of a delivery
    email = node.value("CorreoRecep") or (contact if "@" in contact else "")
    return replace(found, email=email, phone=contact if _PHONE.fullmatch(contact) else "")


def _party(rut: str, name: str) -> Buyer:
    digits = normalized_tax_id(rut)[:-1]
    is_company = digits.isdecimal() and int(digits) in _COMPANIES
    return Buyer(rut, name, "company" if is_company else "")
