"""A file was dropped into ``inbox/``: S3 tells EventBridge, EventBridge tells us."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.gateways import clock, files

triggers = Blueprint(__name__)
DROPPED = {
    "source": ["aws.s3"],
    "detail-type": ["Object Created"],
    "detail": {"object": {"key": [{"prefix": "inbox/"}]}},
}


@triggers.on_cw_event(DROPPED)
def inbox(event: CloudWatchEvent) -> dict[str, Any]:
    from chalicelib.workflows.importing.import_file import import_file  # who opens the portal has no use for it

    dropped = event.to_dict()["detail"]["object"]
    version = dropped.get("version-id") or _present_version(dropped["key"])
    record = import_file(dropped["key"], version, clock.now())
    return {"import": record.id if record else None}


def _present_version(key: str) -> str:
    """The embedded cloud leaves the version out of its events."""
    facts = files.head(key)
    return facts.version if facts else ""
