"""The queue of file parts: one part of a large file to import or to take back, or one of these to go on with."""

from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.gateways import clock
from chalicelib.gateways.batch import each

triggers = Blueprint(__name__)


@triggers.on_sqs_message(queue_arn="arn:aws:sqs:us-east-1:000000000000:placeholder", batch_size=1, name="parts")
def parts(event: SQSEvent) -> dict[str, Any]:
    return each(event.to_dict()["Records"], _take, "messageId")


def _take(record: dict[str, Any]) -> None:
    from chalicelib.workflows.importing import import_file, undo_import  # who opens the portal has no use for them

    message = record["body"]
    workflow = undo_import if undo_import.is_mine(message) else import_file
    workflow.take(message, clock.now())
