"""PayPal's REST API over plain HTTPS: JSON in and out, and an access token that is kept until it expires."""

import base64
import json
import os
import time
from functools import cache
from typing import Annotated, Any

import msgspec

from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import secrets

LIVE, SANDBOX = "https://api-m.paypal.com", "https://api-m.sandbox.paypal.com"
_TIMEOUTS = {"connect": 3, "read": 10}  # seconds
_SPARE = 60  # seconds before its end in which a token is not used any more
_BUSY = frozenset({408, 409, 429})  # 409: the first of two equal requests is still at work

Filled = Annotated[str, msgspec.Meta(min_length=1)]


class PayPalKeys(msgspec.Struct, frozen=True):
    """What one PayPal app gave us; ``webhook_id``: of the webhook that points to us."""

    client_id: Filled
    client_secret: Filled
    webhook_id: Filled
    sandbox: bool = False

    def __repr__(self) -> str:
        return "PayPalKeys(…)"


class Refused(Exception):
    """PayPal said no: ``status`` and its own code for it (``ORDER_ALREADY_CAPTURED`` …)."""

    def __init__(self, status: int, issue: str) -> None:
        super().__init__(f"{status} {issue}")
        self.status, self.issue = status, issue


def keys() -> PayPalKeys:
    """The keys in the secret named by ``PAYPAL_SECRET``. Raises TryAgain; GiveUp("provider_not_configured")."""
    return secrets.provider_keys("PAYPAL_SECRET", PayPalKeys)


def call(method: str, path: str, body: bytes | None = None, request_id: str = "") -> dict[str, Any]:
    """What PayPal answers; ``request_id``: the same one again gets the first answer again.

    Raises TryAgain, Refused; GiveUp("provider_not_configured") when our keys are not good.
    """
    own = keys()
    headers = {"Content-Type": "application/json", "Prefer": "return=representation"}
    if request_id:
        headers["PayPal-Request-Id"] = request_id
    for is_last in (False, True):
        token = _token(own, fresh=is_last)
        try:
            return _ask(own, method, path, body, headers | {"Authorization": f"Bearer {token}"})
        except Refused as refused:
            if refused.status != 401:
                raise
    raise GiveUp("provider_not_configured")


def _token(own: PayPalKeys, *, fresh: bool) -> str:
    token, until = _tokens.get(own.client_id, ("", 0.0))
    if fresh or time.monotonic() >= until:
        basic = base64.b64encode(f"{own.client_id}:{own.client_secret}".encode()).decode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {basic}"}
        try:
            told = _ask(own, "POST", "/v1/oauth2/token", b"grant_type=client_credentials", headers)
        except Refused as refused:
            raise GiveUp("provider_not_configured") from refused
        token = str(told["access_token"])
        _tokens[own.client_id] = token, time.monotonic() + int(told["expires_in"]) - _SPARE
    return token


_tokens: dict[str, tuple[str, float]] = {}  # by client id: the token and, on the process's own clock, its end


def _ask(own: PayPalKeys, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> dict[str, Any]:
    import urllib3

    base = os.environ.get("PAYPAL_API_BASE") or (SANDBOX if own.sandbox else LIVE)
    try:
        answer = _pool().request(method, base + path, body=body, headers=headers, redirect=False)
    except urllib3.exceptions.HTTPError as error:
        raise TryAgain(type(error).__name__) from error
    if answer.status >= 500 or answer.status in _BUSY:
        raise TryAgain(f"paypal {answer.status}")
    try:
        content = json.loads(answer.data or b"{}")
    except ValueError as error:
        raise TryAgain("paypal: no JSON") from error
    if answer.status >= 300:
        raise Refused(answer.status, _issue(content))
    return content if isinstance(content, dict) else {}


@cache
def _pool() -> Any:
    import certifi
    import urllib3

    return urllib3.PoolManager(maxsize=4, ca_certs=certifi.where(), timeout=urllib3.Timeout(**_TIMEOUTS), retries=False)


def _issue(content: Any) -> str:
    """The one code that says what is wrong: that of the first detail, else of the whole."""
    if not isinstance(content, dict):
        return ""
    details = content.get("details")
    first = details[0] if isinstance(details, list) and details and isinstance(details[0], dict) else {}
    return str(first.get("issue") or content.get("name") or content.get("error") or "")
