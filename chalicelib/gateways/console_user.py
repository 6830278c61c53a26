"""Who is signed in to the console, and for which business: what API Gateway found in the token that it verified."""

import os
from collections.abc import Mapping
from typing import Any

import msgspec
from chalice.app import CognitoUserPoolAuthorizer, Request

from chalicelib.domain.errors import Unauthorized

# The pool's own ARN is merged in when packaging: see infra/console.yaml.
CONSOLE = CognitoUserPoolAuthorizer("console", ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/placeholder"])
ANY = ["application/json", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream",
       "multipart/form-data"]  # fmt: skip
BUSINESS = "custom:business"  # set when the user is created; nobody can change it afterwards


class ConsoleUser(msgspec.Struct, frozen=True):
    id: str
    business: str


def signed_in(request: Request) -> ConsoleUser:
    """The user of an ID token that our console's own client was given. Raises Unauthorized("not_signed_in").

    The authorizer has checked signature, issuer and expiry, but takes any token of the pool: those of another client,
    and access tokens, which tell no business.
    """
    authorizer: Mapping[str, Any] = request.context.get("authorizer") or {}
    claims: Mapping[str, str] = authorizer.get("claims") or {}
    is_ours = claims.get("token_use") == "id" and claims.get("aud") == os.environ.get("CONSOLE_CLIENT_ID", "")
    if not (is_ours and claims.get("aud") and claims.get("sub") and claims.get(BUSINESS)):
        raise Unauthorized("not_signed_in")
    return ConsoleUser(claims["sub"], claims[BUSINESS])
