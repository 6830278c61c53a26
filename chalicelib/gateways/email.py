"""E-mail through Amazon SES v2: one message, tagged so that its feedback finds the notice it carried."""

import base64
import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from chalicelib.domain.business import Sender
from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import ses

NOTICE_HEADER = "X-Puntual-Notice"
_TAG_LIMIT = 256  # SES: of a tag's value, A-Z a-z 0-9 _ - . @
_DELIVERABLE = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_ADDRESS_FAULT = re.compile(r"address|domain|recipient|destination|local part|@", re.IGNORECASE)
_HEADER_SAFE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "%")


def send(
    notice_key: str,
    purpose: str,
    sender: Sender,
    to: str,
    subject: str,
    text: str,
    html: str,
    headers: Mapping[str, str],
    pictures: Mapping[str, bytes] = {},
    papers: Mapping[str, bytes] = {},
) -> str:
    """Send one message from the business's own verified address; returns the provider's message id.

    ``headers`` are the message's own (List-Unsubscribe …): printable ASCII, at most 870 characters. ``pictures``: PNG
    by content id; they travel with the message, so that nobody learns when it is read. ``papers``: PDF by file name.
    Raises GiveUp: ``bad_address``, ``sender_not_verified``, ``sender_suspended``, ``rejected`` (its content); TryAgain
    when throttled; Unanswered (a TryAgain) when it may have been sent.
    """
    request: dict[str, Any] = {
        "FromEmailAddress": from_header(sender),
        "ReplyToAddresses": [_deliverable(sender.email, "sender_not_verified")],
        "Destination": {"ToAddresses": [_deliverable(to, "bad_address")]},
        "Content": {
            "Simple": _content(subject, text, html, {**headers, NOTICE_HEADER: header_of(notice_key)})
            | _attached(pictures, papers)
        },
        "EmailTags": _tags(notice_key, purpose),
        "ConfigurationSetName": os.environ["SES_CONFIGURATION_SET"],
    }
    return ses.send_email(request, _why_refused)


def tag_of(notice_key: str) -> str:
    """A notice's key as a tag's value: URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(notice_key.encode()).decode().rstrip("=")


def notice_of_tag(tag: str) -> str:
    """The notice's key of a tag's value. Raises ValueError for a tag that is not ours."""
    return base64.urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()


def header_of(notice_key: str) -> str:
    """A notice's key as a header: as it is, with what is not printable ASCII (and %) percent-encoded."""
    return quote(notice_key, safe=_HEADER_SAFE)


def notice_of_header(header: str) -> str:
    """The notice's key of an ``X-Puntual-Notice`` header."""
    return unquote(header)


def from_header(sender: Sender) -> str:
    """``"Name" <address>``: the name quoted, in encoded words (RFC 2047) where it is not ASCII; always one header."""
    from email.header import Header
    from email.utils import quote as quote_name

    address = _deliverable(sender.email, "sender_not_verified")
    name = _one_line(sender.name)
    if not name:
        return address
    shown = f'"{quote_name(name)}"' if name.isascii() else Header(name, "utf-8").encode(linesep="")
    return f"{shown} <{address}>"


def _content(subject: str, text: str, html: str, headers: Mapping[str, str]) -> dict[str, Any]:
    utf8 = {"Charset": "UTF-8"}
    return {
        "Subject": {"Data": _one_line(subject), **utf8},
        "Body": {"Text": {"Data": text, **utf8}, "Html": {"Data": html, **utf8}},
        "Headers": [{"Name": name, "Value": _one_line(value)} for name, value in headers.items()],
    }


def _attached(pictures: Mapping[str, bytes], papers: Mapping[str, bytes]) -> dict[str, Any]:
    shown = [
        {
            "RawContent": png,
            "FileName": f"{content_id}.png",
            "ContentId": content_id,
            "ContentType": "image/png",
            "ContentDisposition": "INLINE",
            "ContentTransferEncoding": "BASE64",
        }
        for content_id, png in pictures.items()
    ]
    enclosed = [
        {
            "RawContent": content,
            "FileName": name,
            "ContentType": "application/pdf",
            "ContentDisposition": "ATTACHMENT",
            "ContentTransferEncoding": "BASE64",
        }
        for name, content in papers.items()
    ]
    return {"Attachments": [*shown, *enclosed]} if shown or enclosed else {}


def _tags(notice_key: str, purpose: str) -> list[dict[str, str]]:
    tags = [{"Name": "purpose", "Value": purpose}]
    tag = tag_of(notice_key)
    # A longer key still travels in the header, which SES repeats in its events.
    return [{"Name": "notice", "Value": tag}, *tags] if len(tag) <= _TAG_LIMIT else tags


def _deliverable(address: str, code: str) -> str:
    """The address as SES takes it: ASCII, the domain in punycode. Raises GiveUp(code) for one that SES would refuse."""
    local, _, domain = address.strip().rpartition("@")
    try:
        plain = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        raise GiveUp(code) from None
    if not _DELIVERABLE.fullmatch(plain):
        raise GiveUp(code)
    return plain


def _one_line(text: str) -> str:
    """Without control characters: nothing that a business or a debtor named can start a header of its own."""
    plain = text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)
    return " ".join(plain.split())


def _why_refused(code: str, message: str) -> str | None:
    if code == "MailFromDomainNotVerifiedException" or (code == "MessageRejected" and "not verified" in message):
        return "sender_not_verified"
    if code == "BadRequestException" and _ADDRESS_FAULT.search(message):
        return "bad_address"
    return {"MessageRejected": "rejected", "AccountSuspendedException": "sender_suspended"}.get(code)
