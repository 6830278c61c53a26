"""The wire on Lambda: one plain signed request; whatever is not a whole 200 is asked again through botocore."""

import json
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.store import wire
from chalicelib.store.rows import AccountRow, BusinessRow

FOUND = {"Item": {"pk": {"S": "a"}, "word": {"S": "eñe"}}}
REFUSED = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "no"}
BUSY = {"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "slower"}


class Dynamo(ThreadingHTTPServer):
    """Answers what it is told to, in order, the last one for ever; keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[tuple[int, dict[str, Any], int | None]] = [(200, FOUND, None)]
        self.asked: list[tuple[dict[str, str], bytes]] = []

    def by_botocore(self) -> list[bool]:
        return ["Botocore" in headers.get("user-agent", "") for headers, _ in self.asked]

    def next_answer(self) -> tuple[int, dict[str, Any], int | None]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Dynamo

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.append(({name.lower(): value for name, value in self.headers.items()}, body))
        status, answer, checksum = self.server.next_answer()
        if status == 0:
            self.close_connection = True
            return
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("x-amz-crc32", str(zlib.crc32(data) if checksum is None else checksum))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Word(Model):
    class Meta:
        table_name = "words"
        region = "us-east-1"

    pk = UnicodeAttribute(hash_key=True)
    word = UnicodeAttribute(null=True)


@pytest.fixture(autouse=True)
def cloud() -> None:
    """No tables are needed here."""


@pytest.fixture
def dynamo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dynamo]:
    server = Dynamo()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_LAMBDA_FUNCTION_NAME": "outbox",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": "session-token",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB", raising=False)
    monkeypatch.setattr(Word, "_connection", None)
    wire.connect(Word)
    yield server
    server.shutdown()
    server.server_close()


def test_an_answer_is_read_without_botocore(dynamo: Dynamo) -> None:
    assert Word.get("a").word == "eñe"
    assert dynamo.by_botocore() == [False]
    headers, body = dynamo.asked[0]
    assert headers["x-amz-target"] == "DynamoDB_20120810.GetItem"
    assert json.loads(body)["Key"] == {"pk": {"S": "a"}}


def test_a_request_is_signed_with_the_functions_credentials_and_their_session(dynamo: Dynamo) -> None:
    Word.get("a")
    headers, body = dynamo.asked[0]
    assert headers["x-amz-security-token"] == "session-token"
    signed = headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert {"host", "x-amz-date", "x-amz-security-token", "x-amz-target"} <= set(signed)
    assert headers["authorization"] == _signature(dynamo, headers, body, signed)


def _signature(dynamo: Dynamo, headers: dict[str, str], body: bytes, signed: list[str]) -> str:
    """What botocore makes of the request as it arrived."""
    again = AWSRequest("POST", f"http://{headers['host']}/", {name: headers[name] for name in signed}, body)
    again.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", "secret", "session-token"), "dynamodb", "us-east-1")
    text = signer.string_to_sign(again, signer.canonical_request(again))
    return (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(again)}, SignedHeaders={';'.join(signed)}, "
        f"Signature={signer.signature(text, again)}"
    )


def test_a_refused_condition_is_raised_by_botocore_as_ever(dynamo: Dynamo) -> None:
    dynamo.answers = [(400, REFUSED, None)]
    with pytest.raises(PutError) as refused:
        Word("a").save(Word.pk.does_not_exist())
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    assert dynamo.by_botocore() == [False, True]


@pytest.mark.parametrize("fault", [(400, BUSY, None), (500, {}, None), (200, FOUND, 1), (0, {}, None)])
def test_throttling_faults_and_broken_answers_are_botocores_to_try_again(dynamo: Dynamo, fault: Any) -> None:
    dynamo.answers = [fault, (200, FOUND, None)]
    assert Word.get("a").word == "eñe"
    assert dynamo.by_botocore() == [False, True]


def test_a_transaction_that_is_asked_again_carries_the_same_token(dynamo: Dynamo) -> None:
    dynamo.answers = [(0, {}, None), (200, {}, None)]
    with TransactWrite(connection=Word._get_connection().connection) as write:
        write.save(Word("a"))
    first, second = (json.loads(body)["ClientRequestToken"] for _, body in dynamo.asked)
    assert first == second


def test_away_from_lambda_everything_goes_through_botocore(dynamo: Dynamo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_NAME")
    assert Word.get("a").word == "eñe"
    assert dynamo.by_botocore() == [True]


def test_tables_share_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in (AccountRow, BusinessRow):
        monkeypatch.setattr(row, "_connection", None)
    wire.connect(AccountRow, BusinessRow)
    assert AccountRow._get_connection().connection is BusinessRow._get_connection().connection
