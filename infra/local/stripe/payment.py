"""A payment as the double sees it: the session and what grew from it. Pure: each change returns a new ``Payment``."""

from dataclasses import dataclass, replace

from infra.local.stripe.records import Object, new_id


@dataclass(frozen=True)
class Payment:
    """``intent``, ``charge``, ``dispute`` are None until they exist. Amounts in minor units, times in Unix seconds."""

    session: Object
    draft: Object
    intent: Object | None = None
    charge: Object | None = None
    dispute: Object | None = None

    @property
    def paid(self) -> bool:
        return bool(self.session["payment_status"] == "paid")


def begin(payment: Payment, status: str, now: int, amount: int | None = None) -> tuple[Object, Object]:
    """Session and intent in ``status``; ``amount``, where it differs from the session's, becomes the total."""
    session = payment.session
    if amount is not None:
        session = session | {"amount_total": amount, "amount_subtotal": amount}
    intent = (payment.intent or _new_intent(payment, now)) | {"amount": session["amount_total"], "status": status}
    return session | {"payment_intent": intent["id"]}, intent


def submit(payment: Payment, now: int) -> Payment:
    """The payer chose a method that answers later (OXXO, boleto): complete, and not paid."""
    session, intent = begin(payment, "processing", now)
    return replace(payment, session=session | {"status": "complete", "payment_status": "unpaid"}, intent=intent)


def await_transfer(payment: Payment, now: int) -> Payment:
    """The payer chose a bank transfer: complete, not paid, and the page tells where to send how much."""
    session, intent = begin(payment, "requires_action", now)
    intent |= {"next_action": instructions(intent["currency"], intent["amount"])}
    return replace(payment, session=session | {"status": "complete", "payment_status": "unpaid"}, intent=intent)


def instructions(currency: str, remaining: int) -> Object:
    spei = {"bank_code": "646", "bank_name": "STP", "clabe": "646180999900000015"}
    told = {
        "amount_remaining": remaining,
        "currency": currency,
        "financial_addresses": [{"type": "spei", "supported_networks": ["spei"], "spei": spei}],
        "hosted_instructions_url": None,
        "reference": "7845120",
        "type": "mx_bank_transfer",
    }
    return {"type": "display_bank_transfer_instructions", "display_bank_transfer_instructions": told}


def settle(payment: Payment, now: int, amount: int | None = None) -> Payment:
    """The money arrived. A payment that is already paid stays as it is."""
    if payment.paid:
        return payment
    session, intent = begin(payment, "succeeded", now, amount)
    charge = _new_charge(session, intent, now)
    intent |= {"amount_received": charge["amount"], "latest_charge": charge["id"]}
    session |= {"status": "complete", "payment_status": "paid"}
    return replace(payment, session=session, intent=intent, charge=charge)


def refuse(payment: Payment, now: int, code: str) -> Payment:
    """The bank said no. The session stays as it was: an open one may be tried again."""
    session, intent = begin(payment, "requires_payment_method", now)
    error = {"type": "card_error", **_named(code), "message": "The payment was declined."}
    return replace(payment, session=session, intent=intent | {"last_payment_error": error})


def _named(code: str) -> Object:
    """Stripe's own codes, or a bank's reason under the one of them that covers it."""
    own = {"card_declined", "authentication_required", "expired_card", "payment_intent_payment_attempt_failed"}
    if code in own - {"card_declined"}:
        return (
            {"code": code, "decline_code": code} if code != "payment_intent_payment_attempt_failed" else {"code": code}
        )
    return {"code": "card_declined", "decline_code": "generic_decline" if code == "card_declined" else code}


def refund(payment: Payment, now: int, amount: int | None = None) -> tuple[Payment, Object]:
    """Money given back: ``amount``, or all that is left. ValueError when that is nothing or more than was paid."""
    charge = payment.charge
    if charge is None:
        raise ValueError("nothing was paid")
    left = charge["amount"] - charge["amount_refunded"]
    back = left if amount is None else amount
    if not 0 < back <= left:
        raise ValueError("more than was paid")
    given = charge["amount_refunded"] + back
    after = charge | {"amount_refunded": given, "refunded": given == charge["amount"]}
    return replace(payment, charge=after), _new_refund(charge, back, now)


def fail_refund(payment: Payment, now: int, amount: int | None = None) -> tuple[Payment, Object]:
    """The payer's bank did not take a refund of ``amount``, or of all that was refunded: it is given back no more.

    ValueError when that is nothing, or more than was refunded.
    """
    charge = payment.charge
    given = charge["amount_refunded"] if charge else 0
    back = given if amount is None else amount
    if charge is None or not 0 < back <= given:
        raise ValueError("more than was refunded")
    after = charge | {"amount_refunded": given - back, "refunded": False}
    failed = _new_refund(charge, back, now) | {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    return replace(payment, charge=after), failed


def dispute(payment: Payment, now: int, amount: int | None = None) -> Payment:
    """The payer's bank took the money back for as long as the dispute lasts."""
    if payment.dispute or payment.charge is None:
        return payment
    opened = _new_dispute(payment.charge, amount, now)
    return replace(payment, dispute=opened, charge=payment.charge | {"disputed": True})


def close_dispute(payment: Payment, status: str) -> Payment:
    return replace(payment, dispute=(payment.dispute or {}) | {"status": status})


def _new_intent(payment: Payment, now: int) -> Object:
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": payment.session["amount_total"],
        "amount_received": 0,
        "capture_method": "automatic_async",
        "created": now,
        "currency": payment.session["currency"],
        "customer": payment.draft.get("customer"),
        "description": payment.draft.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": payment.draft["metadata"],
        "next_action": None,
        "payment_method_types": payment.session["payment_method_types"],
        "status": "requires_payment_method",
    }


def _new_charge(session: Object, intent: Object, now: int) -> Object:
    email = session["customer_email"]
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": session["amount_total"],
        "amount_captured": session["amount_total"],
        "amount_refunded": 0,
        "billing_details": {"address": None, "email": email, "name": None, "phone": None, "tax_id": None},
        "captured": True,
        "created": now,
        "currency": session["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": intent["metadata"],
        "paid": True,
        "payment_intent": intent["id"],
        "refunded": False,
        "status": "succeeded",
    }


def _new_refund(charge: Object, amount: int, now: int) -> Object:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": None,
        "status": "succeeded",
    }


def _new_dispute(charge: Object, amount: int | None, now: int) -> Object:
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": charge["amount"] if amount is None else amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + 7 * 86400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": "fraudulent",
        "status": "needs_response",
    }
