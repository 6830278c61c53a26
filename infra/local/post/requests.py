"""What the SDK asks of SES and SNS, read as a message: who it goes to, what it says, which notice it carries."""

import json
import re
from typing import Any
from urllib.parse import parse_qs

from chalicelib.domain.links import short_code
from chalicelib.gateways.email import NOTICE_HEADER, notice_of_header
from infra.local.post.book import Message

_LINK = re.compile(r"https?://[^\s\"'<>]+#t=([A-Za-z0-9_-]+)")
_SMS_ID = re.compile(rb"<MessageId>([^<]+)</MessageId>")


def email_sent(request: bytes, response: bytes) -> Message:
    """A message of SES v2 ``SendEmail`` and its answer; ``tags`` as SES repeats them in its events."""
    asked = json.loads(request)
    simple = asked["Content"]["Simple"]
    headers = {header["Name"]: header["Value"] for header in simple.get("Headers", [])}
    to = asked["Destination"]["ToAddresses"][0]
    text = simple["Body"].get("Text", {}).get("Data", "")
    return {
        "id": json.loads(response)["MessageId"],
        "channel": "email",
        "to": to,
        "subject": simple["Subject"]["Data"],
        "text": text,
        "html": simple["Body"].get("Html", {}).get("Data"),
        "pictures": {one["ContentId"]: one["RawContent"] for one in _attached(simple) if "ContentId" in one},
        "papers": {one["FileName"]: one["RawContent"] for one in _attached(simple) if "ContentId" not in one},
        "headers": {"From": asked["FromEmailAddress"], "To": to, "Subject": simple["Subject"]["Data"], **headers},
        "tags": {tag["Name"]: [tag["Value"]] for tag in asked.get("EmailTags", [])},
        "notice": notice_of_header(headers.get(NOTICE_HEADER, "")),
        **_link(text),
    }


def _attached(simple: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = simple.get("Attachments", [])
    return found


def sms_sent(request: bytes, response: bytes) -> Message | None:
    """A text message of SNS ``Publish`` and its answer; None for what is published to a topic."""
    form = {name: values[0] for name, values in parse_qs(request.decode()).items()}
    found = _SMS_ID.search(response)
    if "PhoneNumber" not in form or not found:
        return None
    return {
        "id": found[1].decode(),
        "channel": "sms",
        "to": form["PhoneNumber"],
        "subject": None,
        "text": form["Message"],
        "html": None,
        "headers": None,
        "notice": _attribute(form, "notice"),
        **_link(form["Message"]),
    }


def _attribute(form: dict[str, str], name: str) -> str:
    """A message attribute of the query protocol: ``MessageAttributes.entry.2.Name``, ``….2.Value.StringValue``."""
    for key, value in form.items():
        if key.startswith("MessageAttributes.entry.") and key.endswith(".Name") and value == name:
            return form.get(key.removesuffix("Name") + "Value.StringValue", "")
    return ""


def _link(text: str) -> dict[str, Any]:
    found = _LINK.search(text)
    return {"link": found[0] if found else None, "short_code": short_code(found[1]) if found else None}
