"""PayPal's signature on a webhook, checked by PayPal itself: no certificate, chain or curve is ours to get wrong."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain.errors import Refusal
from chalicelib.gateways.providers.paypal import client

TOLERANCE = timedelta(days=4)  # PayPal delivers again for three days; what counts counts once anyway
_HEADERS = ("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time")
_LONGEST = 1000


def verify(payload: bytes, headers: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The event of a webhook that PayPal signed for our webhook's id.

    ``payload`` is the raw body: it goes to PayPal as it came, for the signature is over its bytes. Raises
    Refusal("bad_signature"), Refusal("stale_signature"), Refusal("bad_json"); TryAgain.
    https://developer.paypal.com/docs/api/webhooks/v1/#verify-webhook-signature_post
    """
    told = {name: headers.get(f"paypal-{name.replace('_', '-')}", "") for name in _HEADERS}
    if not all(0 < len(value) <= _LONGEST for value in told.values()) or not _is_paypals(told["cert_url"]):
        raise Refusal("bad_signature")
    if abs(now - _moment(told["transmission_time"])) > TOLERANCE:
        raise Refusal("stale_signature")
    event = _event(payload)
    asked = json.dumps(told | {"webhook_id": client.keys().webhook_id}).encode()
    try:
        answer = client.call(
            "POST", "/v1/notifications/verify-webhook-signature", asked[:-1] + b', "webhook_event": ' + payload + b"}"
        )
    except client.Refused:
        raise Refusal("bad_signature") from None
    if answer.get("verification_status") != "SUCCESS":
        raise Refusal("bad_signature")
    return event


def _is_paypals(url: str) -> bool:
    """A certificate from anywhere else is not worth a question."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and (host == "paypal.com" or host.endswith(".paypal.com"))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("bad_signature") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _event(payload: bytes) -> dict[str, Any]:
    try:
        event = json.loads(payload)
    except (ValueError, RecursionError):
        raise Refusal("bad_json") from None
    if not isinstance(event, dict):
        raise Refusal("bad_json")
    return event
