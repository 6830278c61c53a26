"""Stripe's signature on a webhook, checked without Stripe's library: importing it costs more than the whole answer."""

import hmac
import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from chalicelib.domain.errors import Refusal


def verify(payload: bytes, header: str, secret: str, now: datetime, tolerance: int = 300) -> dict[str, Any]:
    """The event of a webhook that Stripe signed within ``tolerance`` seconds of ``now``.

    ``payload`` is the raw body. While a secret is rolled Stripe sends one ``v1`` per secret: any may match. Raises
    Refusal("bad_signature"), Refusal("stale_signature") (a replay), Refusal("bad_json").
    https://docs.stripe.com/webhooks#verify-manually
    """
    pairs = [part.strip().partition("=")[::2] for part in header.split(",")]
    stamps = [value for scheme, value in pairs if scheme == "t"]
    signatures = [value for scheme, value in pairs if scheme == "v1"]
    if len(stamps) != 1 or not _is_stamp(stamps[0]) or not secret:
        raise Refusal("bad_signature")
    expected = hmac.new(secret.encode(), stamps[0].encode() + b"." + payload, sha256).hexdigest().encode()
    if not any(hmac.compare_digest(expected, signature.encode()) for signature in signatures):
        raise Refusal("bad_signature")
    if abs(now.timestamp() - int(stamps[0])) > tolerance:
        raise Refusal("stale_signature")
    return _event(payload)


def _is_stamp(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def _event(payload: bytes) -> dict[str, Any]:
    try:
        event = json.loads(payload)
    except ValueError:
        raise Refusal("bad_json") from None
    if not isinstance(event, dict):
        raise Refusal("bad_json")
    return event
