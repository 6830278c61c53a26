"""The ledger: every movement of an invoice as entries, and the invoice's balances beside them.

Each function takes the invoice as it was and gives it as it is, with the entries that explain the difference.
Entries are never changed or removed; what was wrong is answered by another entry.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.charging.charge_lines import fee_lines, interest_lines, tax_lines
from chalicelib.domain.charging.charges import SETTLED, Pending, discount, is_past_grace, pending, saving_on
from chalicelib.domain.charging.interest import accrue, bears_interest
from chalicelib.domain.charging.late_rules import PARTS, ChargeLine
from chalicelib.domain.charging.rates import NO_RATES, Rates
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice

WITHDRAWN = frozenset({"withdrawn", "written_off"})  # settled without money: nobody is asked for it again
GIVEN_BACK = {"discount": "discount_reversal", "rounding": "rounding_reversal"}  # with the payment that earned it
PAYABLE = frozenset({"open", "partly_paid", "paying", "promised", "in_plan", "disputed"})


class Moment(msgspec.Struct, frozen=True):
    """When and why something is booked: local date, instant, the fact behind it (also the prefix of entry ids).

    ``rates``: the published series that were known then. ``by``: the person who decided it, where one did.
    ``cash_kind``: what the money that moves is called, where it is not a plain ``payment`` or ``refund``.
    """

    on: date
    at: datetime
    cause: str
    reason: str = ""
    payment: str | None = None
    rates: Rates = NO_RATES
    by: str = ""
    cash_kind: str = ""


class Booked(msgspec.Struct, frozen=True):
    """An invoice after a booking, its entries, and the money that was left over (minor units)."""

    invoice: Invoice
    entries: tuple[Entry, ...]
    left_minor: int = 0


def entry(
    invoice: Invoice,
    kind: str,
    amount_minor: int,
    moment: Moment,
    part: str = "principal",
    lines: tuple[ChargeLine, ...] = (),
) -> Entry:
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
        lines=lines,
        by=moment.by,
    )


def issue(invoice: Invoice, opening_minor: int, moment: Moment) -> Booked:
    """A new invoice. ``opening_minor`` is what is still unpaid when we first see it; the rest was paid before."""
    entries = [entry(invoice, "issue", invoice.total_minor, moment)]
    if opening_minor < invoice.total_minor:
        entries.append(entry(invoice, "opening_payment", opening_minor - invoice.total_minor, moment))
    return Booked(settle_state(replace(invoice, principal_minor=opening_minor), moment.on), tuple(entries))


def crystallize(invoice: Invoice, as_of: date, moment: Moment) -> Booked:
    """Turn charges that have accrued by ``as_of`` into entries, and close the interest segment."""
    due = pending(invoice, as_of, moment.rates)
    charged, entries = _book_fees(invoice, due, as_of, moment)
    if due.interest:
        lines = interest_lines(invoice, as_of, moment.rates)
        entries.append(entry(charged, "interest", due.interest, moment, "interest", lines))
    if due.tax:
        entries.append(entry(charged, "tax", due.tax, moment, "tax", tax_lines(invoice, due.interest)))
    return Booked(_closed_segment(charged, due, as_of, moment.rates), tuple(entries))


def charge_fee(invoice: Invoice, as_of: date, moment: Moment) -> tuple[Invoice, list[Entry]]:
    """Book the fees that are due, once: from then on they stand by themselves, whatever happens to the principal."""
    terms = invoice.terms
    late = not invoice.fee_charged and (terms.flat_minor or terms.percent)
    if not late and (terms.rules.collection_fee is None or invoice.collection_charged):
        return invoice, []
    return _book_fees(invoice, pending(invoice, as_of, moment.rates), as_of, moment)


def _book_fees(invoice: Invoice, due: Pending, as_of: date, moment: Moment) -> tuple[Invoice, list[Entry]]:
    booked = replace(
        invoice,
        fee_minor=invoice.fee_minor + due.fee + due.collection_fee,
        fee_posted_minor=invoice.fee_posted_minor + due.fee + due.collection_fee,
        fee_charged=invoice.fee_charged or due.fee > 0,
        collection_charged=invoice.collection_charged or due.collection_fee > 0,
    )
    told = fee_lines(invoice, as_of, moment.rates)
    return booked, [
        entry(invoice, kind, amount, moment, "fee", tuple(one for one in told if (one.kind == kind) == is_collection))
        for kind, amount, is_collection in (("fee", due.fee, False), ("collection_fee", due.collection_fee, True))
        if amount
    ]


def _closed_segment(invoice: Invoice, due: Pending, as_of: date, rates: Rates) -> Invoice:
    """Interest so far is carried exactly; the next segment begins on ``as_of``."""
    start = invoice.interest_from or invoice.charged_from or invoice.due_on
    closed = replace(
        invoice,
        interest_minor=invoice.interest_minor + due.interest,
        interest_posted_minor=invoice.interest_posted_minor + due.interest,
        tax_minor=invoice.tax_minor + due.tax,
        tax_posted_minor=invoice.tax_posted_minor + due.tax,
        interest_from=max(start, as_of),
    )
    if invoice.state in SETTLED or not bears_interest(invoice):
        return closed
    so_far = accrue(invoice, as_of, rates)
    return replace(closed, interest_carried=so_far.exact, interest_capitalized=so_far.capitalized)


def pay(invoice: Invoice, amount_minor: int, as_of: date, moment: Moment, agreed_minor: int | None = None) -> Booked:
    """Apply cash in the agreed order: interest, its tax, fees, then principal, unless the terms say otherwise. The
    discount is given only when the payment settles it all.

    ``agreed_minor`` is a discount that was quoted for this payment, in place of the one that the invoice's terms give.
    """
    if amount_minor <= 0 or invoice.state not in PAYABLE:
        return Booked(invoice, (), amount_minor)
    saving = discount(invoice, as_of) if agreed_minor is None else min(agreed_minor, invoice.principal_minor)
    forgiven = forgive(invoice, amount_minor + saving, as_of, moment)
    now = crystallize(forgiven.invoice, as_of, moment)
    entries, current, left = [*forgiven.entries, *now.entries], now.invoice, amount_minor
    if saving and amount_minor + saving + invoice.terms.rounding_minor >= owed(current):
        entries.append(entry(current, "discount", -saving, told_as_note(invoice, as_of, moment)))
        current = replace(current, principal_minor=current.principal_minor - saving)
    for part in allocation(invoice):
        field = f"{part}_minor"
        taken = min(left, getattr(current, field))
        if taken:
            entries.append(entry(current, moment.cash_kind or "payment", -taken, moment, part))
            current = replace(current, **{field: getattr(current, field) - taken})
            left -= taken
    current = replace(current, check_fee_minor=min(current.check_fee_minor, current.fee_minor))
    if left < amount_minor and 0 < owed(current) <= invoice.terms.rounding_minor:
        current, off = round_off(current, moment)
        entries += off
    return Booked(settle_state(current, moment.on), tuple(entries), left)


def round_off(invoice: Invoice, moment: Moment) -> tuple[Invoice, tuple[Entry, ...]]:
    """What a payment left is less than anybody can or need pay: it is taken off, and its entries say so."""
    owing = [(part, getattr(invoice, f"{part}_minor")) for part in PARTS if getattr(invoice, f"{part}_minor")]
    rounded = replace(invoice, **{f"{part}_minor": 0 for part, _ in owing})
    return rounded, tuple(entry(invoice, "rounding", -amount, moment, part) for part, amount in owing)


def told_as_note(invoice: Invoice, as_of: date, moment: Moment) -> Moment:
    """Where tax law wants it, a discount is a credit note, and its entry says so."""
    saving = saving_on(invoice, as_of)
    noted = saving.noted if saving else invoice.terms.discount_note
    return replace(moment, reason="credit_note") if noted else moment


def forgive(invoice: Invoice, covered_minor: int, as_of: date, moment: Moment) -> Booked:
    """What was paid in time, and is heard of late, owes nothing that was charged since: it would have settled it.

    ``covered_minor`` is the payment with the discount that it earns.
    """
    in_time = not (invoice.plan or is_past_grace(invoice, as_of))
    if not in_time or covered_minor < invoice.principal_minor:
        return Booked(invoice, ())
    kept = min(invoice.fee_minor, invoice.check_fee_minor)  # its own doing, not the delay's
    late = waivers(replace(invoice, fee_minor=invoice.fee_minor - kept), moment)
    return Booked(replace(invoice, interest_minor=0, tax_minor=0, fee_minor=kept), late)


def waivers(invoice: Invoice, moment: Moment) -> tuple[Entry, ...]:
    """The lines that take booked charges off an invoice."""
    parts = (("interest", invoice.interest_minor), ("tax", invoice.tax_minor), ("fee", invoice.fee_minor))
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
        tax_minor=0,
        fee_minor=0,
        settled_on=invoice.settled_on or moment.on,
    )
    return Booked(closed, (*principal, *waivers(invoice, moment)))


def reverse(invoice: Invoice, paid: Sequence[Entry], amount_minor: int, moment: Moment) -> Booked:
    """Give back what a payment did to this invoice: last applied first, at most ``amount_minor``.

    The discount and the rounding go too, for they were given because the payment settled the invoice. Interest runs
    again from now, not from the payment: meanwhile the money was not the debtor's. What was withdrawn stays so.
    """
    entries, current, left = [], invoice, amount_minor
    for line in sorted(paid, key=lambda line: allocation(invoice).index(line.part), reverse=True):
        kind = GIVEN_BACK.get(line.kind, moment.cash_kind or "refund")
        back = -line.amount_minor if line.kind in GIVEN_BACK else min(left, -line.amount_minor)
        if back > 0 < amount_minor:
            field = f"{line.part}_minor"
            entries.append(entry(current, kind, back, moment, line.part))
            current = replace(current, **{field: getattr(current, field) + back})
            left -= 0 if line.kind in GIVEN_BACK else back
    if invoice.state in WITHDRAWN:
        closed = close(current, invoice.state, "withdrawal", moment)
        return Booked(closed.invoice, (*entries, *closed.entries), left)
    reopened = replace(current, state="open", interest_from=max(moment.on, current.due_on)) if entries else current
    return Booked(settle_state(reopened, moment.on), tuple(entries), left)


def settle_state(invoice: Invoice, on: date) -> Invoice:
    """The state that the balances speak of; what people agreed (promise, plan, dispute) stays while money is owed."""
    if not owed(invoice):
        return replace(invoice, state="paid", settled_on=invoice.settled_on or on)
    if invoice.state in {"open", "partly_paid"} or invoice.state in SETTLED:
        part = invoice.principal_minor < invoice.total_minor
        return replace(invoice, state="partly_paid" if part else "open", settled_on=None)
    return invoice


def owed(invoice: Invoice) -> int:
    """What is booked and unpaid, without accrual."""
    return invoice.principal_minor + invoice.interest_minor + invoice.tax_minor + invoice.fee_minor


def allocation(invoice: Invoice) -> tuple[str, ...]:
    """The parts of a debt in the order in which money goes to them."""
    return invoice.terms.rules.allocation or PARTS


def owed_by_entries(entries: Iterable[Entry], number: str) -> int:
    """What the ledger says an invoice owes, without accrual: equals what is ``owed``, always."""
    return sum(line.amount_minor for line in entries if line.invoice == number)
