"""The queues of our own work. A message is the key of what must be done: an account to decide, a part of a file."""

import os
from collections.abc import Iterable
from typing import Any

from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import aws

COLLECT, IMPORT_PARTS = "COLLECT_QUEUE_URL", "IMPORT_PARTS_QUEUE_URL"  # where the environment tells a queue's URL
_BATCH = 10  # SQS's own limit
_ROUNDS = 3


def send(keys: Iterable[str], queue: str = COLLECT) -> int:
    """Ask for each to be done; a key named twice is sent once. Returns how many.

    What SQS could not take in a batch is sent again. Raises TryAgain when some are still left (sending them all again
    is harmless: doing a thing twice changes nothing), GiveUp("bad_key") when SQS refuses some and has the rest.
    """
    waiting = list(dict.fromkeys(keys))
    refused = 0
    for start in range(0, len(waiting), _BATCH):
        refused += _send_batch(waiting[start : start + _BATCH], os.environ[queue])
    if refused:
        raise GiveUp("bad_key")
    return len(waiting)


def _send_batch(keys: list[str], url: str) -> int:
    """Send up to ten keys, those that failed on SQS's side again. Returns how many SQS refuses for good."""
    refused = 0
    for _ in range(_ROUNDS):
        failed = _send_once(keys, url)
        refused += sum(1 for failure in failed if failure["SenderFault"])
        keys = [keys[int(failure["Id"])] for failure in failed if not failure["SenderFault"]]
        if not keys:
            return refused
    raise TryAgain("queue")


def _send_once(keys: list[str], url: str) -> list[dict[str, Any]]:
    entries = [{"Id": str(index), "MessageBody": key} for index, key in enumerate(keys)]
    with aws.reaching():
        answer = aws.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
    failed: list[dict[str, Any]] = answer.get("Failed", [])
    return failed
