"""What a document says → rows, checked as those of any file: exact amounts, real dates, a debtor that can be named."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from chalicelib.domain.business import Business
from chalicelib.domain.money import EXPONENT, to_decimal
from chalicelib.intake.cells import clean, identifier, optional
from chalicelib.intake.dates import DateColumn
from chalicelib.intake.einvoice.buyers import UNNAMED, Buyers, is_nobody
from chalicelib.intake.einvoice.found import Cancelled, Found, Issued, Paid, Payment, Reference, SetAside
from chalicelib.intake.einvoice.installments import Part, parts_of
from chalicelib.intake.einvoice.ownership import Ownership
from chalicelib.intake.faults import Doubt, Fault, RowRefused, shown
from chalicelib.intake.invoices import Terms, numbered
from chalicelib.intake.limits import MAX_TEXT
from chalicelib.intake.money import Purse
from chalicelib.intake.parties import Party
from chalicelib.intake.records import InvoiceRow, PaymentRow, Problem
from chalicelib.intake.words import CREDIT_NOTE

_LONGEST_TERMS = 365


class _Place(msgspec.Struct, frozen=True):
    """Where a document stands: its position, and the name of its file."""

    line: int
    file: str

    def warning(self, doubt: Doubt) -> Problem:
        value = shown(doubt.cell) or shown(self.file)
        return Problem(self.line, "warned", doubt.code, doubt.field, self.file, value, doubt.params)


class _Whole(msgspec.Struct, frozen=True):
    """An invoice or note whose own facts are checked; what is left are its parts and dates."""

    found: Issued
    place: _Place
    party: Party
    number: str
    currency: str
    total: int
    payable: int  # what is to be collected of the total

    def doubts(self) -> list[Doubt]:
        return [*self.party.doubts, *(Doubt(code, "") for code in self.found.doubts)]


class Rows:
    """Makes the rows of one file's documents."""

    def __init__(self, business: Business, today: date, terms: Terms) -> None:
        self._today, self._terms, self._usual_terms = today, terms, business.policy.terms_days
        self._ownership, self._buyers = Ownership(business), Buyers(business)
        self._purse, self._dates = Purse(business.currency, {}), DateColumn("", today)

    def of(self, found: Found, line: int, file: str) -> Iterator[InvoiceRow | PaymentRow | Problem]:
        """Raises RowRefused when the document cannot be used."""
        place = _Place(line, file)
        match found:
            case SetAside():
                yield place.warning(Doubt(found.code, ""))
            case Cancelled():
                yield from (self._withdrawn(one, UNNAMED, place, "cancelled") for one in found.documents)
            case Paid():
                self._ownership.doubts(found.issuer, found.buyer.tax_id)
                party = self._buyers.party(found.buyer)
                yield from (self._payment(one, party, line) for one in found.payments)
            case Issued():
                doubts = self._ownership.doubts(found.issuer, found.buyer.tax_id, found.owner)
                yield from (place.warning(doubt) for doubt in doubts)
                yield from self._issued(found, place)

    def _issued(self, found: Issued, place: _Place) -> Iterator[InvoiceRow | Problem]:
        if is_nobody(found.buyer):
            yield place.warning(Doubt("anonymous_buyer", "customer", found.buyer.name))
            return
        whole = self._whole(found, place)
        if not whole.total:
            yield place.warning(Doubt("zero_total", "total", found.total))
        elif found.type == CREDIT_NOTE or whole.total < 0:
            yield self._credit_note(whole)
        else:
            yield from (self._withdrawn(one, whole.party, place, "replaced") for one in found.replaces)
            yield from self._invoices(whole)

    def _whole(self, found: Issued, place: _Place) -> _Whole:
        party = self._buyers.party(found.buyer)
        number = numbered(found.number, "", "number")
        if not number:
            raise RowRefused(Fault("missing_number"), "number")
        return _Whole(found, place, party, number, *self._money(found))

    def _credit_note(self, whole: _Whole) -> InvoiceRow:
        if whole.found.replaces:  # the note before may have been booked already, and a ledger cannot unbook it
            raise RowRefused(Fault("replaces_note"), "refers_to", whole.found.replaces[0].document_id)
        dates = self._due(whole.found, "", whole.party.debtor)
        return _row(whole, Part("", "", -abs(whole.total)), dates, whole.doubts(), CREDIT_NOTE)

    def _invoices(self, whole: _Whole) -> Iterator[InvoiceRow]:
        """One for each installment. What is doubted of the document is said at the first."""
        found, doubts = whole.found, whole.doubts()
        given = [
            Part(clean(one.id), one.due_on, self._amount(one.amount, whole.currency)) for one in found.installments
        ]
        parts = parts_of(whole.total, whole.payable, given)
        asked = sum(part.total_minor if part.balance_minor is None else part.balance_minor for part in parts)
        if asked < whole.total:
            left_out = {"amount": _plain(whole.total - asked, whole.currency)}
            doubts.append(Doubt("part_not_asked", "total", "", left_out))
        assigned = bool(found.owner) and not self._ownership.is_own(found.owner)
        if assigned:
            doubts.append(Doubt("assigned", "status", found.owner))
        for part in parts:
            dates = self._due(found, part.due_on, whole.party.debtor)
            if dates[0] and dates[1] < dates[0]:
                doubts.append(Doubt("due_before_issue", "due_on", part.due_on or found.due_on))
            yield _row(whole, part, dates, doubts, found.type, "assigned" if assigned else "")
            doubts = []

    def _withdrawn(self, one: Reference, party: Party, place: _Place, code: str) -> InvoiceRow:
        """All that taking a document back needs: which, whose where the file tells it, and why in a warning."""
        name = one.number or one.document_id
        return InvoiceRow(
            place.line, party.debtor, name, "", party.customer, party.tax_id, party.customer_type, party.email,
            party.phone, None, self._today, self._purse.own, 0, None, "", "", "", "invoice", "", standing="cancelled",
            document_id=one.document_id, warnings=(place.warning(Doubt(code, "status", name)),),
        )  # fmt: skip

    def _payment(self, paid: Payment, party: Party, line: int) -> PaymentRow:
        paid_on = self._date(paid.paid_on, "paid_on")
        if paid_on is None:
            raise RowRefused(Fault("missing_date"), "paid_on")
        amount, currency = self._purse.amount(paid.amount, "amount", self._purse.currency(paid.currency))
        if amount is None:
            raise RowRefused(Fault("missing_amount"), "amount")
        if amount <= 0:
            raise RowRefused(Fault("not_a_payment"), "amount", paid.amount)
        reference = identifier(paid.reference)
        return PaymentRow(
            line, party.debtor, paid.of.number, party.customer_id, party.customer, party.tax_id, paid_on, currency,
            amount, "" if isinstance(reference, Fault) else reference, paid.method, paid.of.document_id,
            balance_minor=self._left(paid, amount, currency), payment_id=paid.id, follows_others=paid.follows_others,
        )  # fmt: skip

    def _left(self, paid: Payment, amount: int, currency: str) -> int | None:
        """What is unpaid afterwards, believed only when it adds up."""
        before, _ = self._purse.amount(paid.before, "balance", currency)
        left, _ = self._purse.amount(paid.left, "balance", currency)
        return left if before is None or left is None or before - amount == left else None

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


def _row(
    whole: _Whole,
    part: Part,
    dates: tuple[date | None, date, bool],
    doubts: list[Doubt],
    document_type: str,
    standing: str = "",
) -> InvoiceRow:
    found, party = whole.found, whole.party
    issued_on, due_on, computed = dates
    return InvoiceRow(
        whole.place.line,
        party.debtor,
        f"{whole.number}/{part.id}" if part.id else whole.number,
        party.customer_id,
        party.customer,
        party.tax_id,
        party.customer_type,
        party.email,
        party.phone,
        issued_on,
        due_on,
        whole.currency,
        part.total_minor,
        part.balance_minor,
        clean(found.concept)[:MAX_TEXT],
        party.language,
        party.time_zone,
        document_type,
        next((one.number for one in found.refers_to if one.number), ""),
        standing,
        computed,
        found.document_id,
        tuple(whole.place.warning(doubt) for doubt in doubts),
        tuple(one.document_id for one in (*found.refers_to, *found.replaces) if one.document_id),
        whole.number if part.id else "",
    )


def _plain(minor: int, currency: str) -> str:
    return f"{to_decimal(minor, currency):.{EXPONENT[currency]}f} {currency}"
