"""What a document says → rows, checked as those of any file: exact amounts, real dates, a debtor that can be named."""

from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.domain.business import Business
from chalicelib.domain.money import EXPONENT, to_decimal
from chalicelib.intake.cells import clean, folded, identifier, optional
from chalicelib.intake.dates import DateColumn
from chalicelib.intake.einvoice.found import Buyer, Cancelled, Found, Issued, Paid, Payment, Reference, SetAside
from chalicelib.intake.einvoice.installments import Part, parts_of
from chalicelib.intake.einvoice.ownership import Ownership
from chalicelib.intake.faults import Doubt, Fault, RowRefused, shown
from chalicelib.intake.identity import normalized_tax_id
from chalicelib.intake.invoices import Terms, numbered
from chalicelib.intake.limits import MAX_TEXT
from chalicelib.intake.money import Purse
from chalicelib.intake.parties import Parties, Party, party_of
from chalicelib.intake.records import InvoiceRow, PaymentRow, Problem
from chalicelib.intake.words import CREDIT_NOTE

_LONGEST_TERMS = 365
# Ids that tax authorities give to buyers without one. They are many people: only their names tell them apart.
_NOBODYS_IDS = frozenset(
    "XAXX010101000 XEXX010101000 666666666 555555555 444444446 222222222222 2222222222 9999999999999 00000000 0".split()
)
_NOBODYS_NAMES = frozenset(
    """publico en general;publico general;consumidor final;cliente general;clientes varios;cliente varios;varios;
    cliente generico;clientes;cliente contado;consumidor nao identificado""".replace("\n    ", "").split(";")
)


_UNNAMED = Party("", "", "", "", "", "", "", "", "")


class Rows:
    """Makes the rows of one file's documents, remembering parties and dates from one to the next."""

    def __init__(self, business: Business, today: date, terms: Terms) -> None:
        self._today, self._terms, self._usual_terms = today, terms, business.policy.terms_days
        self._ownership = Ownership(business)
        self._parties, self._purse = Parties(business), Purse(business.currency, {})
        self._dates = DateColumn("", today)

    def of(self, found: Found, line: int, file: str) -> Iterator[InvoiceRow | PaymentRow | Problem]:
        """Raises RowRefused when the document cannot be used."""
        match found:
            case SetAside():
                yield _warning(line, Doubt(found.code, ""), file)
            case Cancelled():
                self._ownership.check(found.issuer, "")
                yield from (self._cancelled(one, _UNNAMED, line, file) for one in found.documents)
            case Paid():
                self._ownership.check(found.issuer, found.buyer.tax_id)
                party = self._party(found.buyer)
                yield from (self._payment(one, party, line) for one in found.payments)
            case Issued():
                self._ownership.check(found.issuer, found.buyer.tax_id, found.owner)
                yield from self._issued(found, line, file)

    def _issued(self, found: Issued, line: int, file: str) -> Iterator[InvoiceRow | Problem]:
        if is_nobody(found.buyer):
            yield _warning(line, Doubt("anonymous_buyer", "customer", found.buyer.name), file)
            return
        party = self._party(found.buyer)
        number = numbered(found.number, "", "number")
        if not number:
            raise RowRefused(Fault("missing_number"), "number")
        currency, total, payable = self._money(found)
        if not total:
            yield _warning(line, Doubt("zero_total", "total", found.total), file)
            return
        if found.type == CREDIT_NOTE or total < 0:
            yield self._credit_note(found, party, number, currency, -abs(total), line, file)
            return
        yield from (self._cancelled(one, party, line, file) for one in found.replaces)
        yield from self._invoices(found, party, number, currency, total, payable, line, file)

    def _credit_note(
        self, found: Issued, party: Party, number: str, currency: str, total: int, line: int, file: str
    ) -> InvoiceRow:
        if found.replaces:  # the note it replaces may have been booked already, and a ledger has no way to unbook it
            raise RowRefused(Fault("replaces_note"), "refers_to", found.replaces[0].document_id)
        issued_on, due_on, _ = self._due(found, "", party.debtor)
        doubts = [*party.doubts, *(Doubt(code, "") for code in found.doubts)]
        return _row(
            found, party, number, Part("", "", total), currency=currency, issued_on=issued_on, due_on=due_on,
            document_type=CREDIT_NOTE, line=line, warnings=[_warning(line, doubt, file) for doubt in doubts],
        )  # fmt: skip

    def _invoices(
        self,
        found: Issued,
        party: Party,
        number: str,
        currency: str,
        total: int,
        payable: int,
        line: int,
        file: str,
    ) -> Iterator[InvoiceRow]:
        given = [Part(clean(one.id), one.due_on, self._amount(one.amount, currency)) for one in found.installments]
        parts = parts_of(total, payable, given)
        doubts = [*party.doubts, *(Doubt(code, "") for code in found.doubts)]
        asked = sum(part.total_minor if part.balance_minor is None else part.balance_minor for part in parts)
        if asked < total:
            doubts.append(Doubt("part_not_asked", "total", "", {"amount": _plain(total - asked, currency)}))
        assigned = bool(found.owner) and not self._ownership.is_own(found.owner)
        if assigned:
            doubts.append(Doubt("assigned", "status", found.owner))
        for part in parts:
            issued_on, due_on, computed = self._due(found, part.due_on, party.debtor)
            if issued_on and due_on < issued_on:
                doubts.append(Doubt("due_before_issue", "due_on", part.due_on or found.due_on))
            yield _row(
                found, party, number, part, currency=currency, issued_on=issued_on, due_on=due_on, line=line,
                computed=computed, standing="assigned" if assigned else "",
                warnings=[_warning(line, doubt, file) for doubt in doubts],
            )  # fmt: skip
            doubts = []

    def _cancelled(self, one: Reference, party: Party, line: int, file: str) -> InvoiceRow:
        """All that a cancellation needs: which document, and whose where the file tells it."""
        return InvoiceRow(
            line, party.debtor, one.number or one.document_id, "", party.customer, party.tax_id, party.customer_type,
            party.email, party.phone, None, self._today, self._purse.own, 0, None, "", "", "", "invoice", "",
            standing="cancelled", document_id=one.document_id,
            warnings=(_warning(line, Doubt("cancelled", "status", one.number or one.document_id), file),),
        )  # fmt: skip

    def _payment(self, paid: Payment, party: Party, line: int) -> PaymentRow:
        paid_on = self._date(paid.paid_on, "paid_on")
        if paid_on is None:
            raise RowRefused(Fault("missing_date"), "paid_on")
        currency = self._purse.currency(paid.currency)
        amount, currency = self._purse.amount(paid.amount, "amount", currency)
        if amount is None:
            raise RowRefused(Fault("missing_amount"), "amount")
        if amount <= 0:
            raise RowRefused(Fault("not_a_payment"), "amount", paid.amount)
        before, _ = self._purse.amount(paid.before, "balance", currency)
        left, _ = self._purse.amount(paid.left, "balance", currency)
        reference = identifier(paid.reference)
        return PaymentRow(
            line, party.debtor, paid.of.number, party.customer_id, party.customer, party.tax_id, paid_on, currency,
            amount, "" if isinstance(reference, Fault) else reference, paid.method, paid.of.document_id,
            balance_minor=left if before is None or left is None or before - amount == left else None,
            payment_id=paid.id, follows_others=paid.follows_others,
        )  # fmt: skip

    def _party(self, buyer: Buyer) -> Party:
        tax_id = "" if normalized_tax_id(buyer.tax_id) in _NOBODYS_IDS else buyer.tax_id
        cells = ("", buyer.name, tax_id, buyer.type, buyer.email, buyer.phone, "", "")
        party = party_of(self._parties[cells])
        if not party.debtor:
            raise RowRefused(Fault("missing_customer"), "customer")
        return party

    def _money(self, found: Issued) -> tuple[str, int, int]:
        """(currency, total, what is to be collected of it)."""
        currency = self._purse.currency(found.currency) or self._purse.own
        total = self._amount(found.total, currency)
        payable = total - sum(self._amount(part, currency) for part in found.withheld)
        if optional(found.payable):
            payable = self._amount(found.payable, currency)
        return currency, max(total, payable) if total > 0 else total, max(payable, 0)

    def _amount(self, text: str, currency: str) -> int:
        amount, _ = self._purse.amount(text, "total", currency)
        if amount is None:
            raise RowRefused(Fault("missing_total"), "total")
        return amount

    def _due(self, found: Issued, due: str, debtor: str) -> tuple[date | None, date, bool]:
        """(issued, due, whether due was computed): the document's own date, its days, else the customer's terms."""
        issued_on = self._date(found.issued_on, "issued_on")
        due_on = self._date(due or found.due_on, "due_on")
        if due_on is not None:
            return issued_on, due_on, False
        if issued_on is None:
            raise RowRefused(Fault("missing_date"), "issued_on")
        days = int(found.terms_days) if found.terms_days.isdecimal() and len(found.terms_days) <= 3 else 0
        if not 0 < days <= _LONGEST_TERMS:
            own = self._terms(debtor)
            days = self._usual_terms if own is None else own
        return issued_on, issued_on + timedelta(days=min(days, _LONGEST_TERMS)), True

    def _date(self, text: str, field: str) -> date | None:
        found = self._dates[text]
        if isinstance(found, Fault):
            raise RowRefused(found, field, text)
        return found


def is_nobody(buyer: Buyer) -> bool:
    """A sale to the public at large: there is nobody to write to."""
    has_no_id = not optional(buyer.tax_id) or normalized_tax_id(buyer.tax_id) in _NOBODYS_IDS
    return has_no_id and folded(optional(buyer.name)) in _NOBODYS_NAMES | {""} and bool(buyer.tax_id or buyer.name)


def _row(
    found: Issued,
    party: Party,
    number: str,
    part: Part,
    *,
    currency: str,
    issued_on: date | None,
    due_on: date,
    line: int,
    warnings: list[Problem],
    document_type: str = "",
    computed: bool = False,
    standing: str = "",
) -> InvoiceRow:
    return InvoiceRow(
        line,
        party.debtor,
        f"{number}/{part.id}" if part.id else number,
        party.customer_id,
        party.customer,
        party.tax_id,
        party.customer_type,
        party.email,
        party.phone,
        issued_on,
        due_on,
        currency,
        part.total_minor,
        part.balance_minor,
        clean(found.concept)[:MAX_TEXT],
        party.language,
        party.time_zone,
        document_type or found.type,
        next((one.number for one in found.refers_to if one.number), ""),
        standing,
        computed,
        found.document_id,
        tuple(warnings),
        tuple(one.document_id for one in (*found.refers_to, *found.replaces) if one.document_id),
        number if part.id else "",
    )


def _warning(line: int, doubt: Doubt, file: str) -> Problem:
    return Problem(line, "warned", doubt.code, doubt.field, file, shown(doubt.cell) or shown(file), doubt.params)


def _plain(minor: int, currency: str) -> str:
    return f"{to_decimal(minor, currency):.{EXPONENT[currency]}f} {currency}"
