"""The product's tables, bucket and queue in a simulated cloud, exactly as the template describes them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from chalice.package import YAMLTemplateSerializer
from moto import mock_aws

from chalicelib.gateways import aws, secrets
from chalicelib.gateways.providers.stripe import client
from chalicelib.store.rows import AccountRow, BusinessRow

TEMPLATE = Path(__file__).parents[1] / "infra" / "resources.yaml"
NAMES = {"AccountsTable": "accounts", "BusinessesTable": "businesses"}
BUCKET = "files"
CREATED_WITH = (
    "BillingMode", "AttributeDefinitions", "KeySchema", "LocalSecondaryIndexes", "GlobalSecondaryIndexes",
)  # fmt: skip
ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "FILES_BUCKET": BUCKET,
    "PORTAL_URL": "https://pay.example",
    "SES_CONFIGURATION_SET": "puntual",
}


class Cloud:
    """A simulated cloud. Its start costs seconds, emptying it milliseconds: so one serves a whole module."""

    def __init__(self) -> None:
        self.dynamo, self.s3, self.sqs = (boto3.client(name) for name in ("dynamodb", "s3", "sqs"))
        self.s3.create_bucket(Bucket=BUCKET)
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        self.queue = self.sqs.create_queue(QueueName="collect")["QueueUrl"]
        self.parts_queue = self.sqs.create_queue(QueueName="parts")["QueueUrl"]
        self.used = False

    def empty(self) -> None:
        for name, described in _tables().items():
            if self.used:
                self.dynamo.delete_table(TableName=name)
            self.dynamo.create_table(TableName=name, **described)
        found = self.s3.list_object_versions(Bucket=BUCKET)
        for version in found.get("Versions", []):
            self.s3.delete_object(Bucket=BUCKET, Key=version["Key"], VersionId=version["VersionId"])
        self.queued()
        self.parts_queued()
        self.used = True

    def queued(self) -> list[str]:
        """The bodies in the collect queue, which is empty afterwards."""
        return self._taken(self.queue)

    def parts_queued(self) -> list[str]:
        """The same of the queue of file parts."""
        return self._taken(self.parts_queue)

    def _taken(self, url: str) -> list[str]:
        bodies = []
        while found := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                bodies.append(message["Body"])
        return bodies


@contextmanager
def simulated_cloud() -> Iterator[Cloud]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        _forget()
        cloud = Cloud()
        patch.setenv("COLLECT_QUEUE_URL", cloud.queue)
        patch.setenv("IMPORT_PARTS_QUEUE_URL", cloud.parts_queue)
        yield cloud
    _forget()


def _forget() -> None:
    """No client, key or connection of another test."""
    for cached in (aws.client, aws._session, secrets._secret, client.client_of):
        cached.cache_clear()
    for row in (AccountRow, BusinessRow):
        connection = row._get_connection().connection
        connection._client, connection._local = None, threading.local()


@cache
def _tables() -> dict[str, dict[str, Any]]:
    resources = YAMLTemplateSerializer().load_template(TEMPLATE.read_text(), TEMPLATE.name)["Resources"]
    found = {name: resources[logical]["Properties"] for logical, name in NAMES.items()}
    return {name: {key: one[key] for key in CREATED_WITH if key in one} for name, one in found.items()}
