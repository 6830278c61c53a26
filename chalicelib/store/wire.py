"""How the tables are reached on Lambda: one signed request, one answer, without a botocore client in between.

botocore's client costs a millisecond of CPU a request and over a hundred when it is made: a multiple of all our own
work on a reminder. So a request is first asked plainly, signed by ourselves; whatever is not a whole 200 (a
condition that failed, throttling, an expired token, a lost connection) is asked again through PynamoDB's botocore
client, which retries and raises as ever. What was refused was not done, and a lost answer botocore would ask for again
too: the meaning stays the same.
"""

import os
import uuid
import zlib
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import msgspec
from pynamodb.connection.base import Connection
from pynamodb.models import Model

from chalicelib.store.signing import Keys, signed_headers

_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_TIMEOUTS = {"connect": 2, "read": 10}  # seconds


class Wire(Connection):
    """The connection of all tables of a process."""

    def _make_api_call(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        if operation_name == "TransactWriteItems":  # the same one when it is asked again
            operation_kwargs.setdefault("ClientRequestToken", str(uuid.uuid4()))
        answer = self._asked(operation_name, operation_kwargs) if _on_lambda() else None
        return super()._make_api_call(operation_name, operation_kwargs) if answer is None else answer

    def _asked(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """The answer to a plain request; None: ask through botocore."""
        from urllib3.exceptions import HTTPError

        try:
            response = self._pool.urlopen(
                "POST", "/", redirect=False, retries=False, **self._signed(operation, arguments)
            )
        except HTTPError:
            return None
        checksum = response.headers.get("x-amz-crc32")
        if response.status != 200 or (checksum and int(checksum) != zlib.crc32(response.data)):
            return None
        answer: dict[str, Any] = msgspec.json.decode(response.data)
        return answer

    def _signed(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        body = msgspec.json.encode(arguments)
        target = f"DynamoDB_20120810.{operation}"
        # Lambda's credentials live as long as the process: nothing to refresh.
        keys = Keys(*(os.environ.get(name, "") for name in _KEYS))
        return {"body": body, "headers": signed_headers(keys, self.region, self._host, target, body, datetime.now(UTC))}

    @cached_property
    def _endpoint(self) -> str:
        told = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or os.environ.get("AWS_ENDPOINT_URL")
        return f"{told or f'https://dynamodb.{self.region}.amazonaws.com'}/"

    @cached_property
    def _host(self) -> str:
        return urlsplit(self._endpoint).netloc

    @cached_property
    def _pool(self) -> Any:
        import certifi
        import urllib3

        pools = urllib3.PoolManager(maxsize=10, ca_certs=certifi.where(), timeout=urllib3.Timeout(**_TIMEOUTS))
        return pools.connection_from_url(self._endpoint)


def connect(*models: type[Model]) -> None:
    """Give these models one connection between them; PynamoDB would make a client for each."""
    wire = Wire(models[0].Meta.region)
    for model in models:
        table = model._get_connection()
        wire._tables[table.table_name] = table.get_meta_table()
        table.connection = wire


def _on_lambda() -> bool:
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ and "AWS_ACCESS_KEY_ID" in os.environ
