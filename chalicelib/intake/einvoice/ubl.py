"""UBL 2.0 and 2.1 invoices, credit notes and debit notes: Peru's SUNAT, Colombia's DIAN and the plain standard.

What each country does its own way is in ``peru`` and ``dian``; which one it is, the document tells by its own marks.
"""

from chalicelib.intake.einvoice import dian, peru
from chalicelib.intake.einvoice.found import Buyer, Finds, Issued, Reference, SetAside
from chalicelib.intake.einvoice.xml import Node

_TYPES = {"Invoice": "invoice", "CreditNote": "credit_note", "DebitNote": "debit_note"}
_TOTALS = ("LegalMonetaryTotal", "RequestedMonetaryTotal")
_TYPE_CODES = ("InvoiceTypeCode", "CreditNoteTypeCode")
_CREDIT_CODES = frozenset({"381", "91"})  # an Invoice that its type code makes a credit note
_LINES = ("InvoiceLine", "CreditNoteLine", "DebitNoteLine")
_REFERENCES = ("InvoiceDocumentReference", "CreditNoteDocumentReference", "DebitNoteDocumentReference")


def read_document(node: Node) -> Finds:
    if dian.is_dian(node):
        if dian.is_bought(node):
            yield SetAside()
            return
        yield dian.finish(node, _issued(node))
    elif peru.is_peruvian(node):
        yield peru.finish(node, _issued(node))
    else:
        yield _issued(node)


def _issued(node: Node) -> Issued:
    type_ = _TYPES[node.name]
    if node.value(*_TYPE_CODES) in _CREDIT_CODES:
        type_ = "credit_note"
    return Issued(
        type=type_,
        number=node.value("ID"),
        document_id=node.value("UUID").upper(),
        issuer=_tax_id(node.first("AccountingSupplierParty")),
        buyer=_buyer(node.first("AccountingCustomerParty")),
        issued_on=node.value("IssueDate"),
        due_on=node.value("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"),
        total=node.value(*(f"{total}/PayableAmount" for total in _TOTALS)),
        currency=node.value("DocumentCurrencyCode") or _currency_of_total(node),
        concept=node.value(*(f"{line}/Item/{field}" for line in _LINES for field in ("Description", "Name"))),
        refers_to=_references(node),
    )


def _currency_of_total(node: Node) -> str:
    amount = node.first(*(f"{total}/PayableAmount" for total in _TOTALS))
    return amount.get("currencyid") if amount else ""


def _references(node: Node) -> tuple[Reference, ...]:
    """The documents that a note corrects; some name them by the authority's id only."""
    named = [
        Reference(one.value("ID"), one.value("UUID").upper())
        for group in node.all("BillingReference")
        for reference in _REFERENCES
        for one in group.all(reference)
    ]
    if not named and (number := node.value("DiscrepancyResponse/ReferenceID")):
        named = [Reference(number)]
    return tuple(one for one in named if one.number or one.document_id)


def _tax_id(node: Node | None) -> str:
    if node is None:
        return ""
    return node.value(
        "Party/PartyTaxScheme/CompanyID", "Party/PartyIdentification/ID", "Party/PartyLegalEntity/CompanyID",
        "CustomerAssignedAccountID",
    )  # fmt: skip


def _buyer(node: Node | None) -> Buyer:
    if node is None:
        return Buyer()
    name = node.value(
        "Party/PartyLegalEntity/RegistrationName", "Party/PartyTaxScheme/RegistrationName", "Party/PartyName/Name"
    )
    person = " ".join(filter(None, (node.value("Party/Person/FirstName"), node.value("Party/Person/FamilyName"))))
    return Buyer(
        tax_id=_tax_id(node),
        name=name or person,
        email=node.value("Party/Contact/ElectronicMail", "AccountingContact/ElectronicMail"),
        phone=node.value("Party/Contact/Telephone", "AccountingContact/Telephone"),
    )
