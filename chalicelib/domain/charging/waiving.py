"""What a person decides about a debt: to waive charges, to write an invoice off, and to take such a decision back.

Every entry names who and why. Pure.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from chalicelib.domain.books.ledger import Booked, Moment, close, crystallize, entry, settle_state
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import half_up

CHARGES = ("interest", "tax", "fee")
WRITTEN_OFF = "written_off"
REVERSED = {"waiver": "waiver_reversal", "write_off": "write_off_reversal"}


def waive(invoice: Invoice, part: str, amount_minor: int | None, moment: Moment) -> Booked:
    """Take charges off, as of ``moment.on``: those that accrued are booked first, so that the ledger tells both.

    ``part``: interest (with its tax), fee, or charges for all of them; ``amount_minor`` None: the whole of it. Raises
    Refusal when less than that is charged.
    """
    _attributed(moment)
    if invoice.state in SETTLED:
        raise Refusal("already_paid", field="invoice")
    booked = crystallize(invoice, moment.on, moment)
    shares = _shares(booked.invoice, part, amount_minor)
    current = booked.invoice
    for name, amount in shares.items():
        current = replace(current, **{f"{name}_minor": getattr(current, f"{name}_minor") - amount})
    waivers = tuple(entry(invoice, "waiver", -amount, moment, name) for name, amount in shares.items())
    return Booked(settle_state(current, moment.on), (*booked.entries, *waivers))


def write_off(invoice: Invoice, moment: Moment) -> Booked:
    """Give the debt up: nothing is asked for any more. What has only accrued is dropped, as on any closing."""
    _attributed(moment)
    if invoice.state in SETTLED:
        raise Refusal("already_paid", field="invoice")
    return close(invoice, WRITTEN_OFF, "write_off", moment)


def take_decision_back(invoice: Invoice, entries: Sequence[Entry], cause: str, moment: Moment) -> Booked:
    """Undo what ``waive`` or ``write_off`` booked under ``cause``: the debt is owed again, and interest runs from now.

    ``entries``: the invoice's ledger. Raises Refusal when there is nothing of that cause, or it was undone before.
    """
    _attributed(moment)
    mine = [line for line in entries if line.kind in REVERSED and line.id == f"{cause}.{line.kind}.{line.part}"]
    undone = any(line.kind in REVERSED.values() and line.reference == cause for line in entries)
    if not mine or undone or (invoice.state in SETTLED and invoice.state not in {WRITTEN_OFF, "paid"}):
        raise Refusal("nothing_to_reverse", field="decision")
    current, back = invoice, list[Entry]()
    for line in mine:
        field = f"{line.part}_minor"
        current = replace(current, **{field: getattr(current, field) - line.amount_minor})
        undoing = entry(invoice, REVERSED[line.kind], -line.amount_minor, moment, line.part)
        back.append(replace(undoing, reference=cause))
    if invoice.state in SETTLED:
        current = replace(current, state="open", interest_from=max(moment.on, current.due_on))
    return Booked(settle_state(current, moment.on), tuple(back))


def _shares(invoice: Invoice, part: str, amount_minor: int | None) -> dict[str, int]:
    """What is taken from each part; interest takes its share of tax along."""
    if part not in {"interest", "fee", "charges"}:
        raise Refusal("nothing_to_waive", field="part")
    owed = {name: getattr(invoice, f"{name}_minor") for name in CHARGES}
    mine = {name: owed[name] for name in CHARGES if part in {"charges", name}}
    left = sum(mine.values()) if amount_minor is None else amount_minor
    if left <= 0 or left > sum(mine.values()):
        raise Refusal("nothing_to_waive", field="amount_minor")
    shares = {}
    for name, amount in mine.items():
        shares[name] = min(left, amount)
        left -= shares[name]
    if part == "interest":
        shares["tax"] = half_up(shares["interest"] * (invoice.terms.rules.tax_percent or 0)) if owed["tax"] else 0
        shares["tax"] = min(shares["tax"], owed["tax"])
    return {name: amount for name, amount in shares.items() if amount}


def _attributed(moment: Moment) -> None:
    if not moment.by.strip() or not moment.reason.strip():
        raise Refusal("reason_required", field="reason")
