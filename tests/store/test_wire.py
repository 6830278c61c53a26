"""The wire on Lambda: one plain signed request; whatever is not a whole 200 is asked again through botocore."""

import json
import zlib
from collections.abc import Iterator
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
from tests.wire.answers import Answer, Answers, answering

FOUND = {"Item": {"pk": {"S": "a"}, "word": {"S": "eñe"}}}
REFUSED = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "no"}
BUSY = {"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "slower"}


def answer(status: int, body: dict[str, Any], checksum: int | None = None) -> Answer:
    """As DynamoDB answers: with the checksum of its body."""
    data = json.dumps(body).encode()
    return Answer(status, data, {"x-amz-crc32": str(zlib.crc32(data) if checksum is None else checksum)})


def by_botocore(dynamo: Answers) -> list[bool]:
    return ["Botocore" in asked.headers.get("user-agent", "") for asked in dynamo.asked]


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
def dynamo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    with answering(monkeypatch, answer(200, FOUND)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB", raising=False)
        monkeypatch.setattr(Word, "_connection", None)
        wire.connect(Word)
        yield server


def test_an_answer_is_read_without_botocore(dynamo: Answers) -> None:
    assert Word.get("a").word == "eñe"
    assert by_botocore(dynamo) == [False]
    (asked,) = dynamo.asked
    headers, body = asked.headers, asked.body
    assert headers["x-amz-target"] == "DynamoDB_20120810.GetItem"
    assert json.loads(body)["Key"] == {"pk": {"S": "a"}}


def test_a_request_is_signed_with_the_functions_credentials_and_their_session(dynamo: Answers) -> None:
    Word.get("a")
    (asked,) = dynamo.asked
    headers, body = asked.headers, asked.body
    assert headers["x-amz-security-token"] == "session-token"
    signed = headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert {"host", "x-amz-date", "x-amz-security-token", "x-amz-target"} <= set(signed)
    assert headers["authorization"] == _signature(dynamo, headers, body, signed)


def _signature(dynamo: Answers, headers: dict[str, str], body: bytes, signed: list[str]) -> str:
    """What botocore makes of the request as it arrived."""
    again = AWSRequest("POST", f"http://{headers['host']}/", {name: headers[name] for name in signed}, body)
    again.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", "secret", "session-token"), "dynamodb", "us-east-1")
    text = signer.string_to_sign(again, signer.canonical_request(again))
    return (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(again)}, SignedHeaders={';'.join(signed)}, "
        f"Signature={signer.signature(text, again)}"
    )


def test_a_refused_condition_is_raised_by_botocore_as_ever(dynamo: Answers) -> None:
    dynamo.answers = [answer(400, REFUSED)]
    with pytest.raises(PutError) as refused:
        Word("a").save(Word.pk.does_not_exist())
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    assert by_botocore(dynamo) == [False, True]


@pytest.mark.parametrize("fault", [answer(400, BUSY), answer(500, {}), answer(200, FOUND, 1), Answer(0)])
def test_throttling_faults_and_broken_answers_are_botocores_to_try_again(dynamo: Answers, fault: Answer) -> None:
    dynamo.answers = [fault, answer(200, FOUND)]
    assert Word.get("a").word == "eñe"
    assert by_botocore(dynamo) == [False, True]


def test_a_transaction_that_is_asked_again_carries_the_same_token(dynamo: Answers) -> None:
    dynamo.answers = [Answer(0), answer(200, {})]
    with TransactWrite(connection=Word._get_connection().connection) as write:
        write.save(Word("a"))
    first, second = (json.loads(asked.body)["ClientRequestToken"] for asked in dynamo.asked)
    assert first == second


def test_away_from_lambda_everything_goes_through_botocore(dynamo: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_NAME")
    assert Word.get("a").word == "eñe"
    assert by_botocore(dynamo) == [True]


def test_tables_share_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in (AccountRow, BusinessRow):
        monkeypatch.setattr(row, "_connection", None)
    wire.connect(AccountRow, BusinessRow)
    assert AccountRow._get_connection().connection is BusinessRow._get_connection().connection
