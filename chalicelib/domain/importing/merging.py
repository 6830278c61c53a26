"""What a row of a business's file means for an account: a new invoice, a correction, a payment elsewhere, or nothing.

The file speaks of principal as the business keeps it; we know of payments it may not have booked yet. So a balance
is compared with what we hold *and* with what the last file said. Pure.
"""

from datetime import date
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from chalicelib.domain.books.ledger import (
    Booked,
    Moment,
    close,
    correct_total,
    entry,
    issue,
    set_principal,
    settle_state,
)
from chalicelib.domain.business import Business, EarlyDiscount
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.discounts import told_by_file
from chalicelib.domain.charging.frozen_terms import freeze_terms
from chalicelib.domain.invoice import DiscountOffer, Invoice


class Document(msgspec.Struct, frozen=True):
    """An invoice as a file tells it: minor units, local dates. ``balance_minor`` None: the file has no such column."""

    number: str
    currency: str
    total_minor: int
    issued_on: date | None
    due_on: date
    balance_minor: int | None = None
    concept: str = ""
    due_computed: bool = False
    document_id: str = ""
    standing: str = ""  # disputed | ""
    judged: str = ""  # which of its columns speaks of disputes: claim | status | "" (none does)
    open_only: bool = False  # tells what is unpaid, not what the invoice was
    discount: EarlyDiscount | None = None


class Merged(msgspec.Struct, frozen=True):
    """What became of a row: ``created``, ``changed``, ``unchanged`` or ``rejected`` with a reason code."""

    outcome: str
    booked: Booked | None = None
    reason: str = ""


def first_seen(document: Document, business: Business, moment: Moment, agreed: EarlyDiscount | None = None) -> Merged:
    """A new invoice with its terms, frozen now. ``agreed``: the early discount of this customer's own terms."""
    invoice = Invoice(
        number=document.number,
        currency=document.currency,
        total_minor=document.total_minor,
        principal_minor=document.total_minor,
        issued_on=document.issued_on or min(document.due_on, moment.on),
        due_on=document.due_on,
        concept=document.concept,
        terms=freeze_terms(business, document.due_on, document.currency, agreed, document.discount),
        file_balance_minor=document.balance_minor,
        due_computed=document.due_computed,
        document_id=document.document_id,
        state="disputed" if document.standing == "disputed" else "open",
        disputed_by=document.judged if document.standing == "disputed" else "",
    )
    opening = document.total_minor if document.balance_minor is None else document.balance_minor
    return Merged("created", issue(invoice, opening, moment))


def seen_again(known: Invoice, document: Document, moment: Moment) -> Merged:
    """Compare a row with the invoice it names. Corrections first, then what the balance says."""
    if known.currency != document.currency:
        return Merged("rejected", reason="currency_changed")
    if known.state in {"withdrawn", "written_off"}:
        return Merged("unchanged")
    if document.open_only:
        document = replace(document, total_minor=known.total_minor)
    if _rose(known, document):
        return Merged("rejected", reason="balance_rose")
    booked = _judged(_balanced(_corrected(known, document, moment), document, moment), document, moment)
    booked = replace(booked, invoice=_discounted(booked.invoice, document, moment))
    return Merged("changed" if _differs(known, booked.invoice) else "unchanged", booked)


def settled_elsewhere(known: Invoice, moment: Moment) -> Booked:
    """The business says it is settled: no money passed through us, and nothing is owed any more."""
    return close(known, "paid", "payment", moment)


def withdrawn(known: Invoice, moment: Moment) -> Booked:
    return close(known, "withdrawn", "withdrawal", moment)


def credit(known: Invoice, amount_minor: int, moment: Moment) -> Booked:
    """A credit note takes off the principal; what is more than that is left over."""
    taken = 0 if known.state in SETTLED else min(amount_minor, known.principal_minor)
    booked = set_principal(known, known.principal_minor - taken, "credit_note", moment)
    return Booked(booked.invoice, booked.entries, amount_minor - taken)


def _rose(known: Invoice, document: Document) -> bool:
    """Higher than ever before, without a higher total: a mistake, or a payment undone that we must hear of by name."""
    if document.balance_minor is None or document.total_minor > known.total_minor:
        return False
    told = known.total_minor if known.file_balance_minor is None else known.file_balance_minor
    return document.balance_minor > max(known.principal_minor, told)


def _corrected(known: Invoice, document: Document, moment: Moment) -> Booked:
    booked = Booked(known, ())
    if document.total_minor != known.total_minor:
        booked = correct_total(known, document.total_minor, moment)
    if document.due_on != known.due_on and not (document.due_computed and not known.due_computed):
        moved = replace(moment, reason=f"due_on {known.due_on} -> {document.due_on}")
        note = entry(known, "correction", 0, moved, "due_on")
        invoice = replace(booked.invoice, due_on=document.due_on, due_computed=document.due_computed)
        if not invoice.interest_posted_minor:  # nothing was charged yet: interest counts from the new date alone
            invoice = replace(invoice, interest_from=None, interest_carried=Decimal(0))
        booked = Booked(invoice, (*booked.entries, note))
    facts = replace(
        booked.invoice,
        concept=document.concept or known.concept,
        issued_on=document.issued_on or known.issued_on,
        document_id=document.document_id or known.document_id,
        file_balance_minor=known.file_balance_minor if document.balance_minor is None else document.balance_minor,
    )
    return Booked(facts, booked.entries)


def _balanced(booked: Booked, document: Document, moment: Moment) -> Booked:
    invoice, balance = booked.invoice, document.balance_minor
    if balance is None or invoice.state in SETTLED or balance >= invoice.principal_minor:
        return booked
    paid = replace(moment, cause=f"{moment.cause}-balance", reason="received_elsewhere")
    after = settled_elsewhere(invoice, paid) if balance == 0 else set_principal(invoice, balance, "payment", paid)
    return Booked(after.invoice, (*booked.entries, *after.entries))


def _discounted(invoice: Invoice, document: Document, moment: Moment) -> Invoice:
    """A discount that the file names by now: better than what was frozen, or not at all."""
    told = document.discount
    if told is None or told.until is None or invoice.state in SETTLED:
        return invoice
    offer = DiscountOffer(
        id=moment.cause,
        until=told.until,
        percent=told.percent or None,
        amount_minor=told.amount_minor,
        noted=invoice.terms.discount_note if told.credit_note is None else told.credit_note,
        on=moment.on,
    )
    return told_by_file(invoice, offer, moment.on)


def _judged(booked: Booked, document: Document, moment: Moment) -> Booked:
    """A dispute that the file tells of makes the invoice rest; it resumes when the same kind of file says no more.

    A file that does not speak of disputes, or not in that way, leaves them as they are.
    """
    invoice = booked.invoice
    if invoice.state in SETTLED:
        return booked
    if document.standing == "disputed" and invoice.state != "disputed":
        changed, told = replace(invoice, state="disputed", disputed_by=document.judged), "disputed"
    elif _is_over(invoice, document):
        changed, told = settle_state(replace(invoice, state="open", disputed_by=""), moment.on), "dispute_over"
    else:
        return booked
    note = entry(invoice, "correction", 0, replace(moment, reason=told), "standing")
    return Booked(changed, (*booked.entries, note), booked.left_minor)


def _is_over(invoice: Invoice, document: Document) -> bool:
    heard = invoice.state == "disputed" and bool(document.judged) and document.judged == invoice.disputed_by
    return heard and document.standing != "disputed"


def _differs(before: Invoice, after: Invoice) -> bool:
    """Whether a person would call it changed: an old balance repeated, or another name learned, is not worth a word."""
    bare = {"file_balance_minor": None, "document_id": ""}
    return replace(before, **bare) != replace(after, **bare)
