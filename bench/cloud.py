"""An embedded cloud of the bench's own: the template's tables, bucket and queue on loopback, without any function."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.billing import Table
from infra.local.clock import Clock
from infra.local.cloud import Cloud
from infra.local.folder import locked
from infra.local.home import ACCESS_KEY, REGION, SECRET_KEY, Home
from infra.package import merged_resources

TABLES = {"accounts": "AccountsTable", "businesses": "BusinessesTable"}
_OF_CREATE_TABLE = {
    "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema", "LocalSecondaryIndexes",
    "StreamSpecification",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where the bench runs: its cloud, and its tables by name as the template describes them."""

    home: Home
    tables: dict[str, Table]


@contextmanager
def started(now: datetime) -> Iterator[Place]:
    """Start the cloud with its clock at ``now`` and point this process's code at it; nothing is left on disk."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, locked(Path(name)) as lock:
        clock = Clock(Path(name))
        clock.start(now)
        cloud = Cloud(Path(name))
        try:
            cloud.start({"PERSIST_STATE": "0", "S3_PERSIST": "0"}, lock)
            home = Home(Path(name), "http://127.0.0.1", cloud.endpoint_url)
            yield Place(home, _furnish(home))
        finally:
            cloud.stop()


def _furnish(home: Home) -> dict[str, Table]:
    resources = merged_resources()["Resources"]
    described = {name: resources[logical]["Properties"] for name, logical in TABLES.items()}
    for name, properties in described.items():
        wanted = {key: value for key, value in properties.items() if key in _OF_CREATE_TABLE}
        if "StreamSpecification" in wanted:
            wanted["StreamSpecification"] = {**wanted["StreamSpecification"], "StreamEnabled": True}
        home.client("dynamodb").create_table(TableName=name, **wanted)
    home.client("s3").create_bucket(Bucket="files")
    queue = home.client("sqs").create_queue(QueueName="collect")["QueueUrl"]
    home.client("sesv2").create_configuration_set(ConfigurationSetName="bench")
    home.client("sesv2").create_email_identity(EmailIdentity="cobros@bench.example")
    _point_to(home, queue)
    return {name: Table(properties) for name, properties in described.items()}


def _point_to(home: Home, queue: str) -> None:
    """Before the product's code is imported: it reads the names of its tables once."""
    settings: dict[str, Any] = {
        "AWS_ENDPOINT_URL": home.endpoint_url, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "ACCOUNTS_TABLE": "accounts",
        "BUSINESSES_TABLE": "businesses", "FILES_BUCKET": "files", "COLLECT_QUEUE_URL": queue,
        "SES_CONFIGURATION_SET": "bench",
        "AWS_LAMBDA_FUNCTION_NAME": "bench", "CLOCK_FILE": str(home.clock.path), "PORTAL_URL": "https://pay.example",
    }  # fmt: skip
    os.environ.update(settings)
