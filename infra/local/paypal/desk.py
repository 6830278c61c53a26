"""The double as one object: orders that are agreed to, taken and given back; everything kept, the product told."""

from collections.abc import Callable
from decimal import Decimal

from infra.local.paypal.courier import Courier, new_event
from infra.local.paypal.orders import BadRequest, new_capture, new_dispute, new_refund, open_order
from infra.local.stripe.records import Object, Records

OPEN = frozenset({"CREATED", "PAYER_ACTION_REQUIRED"})


class Desk:
    """``now`` gives product time in Unix seconds; ``pay_url`` is where orders are agreed to."""

    def __init__(self, records: Records, courier: Courier, now: Callable[[], int], pay_url: str) -> None:
        self.records, self.courier, self.now, self._pay_url = records, courier, now, pay_url

    def open(self, asked: Object) -> Object:
        return self._keep(open_order(asked, self.now(), self._pay_url))

    def order(self, key: str) -> Object | None:
        found = self.records.get(key)
        return found if found and "purchase_units" in found else None

    def approve(self, order: Object, how: str = "COMPLETED") -> list[Object]:
        """The payer agrees. ``how`` its capture will end: COMPLETED, PENDING or DECLINED."""
        if order["status"] in OPEN:
            order = self._keep(order | {"status": "APPROVED", "capture_will": how})
        return self._tell("CHECKOUT.ORDER.APPROVED", _told(order), order["id"])

    def void(self, order: Object) -> None:
        self._keep(order | {"status": "VOIDED"})

    def capture(self, order: Object) -> tuple[Object, list[Object]]:
        """Take what was agreed to; the order after, and what is to be told. Raises BadRequest."""
        if order["status"] == "COMPLETED":
            raise BadRequest("ORDER_ALREADY_CAPTURED")
        if order["status"] != "APPROVED":
            raise BadRequest("ORDER_NOT_APPROVED")
        if order["capture_will"] == "DECLINED":
            self._keep(order | {"status": "PAYER_ACTION_REQUIRED"})
            raise BadRequest("INSTRUMENT_DECLINED")
        taken = new_capture(order, self.now(), order["capture_will"])
        after = self._settled(order | {"status": "COMPLETED"}, taken)
        return after, self._tell(f"PAYMENT.CAPTURE.{taken['status']}", taken, order["id"])

    def finish(self, order: Object, status: str) -> list[Object]:
        """What was on its way has arrived (COMPLETED), or has not (DECLINED)."""
        taken = capture_of(order) | {"status": status}
        self._settled(order, taken)
        kind = "DENIED" if status == "DECLINED" else status
        return self._tell(f"PAYMENT.CAPTURE.{kind}", taken, order["id"])

    def refund(self, order: Object, value: Decimal | None) -> tuple[Object, list[Object]]:
        """Give back ``value``, or all that is left. Raises BadRequest."""
        taken = capture_of(order)
        given = Decimal(order.get("given", "0"))
        left = Decimal(taken["amount"]["value"]) - given
        back = left if value is None else value
        if not 0 < back <= left:
            raise BadRequest("REFUND_AMOUNT_EXCEEDED")
        made = new_refund(taken, back, given + back, self.now())
        self.records.put(made["id"], "refund", made)
        status = "REFUNDED" if back == left else "PARTIALLY_REFUNDED"
        self._settled(order | {"given": str(given + back)}, taken | {"status": status})
        return made, self._tell("PAYMENT.CAPTURE.REFUNDED", made, order["id"])

    def dispute(self, order: Object, value: str | None) -> list[Object]:
        taken = capture_of(order)
        case = order.get("dispute") or new_dispute(taken, value or taken["amount"]["value"], self.now())
        self._keep(order | {"dispute": case})
        return self._tell("CUSTOMER.DISPUTE.CREATED", case, order["id"])

    def resolve(self, order: Object, outcome: str) -> list[Object]:
        case = order["dispute"] | {"status": "RESOLVED", "dispute_outcome": {"outcome_code": outcome}}
        self._keep(order | {"dispute": case})
        return self._tell("CUSTOMER.DISPUTE.RESOLVED", case, order["id"])

    def order_of(self, capture: str) -> Object | None:
        found = self.records.rows(
            "SELECT id FROM objects WHERE kind = 'order' "
            "AND json_extract(body, '$.purchase_units[0].payments.captures[0].id') = ?", capture
        )  # fmt: skip
        return self.order(found[0][0]) if found else None

    def again(self, event: Object) -> Object:
        """The same news under another event id, instead of this one."""
        self.courier.drop(event)
        twin = new_event(event["event_type"], event["resource"], self.now())
        self.courier.keep(twin, "")
        return twin

    def _settled(self, order: Object, capture: Object) -> Object:
        unit = order["purchase_units"][0] | {"payments": {"captures": [capture]}}
        return self._keep(order | {"purchase_units": [unit]})

    def _keep(self, order: Object) -> Object:
        self.records.put(order["id"], "order", order)
        return order

    def _tell(self, kind: str, about: Object, order: str) -> list[Object]:
        event = new_event(kind, about, self.now())
        self.courier.keep(event, f"{order}/{kind}")
        return [event]


def capture_of(order: Object) -> Object:
    """Raises BadRequest where nothing was taken."""
    captures: list[Object] = order["purchase_units"][0].get("payments", {}).get("captures", [])
    if not captures:
        raise BadRequest("NOTHING_CAPTURED")
    return captures[0]


def _told(order: Object) -> Object:
    """An order as PayPal tells it, without the double's own memory."""
    return {name: value for name, value in order.items() if name not in {"experience_context", "capture_will", "given"}}
