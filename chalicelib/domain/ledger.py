"""The ledger: every movement of an invoice as entries, and the invoice's balances beside them.

Each function takes the invoice as it was and gives it as it is, with the entries that explain the difference.
Entries are never changed or removed; what was wrong is answered by another entry.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Entry, Invoice
from chalicelib.domain.charges import (
    SETTLED,
    discount,
    exact_interest,
    is_past_grace,
    pending_fee,
    pending_interest,
)

WITHDRAWN = frozenset({"withdrawn", "written_off"})  # settled without money: nobody is asked for it again
PAYABLE = frozenset({"open", "partly_paid", "paying", "promised", "in_plan", "disputed"})


class Moment(msgspec.Struct, frozen=True):
    """When and why something is booked: local date, instant, the fact behind it (also the prefix of entry ids)."""

    on: date
    at: datetime
    cause: str
    reason: str = ""
    payment: str | None = None


class Booked(msgspec.Struct, frozen=True):
    """An invoice after a booking, its entries, and the money that was left over (minor units)."""

    invoice: Invoice
    entries: tuple[Entry, ...]
    left_minor: int = 0


def entry(invoice: Invoice, kind: str, amount_minor: int, moment: Moment, part: str = "principal") -> Entry:
    """One line. Its id repeats for the same cause, so the same fact can never be booked twice."""
    return Entry(
        id=f"{moment.cause}.{kind}.{part}",
        kind=kind,
        amount_minor=amount_minor,
        currency=invoice.currency,
        on=moment.on,
        at=moment.at,
        part=part,
        invoice=invoice.number,
        reason=moment.reason,
        payment=moment.payment,
    )


def issue(invoice: Invoice, opening_minor: int, moment: Moment) -> Booked:
    """A new invoice. ``opening_minor`` is what is still unpaid when we first see it; the rest was paid before."""
    entries = [entry(invoice, "issue", invoice.total_minor, moment)]
    if opening_minor < invoice.total_minor:
        entries.append(entry(invoice, "opening_payment", opening_minor - invoice.total_minor, moment))
    return Booked(settle_state(replace(invoice, principal_minor=opening_minor), moment.on), tuple(entries))


def crystallize(invoice: Invoice, as_of: date, moment: Moment) -> Booked:
    """Turn charges that have accrued by ``as_of`` into entries, and close the interest segment."""
    charged, fee_entries = charge_fee(invoice, as_of, moment)
    interest = pending_interest(charged, as_of)
    entries = [*fee_entries]
    if interest:
        entries.append(entry(charged, "interest", interest, moment, "interest"))
    start = charged.interest_from or charged.due_on
    return Booked(
        replace(
            charged,
            interest_minor=charged.interest_minor + interest,
            interest_posted_minor=charged.interest_posted_minor + interest,
            interest_carried=exact_interest(charged, as_of),
            interest_from=max(start, as_of),
        ),
        tuple(entries),
    )


def charge_fee(invoice: Invoice, as_of: date, moment: Moment) -> tuple[Invoice, list[Entry]]:
    """Book the late fee once: from then on it stands by itself, whatever happens to the principal."""
    fee = pending_fee(invoice, as_of)
    if not fee:
        return invoice, []
    booked = replace(invoice, fee_minor=invoice.fee_minor + fee, fee_charged=True)
    return booked, [entry(invoice, "fee", fee, moment, "fee")]


def pay(invoice: Invoice, amount_minor: int, as_of: date, moment: Moment, agreed_minor: int | None = None) -> Booked:
    """Apply cash: interest, then fee, then principal. The discount is given only when the payment settles it all.

    ``agreed_minor`` is a discount that was quoted for this payment, in place of the one that the invoice's terms give.
    """
    if amount_minor <= 0 or invoice.state not in PAYABLE:
        return Booked(invoice, (), amount_minor)
    saving = discount(invoice, as_of) if agreed_minor is None else min(agreed_minor, invoice.principal_minor)
    forgiven = forgive(invoice, amount_minor + saving, as_of, moment)
    now = crystallize(forgiven.invoice, as_of, moment)
    entries, current, left = [*forgiven.entries, *now.entries], now.invoice, amount_minor
    if saving and amount_minor + saving >= current.principal_minor + current.interest_minor + current.fee_minor:
        entries.append(entry(current, "discount", -saving, moment))
        current = replace(current, principal_minor=current.principal_minor - saving)
    for part, field in (("interest", "interest_minor"), ("fee", "fee_minor"), ("principal", "principal_minor")):
        taken = min(left, getattr(current, field))
        if taken:
            entries.append(entry(current, "payment", -taken, moment, part))
            current = replace(current, **{field: getattr(current, field) - taken})
            left -= taken
    return Booked(settle_state(current, moment.on), tuple(entries), left)


def forgive(invoice: Invoice, covered_minor: int, as_of: date, moment: Moment) -> Booked:
    """What was paid in time, and is heard of late, owes nothing that was charged since: it would have settled it.

    ``covered_minor`` is the payment with the discount that it earns.
    """
    in_time = not is_past_grace(invoice, as_of)
    if not in_time or covered_minor < invoice.principal_minor:
        return Booked(invoice, ())
    return Booked(replace(invoice, interest_minor=0, fee_minor=0), waivers(invoice, moment))


def waivers(invoice: Invoice, moment: Moment) -> tuple[Entry, ...]:
    """The lines that take booked charges off an invoice."""
    parts = (("interest", invoice.interest_minor), ("fee", invoice.fee_minor))
    return tuple(entry(invoice, "waiver", -amount, moment, part) for part, amount in parts if amount)


def set_principal(invoice: Invoice, principal_minor: int, kind: str, moment: Moment) -> Booked:
    """The business's own file says what is unpaid: book the difference straight on the principal."""
    difference = principal_minor - invoice.principal_minor
    if not difference:
        return Booked(invoice, ())
    now = crystallize(invoice, moment.on, moment)
    changed = replace(now.invoice, principal_minor=principal_minor)
    return Booked(settle_state(changed, moment.on), (*now.entries, entry(invoice, kind, difference, moment)))


def correct_total(invoice: Invoice, total_minor: int, moment: Moment) -> Booked:
    """A corrected total moves the principal by the same difference, never below nothing; its entry names both."""
    told = replace(moment, reason=f"total {invoice.total_minor} -> {total_minor}")
    difference = max(total_minor - invoice.total_minor, -invoice.principal_minor)
    now = crystallize(invoice, moment.on, moment)
    changed = replace(now.invoice, total_minor=total_minor, principal_minor=now.invoice.principal_minor + difference)
    return Booked(settle_state(changed, moment.on), (*now.entries, entry(invoice, "correction", difference, told)))


def close(invoice: Invoice, state: str, kind: str, moment: Moment) -> Booked:
    """Settled elsewhere, or withdrawn: nothing is owed any more. Booked charges are waived; open accrual is dropped."""
    principal = (entry(invoice, kind, -invoice.principal_minor, moment),) if invoice.principal_minor else ()
    closed = replace(
        invoice,
        state=state,
        principal_minor=0,
        interest_minor=0,
        fee_minor=0,
        settled_on=invoice.settled_on or moment.on,
    )
    return Booked(closed, (*principal, *waivers(invoice, moment)))


def reverse(invoice: Invoice, paid: Sequence[Entry], amount_minor: int, moment: Moment) -> Booked:
    """Give back what a payment did to this invoice: last applied first, at most ``amount_minor``.

    The discount goes too, for it was given because the payment settled the invoice. Interest runs again from the
    reversal, not from the payment: meanwhile the money was not the debtor's. What was withdrawn stays withdrawn.
    """
    entries, current, left = [], invoice, amount_minor
    for line in sorted(paid, key=lambda line: ("principal", "fee", "interest").index(line.part)):
        back = min(left, -line.amount_minor) if line.kind == "payment" else 0
        if line.kind == "discount" and amount_minor > 0:
            back_discount = -line.amount_minor
            entries.append(entry(current, "discount_reversal", back_discount, moment))
            current = replace(current, principal_minor=current.principal_minor + back_discount)
        if back:
            field = f"{line.part}_minor"
            entries.append(entry(current, "reversal", back, moment, line.part))
            current = replace(current, **{field: getattr(current, field) + back})
            left -= back
    if invoice.state in WITHDRAWN:
        closed = close(current, invoice.state, "withdrawal", moment)
        return Booked(closed.invoice, (*entries, *closed.entries), left)
    reopened = replace(current, state="open", interest_from=max(moment.on, current.due_on)) if entries else current
    return Booked(settle_state(reopened, moment.on), tuple(entries), left)


def settle_state(invoice: Invoice, on: date) -> Invoice:
    """The state that the balances speak of; what people agreed (promise, plan, dispute) stays while money is owed."""
    owed = invoice.principal_minor + invoice.interest_minor + invoice.fee_minor
    if not owed:
        return replace(invoice, state="paid", settled_on=invoice.settled_on or on)
    if invoice.state in {"open", "partly_paid"} or invoice.state in SETTLED:
        part = invoice.principal_minor < invoice.total_minor
        return replace(invoice, state="partly_paid" if part else "open", settled_on=None)
    return invoice


def owed_by_entries(entries: Iterable[Entry], number: str) -> int:
    """What the ledger says an invoice owes, without accrual: equals principal + fee + interest, always."""
    return sum(line.amount_minor for line in entries if line.invoice == number)
