"""How the tables are reached on Lambda: one signed request, one answer, without a botocore client in between.

botocore's client costs a millisecond of CPU a request and over a hundred when it is made: a multiple of all our own
work on a reminder. So a request is first asked plainly, signed by ourselves; whatever is not a whole 200 (a
condition that failed, throttling, an expired token, a lost connection) is asked again through PynamoDB's botocore
client, which retries and raises as ever. What was refused was not done, and a lost answer botocore would ask for again
too: the meaning stays the same.
"""

import uuid
import zlib
from functools import cached_property
from typing import Any

import msgspec
from pynamodb.connection.base import Connection
from pynamodb.models import Model

from chalicelib.wire.service import Service, on_lambda

_JSON = "application/x-amz-json-1.0"


class Wire(Connection):
    """The connection of all tables of a process."""

    def _make_api_call(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        if operation_name == "TransactWriteItems":  # the same one when it is asked again
            operation_kwargs.setdefault("ClientRequestToken", str(uuid.uuid4()))
        answer = self._asked(operation_name, operation_kwargs) if on_lambda() else None
        return super()._make_api_call(operation_name, operation_kwargs) if answer is None else answer

    def _asked(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """The answer to a plain request; None: ask through botocore."""
        from urllib3.exceptions import HTTPError

        headers = {"content-type": _JSON, "x-amz-target": f"DynamoDB_20120810.{operation}"}
        try:
            response = self._service.post("/", headers, msgspec.json.encode(arguments))
        except HTTPError:
            return None
        checksum = response.headers.get("x-amz-crc32")
        if response.status != 200 or (checksum and int(checksum) != zlib.crc32(response.data)):
            return None
        answer: dict[str, Any] = msgspec.json.decode(response.data)
        return answer

    @cached_property
    def _service(self) -> Service:
        return Service("dynamodb", "dynamodb", "DYNAMODB", self.region)


def connect(*models: type[Model]) -> None:
    """Give these models one connection between them; PynamoDB would make a client for each."""
    wire = Wire(models[0].Meta.region)
    for model in models:
        table = model._get_connection()
        wire._tables[table.table_name] = table.get_meta_table()
        table.connection = wire
