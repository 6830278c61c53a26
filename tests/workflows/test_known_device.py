"""A phone that asked to be remembered: a cookie of its own with the right answer only, ended by signing out."""

import pytest
from msgspec.structs import replace

from app import app
from chalicelib.gateways import clock
from chalicelib.store import sessions
from tests.tables import Cloud
from tests.workflows.cases import NOW, TOKEN, created, linked, owing
from tests.workflows.console import CONTEXT
from tests.workflows.portal import COOKIE, signed_in


@pytest.fixture(autouse=True)
def a_link_in_hand(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    created()
    owing()
    linked()
    signed_in(state="verify")


def post(path: str, body: str, cookies: str, key: str = "k") -> tuple[int, str, str]:
    """(status, Set-Cookie, body)"""
    sent = {"content-type": "application/json", "cookie": cookies, "idempotency-key": key}
    event = {
        "requestContext": {"httpMethod": "POST", "resourcePath": path, "identity": {"sourceIp": "192.0.2.1"}},
        "headers": sent, "multiValueHeaders": {name: [value] for name, value in sent.items()}, "body": body,
        "pathParameters": None, "multiValueQueryStringParameters": None, "isBase64Encoded": False,
        "stageVariables": None,
    }  # fmt: skip
    answer = app(event, CONTEXT)
    return answer["statusCode"], answer["headers"].get("Set-Cookie", ""), answer["body"]


MINE = f"__Host-session={COOKIE}; session={COOKIE}"


def test_only_the_right_answer_of_somebody_who_asked_for_it_sets_the_cookie(cloud: Cloud) -> None:
    for body in ('{"answer": "0000", "remember": true}', '{"answer": "0000"}'):
        assert post("/api/session/verify", body, MINE, body)[:2] == (403, "")
    assert post("/api/session/verify", '{"answer": "6785"}', MINE, "plain")[:2] == (200, "")

    status, cookie, body = post("/api/session/verify", '{"answer": "6785", "remember": true}', MINE, "asked")
    assert (status, body) == (200, '{"state":"open"}')
    assert {"HttpOnly", "SameSite=Strict", "Max-Age=2592000", "Path=/"} <= set(cookie.split("; "))
    token = cookie.partition(";")[0].partition("=")[2]
    assert token not in str(cloud.dynamo.scan(TableName="accounts"))


def test_the_cookie_opens_the_next_link_and_signing_out_forgets_it() -> None:
    _, cookie, _ = post("/api/session/verify", '{"answer": "6785", "remember": true}', MINE)
    device = cookie.partition(";")[0]
    asked = f'{{"token": "{TOKEN}"}}'
    assert '"state":"open"' in post("/api/session", asked, device)[2]
    assert '"state":"verify"' in post("/api/session", asked, "device=guessed; __Host-device=guessed")[2]

    sessions.save(replace(signed_in(), state="open"))
    assert post("/api/session/end", "{}", f"{MINE}; {device}")[0] == 200
    assert '"state":"verify"' in post("/api/session", asked, device)[2]
