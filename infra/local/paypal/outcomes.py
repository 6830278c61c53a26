"""What can happen to an order. What must have happened before happens on the way, and is told in its order."""

from collections.abc import Callable
from decimal import Decimal

from infra.local.paypal.desk import OPEN, Desk
from infra.local.paypal.orders import BadRequest
from infra.local.stripe.records import Object

Outcome = Callable[[Desk, str, str | None], list[Object]]


def _agree(how: str) -> Outcome:
    """The payer agrees, and the product hears of it: what it then takes is told by the API itself."""
    return lambda desk, key, value: desk.approve(_order(desk, key), how)


def _paid(desk: Desk, key: str, value: str | None) -> list[Object]:
    """Agreed to and taken: told again when it was before."""
    return _taken(desk, key, "COMPLETED")


def _processing(desk: Desk, key: str, value: str | None) -> list[Object]:
    return _taken(desk, key, "PENDING")


def _taken(desk: Desk, key: str, how: str) -> list[Object]:
    """Taken as by the product itself: what it asks for afterwards finds it done."""
    order = _order(desk, key)
    if order["status"] == "COMPLETED":
        return desk.courier.caused_by(f"{key}/PAYMENT.CAPTURE.{how}")[-1:]
    told = desk.approve(order, how)
    desk.courier.drop(told[0])
    return desk.capture(_order(desk, key))[1]


def _succeeded_later(desk: Desk, key: str, value: str | None) -> list[Object]:
    _silently(desk, key)
    return desk.finish(_order(desk, key), "COMPLETED")


def _failed(desk: Desk, key: str, value: str | None) -> list[Object]:
    _silently(desk, key)
    return desk.finish(_order(desk, key), "DECLINED")


def _expired(desk: Desk, key: str, value: str | None) -> list[Object]:
    """PayPal tells nobody: the order is simply gone."""
    order = _order(desk, key)
    if order["status"] not in OPEN:
        raise BadRequest("already_complete", 409)
    desk.void(order)
    return []


def _refunded(desk: Desk, key: str, value: str | None) -> list[Object]:
    return desk.refund(_order(desk, key), Decimal(value) if value else None)[1]


def _disputed(desk: Desk, key: str, value: str | None) -> list[Object]:
    return desk.dispute(_order(desk, key), value)


def _resolved(outcome: str) -> Outcome:
    def resolve(desk: Desk, key: str, value: str | None) -> list[Object]:
        for event in desk.dispute(_order(desk, key), value) if "dispute" not in _order(desk, key) else []:
            desk.courier.drop(event)
        return desk.resolve(_order(desk, key), outcome)

    return resolve


def _silently(desk: Desk, key: str) -> None:
    """Put it on its way first where it is not: nobody is told of that."""
    if _order(desk, key)["status"] != "COMPLETED":
        for event in _taken(desk, key, "PENDING"):
            desk.courier.drop(event)


def _order(desk: Desk, key: str) -> Object:
    order = desk.order(key)
    if order is None:
        raise BadRequest("unknown_order", 404)
    return order


OUTCOMES: dict[str, Outcome] = {
    "approved": _agree("COMPLETED"),
    "declined": _agree("DECLINED"),
    "paid": _paid,
    "processing": _processing,
    "succeeded_later": _succeeded_later,
    "failed": _failed,
    "expired": _expired,
    "refunded": _refunded,
    "disputed": _disputed,
    "dispute_won": _resolved("RESOLVED_SELLER_FAVOUR"),
    "dispute_lost": _resolved("RESOLVED_BUYER_FAVOUR"),
}
