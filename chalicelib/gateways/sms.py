"""SMS through Amazon SNS: the last fallback channel."""

from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import aws


def send(notice_key: str, to: str, text: str) -> str:
    """Send one text message to an E.164 number; returns the provider's message id.

    Raises GiveUp("bad_address") for a number SNS cannot reach, GiveUp("opted_out") for one that answered STOP, TryAgain
    when throttled, and Unanswered (a TryAgain) when it may have been sent.
    """
    if not (to.startswith("+") and to[1:].isascii() and to[1:].isdigit()):
        raise GiveUp("bad_address")
    with aws.reaching(_why_refused):
        answer = aws.client("sns").publish(
            PhoneNumber=to,
            Message=text,
            MessageAttributes={
                "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
                "notice": {"DataType": "String", "StringValue": notice_key},
            },
        )
    message_id: str = answer["MessageId"]
    return message_id


def _why_refused(code: str, message: str) -> str | None:
    """SNS says in words, under one code, which parameter it refuses."""
    if code in {"OptedOut", "OptedOutException"} or (code.startswith("InvalidParameter") and "opted out" in message):
        return "opted_out"
    if code.startswith("InvalidParameter") and "PhoneNumber" in message:
        return "bad_address"
    return None
