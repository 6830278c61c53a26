"""One service of AWS, asked from a Lambda: a pool of connections and a signature, no client."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, urlsplit

from chalicelib.wire.signing import Keys, signed_headers

_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_TIMEOUTS = {"connect": 2, "read": 10}  # seconds


class Service:
    """``name`` as signatures spell it, ``host`` as its addresses do, ``setting`` as in ``AWS_ENDPOINT_URL_…``."""

    def __init__(self, name: str, host: str, setting: str, region: str) -> None:
        self.name, self.host, self.setting, self.region = name, host, setting, region

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Any:
        """urllib3's response, whatever its status; asked once. Raises urllib3's HTTPError when none came."""
        path = f"{self._endpoint.path.rstrip('/')}{path}"
        # Lambda's credentials live as long as the process: nothing to refresh.
        keys = Keys(*(os.environ.get(name, "") for name in _KEYS))
        scope, url = (self.region, self.name), (self._endpoint.netloc, path)
        signed = signed_headers(keys, scope, url, headers, body, datetime.now(UTC))
        return self._pool.urlopen("POST", path, body=body, headers=signed, redirect=False, retries=False)

    @cached_property
    def _endpoint(self) -> SplitResult:
        told = os.environ.get(f"AWS_ENDPOINT_URL_{self.setting}") or os.environ.get("AWS_ENDPOINT_URL")
        return urlsplit(told or f"https://{self.host}.{self.region}.amazonaws.com")

    @cached_property
    def _pool(self) -> Any:
        import certifi
        import urllib3

        pools = urllib3.PoolManager(maxsize=10, ca_certs=certifi.where(), timeout=urllib3.Timeout(**_TIMEOUTS))
        return pools.connection_from_url(self._endpoint.geturl())


def on_lambda() -> bool:
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ and "AWS_ACCESS_KEY_ID" in os.environ
