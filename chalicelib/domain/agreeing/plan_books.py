"""What an agreement does to the ledger when it begins and when it ends. Pure.

It begins: the charges of the quote are booked and no others accrue; what is forgiven is waived; its own interest
is an entry of its own on the invoice that is paid last. It ends unpaid: these two are taken back, so that what is owed
is the old debt less all that was paid. An invoice that was paid meanwhile stays settled.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Agreement, Covered
from chalicelib.domain.agreeing.plan_progress import covered
from chalicelib.domain.books.ledger import Booked, Moment, crystallize, entry, settle_state
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice

IN_PLAN = "in_plan"
BOOKED_BY = "agreement"  # who a waiver names, and its return: the agreement did it, by its own terms


class Moved(msgspec.Struct, frozen=True):
    """Invoices that changed, and the entries that say how."""

    invoices: tuple[Invoice, ...]
    entries: tuple[Entry, ...]


def begin(agreement: Agreement, invoices: Mapping[str, Invoice], moment: Moment) -> Moved:
    """Put its invoices under it; ``invoices`` by number, with their books as they were quoted."""
    told = replace(moment, reason=agreement.id)
    last = agreement.covers[-1].number
    begun = [
        _begin(agreement, invoices[one.number], one, agreement.interest_minor if one.number == last else 0, told)
        for one in agreement.covers
    ]
    return _together(begun)


def end(agreement: Agreement, invoices: Iterable[Invoice], moment: Moment, charges_return: bool) -> Moved:
    """Its open invoices are owed as before, less what was paid. ``charges_return``: late charges count from the
    original due date, as if there had been no agreement; else those of the meantime are dropped."""
    told = replace(moment, reason=agreement.id)
    mine = covered(agreement, invoices)
    unearned = _take_back_interest(agreement, mine, told)
    waived = {one.number: one.waived for one in agreement.covers}
    ended = [_end(one, waived.get(one.number, {}), unearned.get(one.number, ()), told, charges_return) for one in mine]
    return _together(ended)


def released(invoice: Invoice) -> Invoice:
    """No longer under any agreement; the state that its balances speak of."""
    if invoice.state != IN_PLAN:
        return replace(invoice, plan="")
    part = invoice.principal_minor < invoice.total_minor
    return replace(invoice, plan="", state="partly_paid" if part else "open")


def freed(invoice: Invoice, on: date) -> Invoice:
    """Free of an agreement that is over, without the interest of its time."""
    return released(_without_meantime(invoice, on))


def _begin(agreement: Agreement, invoice: Invoice, one: Covered, interest_minor: int, moment: Moment) -> Booked:
    booked = crystallize(invoice, agreement.quoted_on, moment)
    current, entries = booked.invoice, list(booked.entries)
    by_agreement = replace(moment, by=BOOKED_BY)
    for part, minor in one.waived.items():
        current = _moved(current, part, -minor)
        entries.append(entry(invoice, "waiver", -minor, by_agreement, part))
    if interest_minor:
        current = _moved(current, "interest", interest_minor)
        entries.append(entry(invoice, "agreement_interest", interest_minor, moment, "interest"))
    return Booked(replace(current, plan=agreement.id, state=IN_PLAN), tuple(entries))


def _end(
    invoice: Invoice, waived: Mapping[str, int], unearned: tuple[Entry, ...], moment: Moment, charges_return: bool
) -> Booked:
    current, entries = invoice, list(unearned)
    for line in unearned:
        current = _moved(current, line.part, line.amount_minor)
    by_agreement = replace(moment, by=BOOKED_BY)
    for part, minor in waived.items():
        current = _moved(current, part, minor)
        entries.append(entry(invoice, "waiver_reversal", minor, by_agreement, part))
    if not charges_return:
        current = _without_meantime(current, moment.on)
    return Booked(settle_state(released(current), moment.on), tuple(entries))


def _take_back_interest(agreement: Agreement, mine: Iterable[Invoice], moment: Moment) -> dict[str, tuple[Entry, ...]]:
    """All of the agreement's interest goes: what was paid of it has paid the debt instead, as far as there is any."""
    last = next((one for one in mine if one.number == agreement.covers[-1].number), None)
    if last is None or not agreement.interest_minor:
        return {}
    unpaid = min(last.interest_minor, agreement.interest_minor)
    from_principal = min(agreement.interest_minor - unpaid, last.principal_minor)
    parts = (("interest", unpaid), ("principal", from_principal))
    kind = "agreement_interest_reversal"
    return {last.number: tuple(entry(last, kind, -minor, moment, part) for part, minor in parts if minor)}


def _without_meantime(invoice: Invoice, on: date) -> Invoice:
    """Interest that was carried and never booked is dropped; from now on it runs again."""
    first = invoice.interest_from or invoice.charged_from or invoice.due_on
    return replace(invoice, interest_carried=Decimal(invoice.interest_posted_minor), interest_from=max(first, on))


def _moved(invoice: Invoice, part: str, minor: int) -> Invoice:
    field = f"{part}_minor"
    return replace(invoice, **{field: getattr(invoice, field) + minor})


def _together(booked: list[Booked]) -> Moved:
    return Moved(tuple(one.invoice for one in booked), tuple(line for one in booked for line in one.entries))
