"""The queue of file parts: one part of a large file, or an import that must go on, a message."""

from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.gateways import clock
from chalicelib.gateways.batch import each
from chalicelib.workflows.import_file import take

triggers = Blueprint(__name__)


@triggers.on_sqs_message(queue_arn="arn:aws:sqs:us-east-1:000000000000:placeholder", batch_size=1, name="parts")
def parts(event: SQSEvent) -> dict[str, Any]:
    return each(event.to_dict()["Records"], lambda record: take(record["body"], clock.now()), "messageId")
