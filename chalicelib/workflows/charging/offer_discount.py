"""The business offers a discount for paying by a day: on one invoice, or on every open one of a debtor."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.ledger import Booked, Moment
from chalicelib.domain.business import Business
from chalicelib.domain.charging import discounts
from chalicelib.domain.charging.frozen_terms import is_noted
from chalicelib.domain.errors import Fault, Faulty, NotFound, Refusal
from chalicelib.domain.fields import Fields
from chalicelib.domain.invoice import DiscountOffer, Invoice
from chalicelib.store import accounts
from chalicelib.workflows.charging.decide_for_person import Asked, carry_out

OFFERED_ON = frozenset({"open", "partly_paid", "promised", "in_plan"})


class Offered(msgspec.Struct, frozen=True):
    """A share of what is unpaid (a fraction) or an amount, for paying by ``until``, inclusive; why it is offered."""

    until: date
    reason: str
    percent: Decimal | None = None
    amount_minor: int = 0


def read_offer(raw: Any) -> Offered:
    """The body of an offer. Raises Faulty with every fault."""
    faults: list[Fault] = []
    body = Fields(raw, "", faults)
    by_amount = body.get("amount_minor") is not None
    percent = body.decimal("percent", compulsory=not by_amount)
    if percent and by_amount:
        body.fault("amount_minor", "one_of_two", other="percent")
    amount, reason, text = body.whole("amount_minor", 0), body.text("reason", most=300), body.text("until")
    body.close()
    try:
        until = date.fromisoformat(text) if text else date.max
    except ValueError:
        until = date.max
        body.fault("until", "bad_date", value=text)
    if faults:
        raise Faulty(faults)
    return Offered(until, reason, percent, amount)


def offer_discount(business: Business, asked: Asked, offered: Offered, now: datetime) -> str:
    """Returns the decision's name, by which the offer is taken back. Raises NotFound, Refusal."""

    def decide(_: Account, invoice: Invoice, moment: Moment) -> Booked:
        if invoice.state not in OFFERED_ON:
            raise Refusal("payment_in_progress" if invoice.state == "paying" else "already_paid", field="invoice")
        made = DiscountOffer(
            id=moment.cause,
            until=offered.until,
            percent=offered.percent,
            amount_minor=offered.amount_minor,
            noted=is_noted(business.country),
            by=moment.by,
            reason=moment.reason,
            on=moment.on,
        )
        return Booked(discounts.offer(invoice, made, moment.on), ())

    return carry_out(asked, "discount", decide, now)


def offer_on_all(business: Business, asked: Asked, offered: Offered, now: datetime) -> dict[str, Any]:
    """The same offer on every open invoice, each by itself: ``left_out`` tells where it makes no sense, and why.

    An amount holds in the business's own currency. Raises NotFound.
    """
    account = accounts.load(business.id, asked.debtor)
    if account is None:
        raise NotFound("not_found")
    made, left_out = dict[str, str](), dict[str, str]()
    for invoice in account.invoices:
        if offered.amount_minor and invoice.currency != business.currency:
            left_out[invoice.number] = "currency_not_owed"
            continue
        try:
            made[invoice.number] = offer_discount(business, _of(asked, invoice.number), offered, now)
        except Refusal as refusal:
            left_out[invoice.number] = refusal.code
    return {"decisions": made, "left_out": left_out}


def _of(asked: Asked, number: str) -> Asked:
    """The same request for one of its invoices: asked again, it is the same decision."""
    name = hashlib.sha256(number.encode()).hexdigest()[:10]
    return replace(asked, invoice=number, request=f"{asked.request}-{name}")
