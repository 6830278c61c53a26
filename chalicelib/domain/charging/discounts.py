"""What paying in time saves: what was frozen with the invoice, or a better offer that a person or a file made since."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import DiscountOffer, Invoice
from chalicelib.domain.money import half_up

LONGEST = timedelta(days=366)
_MOST_OFFERS = 8  # of one invoice, those that are over left out


class Saving(msgspec.Struct, frozen=True):
    """``minor`` units off, up to the day ``until``, inclusive; ``noted``: its entry is a credit note."""

    minor: int
    until: date
    noted: bool
    percent: Decimal | None = None


def best_saving(invoice: Invoice, as_of: date) -> Saving | None:
    """What paying an open invoice in full on ``as_of`` saves: the best of all that holds on that day, never their sum.

    What would leave nothing to pay is no discount.
    """
    holding = (one for one in _savings(invoice) if as_of <= one.until and 0 < one.minor < invoice.principal_minor)
    return max(holding, key=lambda one: (one.minor, one.until), default=None)


def offer(invoice: Invoice, made: DiscountOffer, today: date) -> Invoice:
    """The invoice with one more offer. What was agreed before still stands, so that nobody is ever worse off.

    Raises Refusal: it is over before it begins, lasts longer than a year, or leaves nothing to pay.
    """
    if not made.by.strip() or not made.reason.strip():
        raise Refusal("reason_required", field="reason")
    if not today <= made.until <= today + LONGEST:
        raise Refusal("discount_day", field="until")
    if not 0 < _minor(invoice, made.percent, made.amount_minor) < invoice.principal_minor:
        raise Refusal("discount_amount", field="amount_minor" if made.amount_minor else "percent")
    return with_offer(invoice, made, today)


def with_offer(invoice: Invoice, made: DiscountOffer, today: date) -> Invoice:
    held = [one for one in invoice.offers if one.until >= today and one.id != made.id]
    if len(held) == _MOST_OFFERS:
        raise Refusal("too_many", field="until")
    return replace(invoice, offers=(*held, made))


def without_offer(invoice: Invoice, name: str, attempts: Sequence[Attempt]) -> Invoice:
    """Take an offer back. Not while somebody is paying by it: what was quoted is kept. Raises Refusal."""
    left = tuple(one for one in invoice.offers if one.id != name)
    if left == invoice.offers:
        raise Refusal("nothing_to_reverse", field="decision")
    if any(line.invoice == invoice.number for one in attempts for line in one.lines):
        raise Refusal("payment_in_progress", field="decision")
    return replace(invoice, offers=left)


def told_by_file(invoice: Invoice, told: DiscountOffer | None, today: date) -> Invoice:
    """A later file names a discount: it counts where it is better than what holds already."""
    if told is None or told.until < today:
        return invoice
    known = any(_alike(one, told) for one in invoice.offers)
    frozen = best_saving(replace(invoice, offers=()), told.until)
    better = _minor(invoice, told.percent, told.amount_minor) > (frozen.minor if frozen else 0)
    return with_offer(invoice, told, today) if better and not known else invoice


def _alike(one: DiscountOffer, other: DiscountOffer) -> bool:
    return (one.percent, one.amount_minor, one.until) == (other.percent, other.amount_minor, other.until)


def _savings(invoice: Invoice) -> Iterator[Saving]:
    terms = invoice.terms
    if terms.discount_until:
        minor = _minor(invoice, terms.discount_percent, terms.discount_minor)
        yield Saving(minor, terms.discount_until, terms.discount_note, terms.discount_percent)
    for one in invoice.offers:
        yield Saving(_minor(invoice, one.percent, one.amount_minor), one.until, one.noted, one.percent)


def _minor(invoice: Invoice, percent: Decimal | None, amount_minor: int) -> int:
    return amount_minor + half_up(invoice.principal_minor * (percent or Decimal(0)))
