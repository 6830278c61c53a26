"""The stream of the accounts table: deliver each notice as soon as the decision that planned it is written."""

from collections.abc import Callable
from functools import cache
from typing import Any

from chalice.app import Blueprint, DynamoDBEvent

from chalicelib.domain.business import Business
from chalicelib.domain.notice import Notice
from chalicelib.gateways import clock
from chalicelib.gateways.batch import each
from chalicelib.store import businesses
from chalicelib.store.rows import plain, unpack
from chalicelib.workflows.contact.deliver import deliver

triggers = Blueprint(__name__)
STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/placeholder/stream/2026-01-01T00:00:00.000"


@triggers.on_dynamodb_record(stream_arn=STREAM, batch_size=10, name="outbox")
def outbox(event: DynamoDBEvent) -> dict[str, Any]:
    business_of = cache(businesses.load)
    return each(event.to_dict()["Records"], lambda record: _deliver(record, business_of), "eventID")


def _deliver(record: dict[str, Any], business_of: Callable[[str], Business]) -> None:
    image = record["dynamodb"].get("NewImage", {})
    if not image.get("sk", {}).get("S", "").startswith("NOTICE#"):
        return
    notice = unpack(plain(image["doc"]), Notice)
    if notice.state == "planned":
        deliver(image["pk"]["S"], notice, clock.now(), business_of)
