"""HTTP as our routes see it: a request read with limits, an answer with a stable code and words.

``answering`` wraps a route: a refusal becomes the right 4xx in the debtor's language, a fault becomes a 500 that says
that nothing was charged. No body, token or address reaches a log.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from http.cookies import CookieError, SimpleCookie
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec
from chalice.app import Request, Response

from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal, TryAgain, Unauthorized
from chalicelib.gateways.logs import bug, fact

MAX_BODY = 64 * 1024
STATUS = {
    "bad_json": 400, "bad_signature": 400, "stale_signature": 400, "not_verified": 401, "wrong_answer": 403,
    "wrong_code": 403, "bad_origin": 403, "link_expired": 410, "too_large": 413, "unsupported_media": 415,
    "locked": 423, "too_many": 429, "method_unavailable": 409, "payment_in_progress": 409, "already_paid": 409,
    "nothing_to_pay": 409, "nothing_to_confirm": 409, "advance_not_offered": 409, "in_progress": 409,
    "wrong_sign_code": 403, "code_expired": 409, "code_used_up": 409, "code_reaches_nobody": 409, "plan_not_ready": 409,
    "plan_unavailable": 409, "provider_unavailable": 503,
}  # fmt: skip
TOLD = ("tries_left", "renew", "invoices", "payments", "plan", "reason")  # facts of a refusal that its answer carries
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
Say = Callable[[str, str, Mapping[str, object]], str]
Route = TypeVar("Route", bound=Callable[..., Response])
Shape = TypeVar("Shape")


def body(request: Request, shape: type[Shape]) -> Shape:
    """The JSON body as ``shape``. Raises Refusal: too_large, unsupported_media, bad_json, or Faulty with its faults."""
    raw = raw_body(request)
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Refusal("unsupported_media")
    try:
        return msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as error:
        raise _faulty(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refusal("bad_json") from None


def raw_body(request: Request) -> bytes:
    """The body's bytes within our limit, without the base64 that API Gateway may have put around them."""
    raw: bytes = request.raw_body or b""  # type: ignore[assignment]
    if len(raw) > MAX_BODY:
        raise Refusal("too_large")
    return raw


def form(request: Request) -> dict[str, str]:
    """A posted form's first values."""
    try:
        fields = parse_qs(raw_body(request).decode(), max_num_fields=20)
    except ValueError:
        raise Refusal("bad_json") from None
    return {name: values[0] for name, values in fields.items()}


def json_body(request: Request) -> Any:
    """The JSON body as it is, for whoever reports every fault of it. Raises Refusal as ``body`` does."""
    return body(request, Any)


def idempotency(request: Request) -> tuple[str, str]:
    """(the request's Idempotency-Key, a hash of what it asks): the same key with another hash is refused."""
    asked = f"{request.context['resourcePath']}\n{sorted((request.uri_params or {}).items())}\n".encode()
    return request.headers.get("idempotency-key", "")[:200], hashlib.sha256(asked + raw_body(request)).hexdigest()


def check_origin(request: Request) -> None:
    """A browser says where a write comes from: only our own pages may. Raises Refusal("bad_origin")."""
    origin = request.headers.get("origin")
    if origin and origin != _own_origin():
        raise Refusal("bad_origin")


def cookie_name(kind: str = "session") -> str:
    """Under https the browser itself refuses this name from anywhere but our host; a plain loopback run cannot."""
    return f"__Host-{kind}" if _own_origin().startswith("https://") else kind


def read_cookie(request: Request, kind: str = "session") -> str:
    """The token from the session's cookie, or from another ``kind`` of ours; or nothing."""
    try:
        jar = SimpleCookie(request.headers.get("cookie", ""))
    except CookieError:
        return ""
    morsel = jar.get(cookie_name(kind))
    return morsel.value if morsel else ""


def set_cookie(token: str, seconds: int, kind: str = "session") -> str:
    name = cookie_name(kind)
    secure = "; Secure" if name.startswith("__Host-") else ""
    return f"{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}"


def caller(request: Request) -> str:
    """A hash of the caller's address, to count tries without keeping who it was."""
    return hashlib.sha256(address(request).encode()).hexdigest()[:16]


def address(request: Request) -> str:
    """The caller's own address: for what somebody agrees to, and nothing else.

    CloudFront appends what it saw, API Gateway then CloudFront's own address: what stands before them is the caller's
    own word and worth nothing.
    """
    seen = str(request.headers.get("x-forwarded-for", "")).split(",")
    return seen[-2 if len(seen) > 1 else -1].strip()


def device(request: Request) -> str:
    """A hash of what the caller's browser calls itself."""
    return hashlib.sha256(str(request.headers.get("user-agent", "")).encode()).hexdigest()


def answer(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    text = "" if content is None else msgspec.json.encode(content).decode()
    return Response(
        text, status_code=status, headers={"Content-Type": "application/json", **HEADERS, **(headers or {})}
    )


def page(html: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    kind = {"Content-Type": "text/html; charset=utf-8"}
    return Response(html, status_code=status, headers={**kind, **HEADERS, **(headers or {})})


def status_of(refusal: Refusal) -> int:
    if refusal.code in STATUS:
        return STATUS[refusal.code]
    if isinstance(refusal, NotFound):
        return 404
    if isinstance(refusal, Unauthorized):
        return 401
    return 409 if isinstance(refusal, Conflict) else 422


def answering(say: Say, language: Callable[[], str]) -> Callable[[Route], Route]:
    """Turn what a route raises into an answer. ``say(lang, code, params)`` has the words."""

    def decorate(route: Route) -> Route:
        @wraps(route)
        def wrapped(*args: Any, **kwargs: Any) -> Response:
            try:
                return route(*args, **kwargs)
            except Refusal as refusal:
                return refused(refusal, say, str(refusal.params.get("lang") or language()))
            except TryAgain as busy:
                fact("try_again", reason=str(busy), route=route.__name__)
                return _sorry("provider_unavailable", 503, say, language())
            except Exception as error:  # noqa: BLE001 - logged, and the debtor is told that nothing was charged
                reference = secrets.token_hex(4)
                bug(error, route=route.__name__, reference=reference)
                return _sorry("server_error", 500, say, language(), ref=reference)

        return wrapped  # type: ignore[return-value]

    return decorate


def refused(refusal: Refusal, say: Say, lang: str) -> Response:
    content: dict[str, object] = {"code": refusal.code, "message": say(lang, refusal.code, refusal.params)}
    content |= {name: refusal.params[name] for name in TOLD if name in refusal.params}
    if isinstance(refusal, Faulty):
        content["faults"] = [
            {"path": fault.path, "code": fault.code, "message": say(lang, fault.code, fault.params)}
            for fault in refusal.faults
        ]
    elif refusal.field:
        fault = {"path": refusal.field, "code": refusal.code, "message": content["message"]}
        content["faults"] = [fault]
    return answer(content, status_of(refusal))


def _sorry(code: str, status: int, say: Say, lang: str, **params: object) -> Response:
    return answer({"code": code, "message": say(lang, code, params), **params}, status)


def _faulty(error: msgspec.ValidationError) -> Faulty:
    """msgspec stops at the first fault and names its path: ``Expected `str`, got `int` - at `$.answer```."""
    from chalicelib.domain.errors import Fault

    said, _, path = str(error).partition(" - at `$")
    code = "unknown_field" if "unknown field" in said else "required" if "missing required" in said else "bad_value"
    return Faulty([Fault(path.rstrip("`").lstrip(".") or "$", code)])


def _own_origin() -> str:
    parts = urlsplit(os.environ.get("PORTAL_URL", "http://127.0.0.1:8000"))
    return f"{parts.scheme}://{parts.netloc}"
