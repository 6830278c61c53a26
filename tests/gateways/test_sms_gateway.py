"""SMS through SNS: what is asked, and what each refusal means."""

from collections.abc import Callable

import pytest
from botocore.stub import Stubber

from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import sms

NOTICE = "ferreteria#C-77|2026-11-22#d7#sms"

Stub = Callable[[str], Stubber]


def test_one_transactional_message_carries_the_notice_it_belongs_to(stub: Stub) -> None:
    expected = {
        "PhoneNumber": "+5491155550100",
        "Message": "Acme: tienes un mensaje",
        "MessageAttributes": {
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
            "notice": {"DataType": "String", "StringValue": NOTICE},
        },
    }
    stub("sns").add_response("publish", {"MessageId": "m-1"}, expected)

    assert sms.send(NOTICE, "+5491155550100", "Acme: tienes un mensaje") == "m-1"


@pytest.mark.parametrize("number", ["", "+", "5491155550100", "+54 911", "+54911x", "+٥٤٩١١", "ana@cliente.example"])
def test_a_number_that_is_not_e164_is_given_up_without_asking(number: str) -> None:
    with pytest.raises(GiveUp) as refusal:
        sms.send(NOTICE, number, "Hola")
    assert refusal.value.code == "bad_address"


@pytest.mark.parametrize(
    ("code", "message", "reason"),
    [
        ("InvalidParameter", "Invalid parameter: PhoneNumber Reason: +1555 is not valid to publish to", "bad_address"),
        ("InvalidParameter", "Invalid parameter: PhoneNumber Reason: +1555 is opted out", "opted_out"),
        ("OptedOut", "Phone number is opted out", "opted_out"),
    ],
)
def test_a_plain_no_is_given_up_with_its_reason(stub: Stub, code: str, message: str, reason: str) -> None:
    stub("sns").add_client_error("publish", code, message)

    with pytest.raises(GiveUp) as refusal:
        sms.send(NOTICE, "+15555550100", "Hola")
    assert refusal.value.code == reason


@pytest.mark.parametrize(("code", "status"), [("Throttled", 429), ("Throttling", 400), ("InternalError", 500)])
def test_a_busy_service_is_tried_again(stub: Stub, code: str, status: int) -> None:
    stub("sns").add_client_error("publish", code, http_status_code=status)

    with pytest.raises(TryAgain):
        sms.send(NOTICE, "+15555550100", "Hola")


def test_a_missing_permission_is_a_bug_and_comes_out(stub: Stub) -> None:
    stub("sns").add_client_error("publish", "AuthorizationError", "not authorized", http_status_code=403)

    with pytest.raises(Exception, match="not authorized"):
        sms.send(NOTICE, "+15555550100", "Hola")
