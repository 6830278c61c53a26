"""A front server for tests: HTTP on a free loopback port around a ``Routes``, and nothing else."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from infra.local.bodies import as_file, body_of
from infra.local.control.web import Request, Response, Routes


@contextmanager
def serving(make: Callable[[str], Routes]) -> Iterator[str]:
    """Serve what ``make(origin)`` answers; yields the origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    origin = f"http://127.0.0.1:{server.server_port}"
    routes = make(origin)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body, length = body_of(headers, self.rfile)
            query = dict(parse_qsl(parts.query))
            request = Request(self.command, parts.path, query, headers, as_file(body), length)
            self.write(routes.answer(request) or Response(404))

        def write(self, response: Response) -> None:
            body = response.body if isinstance(response.body, bytes) else b"".join(response.body)
            self.send_response(response.status)
            for name, value in (dict(response.headers) | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
