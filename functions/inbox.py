"""A file was dropped into ``inbox/``: S3 tells EventBridge, EventBridge tells us."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.gateways import clock
from chalicelib.workflows.import_file import import_file

triggers = Blueprint(__name__)
DROPPED = {
    "source": ["aws.s3"],
    "detail-type": ["Object Created"],
    "detail": {"object": {"key": [{"prefix": "inbox/"}]}},
}


@triggers.on_cw_event(DROPPED)
def inbox(event: CloudWatchEvent) -> dict[str, Any]:
    dropped = event.to_dict()["detail"]["object"]
    record = import_file(dropped["key"], dropped.get("version-id", ""), clock.now())
    return {"import": record.id if record else None}
