"""Stripe's API as far as Puntual uses it, for the real stripe library: forms in, JSON out, idempotency keys honored."""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

from infra.local.control.web import Request, Response, Routes
from infra.local.stripe import API_KEY, API_VERSION, cards, form
from infra.local.stripe.cards import CardRefused
from infra.local.stripe.desk import Desk
from infra.local.stripe.outcomes import NotPossible
from infra.local.stripe.records import Object, new_id
from infra.local.stripe.sessions import BadRequest, check_metadata

ROOT = "/local/stripe/api"
_EXPANDABLE = {"payment_intent", "latest_charge", "charge", "payment_method"}


def add_routes(routes: Routes, desk: Desk) -> None:
    api = Api(desk)
    routes.add("POST", f"{ROOT}/v1/checkout/sessions", api.create_session)
    routes.add("GET", f"{ROOT}/v1/checkout/sessions/{{key}}/line_items", api.line_items)
    routes.add("POST", f"{ROOT}/v1/checkout/sessions/{{key}}/expire", api.expire)
    routes.add("POST", f"{ROOT}/v1/refunds", api.create_refund)
    routes.add("POST", f"{ROOT}/v1/customers", api.create_customer)
    routes.add("POST", f"{ROOT}/v1/payment_intents", api.charge)
    routes.add("GET", f"{ROOT}/v1/payment_intents", api.list_intents)
    routes.add("POST", f"{ROOT}/v1/payment_methods/{{key}}/detach", api.detach)
    for path, kind in _READABLE.items():
        routes.add("GET", f"{ROOT}/v1/{path}/{{key}}", api.reader(kind))


_READABLE = {
    "checkout/sessions": "checkout.session",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "disputes": "dispute",
    "events": "event",
    "customers": "customer",
    "setup_intents": "setup_intent",
    "payment_methods": "payment_method",
}


class NotHere(Exception):
    """No such object: ``args[0]`` is the id that was asked for."""


class Api:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create_session(self, request: Request) -> Response:
        return self._once(request, self._desk.open)

    def expire(self, request: Request, key: str) -> Response:
        def act(params: Object) -> Object:
            session = self._find(key, "checkout.session")
            if session["status"] != "open":
                raise BadRequest(f"Only open sessions can be expired; this one is {session['status']}.", "session")
            if session["mode"] == "setup":
                self._desk.courier.deliver_later(self._desk.expire(key))
                return self._find(key, "checkout.session")
            return self._tell(key, "expired", None)

        return self._once(request, act)

    def create_refund(self, request: Request) -> Response:
        def act(params: Object) -> Object:
            part = "charge" if "charge" in params else "intent"
            key = str(params.get("charge") or params.get("payment_intent") or "")
            session_id = self._desk.session_of(part, key)
            if session_id is None:
                raise NotHere(key)
            amount = int(params["amount"]) if str(params.get("amount", "")).isdigit() else None
            self._tell(session_id, "refunded", amount)
            made = self._desk.records.where("refund", part.replace("intent", "payment_intent"), key)[-1]
            return self._expanded(made, params.get("expand", []))

        return self._once(request, act)

    def create_customer(self, request: Request) -> Response:
        def act(params: Object) -> Object:
            made = new_customer(params, self._desk.now())
            self._desk.records.put(made["id"], "customer", made)
            return made

        return self._once(request, act)

    def charge(self, request: Request) -> Response:
        def act(params: Object) -> Object:
            try:
                intent, events = cards.charge(self._desk, params)
            except CardRefused as refused:
                self._desk.courier.deliver_later(refused.args[1])
                raise
            self._desk.courier.deliver_later(events)
            return intent

        return self._once(request, act)

    def list_intents(self, request: Request) -> Response:
        def act() -> Object:
            found = self._desk.records.where("payment_intent", "customer", request.query.get("customer", ""))
            since = int(request.query.get("created[gte]", "0"))
            data = [one for one in reversed(found) if one["created"] >= since]
            return {"object": "list", "data": data, "has_more": False, "url": "/v1/payment_intents"}

        return _respond(request, act)

    def detach(self, request: Request, key: str) -> Response:
        def act(params: Object) -> Object:
            method, events = cards.detach(self._desk, key)
            self._desk.courier.deliver_later(events)
            return method

        return self._once(request, act)

    def line_items(self, request: Request, key: str) -> Response:
        def act(params: Object) -> Object:
            payment = self._desk.payment(key)
            if payment is None:
                raise NotHere(key)
            return {"object": "list", "data": payment.draft["lines"], "has_more": False, "url": request.path}

        return _respond(request, lambda: act({}))

    def reader(self, kind: str) -> Callable[[Request, str], Response]:
        def read(request: Request, key: str) -> Response:
            wanted = [value for name, value in request.query.items() if name.startswith("expand")]
            return _respond(request, lambda: self._expanded(self._find(key, kind), wanted))

        return read

    def _find(self, key: str, kind: str) -> Object:
        found = self._desk.records.get(key)
        if found is None or found["object"] != kind:
            raise NotHere(key)
        return found

    def _expanded(self, content: Object, wanted: Iterable[str]) -> Object:
        for name in wanted:
            if name in _EXPANDABLE and isinstance(content.get(name), str):
                content = content | {name: self._desk.records.get(content[name])}
        return content

    def _tell(self, session_id: str, outcome: str, amount: int | None) -> Object:
        """Let it happen; the webhook goes out on its own, as the caller is still waiting for this answer."""
        try:
            events = self._desk.happen(session_id, outcome, amount)
        except NotPossible as refused:
            raise BadRequest(str(refused), None, "charge_already_refunded") from None
        self._desk.courier.deliver_later(events)
        return self._desk.records.get(session_id) or {}

    def _once(self, request: Request, act: Callable[[Object], Object]) -> Response:
        """Run a POST, or give the first answer again when its idempotency key was seen with the same request."""
        raw = request.bytes()
        key = request.headers.get("idempotency-key", "")
        with self._desk.records.change():
            seen = self._seen(key, _fingerprint(request, raw))
            if seen:
                return seen
            response = _respond(request, lambda: act(form.decode(raw)))
            if key and response.status < 500 and response.status != 401:
                values = (key, _fingerprint(request, raw), response.status, _text(response))
                self._desk.records.rows("INSERT INTO answers VALUES (?, ?, ?, ?)", *values)
        return response

    def _seen(self, key: str, fingerprint: str) -> Response | None:
        found = self._desk.records.rows("SELECT request, status, body FROM answers WHERE key = ?", key) if key else []
        if not found:
            return None
        request, status, body = found[0]
        if request != fingerprint:
            message = "Keys for idempotent requests can only be used with the same parameters."
            return _json(400, {"error": {"type": "idempotency_error", "message": message}})
        return Response(status, body.encode(), _headers() | {"Idempotent-Replayed": "true"})


def _respond(request: Request, act: Callable[[], Object]) -> Response:
    if request.headers.get("authorization") != f"Bearer {API_KEY}":
        return _error(401, "Invalid API Key provided.")
    try:
        return _json(200, act())
    except BadRequest as refused:
        return _error(400, refused.message, refused.code, refused.param)
    except CardRefused as refused:
        return _declined(refused.args[0])
    except NotHere as missing:
        return _error(404, f"No such object: '{missing.args[0]}'", "resource_missing", "id")


def _error(status: int, message: str, code: str | None = None, param: str | None = None) -> Response:
    error: dict[str, Any] = {"type": "invalid_request_error", "message": message}
    error |= {"code": code} if code else {}
    return _json(status, {"error": error | ({"param": param} if param else {})})


def _declined(intent: Object) -> Response:
    told = intent["last_payment_error"]
    error = {"type": "card_error", **told, "payment_intent": intent, "message": "Your card was declined."}
    return _json(402, {"error": error})


def new_customer(params: Object, now: int) -> Object:
    return {
        "id": new_id("cus"),
        "object": "customer",
        "created": now,
        "description": params.get("description"),
        "email": params.get("email"),
        "livemode": False,
        "metadata": check_metadata(params.get("metadata"), "metadata"),
        "preferred_locales": params.get("preferred_locales") or [],
    }


def _json(status: int, content: Object) -> Response:
    return Response(status, json.dumps(content).encode(), _headers())


def _headers() -> dict[str, str]:
    return {"Content-Type": "application/json", "Request-Id": new_id("req"), "Stripe-Version": API_VERSION}


def _text(response: Response) -> str:
    return response.body.decode() if isinstance(response.body, bytes) else ""


def _fingerprint(request: Request, raw: bytes) -> str:
    return hashlib.sha256(request.path.encode() + b"\n" + raw).hexdigest()
