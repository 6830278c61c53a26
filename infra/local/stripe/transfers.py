"""Bank transfers into a customer's cash balance: dealt out to what waits for them, oldest first, the rest stays there.

Partial money is kept for its payment and asked on; what nobody waits for lies in the balance until something does.
https://docs.stripe.com/payments/customer-balance
"""

from dataclasses import replace

from infra.local.stripe import payment as flow
from infra.local.stripe.desk import Desk
from infra.local.stripe.payment import Payment
from infra.local.stripe.records import Object, new_id

Told = list[tuple[str, Object]]


def fund(desk: Desk, customer: str, amount: int, currency: str) -> list[Object]:
    """Money arrives at a customer's own account number; the events that are to be delivered."""
    with desk.records.change():
        lies = balance(desk, customer)
        lies[currency] = lies.get(currency, 0) + amount
        told: Told = [_moved(desk, customer, currency, "funded", amount, lies[currency])]
        for payment in _waiting(desk, customer, currency):
            if lies[currency]:
                told += _dealt_out(desk, payment, lies)
        desk.records.put(f"cash_{customer}", "cash", lies)
        if lies[currency]:
            told.append(("cash_balance.funds_available", _shown(customer, {currency: lies[currency]})))
        return desk.tell(told, f"{customer}/funded/{new_id('f')}")


def balance(desk: Desk, customer: str) -> Object:
    return desk.records.get(f"cash_{customer}") or {}


def _waiting(desk: Desk, customer: str, currency: str) -> list[Payment]:
    mine = desk.records.where("payment_intent", "customer", customer)
    open_ones = [one for one in mine if one["status"] == "requires_action" and one["currency"] == currency]
    sessions = (desk.session_of("intent", one["id"]) for one in open_ones)
    return [payment for key in sessions if key and (payment := desk.payment(key))]


def _dealt_out(desk: Desk, payment: Payment, lies: Object) -> Told:
    intent = payment.intent or {}
    currency = intent["currency"]
    remaining = intent["next_action"]["display_bank_transfer_instructions"]["amount_remaining"]
    used = min(lies[currency], remaining)
    lies[currency] -= used
    told: Told = [_moved(desk, intent["customer"], currency, "applied_to_payment", -used, lies[currency], intent["id"])]
    if used < remaining:
        partly = replace(payment, intent=intent | {"next_action": flow.instructions(currency, remaining - used)})
        desk.keep(partly)
        return [*told, ("payment_intent.partially_funded", partly.intent or {})]
    settled = flow.settle(payment, desk.now())
    settled = replace(settled, intent=(settled.intent or {}) | {"next_action": None})
    desk.keep(settled)
    told.append(("payment_intent.succeeded", settled.intent or {}))
    return [*told, ("checkout.session.async_payment_succeeded", settled.session)]


def _moved(
    desk: Desk, customer: str, currency: str, kind: str, net: int, after: int, intent: str = ""
) -> tuple[str, Object]:
    transaction: Object = {
        "id": new_id("ccsbtxn"),
        "object": "customer_cash_balance_transaction",
        "created": desk.now(),
        "currency": currency,
        "customer": customer,
        "ending_balance": after,
        "livemode": False,
        "net_amount": net,
        "type": kind,
    }
    if intent:
        transaction["applied_to_payment"] = {"payment_intent": intent}
    return "customer_cash_balance_transaction.created", transaction


def _shown(customer: str, available: Object) -> Object:
    settings = {"reconciliation_mode": "automatic", "using_merchant_default": True}
    return {
        "object": "cash_balance",
        "available": available,
        "customer": customer,
        "livemode": False,
        "settings": settings,
    }
