"""Requests, responses and routes of the embedded run: as little of a web framework as its control surface needs.

The front server makes a ``Request`` of what came in and asks ``Routes.answer``; None means "not mine".
"""

import json
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import parse_qs, unquote

JSON_LIMIT = 1 << 20


class Refused(Exception):
    """A request that gets a 4xx: ``status``, a stable ``code``, a sentence, and faults where the shape was wrong."""

    def __init__(self, status: int, code: str, message: str = "", faults: list[dict[str, Any]] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message or code.replace("_", " ")
        self.faults = faults


@dataclass(frozen=True)
class Request:
    """``path`` as sent (percent-encoded, no query); ``headers`` by lower-case name; ``body`` is read at most once.

    ``length``: what Content-Length says, 0 without a body; None when the body is chunked (``body`` ends by itself).
    ``body.read(n)`` gives n bytes unless the body ends before.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: BinaryIO | None = None
    length: int | None = 0

    def bytes(self, limit: int = JSON_LIMIT) -> bytes:
        """The whole body of a request that fits in memory. Refuses what is larger than ``limit``."""
        if self.length is not None and self.length > limit:
            raise Refused(413, "too_large")
        read = self.body.read(limit + 1 if self.length is None else self.length) if self.body else b""
        if len(read) > limit:
            raise Refused(413, "too_large")
        return read

    def json(self) -> Any:
        try:
            return json.loads(self.bytes())
        except ValueError:
            raise Refused(422, "bad_json", faults=[{"path": "", "code": "bad_json", "message": "not JSON"}]) from None

    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.bytes().decode()).items()}


@dataclass(frozen=True)
class Response:
    """``body``: bytes, or chunks of bytes that are sent as they come."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[..., Response]


class Routes:
    """Handlers by method and path. ``{name}`` takes one segment, ``{name*}`` the rest of the path."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []

    def add(self, method: str, path: str, handler: Handler) -> None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", re.sub(r"\{(\w+)\*\}", r"(?P<\1>.+)", path))
        self._routes.append((method, re.compile(pattern), handler))

    def answer(self, request: Request) -> Response | None:
        """What the route answers, 405 for a known path with another method, None for a path of somebody else."""
        matches = [(method, pattern.fullmatch(request.path), handler) for method, pattern, handler in self._routes]
        mine = [(method, match, handler) for method, match, handler in matches if match]
        for method, match, handler in mine:
            if method == request.method:
                return _call(handler, request, {name: unquote(text) for name, text in match.groupdict().items()})
        return refusal(Refused(405, "method_not_allowed")) if mine else None


def _call(handler: Handler, request: Request, names: dict[str, str]) -> Response:
    try:
        return handler(request, **names)
    except Refused as refused:
        return refusal(refused)
    except Exception:  # noqa: BLE001 - whoever drives the run sees that it was a bug, and where in the terminal
        traceback.print_exc()
        return refusal(Refused(500, "bug", "see the terminal"))


def answer(content: Any, status: int = HTTPStatus.OK) -> Response:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(status, body, {"Content-Type": "application/json"})


def page(html: str, status: int = HTTPStatus.OK) -> Response:
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    return Response(status, html.encode(), headers)


def see_other(url: str) -> Response:
    return Response(HTTPStatus.SEE_OTHER, b"", {"Location": url})


def refusal(refused: Refused) -> Response:
    """The one shape of every refusal: ``{code, message, faults?}``."""
    content = {"code": refused.code, "message": refused.message}
    return answer(content | ({"faults": refused.faults} if refused.faults else {}), refused.status)
