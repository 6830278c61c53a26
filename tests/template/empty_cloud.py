"""An AWS in which nothing exists: every query is empty, every item and every object is missing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EMPTY = {
    "Query": b'{"Items": [], "Count": 0, "ScannedCount": 0}',
    "Scan": b'{"Items": [], "Count": 0, "ScannedCount": 0}',
    "GetItem": b"{}",
    "BatchGetItem": b'{"Responses": {}}',
}


class _Empty(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        refused = b'{"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}'
        self._answer(200 if operation in EMPTY else 400, EMPTY.get(operation, refused))

    def do_GET(self) -> None:
        self._answer(404, b"")

    do_HEAD = do_GET  # noqa: N815

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve it on a free loopback port; yields the endpoint."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Empty)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
