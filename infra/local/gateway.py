"""Passes requests on to the stack's API, over connections that are kept."""

import http.client
import time
from contextlib import suppress
from http import HTTPStatus
from queue import Empty, LifoQueue

from infra.local.control.web import Refused, Request, Response, answer, refusal

LIMIT = 6 << 20  # bytes: Lambda takes no larger request
_KEPT_SECONDS = 30.0
_TIMEOUT = 60.0
_HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
    "upgrade",
}  # fmt: skip
_NOT_PASSED_ON = _HOP_BY_HOP | {"host", "content-length", "accept-encoding", "expect"}
_NOT_PASSED_BACK = _HOP_BY_HOP | {"content-length", "server", "date"}
Kept = tuple[float, http.client.HTTPConnection]


class Gateway:
    """The API with this id at the embedded cloud's ``address`` (host:port)."""

    def __init__(self, address: str, api: str, stage: str) -> None:
        self._address = address
        self._prefix = f"/restapis/{api}/{stage}/_user_request_"
        self._kept: LifoQueue[Kept] = LifoQueue()

    def pass_on(self, request: Request, target: str) -> Response:
        """The API's answer to ``request``; ``target`` is its path and query as they came."""
        try:
            body = request.bytes(LIMIT)
        except Refused as refused:
            return refusal(refused)
        headers = {name: value for name, value in request.headers.items() if name not in _NOT_PASSED_ON}
        try:
            return self._ask(request.method, self._prefix + target, body, headers)
        except (OSError, http.client.HTTPException):
            return answer({"code": "unavailable", "message": "unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Response:
        connection = self._connection()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        except BaseException:
            connection.close()
            raise
        self._kept.put((time.monotonic(), connection))
        return Response(response.status, content, _headers(response))

    def close(self) -> None:
        """Let go of the kept connections."""
        with suppress(Empty):
            while True:
                self._kept.get_nowait()[1].close()

    def _connection(self) -> http.client.HTTPConnection:
        """A kept connection that is young enough to be still open at the other end, or a new one."""
        with suppress(Empty):
            while True:
                since, connection = self._kept.get_nowait()
                if time.monotonic() - since < _KEPT_SECONDS:
                    return connection
                connection.close()
        return http.client.HTTPConnection(self._address, timeout=_TIMEOUT)


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    """The answer's headers; cookies, the only ones that come more than once, one a line."""
    headers: dict[str, str] = {}
    for name, value in response.getheaders():
        if name.lower() not in _NOT_PASSED_BACK:
            headers[name] = f"{headers[name]}\n{value}" if name in headers else value
    return headers
