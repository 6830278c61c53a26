"""AWS Signature Version 4 of a POST, as AWS's guide spells it. Pure: the time is told."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple


class Keys(NamedTuple):
    """Credentials; ``token`` only with temporary ones."""

    access: str
    secret: str
    token: str = ""


def signed_headers(
    keys: Keys, scope: tuple[str, str], url: tuple[str, str], own: Mapping[str, str], body: bytes, now: datetime
) -> dict[str, str]:
    """All headers of a POST of ``body`` without a query.

    ``scope``: region and service as signatures name it; ``url``: host and path, the path of plain characters; ``own``:
    the request's headers by lower-case name; ``now``: an instant in UTC.
    """
    (region, service), (host, path) = scope, url
    moment = f"{now:%Y%m%dT%H%M%SZ}"
    told = {**own, "host": host, "x-amz-date": moment} | ({"x-amz-security-token": keys.token} if keys.token else {})
    headers = dict(sorted(told.items()))
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"POST\n{path}\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    place = f"{moment[:8]}/{region}/{service}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{moment}\n{place}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = _mac(_key_of_day(keys.secret, moment[:8], region, service), text).hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={keys.access}/{place}, SignedHeaders={names}, Signature={signature}"
    )
    return headers


@lru_cache(maxsize=8)
def _key_of_day(secret: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = _mac(key, part)
    return key


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
