"""PayPal's API as far as Puntual uses it: JSON in and out, an access token, idempotency by PayPal-Request-Id."""

import base64
import hashlib
import json
from collections.abc import Callable
from decimal import Decimal

from infra.local.control.web import Request, Response, Routes
from infra.local.paypal import CLIENT_ID, CLIENT_SECRET
from infra.local.paypal.courier import is_signed, raw_event
from infra.local.paypal.desk import Desk
from infra.local.paypal.orders import BadRequest
from infra.local.stripe.records import Object

ROOT = "/local/paypal/api"
TOKEN = "embedded-fake-token"  # noqa: S105 - nothing real is behind it
_BASIC = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


def add_routes(routes: Routes, desk: Desk) -> None:
    api = Api(desk)
    routes.add("POST", f"{ROOT}/v1/oauth2/token", api.token)
    routes.add("POST", f"{ROOT}/v1/notifications/verify-webhook-signature", api.verify)
    routes.add("POST", f"{ROOT}/v2/checkout/orders", api.create)
    routes.add("GET", f"{ROOT}/v2/checkout/orders/{{key}}", api.show)
    routes.add("POST", f"{ROOT}/v2/checkout/orders/{{key}}/capture", api.capture)
    routes.add("POST", f"{ROOT}/v2/payments/captures/{{key}}/refund", api.refund)


class Api:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def token(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Basic {_BASIC}":
            return _json(401, {"error": "invalid_client"})
        return _json(200, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 32400})

    def verify(self, request: Request) -> Response:
        told, payload = raw_event(request.bytes())
        status = "SUCCESS" if is_signed(told, payload) else "FAILURE"
        return _respond(request, lambda: {"verification_status": status})

    def create(self, request: Request) -> Response:
        return self._once(request, self._desk.open, 201)

    def show(self, request: Request, key: str) -> Response:
        return _respond(request, lambda: self._find(key))

    def capture(self, request: Request, key: str) -> Response:
        def act(_: Object) -> Object:
            after, events = self._desk.capture(self._find(key))
            self._desk.courier.deliver_later(events)
            return after

        return self._once(request, act, 201)

    def refund(self, request: Request, key: str) -> Response:
        def act(asked: Object) -> Object:
            order = self._desk.order_of(key)
            if order is None:
                raise BadRequest("INVALID_RESOURCE_ID", 404)
            value = Decimal(asked["amount"]["value"]) if "amount" in asked else None
            made, events = self._desk.refund(order, value)
            self._desk.courier.deliver_later(events)
            return made

        return self._once(request, act, 201)

    def _find(self, key: str) -> Object:
        order = self._desk.order(key)
        if order is None or order["status"] == "VOIDED":
            raise BadRequest("INVALID_RESOURCE_ID", 404)
        return order

    def _once(self, request: Request, act: Callable[[Object], Object], status: int) -> Response:
        """Run a POST, or give the first answer again when its request id was seen for the same path."""
        raw, key = request.bytes(), request.headers.get("paypal-request-id", "")
        records, print_of = self._desk.records, hashlib.sha256(request.path.encode()).hexdigest()
        with records.change():
            known = records.rows("SELECT status, body FROM answers WHERE key = ?", f"{print_of}{key}") if key else []
            if known and _is_known(request):
                return Response(known[0][0], known[0][1].encode(), {"Content-Type": "application/json"})
            response = _respond(request, lambda: act(json.loads(raw or b"{}")), status)
            if key and response.status < 300 and isinstance(response.body, bytes):
                values = (f"{print_of}{key}", "", response.status, response.body.decode())
                records.rows("INSERT INTO answers VALUES (?, ?, ?, ?)", *values)
        return response


def _is_known(request: Request) -> bool:
    return request.headers.get("authorization") == f"Bearer {TOKEN}"


def _respond(request: Request, act: Callable[[], Object], status: int = 200) -> Response:
    if not _is_known(request):
        return _json(401, {"name": "AUTHENTICATION_FAILURE"})
    try:
        return _json(status, act())
    except BadRequest as refused:
        name = {400: "INVALID_REQUEST", 404: "RESOURCE_NOT_FOUND"}.get(refused.status, "UNPROCESSABLE_ENTITY")
        return _json(refused.status, {"name": name, "details": [{"issue": refused.issue}]})


def _json(status: int, content: Object) -> Response:
    return Response(status, json.dumps(content).encode(), {"Content-Type": "application/json"})
