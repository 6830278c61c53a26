"""Which tokens speak for a business: ID tokens of the console's own client, with a business in them."""

from typing import Any

import pytest
from chalice.app import Request

from chalicelib.domain.errors import Unauthorized
from chalicelib.gateways.console_user import ConsoleUser, signed_in

GOOD = {"token_use": "id", "aud": "client-1", "sub": "u-1", "custom:business": "acme"}


@pytest.fixture(autouse=True)
def client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", "client-1")


def request(claims: Any) -> Request:
    authorizer = {} if claims is None else {"authorizer": {"claims": claims}}
    event = {
        "requestContext": {"httpMethod": "GET", "resourcePath": "/", **authorizer},
        "headers": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "body": None,
        "isBase64Encoded": False,
        "stageVariables": None,
    }
    return Request(event)


def test_the_business_is_the_one_in_the_token() -> None:
    assert signed_in(request(GOOD)) == ConsoleUser("u-1", "acme")


@pytest.mark.parametrize(
    "claims",
    [None, {}, GOOD | {"token_use": "access"}, GOOD | {"aud": "client-2"}, GOOD | {"aud": ""}, GOOD | {"sub": ""},
     GOOD | {"custom:business": ""}, {name: value for name, value in GOOD.items() if name != "custom:business"}],
)  # fmt: skip
def test_any_other_token_of_the_pool_is_nobody(claims: Any) -> None:
    with pytest.raises(Unauthorized, match="not_signed_in"):
        signed_in(request(claims))


def test_a_function_that_does_not_know_its_client_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONSOLE_CLIENT_ID")
    for audience in ("", "client-1"):
        with pytest.raises(Unauthorized):
            signed_in(request(GOOD | {"aud": audience}))
