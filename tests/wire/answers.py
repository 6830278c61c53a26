"""A service of AWS for tests on loopback: it answers what it is told to, and keeps what it was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

CREDENTIALS = {
    "AWS_LAMBDA_FUNCTION_NAME": "outbox",
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "session-token",
}


@dataclass(frozen=True)
class Answer:
    """Status 0 hangs up without a word."""

    status: int
    data: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]  # by lower-case name
    body: bytes


class Answers(ThreadingHTTPServer):
    """``answers`` in order, the last one for ever."""

    daemon_threads = True

    def __init__(self, *answers: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.asked = list(answers), list[Asked]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def next_answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Answers

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.append(Asked(self.path, {name.lower(): text for name, text in self.headers.items()}, body))
        answer = self.server.next_answer()
        if not answer.status:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, text in {**answer.headers, "Content-Length": str(len(answer.data))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(answer.data)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def answering(monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> Iterator[Answers]:
    """A server that is up, in the environment of a Lambda with credentials."""
    for name, text in CREDENTIALS.items():
        monkeypatch.setenv(name, text)
    server = Answers(*answers)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
