"""A receipt for every payment, and another paper for each time its money went back: what it says, its number. Pure.

The number is the debtor's own reference and a running number that stands on the debtor's row: no counter that everybody
waits for, and no gaps, because it is written with the money or not at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.books.receipt import CAME_IN, Receipt, ReceiptLine, Side
from chalicelib.domain.business import Business
from chalicelib.domain.charging.indexation import cash_of, owed_in, pays_in
from chalicelib.domain.charging.late_rules import PARTS
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.references import debtor_reference

DISCOUNTS = frozenset({"discount", "discount_reversal"})
MOVES = frozenset({"payment", "reversal", "refund", "chargeback", "chargeback_reversal"})


class Moved(msgspec.Struct, frozen=True):
    """Money that came (``kind`` payment) or went back, minor units above zero. ``payment``: its attempt, where it has
    one; ``receipt``: the number of the paper about its coming."""

    kind: str
    amount_minor: int
    currency: str
    method: str
    payment: str = ""
    reference: str = ""
    receipt: str = ""


def numbered(debtor: Debtor, receipt: Receipt) -> tuple[Debtor, Receipt]:
    """The receipt with the debtor's next number, and the debtor who has spent it."""
    place = debtor.receipts + 1
    reference = debtor_reference(debtor.business, debtor.id)
    return replace(debtor, receipts=place), replace(receipt, id=f"{place:06}", number=f"{reference}-{place}")


def receipt_of(
    moved: Moved,
    entries: Sequence[Entry],
    payer: Debtor,
    invoices: Mapping[str, Invoice],
    business: Business,
    moment: Moment,
) -> Receipt:
    """What the paper says, still without its number.

    ``entries``: what the money did, of this fact alone; ``invoices``: the account's, as they are afterwards.
    """
    lines = tuple(_lines(entries, invoices))
    amount = moved.amount_minor if moved.kind in CAME_IN else -moved.amount_minor
    still = oldest_first(one for one in invoices.values() if pays_in(one) == moved.currency)
    return Receipt(
        id="",
        number="",
        kind=moved.kind,
        amount_minor=amount,
        currency=moved.currency,
        method=moved.method,
        on=moment.on,
        at=moment.at,
        time_zone=payer.time_zone,
        payee=Side(business.name, business.tax_id, business.country),
        payer=Side(payer.name, payer.tax_id, payer.country),
        lines=lines,
        unapplied_minor=amount - sum(line.amount_minor for line in lines),
        balance_minor=owed_in(moved.currency, still, moment.on, moment.rates),
        next_due_on=_next_due(still, moment.on),
        payment=moved.payment,
        reference=moved.reference,
        refers_to=moved.receipt,
        order=_order(lines, invoices),
    )


def _lines(entries: Iterable[Entry], invoices: Mapping[str, Invoice]) -> Iterable[ReceiptLine]:
    by_invoice: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.invoice and entry.kind in MOVES | DISCOUNTS:
            by_invoice.setdefault(entry.invoice, []).append(entry)
    for number, mine in by_invoice.items():
        cash = [entry for entry in mine if entry.kind in MOVES]
        if cash:
            saved = sum(cash_of(entry) for entry in mine if entry.kind in DISCOUNTS)
            yield _line(number, cash, saved, invoices[number].concept if number in invoices else "")


def _line(number: str, cash: Sequence[Entry], saved_minor: int, concept: str) -> ReceiptLine:
    first = cash[0]
    line = ReceiptLine(
        invoice=number,
        amount_minor=sum(cash_of(entry) for entry in cash),
        parts=tuple((entry.part, cash_of(entry)) for entry in cash),
        concept=concept,
        kept_minor=saved_minor,
    )
    if not first.cash_currency:
        return line
    units = -sum(entry.amount_minor for entry in cash)
    return replace(line, units_minor=units, unit=first.currency, rate=first.rate, rate_on=first.rate_on)


def _next_due(invoices: Iterable[Invoice], today: date) -> date | None:
    return min((one.due_on for one in invoices if one.due_on >= today), default=None)


def _order(lines: Iterable[ReceiptLine], invoices: Mapping[str, Invoice]) -> tuple[str, ...]:
    """As the terms of the first invoice say: those of one business seldom differ."""
    first = next((invoices[line.invoice] for line in lines if line.invoice in invoices), None)
    return (first.terms.rules.allocation if first else ()) or PARTS
