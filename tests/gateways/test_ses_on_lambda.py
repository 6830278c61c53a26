"""An e-mail on Lambda: one plain signed request, asked once, and every answer means what it means through botocore."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chalicelib.domain.business import Sender
from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import aws, email, ses

Answer = tuple[int, dict[str, str], bytes]
SENT: Answer = (200, {}, b'{"MessageId": "0100-abc"}')
SENDER = Sender("cobros@acme.example", "Ñandú")


class Ses(ThreadingHTTPServer):
    """Gives one answer, and keeps what it was asked. Status 0 hangs up without one."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: Answer = SENT
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Ses

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        status, headers, data = self.server.answer
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ses]:
    server = Ses()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings = {
        "AWS_ENDPOINT_URL_SESV2": f"http://127.0.0.1:{server.server_port}/local",
        "AWS_LAMBDA_FUNCTION_NAME": "outbox",
        "AWS_REGION": "sa-east-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": "session-token",
        "SES_CONFIGURATION_SET": "puntual",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    ses._service.cache_clear()
    yield server
    ses._service.cache_clear()
    server.shutdown()
    server.server_close()


def send() -> str:
    return email.send(
        "acme#c1|n", "collection", SENDER, "ana@x.example", "Ñ", "text", "<p>", {"List-Unsubscribe": "<https://x>"},
        {"qr": b"\x89PNG"},
    )  # fmt: skip


def refuse(cloud: Ses, status: int, code: str, message: str = "") -> None:
    cloud.answer = (
        status,
        {"x-amzn-ErrorType": f"{code}:http://internal.amazon.com/"},
        json.dumps({"message": message}).encode(),
    )


def test_a_message_goes_in_one_signed_request(cloud: Ses) -> None:
    assert send() == "0100-abc"
    ((path, headers, body),) = cloud.asked
    assert path == "/local/v2/email/outbound-emails"
    assert "/sa-east-1/ses/aws4_request, SignedHeaders=content-type;host;x-amz-date;" in headers["authorization"]
    assert headers["x-amz-security-token"] == "session-token"
    assert body["Content"]["Simple"]["Subject"] == {"Data": "Ñ", "Charset": "UTF-8"}
    (picture,) = body["Content"]["Simple"]["Attachments"]
    assert base64.b64decode(picture["RawContent"]) == b"\x89PNG"


@pytest.mark.parametrize(
    ("status", "code", "message", "why"),
    [
        (400, "MessageRejected", "Email address is not verified.", "sender_not_verified"),
        (400, "MessageRejected", "spam", "rejected"),
        (400, "BadRequestException", "Domain contains illegal character", "bad_address"),
        (400, "AccountSuspendedException", "", "sender_suspended"),
    ],
)
def test_a_plain_no_is_given_up(cloud: Ses, status: int, code: str, message: str, why: str) -> None:
    refuse(cloud, status, code, message)
    with pytest.raises(GiveUp) as refused:
        send()
    assert refused.value.code == why


@pytest.mark.parametrize(
    ("status", "code"), [(429, "TooManyRequestsException"), (500, ""), (400, "LimitExceededException")]
)
def test_a_busy_service_is_tried_again_later_and_not_at_once(cloud: Ses, status: int, code: str) -> None:
    refuse(cloud, status, code)
    with pytest.raises(TryAgain) as busy:
        send()
    assert not isinstance(busy.value, aws.Unanswered)
    assert len(cloud.asked) == 1


def test_an_answer_in_a_proxys_words_is_tried_again(cloud: Ses) -> None:
    cloud.answer = (503, {}, b"<html>slow down</html>")
    with pytest.raises(TryAgain):
        send()


def test_what_left_without_an_answer_may_have_been_sent(cloud: Ses) -> None:
    cloud.answer = (0, {}, b"")
    with pytest.raises(aws.Unanswered):
        send()
    assert len(cloud.asked) == 1


def test_what_never_left_is_tried_again(cloud: Ses) -> None:
    cloud.shutdown()
    cloud.server_close()
    with pytest.raises(TryAgain) as lost:
        send()
    assert not isinstance(lost.value, aws.Unanswered)


def test_a_missing_permission_is_a_bug_of_ours(cloud: Ses) -> None:
    refuse(cloud, 403, "AccessDeniedException", "not authorized")
    with pytest.raises(ses.RefusedBySes, match="403 AccessDeniedException"):
        send()
