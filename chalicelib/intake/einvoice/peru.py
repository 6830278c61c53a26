"""Peru's own ways with UBL: *cuotas*, *detracción* and *retención*, and names of documents (SUNAT, RS 193-2020).

A credit sale's installments add up to what is left after the parts that the buyer pays to the tax authority.
"""

import re

from msgspec.structs import replace

from chalicelib.intake.einvoice.found import Cancelled, Finds, Installment, Issued, Reference, SetAside
from chalicelib.intake.einvoice.xml import Node
from chalicelib.intake.identity import normalized_tax_id

_DEFAULT_TYPES = {"invoice": "01", "credit_note": "07", "debit_note": "08"}
_PERSON_IDS, _COMPANY_ID = frozenset({"1", "4", "7"}), "6"  # catalog 06: DNI, foreigner's card, passport; RUC
_RUC_OF_PERSON, _RUC_OF_COMPANY = ("10", "15", "17"), "20"
_WITHHOLDING = "62"  # catalog 53: retención of the IGV
_CHANGES_TERMS = "13"  # catalog 09: a credit note that only changes amounts or dates of installments
_CORRELATIVE = 10  # digits
_SPACED = re.compile(r"\s*-\s*")  # ``E001 - 170``, as the SUNAT's own portal refers to ``E001-170``


def is_peruvian(node: Node) -> bool:
    """By the scheme of its ids, its agency or its forms of payment: none of these is in another country's documents."""
    marks = [*node.all("AccountingSupplierParty/Party/PartyIdentification/ID"), *node.all("InvoiceTypeCode")]
    return (
        any("SUNAT" in mark.get("schemeagencyname") + mark.get("listagencyname") for mark in marks)
        or any(_plan(one) for one in node.all("PaymentTerms"))
        or node.first("AccountingSupplierParty/CustomerAssignedAccountID") is not None
        or node.value("DocumentCurrencyCode") == "PEN"
    )


def finish(node: Node, issued: Issued) -> Issued | SetAside:
    if issued.type == "credit_note" and node.value("DiscrepancyResponse/ResponseCode") == _CHANGES_TERMS:
        return SetAside("terms_note")
    code = node.value("InvoiceTypeCode") or _DEFAULT_TYPES[issued.type]
    credit = next((one for one in node.all("PaymentTerms") if _plan(one) == "credito"), None)
    named = [replace(one, number=_SPACED.sub("-", one.number)) for one in issued.refers_to]
    types = [one.value("DocumentTypeCode") for group in node.all("BillingReference") for one in group.children]
    types += [""] * (len(named) - len(types))
    return replace(
        issued,
        document_id=car(issued.issuer, code, issued.number),
        buyer=replace(issued.buyer, type=_type(node.first("AccountingCustomerParty"), issued.buyer.tax_id)),
        installments=tuple(
            Installment(_plan_name(one), one.value("PaymentDueDate"), one.value("Amount"))
            for one in node.all("PaymentTerms")
            if _plan(one) == "cuota"
        ),
        payable=credit.value("Amount") if credit else "",
        withheld=() if credit else _withheld(node, issued.currency),
        refers_to=tuple(
            replace(one, document_id=car(issued.issuer, type_ or _DEFAULT_TYPES["invoice"], one.number))
            for one, type_ in zip(named, types, strict=False)
        ),
    )


def read_voided(node: Node) -> Finds:
    """A *comunicación de baja*: the documents that the issuer takes back."""
    party = node.first("AccountingSupplierParty")
    issuer = party.value("CustomerAssignedAccountID", "Party/PartyIdentification/ID") if party else ""
    gone = [
        (one.value("DocumentTypeCode"), one.value("DocumentSerialID"), number)
        for one in node.all("VoidedDocumentsLine")
        if (number := one.value("DocumentNumberID", "DocumentNumberStart"))
    ]
    yield Cancelled(
        issuer,
        tuple(
            Reference(f"{series}-{number}", car(issuer, type_, f"{series}-{number}")) for type_, series, number in gone
        ),
    )


def car(issuer: str, type_: str, number: str) -> str:
    """The SUNAT's own name for a document in its registers (CAR): RUC, type, series, ten digits of the number."""
    series, dash, correlative = number.strip().partition("-")
    if not dash or not correlative.isdecimal():
        return ""
    return f"{normalized_tax_id(issuer)}{type_.zfill(2)}{series.upper()}{correlative.lstrip('0').zfill(_CORRELATIVE)}"


def _plan(terms: Node) -> str:
    """contado | credito | cuota, in either of the two fields that real files use for it; ""."""
    for word in (terms.value("PaymentMeansID"), terms.value("ID")):
        for plan in ("contado", "credito", "cuota"):
            if word.lower().replace("é", "e").startswith(plan):
                return plan
    return ""


def _plan_name(terms: Node) -> str:
    words = (terms.value("PaymentMeansID"), terms.value("ID"))
    return next((word for word in words if word.lower().startswith("cuota") and word[-1].isdigit()), "Cuota")


def _withheld(node: Node, currency: str) -> tuple[str, ...]:
    """Parts of a cash sale that the buyer pays to the tax authority. Told in soles even when the invoice is not."""
    parts = [one.first("Amount") for one in node.all("PaymentTerms") if one.value("ID").lower().startswith("detrac")]
    parts += [
        one.first("Amount")
        for one in node.all("AllowanceCharge")
        if one.value("AllowanceChargeReasonCode") == _WITHHOLDING
    ]
    return tuple(part.text for part in parts if part and part.text and part.get("currencyid") in {currency, ""})


def _type(party: Node | None, tax_id: str) -> str:
    if party is None:
        return ""
    identification = party.first("Party/PartyIdentification/ID")
    scheme = identification.get("schemeid") if identification else party.value("AdditionalAccountID")
    if scheme in _PERSON_IDS or (scheme == _COMPANY_ID and tax_id.startswith(_RUC_OF_PERSON)):
        return "person"
    return "company" if scheme == _COMPANY_ID and tax_id.startswith(_RUC_OF_COMPANY) else ""
