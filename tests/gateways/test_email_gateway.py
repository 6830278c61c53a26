"""E-mail through SES: what is asked, who may be written to, and what each refusal means."""

from collections.abc import Callable
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from chalicelib.domain.business import Sender
from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import aws, email

SENDER = Sender(email="cobros@ferreteria.example", name="Ferretería Núñez")
NOTICE = "ferreteria#C-77|2026-11-22#d7#email"

Stub = Callable[[str], Stubber]


@pytest.fixture(autouse=True)
def configuration_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SES_CONFIGURATION_SET", "puntual")


def send(to: str = "ana@cliente.example", **changed: Any) -> str:
    request: dict[str, Any] = {
        "notice_key": NOTICE,
        "purpose": "collection",
        "sender": SENDER,
        "to": to,
        "subject": "Tu estado de cuenta",
        "text": "Hola, Ana",
        "html": "<p>Hola, Ana</p>",
        "headers": {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    }
    return email.send(**(request | changed))


def refuse(stub: Stub, code: str, message: str = "", status: int = 400) -> None:
    stub("sesv2").add_client_error("send_email", code, message, http_status_code=status)


def test_one_request_carries_the_message_its_headers_and_the_notice_it_belongs_to(stub: Stub) -> None:
    utf8 = {"Charset": "UTF-8"}
    expected = {
        "FromEmailAddress": email.from_header(SENDER),
        "ReplyToAddresses": ["cobros@ferreteria.example"],
        "Destination": {"ToAddresses": ["ana@cliente.example"]},
        "Content": {
            "Simple": {
                "Subject": {"Data": "Tu estado de cuenta", **utf8},
                "Body": {"Text": {"Data": "Hola, Ana", **utf8}, "Html": {"Data": "<p>Hola, Ana</p>", **utf8}},
                "Headers": [
                    {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
                    {"Name": "X-Puntual-Notice", "Value": NOTICE},
                ],
            }
        },
        "EmailTags": [
            {"Name": "notice", "Value": email.tag_of(NOTICE)},
            {"Name": "purpose", "Value": "collection"},
        ],
        "ConfigurationSetName": "puntual",
    }
    stub("sesv2").add_response("send_email", {"MessageId": "0100-abc"}, expected)

    assert send() == "0100-abc"


def test_pictures_travel_with_the_message(stub: Stub) -> None:
    attached = {
        "RawContent": b"png", "FileName": "pay-link.png", "ContentId": "pay-link", "ContentType": "image/png",
        "ContentDisposition": "INLINE", "ContentTransferEncoding": "BASE64",
    }  # fmt: skip
    content = {"Simple": {"Subject": ANY, "Body": ANY, "Headers": ANY, "Attachments": [attached]}}
    others = ("FromEmailAddress", "ReplyToAddresses", "Destination", "EmailTags", "ConfigurationSetName")
    stub("sesv2").add_response("send_email", {"MessageId": "1"}, {**dict.fromkeys(others, ANY), "Content": content})

    assert send(pictures={"pay-link": b"png"}) == "1"


@pytest.mark.parametrize("key", [NOTICE, "tienda#José 50% Ñ|2026-11-22#d7#email", "a#b|c"])
def test_the_notice_is_found_again_from_the_tag_and_from_the_header(key: str) -> None:
    assert email.notice_of_tag(email.tag_of(key)) == key
    assert email.notice_of_header(email.header_of(key)) == key
    assert email.header_of(key).isascii()
    assert set(email.tag_of(key)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_key_too_long_for_a_tag_travels_in_the_header_alone(stub: Stub) -> None:
    expected = dict.fromkeys(
        ["FromEmailAddress", "ReplyToAddresses", "Destination", "Content", "ConfigurationSetName"], ANY
    ) | {"EmailTags": [{"Name": "purpose", "Value": "collection"}]}
    stub("sesv2").add_response("send_email", {"MessageId": "1"}, expected)

    send(notice_key="ferreteria#" + "9" * 240 + "|2026-11-22#d7#email")


@pytest.mark.parametrize("name", ["Acme", 'Acme "La Única", S.A.', "Ñandú " * 20, "积分 Comércio & Filhos", "a\\b; c"])
def test_the_sender_is_shown_by_name_whatever_the_name(name: str) -> None:
    header = email.from_header(Sender("cobros@acme.example", name))
    shown, address = parseaddr(header)

    assert header.isascii()
    assert str(make_header(decode_header(shown))) == " ".join(name.split())
    assert address == "cobros@acme.example"


def test_a_name_cannot_start_a_header_of_its_own() -> None:
    header = email.from_header(Sender("cobros@acme.example", "Acme\r\nBcc: other@evil.example\x00"))

    assert header == '"Acme Bcc: other@evil.example" <cobros@acme.example>'


def test_a_subject_and_a_header_are_one_line() -> None:
    content = email._content("Hola\r\nBcc: x@y.example", "", "", {"List-Unsubscribe": "<https://x.example>\nX: y"})

    assert content["Subject"]["Data"] == "Hola Bcc: x@y.example"
    assert content["Headers"][0]["Value"] == "<https://x.example> X: y"


def test_a_domain_with_accents_is_written_to_in_punycode(stub: Stub) -> None:
    expected = {"Destination": {"ToAddresses": ["ana@xn--caf-dma.example"]}} | dict.fromkeys(
        ["FromEmailAddress", "ReplyToAddresses", "EmailTags", "Content", "ConfigurationSetName"], ANY
    )
    stub("sesv2").add_response("send_email", {"MessageId": "1"}, expected)

    send("ana@café.example")


@pytest.mark.parametrize(
    "address",
    ["", "ana", "ana@", "@x.example", "ana@localhost", "a b@x.example", "a@x.example, b@x.example", "a@x..example",
     "<a@x.example>", "a@x.example\r\nBcc: b@x.example", "niño@x.example", "a@" + "ñ" * 70 + ".example"],
)  # fmt: skip
def test_an_address_that_no_mail_server_takes_is_given_up_without_asking(address: str) -> None:
    with pytest.raises(GiveUp) as refusal:
        send(address)
    assert refusal.value.code == "bad_address"


@pytest.mark.parametrize(
    ("code", "message", "reason"),
    [
        ("BadRequestException", "Missing final '@domain'", "bad_address"),
        ("BadRequestException", "Local address contains control or whitespace", "bad_address"),
        ("MessageRejected", "Email address is not verified. The following identities failed …", "sender_not_verified"),
        ("MailFromDomainNotVerifiedException", "", "sender_not_verified"),
        ("MessageRejected", "Transaction failed: virus detected", "rejected"),
        ("AccountSuspendedException", "", "sender_suspended"),
    ],
)
def test_a_plain_no_is_given_up_with_its_reason(stub: Stub, code: str, message: str, reason: str) -> None:
    refuse(stub, code, message)

    with pytest.raises(GiveUp) as refusal:
        send()
    assert refusal.value.code == reason


def test_a_sender_without_a_usable_address_is_not_the_debtors_fault() -> None:
    with pytest.raises(GiveUp) as refusal:
        send(sender=Sender("nobody", "Acme"))
    assert refusal.value.code == "sender_not_verified"


@pytest.mark.parametrize(
    ("code", "status"),
    [("TooManyRequestsException", 429), ("LimitExceededException", 400), ("InternalFailure", 500), ("Throttling", 400)],
)
def test_a_busy_service_is_tried_again(stub: Stub, code: str, status: int) -> None:
    refuse(stub, code, "Maximum sending rate exceeded.", status)

    with pytest.raises(TryAgain):
        send()


def test_a_malformed_request_is_a_bug_and_comes_out(stub: Stub) -> None:
    refuse(stub, "BadRequestException", "Invalid tag value")

    with pytest.raises(Exception, match="Invalid tag value"):
        send()


def test_a_send_without_an_answer_is_never_repeated_by_itself() -> None:
    client = aws.client("sesv2")
    asked = []

    def no_answer(request: Any, **_: object) -> None:
        from botocore.exceptions import ReadTimeoutError

        asked.append(request.url)
        raise ReadTimeoutError(endpoint_url=request.url)

    client.meta.events.register("before-send", no_answer)

    with pytest.raises(aws.Unanswered):
        send()
    assert len(asked) == 1
