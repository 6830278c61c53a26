"""The collect queue: one message per account that must be decided, its body the account's key."""

import os
from collections.abc import Iterable
from typing import Any

from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import aws

_BATCH = 10  # SQS's own limit
_ROUNDS = 3


def send(keys: Iterable[str]) -> int:
    """Ask for each account (its partition key) to be decided; a key named twice is sent once. Returns how many.

    What SQS could not take in a batch is sent again. Raises TryAgain when some are still left (sending them all again
    is harmless: deciding an account twice changes nothing), GiveUp("bad_key") when SQS refuses some and has the rest.
    """
    waiting = list(dict.fromkeys(keys))
    refused = 0
    for start in range(0, len(waiting), _BATCH):
        refused += _send_batch(waiting[start : start + _BATCH])
    if refused:
        raise GiveUp("bad_key")
    return len(waiting)


def _send_batch(keys: list[str]) -> int:
    """Send up to ten keys, those that failed on SQS's side again. Returns how many SQS refuses for good."""
    refused = 0
    for _ in range(_ROUNDS):
        failed = _send_once(keys)
        refused += sum(1 for failure in failed if failure["SenderFault"])
        keys = [keys[int(failure["Id"])] for failure in failed if not failure["SenderFault"]]
        if not keys:
            return refused
    raise TryAgain("queue")


def _send_once(keys: list[str]) -> list[dict[str, Any]]:
    entries = [{"Id": str(index), "MessageBody": key} for index, key in enumerate(keys)]
    with aws.reaching():
        answer = aws.client("sqs").send_message_batch(QueueUrl=os.environ["COLLECT_QUEUE_URL"], Entries=entries)
    failed: list[dict[str, Any]] = answer.get("Failed", [])
    return failed
