"""An e-mail on Lambda: one plain signed request, asked once, and every answer means what it means through botocore."""

import base64
import json
from collections.abc import Iterator

import pytest

from chalicelib.domain.business import Sender
from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import aws, email, ses
from tests.wire.answers import Answer, Answers, answering

SENT = Answer(200, b'{"MessageId": "0100-abc"}')
SENDER = Sender("cobros@acme.example", "Ñandú")


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    with answering(monkeypatch, SENT) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", f"{server.url}/local")
        monkeypatch.setenv("AWS_REGION", "sa-east-1")
        monkeypatch.setenv("SES_CONFIGURATION_SET", "puntual")
        ses._service.cache_clear()
        yield server
        ses._service.cache_clear()


def send() -> str:
    return email.send(
        "acme#c1|n", "collection", SENDER, "ana@x.example", "Ñ", "text", "<p>", {"List-Unsubscribe": "<https://x>"},
        {"qr": b"\x89PNG"},
    )  # fmt: skip


def refuse(cloud: Answers, status: int, code: str, message: str = "") -> None:
    told = {"x-amzn-ErrorType": f"{code}:http://internal.amazon.com/"}
    cloud.answers = [Answer(status, json.dumps({"message": message}).encode(), told)]


def test_a_message_goes_in_one_signed_request(cloud: Answers) -> None:
    assert send() == "0100-abc"
    (asked,) = cloud.asked
    headers, body = asked.headers, json.loads(asked.body)
    assert asked.path == "/local/v2/email/outbound-emails"
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
def test_a_plain_no_is_given_up(cloud: Answers, status: int, code: str, message: str, why: str) -> None:
    refuse(cloud, status, code, message)
    with pytest.raises(GiveUp) as refused:
        send()
    assert refused.value.code == why


@pytest.mark.parametrize(
    ("status", "code"), [(429, "TooManyRequestsException"), (500, ""), (400, "LimitExceededException")]
)
def test_a_busy_service_is_tried_again_later_and_not_at_once(cloud: Answers, status: int, code: str) -> None:
    refuse(cloud, status, code)
    with pytest.raises(TryAgain) as busy:
        send()
    assert not isinstance(busy.value, aws.Unanswered)
    assert len(cloud.asked) == 1


def test_an_answer_in_a_proxys_words_is_tried_again(cloud: Answers) -> None:
    cloud.answers = [Answer(503, b"<html>slow down</html>")]
    with pytest.raises(TryAgain):
        send()


def test_what_left_without_an_answer_may_have_been_sent(cloud: Answers) -> None:
    cloud.answers = [Answer(0)]
    with pytest.raises(aws.Unanswered):
        send()
    assert len(cloud.asked) == 1


def test_what_never_left_is_tried_again(cloud: Answers) -> None:
    cloud.shutdown()
    cloud.server_close()
    with pytest.raises(TryAgain) as lost:
        send()
    assert not isinstance(lost.value, aws.Unanswered)


def test_a_missing_permission_is_a_bug_of_ours(cloud: Answers) -> None:
    refuse(cloud, 403, "AccessDeniedException", "not authorized")
    with pytest.raises(ses.RefusedBySes, match="403 AccessDeniedException"):
        send()
