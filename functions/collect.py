"""The collect queue: one account, or stuck notice, a message."""

from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.gateways import clock
from chalicelib.gateways.batch import each
from chalicelib.workflows.wake import Wake

triggers = Blueprint(__name__)


@triggers.on_sqs_message(queue_arn="arn:aws:sqs:us-east-1:000000000000:placeholder", batch_size=10, name="collect")
def collect(event: SQSEvent) -> dict[str, Any]:
    wake = Wake(clock.now())
    return each(event.to_dict()["Records"], lambda record: wake(record["body"]), "messageId")
