"""The portal's routes, asked as API Gateway asks them for a debtor who has answered the question."""

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from app import app
from chalicelib.domain.links import token_hash
from chalicelib.gateways.http import cookie_name
from chalicelib.store import sessions
from chalicelib.store.sessions import Session
from tests.workflows.cases import NOW
from tests.workflows.console import CONTEXT

COOKIE = "a-token-that-only-this-device-has"


def signed_in(debtor: str = "c1", business: str = "acme", language: str = "es", state: str = "open") -> Session:
    """A device with an open session; ``ask`` is this device."""
    session = Session(token_hash(COOKIE), business, debtor, language, state, NOW + timedelta(minutes=30))
    sessions.save(session)
    return session


def ask(verb: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **names: str) -> tuple[int, Any]:
    """Status and body of ``verb /api/<path>``; ``names`` fill the braces of the path, which may end in a query."""
    path, _, query = path.partition("?")
    assert set(re.findall(r"{(\w+)}", path)) == names.keys()
    sent = {"content-type": "application/json", "x-language": "es", "cookie": f"{cookie_name()}={COOKIE}"} | (
        headers or {}
    )
    event = {
        "requestContext": {"httpMethod": verb, "resourcePath": f"/api/{path}", "identity": {"sourceIp": "192.0.2.1"}},
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "pathParameters": names or None,
        "multiValueQueryStringParameters": parse_qs(query) or None,
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
        "stageVariables": None,
    }
    answer = app(event, CONTEXT)
    text = answer["body"]
    return answer["statusCode"], json.loads(text) if text.startswith(("{", "[")) else text


def ask_plainly(verb: str, path: str, form: str) -> tuple[int, str]:
    """A page of ``/lite``, or a posted form of it: the status and the page."""
    kind = {"content-type": "application/x-www-form-urlencoded"} if verb == "POST" else {}
    sent = kind | {"cookie": f"{cookie_name()}={COOKIE}", "accept-language": "es"}
    event = {
        "requestContext": {"httpMethod": verb, "resourcePath": path, "identity": {"sourceIp": "192.0.2.1"}},
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "pathParameters": None,
        "multiValueQueryStringParameters": None,
        "body": form,
        "isBase64Encoded": False,
        "stageVariables": None,
    }
    answer = app(event, CONTEXT)
    return answer["statusCode"], answer["body"]
