"""What a part of the embedded run needs to know: where things are, how to reach them, what time it is."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from infra.local.clock import Clock

ACCOUNT = "000000000000"
REGION = "us-east-1"
ACCESS_KEY = ACCOUNT  # MiniStack reads a 12-digit key as the account it belongs to
SECRET_KEY = "embedded-fake-secret-key"  # noqa: S105 - nothing checks it


class FunctionFailed(Exception):
    """A function of the stack raised: ``args`` are its name and what it answered."""


@dataclass(frozen=True)
class Home:
    """One embedded run.

    ``path``: the data folder. ``base_url``: origin of portal and API. ``endpoint_url``: the cloud on loopback.
    ``outputs``: the stack's outputs by name (see the end of each ``infra/*.yaml``).
    """

    path: Path
    base_url: str
    endpoint_url: str
    outputs: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def clock(self) -> Clock:
        return Clock(self.path)

    @cached_property
    def session(self) -> boto3.Session:
        return boto3.Session(aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY, region_name=REGION)

    @cached_property
    def _clients(self) -> dict[str, Any]:
        return {}

    def client(self, service: str) -> Any:
        """The boto3 client of a service, made once and safe to share between threads."""
        with _making:
            if service not in self._clients:
                self._clients[service] = self.session.client(service, endpoint_url=self.endpoint_url, config=_CONFIG)
            return self._clients[service]

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Call a function by its name in ``app.py`` (``sweep``, ``collect`` …) and wait; its answer, decoded."""
        name = self.outputs[f"{function.capitalize()}Function"]
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
        body = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            raise FunctionFailed(function, body)
        return body


_making = threading.Lock()
_CONFIG = Config(
    retries={"total_max_attempts": 2}, max_pool_connections=20, read_timeout=900, s3={"addressing_style": "path"}
)
