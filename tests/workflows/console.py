"""The console's routes, asked as API Gateway asks them for somebody who is signed in."""

import json
import re
from typing import Any

from app import app

CLIENT = "client-1"  # what CONSOLE_CLIENT_ID is to be
CONTEXT = type("Context", (), {"aws_request_id": "r-1", "function_name": "f", "invoked_function_arn": "arn"})()


def ask(
    verb: str, path: str, business: str | None = "acme", body: Any = None, query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None, user: str = "u-1", **names: str,
) -> tuple[int, Any]:  # fmt: skip
    """Status and body of ``verb /api/console/<path>``; ``names`` fill the braces of the path, as the gateway does.

    ``business`` None: nobody is signed in.
    """
    assert set(re.findall(r"{(\w+)}", path)) == names.keys()
    claims = {"token_use": "id", "aud": CLIENT, "sub": user, "custom:business": business}
    sent = {"content-type": "application/json", "x-language": "en"} | (headers or {})
    event = {
        "requestContext": {
            "httpMethod": verb,
            "resourcePath": f"/api/console/{path}",
            **({"authorizer": {"claims": claims}} if business is not None else {}),
        },
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "pathParameters": names or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
        "stageVariables": None,
    }
    answer = app(event, CONTEXT)
    text = answer["body"]
    return answer["statusCode"], json.loads(text) if text.startswith(("{", "[")) else text
