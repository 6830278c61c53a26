"""SES events about a message, in the shape that SES publishes (developer guide: "Contents of event data in SNS")."""

import re
from collections.abc import Callable
from typing import Any

from infra.local.home import ACCOUNT
from infra.local.post.book import Message

Event = dict[str, Any]
_BOUNCES = re.compile(
    r"(bounce|suppressionlist)(\+.*)?@simulator\.amazonses\.com|.*@bounce\.example(\..*)?", re.IGNORECASE
)
_COMPLAINS = re.compile(r"complaint(\+.*)?@simulator\.amazonses\.com|.*@complaint\.example(\..*)?", re.IGNORECASE)


def events_after_sending(message: Message) -> list[Event]:
    """Send, then what the address makes of it: a hard bounce, a complaint, or a plain delivery."""
    if _BOUNCES.fullmatch(message["to"]):
        return [send(message), bounce(message)]
    told = [send(message), delivery(message)]
    return [*told, complaint(message)] if _COMPLAINS.fullmatch(message["to"]) else told


def send(message: Message) -> Event:
    return _event("Send", message, {})


def delivery(message: Message) -> Event:
    about = {
        "timestamp": message["sent_at"],
        "processingTimeMillis": 420,
        "recipients": [message["to"]],
        "smtpResponse": "250 2.0.0 OK",
        "reportingMTA": "a8-30.smtp-out.amazonses.com",
    }
    return _event("Delivery", message, about)


def bounce(message: Message) -> Event:
    recipient = {
        "emailAddress": message["to"],
        "action": "failed",
        "status": "5.1.1",
        "diagnosticCode": "smtp; 550 5.1.1 user unknown",
    }
    about = {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [recipient],
        "timestamp": message["sent_at"],
        "feedbackId": f"bounce-{message['id']}",
        "reportingMTA": "dns; a8-30.smtp-out.amazonses.com",
    }
    return _event("Bounce", message, about)


def complaint(message: Message) -> Event:
    about = {
        "complainedRecipients": [{"emailAddress": message["to"]}],
        "timestamp": message["sent_at"],
        "feedbackId": f"complaint-{message['id']}",
        "complaintSubType": None,
        "complaintFeedbackType": "abuse",
        "userAgent": "Mailbox",
    }
    return _event("Complaint", message, about)


def opened(message: Message) -> Event:
    about = {"ipAddress": "192.0.2.1", "timestamp": message["sent_at"], "userAgent": "Mozilla/5.0"}
    return _event("Open", message, about)


def clicked(message: Message) -> Event:
    about = {"link": (message["link"] or "").partition("#")[0], "linkTags": None}
    return _event("Click", message, opened(message)["open"] | about)


BY_READER: dict[str, Callable[[Message], Event]] = {
    "opened": opened,
    "clicked": clicked,
    "bounced": bounce,
    "complained": complaint,
}


def _event(kind: str, message: Message, about: dict[str, Any]) -> Event:
    headers = message["headers"]
    mail = {
        "timestamp": message["sent_at"],
        "source": headers["From"],
        "sourceArn": f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/{headers['From'].rpartition('<')[2].rstrip('>')}",
        "sendingAccountId": ACCOUNT,
        "messageId": message["id"],
        "destination": [message["to"]],
        "headersTruncated": False,
        "headers": [{"name": name, "value": value} for name, value in headers.items()],
        "commonHeaders": {"from": [headers["From"]], "to": [message["to"]], "subject": message["subject"]},
        "tags": {"ses:operation": ["SendEmail"], **message["tags"]},
    }
    return {"eventType": kind, "mail": mail, kind.lower(): about}
