"""The front server: what CloudFront is on AWS. One origin for the portal's files, the API, /lite and ``/local/…``."""

import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event
from typing import Any, ClassVar, TextIO
from urllib.parse import parse_qsl, urlsplit

from infra.local import portal_files
from infra.local.bodies import as_file, body_of
from infra.local.control.web import Request, Response, Routes, answer
from infra.local.gateway import Gateway

_API = re.compile(r"/api(/|$)|/lite$")
_DRAINED = 512 << 20  # bytes of an unread body that are still read, so that the client sees the answer
_LIKE_A_KEY = re.compile(r"[A-Za-z0-9_-]{32,}")  # may open something: it stays out of the log
_EDGE = "127.0.0.1"
_STARTING = HTTPStatus.SERVICE_UNAVAILABLE
_LOCAL_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_LOCAL_POLICY = "default-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'"


class Front(ThreadingHTTPServer):
    """Serves from the moment ``serve_forever`` runs; its own ``/api/health`` says 503 until ``ready`` is set."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, access_log: Path) -> None:
        self._log: TextIO = access_log.open("a", buffering=1)
        super().__init__(("127.0.0.1", port), _Handler)
        self.base_url = f"http://127.0.0.1:{self.server_port}"
        self.ready = Event()
        self.routes = Routes()
        self.headers: Mapping[str, str] = {}
        self.gateway: Gateway | None = None

    def respond(self, request: Request, target: str) -> Response:
        """The answer to any request (``target``: path and query), with the headers of its part of the site."""
        if request.path == "/local" or request.path.startswith("/local/"):
            found = self.routes.answer(request) or Response(404, b"Not found", {"Content-Type": "text/plain"})
            return _with_headers(found, _LOCAL_HEADERS | {"Content-Security-Policy": _LOCAL_POLICY}, keep=True)
        if _API.match(request.path):
            return _with_headers(self._api(request, target), self.headers)
        if request.headers.get("host", "").startswith("localhost"):  # another origin than that of links and cookies
            return Response(302, b"", {"Location": self.base_url + target, "Cache-Control": "no-store"})
        return _with_headers(portal_files.serve(request), self.headers)

    def _api(self, request: Request, target: str) -> Response:
        if request.path == "/api/health":
            return answer({"ready": self.ready.is_set()}, HTTPStatus.OK if self.ready.is_set() else _STARTING)
        if self.gateway is None:
            return answer({"code": "starting", "message": "starting"}, _STARTING)
        return self.gateway.pass_on(request, target)

    def log(self, line: str) -> None:
        """One line a request: never a query, a header or a body."""
        self._log.write(line + "\n")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to tell; anything else is."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        super().server_close()
        self._log.close()


def _with_headers(response: Response, headers: Mapping[str, str], *, keep: bool = False) -> Response:
    """``headers`` win over the response's own, as CloudFront's policy does; with ``keep`` they only fill gaps."""
    own = {name.lower() for name in response.headers}
    added = {name: value for name, value in headers.items() if not keep or name.lower() not in own}
    taken = {name.lower() for name in added}
    kept = {name: value for name, value in response.headers.items() if name.lower() not in taken}
    return Response(response.status, response.body, kept | added)


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with connections kept alive."""

    server: Front
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Puntual", ""
    timeout: ClassVar[int] = 120
    disable_nagle_algorithm = True
    wbufsize = -1

    def _handle(self) -> None:
        began = time.perf_counter()
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        headers["x-forwarded-for"] = _forwarded(headers.get("x-forwarded-for"), self.client_address[0])
        try:
            body, length = body_of(headers, self.rfile)
        except ValueError:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        request = Request(self.command, parts.path, query, headers, as_file(body), length)
        response = self.server.respond(request, self.path)
        self._write(response)
        self.close_connection |= not body.drain(_DRAINED)
        took = (time.perf_counter() - began) * 1000
        path = _LIKE_A_KEY.sub("…", parts.path)
        self.server.log(f"{self.log_date_time_string()} {self.command} {path} {response.status} {took:.0f}ms")

    def _write(self, response: Response) -> None:
        body = response.body
        self.send_response(response.status)
        for name, value in _lines(response.headers):
            self.send_header(name, value)
        self.send_header(*_framing(body))
        self.end_headers()
        if self.command != "HEAD" and response.status != HTTPStatus.NOT_MODIFIED:
            self.wfile.writelines([body] if isinstance(body, bytes) else _chunks(body))
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """The standard line would tell the query."""

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _handle  # noqa: N815


def _forwarded(said: str | None, viewer: str) -> str:
    """As on AWS: what the client said of itself, what CloudFront saw, what API Gateway saw."""
    return ", ".join([*([said] if said else []), viewer, _EDGE])


def _lines(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in headers.items():
        if name.lower() not in {"content-length", "transfer-encoding"}:
            yield from ((name, line) for line in value.split("\n"))


def _framing(body: bytes | Iterable[bytes]) -> tuple[str, str]:
    if isinstance(body, bytes):
        return "Content-Length", str(len(body))
    return "Transfer-Encoding", "chunked"


def _chunks(body: Iterable[bytes]) -> Iterator[bytes]:
    yield from (b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in body if chunk)
    yield b"0\r\n\r\n"
