"""A business tries its ladder out: every message goes to itself. Afterwards it is as if nothing had been said. Pure."""

from msgspec.structs import replace

from chalicelib.domain.debtor import Debtor
from chalicelib.domain.invoice import Invoice

ESCALATED = "#escalated"  # in a step's place: no step may be called so


def forget_rehearsal(debtor: Debtor, invoices: dict[str, Invoice]) -> tuple[Debtor, dict[str, Invoice]]:
    """The account with the steps that only the business has read open again, and its contact caps free of them."""
    had: dict[str, set[str]] = {}
    for number, step in debtor.rehearsed:
        had.setdefault(number, set()).add(step)
    open_again = {number: _without(invoice, had.get(number, set())) for number, invoice in invoices.items()}
    reached = tuple(one for one in debtor.reached if not one.rehearsed)
    return replace(debtor, rehearsed=(), reached=reached), open_again


def _without(invoice: Invoice, steps: set[str]) -> Invoice:
    kept = tuple(step for step in invoice.steps if step not in steps)
    return replace(invoice, steps=kept, escalated=invoice.escalated and ESCALATED not in steps)
