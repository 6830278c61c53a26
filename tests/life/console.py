"""Somebody of a business, signed in to its console with Cognito's own answer."""

import json
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass

from tests.life.client import Answer, Json, Run

IDP = "AWSCognitoIdentityProviderService"


@dataclass(frozen=True)
class Console:
    """Asks the console's API for one user. ``token`` "" is nobody."""

    run: Run
    token: str = ""
    language: str = "en"

    def ask(self, verb: str, path: str, body: object = None, **headers: str) -> Answer:
        known = {"X-Language": self.language, "Idempotency-Key": secrets.token_hex(8)}
        signed = {"Authorization": self.token} if self.token else {}
        return self.run.ask(verb, f"/api/console{path}", body, headers={**known, **signed, **headers})

    def get(self, path: str) -> Json:
        answer = self.ask("GET", path)
        assert answer.status == 200, answer
        found: Json = answer.body
        return found


def sign_in(run: Run, business: str, kind: str = "IdToken") -> Console:
    """As the console's page does: the address and the password for tokens."""
    return Console(run, tokens(run.get(f"/local/console/{business}"))[kind])


def tokens(settings: Json, **changed: str) -> dict[str, str]:
    """The tokens that Cognito gives for the sign-in settings of a business. Raises HTTPError for wrong ones."""
    told = settings | changed
    asked = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": told["client_id"],
        "AuthParameters": {"USERNAME": told["email"], "PASSWORD": told["password"]},
    }
    found: dict[str, str] = _cognito(told["endpoint"], "InitiateAuth", asked)["AuthenticationResult"]
    return found


def _cognito(endpoint: str, action: str, body: Json) -> Json:
    headers = {"X-Amz-Target": f"{IDP}.{action}", "Content-Type": "application/x-amz-json-1.1"}
    request = urllib.request.Request(endpoint, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        found: Json = json.loads(response.read())
    return found


def refused_sign_in(settings: Json, **changed: str) -> int:
    """The status of a sign-in that does not succeed."""
    try:
        tokens(settings, **changed)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code
    return 200
