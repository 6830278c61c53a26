"""AWS Signature Version 4 of a request to DynamoDB, as the service's guide spells it. Pure: the time is told."""

import hashlib
import hmac
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

SERVICE = "dynamodb"
CONTENT_TYPE = "application/x-amz-json-1.0"


class Keys(NamedTuple):
    """Credentials; ``token`` only with temporary ones."""

    access: str
    secret: str
    token: str = ""


def signed_headers(keys: Keys, region: str, host: str, target: str, body: bytes, now: datetime) -> dict[str, str]:
    """All headers of ``POST /`` with ``body``; ``now`` is an instant in UTC, ``target`` the operation's full name."""
    moment = f"{now:%Y%m%dT%H%M%SZ}"
    headers = {"content-type": CONTENT_TYPE, "host": host, "x-amz-date": moment}
    if keys.token:
        headers["x-amz-security-token"] = keys.token
    headers["x-amz-target"] = target  # in the order of their names, as they are signed
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{moment[:8]}/{region}/{SERVICE}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = _mac(_key_of_day(keys.secret, moment[:8], region), text).hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={keys.access}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return headers


@lru_cache(maxsize=4)
def _key_of_day(secret: str, day: str, region: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, SERVICE, "aws4_request"):
        key = _mac(key, part)
    return key


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
