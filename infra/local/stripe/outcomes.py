"""What can happen to a payment, and which events tell of it.

An outcome may come before those that lead to it: what must have happened before happens silently, so that webhooks out
of order can be played. An outcome that already happened changes nothing; its events are sent again by the caller.
"""

from collections.abc import Callable
from dataclasses import replace

from infra.local.stripe import payment as flow
from infra.local.stripe.payment import Payment
from infra.local.stripe.records import Object

Event = tuple[str, Object]
Happened = tuple[Payment, list[Event], list[Object]]  # the payment after, what to tell, other objects to keep


class NotPossible(Exception):
    """This cannot happen to that payment; ``args[0]`` says why."""


def _paid(payment: Payment, now: int, amount: int | None) -> Happened:
    after = flow.settle(payment, now, amount)
    return after, [("checkout.session.completed", after.session)], []


def _processing(payment: Payment, now: int, amount: int | None) -> Happened:
    after = payment if payment.paid else flow.submit(payment, now)
    as_it_was = after.session | {"payment_status": "unpaid"}
    return after, [("checkout.session.completed", as_it_was)], []


def _bank_transfer(payment: Payment, now: int, amount: int | None) -> Happened:
    if "customer_balance" not in payment.session["payment_method_types"]:
        raise NotPossible("not_offered")
    if payment.session["status"] != "open":
        raise NotPossible("not_open")
    after = flow.await_transfer(payment, now)
    return after, [("checkout.session.completed", after.session)], []


def _succeeded_later(payment: Payment, now: int, amount: int | None) -> Happened:
    after = flow.settle(payment, now, amount)
    return after, [("checkout.session.async_payment_succeeded", after.session)], []


def _failed(payment: Payment, now: int, amount: int | None) -> Happened:
    if payment.paid:
        raise NotPossible("already_paid")
    submitted = flow.submit(payment, now)
    after = flow.refuse(submitted, now, "payment_intent_payment_attempt_failed")
    told: list[Event] = []
    if payment.session["status"] == "open":
        told.append(("checkout.session.completed", submitted.session))
    told.append(("payment_intent.payment_failed", after.intent or {}))
    told.append(("checkout.session.async_payment_failed", after.session))
    return after, told, []


def _declined(payment: Payment, now: int, amount: int | None) -> Happened:
    if payment.session["status"] != "open":
        raise NotPossible("not_open")
    after = flow.refuse(payment, now, "card_declined")
    return after, [("payment_intent.payment_failed", after.intent or {})], []


def _expired(payment: Payment, now: int, amount: int | None) -> Happened:
    if payment.session["status"] == "complete":
        raise NotPossible("already_complete")
    after = replace(payment, session=payment.session | {"status": "expired", "url": None})
    return after, [("checkout.session.expired", after.session)], []


def _refunded(payment: Payment, now: int, amount: int | None) -> Happened:
    settled = flow.settle(payment, now)
    try:
        after, given = flow.refund(settled, now, amount)
    except ValueError as error:
        raise NotPossible(str(error).replace(" ", "_")) from None
    return after, [("charge.refunded", after.charge or {})], [given]


def _refund_failed(payment: Payment, now: int, amount: int | None) -> Happened:
    try:
        after, failed = flow.fail_refund(payment, now, amount)
    except ValueError as error:
        raise NotPossible(str(error).replace(" ", "_")) from None
    return after, [("refund.failed", failed)], [failed]


def _disputed(payment: Payment, now: int, amount: int | None) -> Happened:
    after = flow.dispute(flow.settle(payment, now), now, amount)
    return after, [("charge.dispute.created", after.dispute or {})], []


def _dispute_closed(status: str) -> "Outcome":
    def close(payment: Payment, now: int, amount: int | None) -> Happened:
        after = flow.close_dispute(flow.dispute(flow.settle(payment, now), now, amount), status)
        return after, [("charge.dispute.closed", after.dispute or {})], []

    return close


Outcome = Callable[[Payment, int, int | None], Happened]

OUTCOMES: dict[str, Outcome] = {
    "paid": _paid,
    "processing": _processing,
    "bank_transfer": _bank_transfer,
    "succeeded_later": _succeeded_later,
    "failed": _failed,
    "expired": _expired,
    "refunded": _refunded,
    "refund_failed": _refund_failed,
    "disputed": _disputed,
    "dispute_won": _dispute_closed("won"),
    "dispute_lost": _dispute_closed("lost"),
}
PAYER_ONLY: dict[str, Outcome] = {"declined": _declined}


def repeats(payment: Payment, outcome: str, amount: int | None) -> bool:
    """Whether asking for this outcome once more is a repetition: the same events are due again, nothing happens."""
    if outcome == "refunded":
        return amount is None and bool(payment.charge and payment.charge["refunded"])
    return outcome != "declined"
