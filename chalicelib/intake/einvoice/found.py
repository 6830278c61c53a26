"""What a tax authority's document says, in its own texts: the neutral form between a country's reader and our rows."""

from collections.abc import Iterator

import msgspec


class Buyer(msgspec.Struct, frozen=True):
    tax_id: str = ""
    name: str = ""
    type: str = ""  # person | company | "" where the document does not say
    email: str = ""
    phone: str = ""


class Installment(msgspec.Struct, frozen=True):
    id: str
    due_on: str
    amount: str


class Reference(msgspec.Struct, frozen=True):
    """Another document, by its number, by the authority's name for it, or by both."""

    number: str = ""
    document_id: str = ""


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice, a debit note or a credit note. Amounts are texts with a decimal point, dates begin with ISO dates."""

    type: str  # invoice | debit_note | credit_note
    number: str
    document_id: str
    issuer: str  # tax id
    buyer: Buyer
    issued_on: str
    total: str
    currency: str = ""  # "": the business's own
    due_on: str = ""
    terms_days: str = ""  # to pay, where the document tells days instead of a date
    payable: str = ""  # what is to be collected of the total; "" all of it
    withheld: tuple[str, ...] = ()  # parts of the total that the buyer pays to the tax authority instead
    installments: tuple[Installment, ...] = ()
    concept: str = ""
    refers_to: tuple[Reference, ...] = ()
    replaces: tuple[Reference, ...] = ()  # documents that this one cancels
    owner: str = ""  # tax id of whom the debt was assigned to
    doubts: tuple[str, ...] = ()  # codes of warnings


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment of one document. ``left`` is what the business says is unpaid after it; "": it does not say."""

    of: Reference
    paid_on: str
    amount: str
    before: str = ""  # what it was before the payment
    follows_others: bool = False  # not the first payment of that document
    left: str = ""
    currency: str = ""
    method: str = ""
    reference: str = ""
    id: str = ""


class Paid(msgspec.Struct, frozen=True):
    """A document about payments received."""

    issuer: str
    buyer: Buyer
    payments: tuple[Payment, ...]


class Cancelled(msgspec.Struct, frozen=True):
    """A document by which the issuer cancels others; it does not name the buyer."""

    issuer: str
    documents: tuple[Reference, ...]


class SetAside(msgspec.Struct, frozen=True):
    """A document that is read and used for nothing, with the code of the warning that says why."""

    code: str = "not_an_invoice"


Found = Issued | Paid | Cancelled | SetAside
Finds = Iterator[Found]


def person_or_company(code: str, person: str, company: str) -> str:
    """Which of two codes of a country it is; "" for any other."""
    return "person" if code and code == person else "company" if code and code == company else ""
