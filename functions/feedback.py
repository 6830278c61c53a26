"""SES events, through SNS and a queue: delivered, opened, clicked, bounced, complained."""

import json
from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.gateways import clock
from chalicelib.gateways.batch import each
from chalicelib.workflows.contact.record_feedback import record_feedback

triggers = Blueprint(__name__)


@triggers.on_sqs_message(queue_arn="arn:aws:sqs:us-east-1:000000000000:placeholder", batch_size=10, name="feedback")
def feedback(event: SQSEvent) -> dict[str, Any]:
    return each(event.to_dict()["Records"], _record, "messageId")


def _record(record: dict[str, Any]) -> None:
    record_feedback(json.loads(json.loads(record["body"])["Message"]), clock.now())
