"""What a check that the bank did not pay costs: once, an entry of its own, and only as the terms agreed. Pure."""

from collections.abc import Iterable

from msgspec.structs import replace

from chalicelib.domain.books.ledger import Booked, Moment, entry
from chalicelib.domain.by_hand.paper_check import PaperCheck
from chalicelib.domain.charging.charges import SETTLED, room_for_charges
from chalicelib.domain.charging.late_rules import BouncedCheckFee
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import half_up


def fee_of(fee: BouncedCheckFee, check_minor: int) -> int:
    """Minor units: fixed and share together, the share rounded once, half up, and no more than the most."""
    amount = fee.flat_minor + (half_up(check_minor * fee.percent) if fee.percent else 0)
    return min(amount, fee.most_minor) if fee.most_minor else amount


def charge_bounced(check: PaperCheck, invoices: Iterable[Invoice], moment: Moment) -> Booked | None:
    """Charge it to the oldest invoice that the check covered and whose terms have such a fee; None where none has.

    A check costs that once, however often the bank refuses it, and never more than the terms let all charges come to.
    """
    if check.fee_minor:
        return None
    for invoice in sorted(invoices, key=lambda one: (one.due_on, one.number)):
        amount = _amount(check, invoice)
        if amount > 0:
            charged = replace(
                invoice,
                fee_minor=invoice.fee_minor + amount,
                fee_posted_minor=invoice.fee_posted_minor + amount,
                check_fee_minor=invoice.check_fee_minor + amount,
            )
            return Booked(charged, (entry(invoice, "bounced_check_fee", amount, moment, "fee"),))
    return None


def _amount(check: PaperCheck, invoice: Invoice) -> int:
    terms = invoice.terms
    agreed = terms.bounced_check if terms.accepted else None
    if agreed is None or invoice.currency != check.currency or invoice.state in SETTLED:
        return 0
    room = room_for_charges(invoice)
    amount = fee_of(agreed, check.amount_minor)
    return amount if room is None else min(amount, room)
