"""The post office: what left is written down once, in order, and its feedback is told once."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.domain.links import short_code
from chalicelib.gateways.email import header_of, tag_of
from chalicelib.workflows.contact.record_feedback import notice_of
from infra.local.post.book import Book
from infra.local.post.events import BY_READER, events_after_sending
from infra.local.post.feedback import Feedback
from infra.local.post.requests import email_sent, sms_sent

KEY = "acme#C-1 Ñ|2026-09-01#due_day#email"
TOKEN = "x" * 43
LINK = f"http://127.0.0.1:8000/es/#t={TOKEN}"


def asked(to: str = "ana@example.com") -> bytes:
    headers = [
        {"Name": "List-Unsubscribe", "Value": "<http://x>"},
        {"Name": "X-Puntual-Notice", "Value": header_of(KEY)},
    ]
    request = {
        "FromEmailAddress": '"Acme" <cobros@acme.example>',
        "Destination": {"ToAddresses": [to]},
        "Content": {"Simple": {
            "Subject": {"Data": "Mi cuenta"}, "Headers": headers,
            "Body": {"Text": {"Data": f"Hola: {LINK}\n"}, "Html": {"Data": f'<a href="{LINK}">Ver</a>'}},
        }},
        "EmailTags": [{"Name": "notice", "Value": tag_of(KEY)}],
    }  # fmt: skip
    return json.dumps(request).encode()


def email(to: str = "ana@example.com", key: str = "m-1") -> dict[str, Any]:
    return email_sent(asked(to), json.dumps({"MessageId": key}).encode()) | {"sent_at": "2026-09-01T12:00:00.000Z"}


def test_an_email_keeps_its_headers_link_and_notice() -> None:
    message = email()
    assert message["notice"] == KEY and message["headers"]["List-Unsubscribe"] == "<http://x>"
    assert (message["link"], message["short_code"]) == (LINK, short_code(TOKEN))
    assert (message["id"], message["to"], message["subject"]) == ("m-1", "ana@example.com", "Mi cuenta")


def test_a_text_message_is_read_from_the_query_protocol() -> None:
    form = {
        "Action": "Publish", "PhoneNumber": "+5215512345678", "Message": f"Mira {LINK}",
        "MessageAttributes.entry.1.Name": "AWS.SNS.SMS.SMSType", "MessageAttributes.entry.1.Value.StringValue": "x",
        "MessageAttributes.entry.2.Name": "notice", "MessageAttributes.entry.2.Value.StringValue": KEY,
    }  # fmt: skip
    message = sms_sent(urlencode(form).encode(), b"<PublishResponse><MessageId>s-1</MessageId></PublishResponse>")
    assert message and (message["notice"], message["to"], message["link"]) == (KEY, "+5215512345678", LINK)


def test_what_is_published_to_a_topic_is_no_text_message() -> None:
    assert sms_sent(b"Action=Publish&TopicArn=arn&Message=x", b"<MessageId>s-1</MessageId>") is None


def test_the_book_survives_a_restart_and_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    Book(path).add(email(key="m-1"))
    with path.open("a") as lines:
        lines.write('{"id": "torn')
    book = Book(path)
    book.add(email(key="m-2"))
    book.add(email(key="m-2"))
    assert [message["id"] for message in Book(path).all()] == ["m-1", "m-2"]


@pytest.mark.parametrize(
    ("to", "kinds"),
    [
        ("ana@example.com", ["Send", "Delivery"]),
        ("bounce@simulator.amazonses.com", ["Send", "Bounce"]),
        ("ana@bounce.example", ["Send", "Bounce"]),
        ("complaint+1@simulator.amazonses.com", ["Send", "Delivery", "Complaint"]),
    ],
)
def test_the_address_decides_what_becomes_of_an_email(to: str, kinds: list[str]) -> None:
    events = events_after_sending(email(to))
    assert [event["eventType"] for event in events] == kinds
    assert all(notice_of(event) == ("acme#C-1 Ñ", "2026-09-01#due_day#email") for event in events)


def test_events_of_a_reader_are_ours_too() -> None:
    assert {notice_of(make(email()))[0] for make in BY_READER.values()} == {"acme#C-1 Ñ"}


def test_feedback_is_told_once_and_goes_on_where_it_was(tmp_path: Path) -> None:
    book, told = Book(tmp_path / "messages.jsonl"), list[str]()
    feedback = Feedback(book, tmp_path / "told", lambda event: told.append(event["eventType"]))
    book.add(email(key="m-1"))
    assert feedback.pending() == 1
    feedback.tell()
    feedback.tell()
    book.add(email(key="m-2"))
    later = Feedback(book, tmp_path / "told", lambda event: told.append(event["eventType"]))
    later.tell()
    assert told == ["Send", "Delivery", "Send", "Delivery"] and later.pending() == 0
