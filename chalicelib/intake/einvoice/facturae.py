"""Spain: Facturae 3.1 to 3.2.2, one or several invoices in a file, corrective ones, and those sold to a factor."""

from chalicelib.intake.einvoice.found import (
    Buyer,
    Finds,
    Installment,
    Issued,
    Reference,
    person_or_company,
)
from chalicelib.intake.einvoice.xml import Node
from chalicelib.intake.identity import normalized_tax_id

_CORRECTIVE = frozenset({"OR", "CR"})  # InvoiceClass: a corrective invoice, its copy
_WHOLE = "01"  # CorrectionMethod: the corrective invoice takes the place of the one it corrects


def read_document(node: Node) -> Finds:
    parties = node.first("Parties") or node
    issuer = parties.value("SellerParty/TaxIdentification/TaxIdentificationNumber")
    buyer = _buyer(parties.first("BuyerParty"))
    owner = node.value("FileHeader/FactoringAssignmentData/Assignee/TaxIdentification/TaxIdentificationNumber")
    for invoice in node.all("Invoices/Invoice"):
        yield _issued(invoice, issuer, buyer, owner)


def _issued(node: Node, issuer: str, buyer: Buyer, owner: str) -> Issued:
    head = node.first("InvoiceHeader") or node
    number = head.value("InvoiceSeriesCode") + head.value("InvoiceNumber")
    total = node.value("InvoiceTotals/InvoiceTotal")
    corrected = _corrected(head, issuer) if head.value("InvoiceClass") in _CORRECTIVE else ()
    takes_its_place = head.value("Corrective/CorrectionMethod") == _WHOLE and not total.startswith("-")
    return Issued(
        type="credit_note"
        if total.startswith("-")
        else "debit_note"
        if corrected and not takes_its_place
        else "invoice",
        number=number,
        document_id=_name(issuer, number),
        issuer=issuer,
        buyer=buyer,
        issued_on=node.value("InvoiceIssueData/IssueDate"),
        total=total,
        currency=node.value("InvoiceIssueData/InvoiceCurrencyCode"),
        payable=node.value("InvoiceTotals/TotalExecutableAmount", "InvoiceTotals/TotalOutstandingAmount"),
        installments=tuple(
            Installment(str(at), one.value("InstallmentDueDate"), one.value("InstallmentAmount"))
            for at, one in enumerate(node.all("PaymentDetails/Installment"), 1)
        ),
        concept=node.value("Items/InvoiceLine/ItemDescription"),
        refers_to=() if takes_its_place else corrected,
        replaces=corrected if takes_its_place else (),
        owner=owner,
    )


def _corrected(head: Node, issuer: str) -> tuple[Reference, ...]:
    number = head.value("Corrective/InvoiceSeriesCode") + head.value("Corrective/InvoiceNumber")
    return (Reference(number, _name(issuer, number)),) if number else ()


def _name(issuer: str, number: str) -> str:
    return f"{normalized_tax_id(issuer)}-{number.upper()}" if number else ""


def _buyer(party: Node | None) -> Buyer:
    if party is None:
        return Buyer()
    who = party.first("LegalEntity", "Individual") or party
    person = (who.value(field) for field in ("Name", "FirstSurname", "SecondSurname"))
    return Buyer(
        tax_id=party.value("TaxIdentification/TaxIdentificationNumber"),
        name=who.value("CorporateName") or " ".join(filter(None, person)),
        type=person_or_company(party.value("TaxIdentification/PersonTypeCode"), person="F", company="J"),
        email=who.value("ContactDetails/ElectronicMail"),
        phone=who.value("ContactDetails/Telephone"),
    )
