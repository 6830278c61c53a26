"""The cloud beneath a run, for what no visitor can do: call functions at once, stop them, lose what is on its way."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from infra.local.home import ACCESS_KEY, REGION, SECRET_KEY, Home
from tests.embedded import Embedded
from tests.life.client import Run

ROOT = Path(__file__).resolve().parents[2]
NOTHING = '{"eventName": ["NEVER"]}'
SCHEDULED = {
    "id": "00000000-0000-0000-0000-000000000000", "version": "0", "account": "000000000000", "region": "us-east-1",
    "time": "2026-01-01T00:00:00Z", "resources": [], "source": "aws.events", "detail-type": "Scheduled Event",
    "detail": {},
}  # fmt: skip


class Cloud:
    """The stack of one run."""

    def __init__(self, embedded: Embedded) -> None:
        endpoint = Run(embedded.base_url).get("/local/s3")["endpoint"]
        bare = Home(embedded.home, embedded.base_url, endpoint)
        stacks = bare.client("cloudformation").describe_stacks()["Stacks"]
        outputs = {one["OutputKey"]: one["OutputValue"] for stack in stacks for one in stack.get("Outputs", ())}
        self.home = Home(embedded.home, embedded.base_url, endpoint, outputs)

    def sweep(self) -> Any:
        return self.home.invoke("sweep", SCHEDULED)

    def collect(self, *bodies: str) -> Any:
        """Call the collect function with these messages, as its queue does."""
        records = [_queued(number, body) for number, body in enumerate(bodies)]
        return self.home.invoke("collect", {"Records": records})

    def pass_over(self, time: timedelta) -> None:
        """Let time pass for the functions alone: a walk would wait for what hangs, and here something hangs."""
        path = self.home.clock.path
        later = json.loads(path.read_text())["offset_seconds"] + time.total_seconds()
        fresh = path.with_suffix(".later")
        fresh.write_text(json.dumps({"offset_seconds": later}))
        fresh.replace(path)

    def put(self, key: str, content: bytes) -> str:
        """An object by S3 itself, as any client may put it; its version."""
        bucket = self.home.outputs["FilesBucket"]
        version: str = self.home.client("s3").put_object(Bucket=bucket, Key=key, Body=content)["VersionId"]
        return version

    @contextmanager
    def inbox_stopped(self) -> Iterator[None]:
        """Files that are dropped meanwhile are not announced."""
        events, function = self.home.client("events"), self.home.outputs["InboxFunction"]
        arn = self.home.client("lambda").get_function(FunctionName=function)["Configuration"]["FunctionArn"]
        (rule,) = events.list_rule_names_by_target(TargetArn=arn)["RuleNames"]
        events.disable_rule(Name=rule)
        try:
            yield
        finally:
            events.enable_rule(Name=rule)

    def function_logs(self) -> dict[str, str]:
        """What each function wrote last, by its log group."""
        client = self.home.client("logs")
        groups = [one["logGroupName"] for one in client.describe_log_groups()["logGroups"]]
        found = {one: client.filter_log_events(logGroupName=one, limit=10_000)["events"] for one in groups}
        return {one: "\n".join(event["message"] for event in events) for one, events in found.items()}

    @contextmanager
    def parts_stopped(self) -> Iterator[Callable[[], list[str]]]:
        """Nobody takes the parts of large files meanwhile; yields what takes the messages that wait: they are lost."""
        client, sqs = self.home.client("lambda"), self.home.client("sqs")
        url, name = self.home.outputs["ImportPartsQueueUrl"], self.home.outputs["PartsFunction"]
        (mapping,) = client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]

        def lost() -> list[str]:
            found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
            for message in found:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return [message["Body"] for message in found]

        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        try:
            yield lost
        finally:
            client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)

    @contextmanager
    def collect_stopped(self) -> Iterator[None]:
        """What is due meanwhile waits in the queue: only ``collect`` takes messages, those that it is given."""
        client, name = self.home.client("lambda"), self.home.outputs["CollectFunction"]
        (mapping,) = client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        try:
            yield
        finally:
            client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)

    @contextmanager
    def stream_lost(self) -> Iterator[None]:
        """What is written meanwhile never reaches the outbox."""
        client, name = self.home.client("lambda"), self.home.outputs["OutboxFunction"]
        (mapping,) = client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
        nothing = {"Filters": [{"Pattern": NOTHING}]}
        client.update_event_source_mapping(UUID=mapping["UUID"], FilterCriteria=nothing)
        try:
            yield
        finally:
            client.update_event_source_mapping(UUID=mapping["UUID"], FilterCriteria=mapping["FilterCriteria"])

    def dying_worker(self, business: str, debtor: str, notice: str, dies: str) -> int:
        """A process that delivers a notice with the product's own code and is killed on the way; its exit status."""
        return self._die("deliver", f"{business}#{debtor}", notice, dies)

    def dying_charge(self, account: str, dies: str) -> int:
        """A process that wakes an account whose card is due and is killed on the way; its exit status."""
        return self._die("charge", account, dies)

    def dying_import(self, key: str, version: str) -> int:
        """A process that imports a file and is killed after the first account; its exit status."""
        return self._die("import", key, version)

    def dying_part(self, message: str) -> int:
        """A process that takes one message of the queue of parts and is killed after the first account."""
        return self._die("part", message)

    def _die(self, *what: str) -> int:
        environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": self.home.endpoint_url,
            "AWS_ENDPOINT_URL_SESV2": f"{self.home.base_url}/local/aws/ses",
            "AWS_ENDPOINT_URL_SNS": f"{self.home.base_url}/local/aws/sns",
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "ACCOUNTS_TABLE": self.home.outputs["AccountsTable"],
            "BUSINESSES_TABLE": self.home.outputs["BusinessesTable"],
            "FILES_BUCKET": self.home.outputs["FilesBucket"],
            "IMPORT_PARTS_QUEUE_URL": self.home.outputs["ImportPartsQueueUrl"],
            "SES_CONFIGURATION_SET": "any",
            "PORTAL_URL": self.home.base_url,
            "CLOCK_FILE": str(self.home.clock.path),
            "STRIPE_SECRET": self.home.outputs["StripeSecretArn"],
            "STRIPE_API_BASE": f"{self.home.base_url}/local/stripe/api",
            "PYTHONPATH": str(ROOT),  # by its path and not by its name: a library may bring a package "tests" along
        }
        command = [sys.executable, str(ROOT / "tests" / "life" / "dying_worker.py"), *what]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False, timeout=60).returncode


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(lambda act: act(), acts))


def _queued(number: int, body: str) -> dict[str, Any]:
    return {
        "messageId": f"00000000-0000-0000-0000-{number:012}",
        "receiptHandle": "handle",
        "body": body,
        "attributes": {},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:collect",
        "awsRegion": "us-east-1",
    }
