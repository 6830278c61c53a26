"""Money in the debtor's favor: used for what they owe when somebody asks for it, or handed back. Pure."""

from collections.abc import Iterable

from msgspec.structs import replace

from chalicelib.domain.books.cash import CREDIT_PAYS, Applied, keep_unapplied, use_unapplied
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import Invoice

MOST_PAID = 30  # invoices at once, within one transaction


def use_credit(debtor: Debtor, invoices: Iterable[Invoice], moment: Moment) -> Applied:
    """Pay the oldest due first. Raises Refusal when there is nothing to use, or nothing to use it for."""
    owing = oldest_first(one for one in invoices if one.state in CREDIT_PAYS)
    spent = use_unapplied(debtor, owing[:MOST_PAID], moment)
    if not spent.entries:
        raise Refusal("no_credit_to_use")
    return spent


def hand_back(debtor: Debtor, currency: str, amount_minor: int, how: str, moment: Moment) -> tuple[Debtor, Entry]:
    """Money in favor goes back to the debtor, by whom and why; ``how`` names the way and its reference.

    Raises Refusal: nothing, or more than there is, or nobody said why.
    """
    if not moment.by.strip() or not moment.reason.strip():
        raise Refusal("reason_required", field="reason")
    if amount_minor <= 0:
        raise Refusal("bad_amount", field="amount_minor")
    there = debtor.unapplied.get(currency, 0)
    if there <= 0:
        raise Refusal("no_credit_to_use", field="currency")
    if amount_minor > there:
        raise Refusal("refund_above_credit", field="amount_minor", minor=there, currency=currency)
    after, entry = keep_unapplied(debtor, currency, -amount_minor, moment, "refund")
    return after, replace(entry, reference=how)
