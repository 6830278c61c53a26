"""``SendEmail`` of Amazon SES v2: from a Lambda as one plain signed request, elsewhere through botocore."""

import os
from functools import cache
from typing import Any

import msgspec

from chalicelib.domain.errors import TryAgain
from chalicelib.gateways import aws
from chalicelib.wire.service import Service, on_lambda

_PATH = "/v2/email/outbound-emails"
_HEADERS = {"content-type": "application/json"}


class RefusedBySes(Exception):
    """An answer that nobody foresaw: a missing permission, a malformed request."""


def send_email(request: dict[str, Any], why_refused: aws.Why) -> str:
    """The message id. ``request``: SES's own parameters. It is asked once: a second time is a second message.

    Raises GiveUp, TryAgain, Unanswered as ``aws.reaching`` does.
    """
    if on_lambda():
        return _asked(request, why_refused)
    with aws.reaching(why_refused):
        message_id: str = aws.client("sesv2").send_email(**request)["MessageId"]
    return message_id


def _asked(request: dict[str, Any], why_refused: aws.Why) -> str:
    from urllib3 import exceptions as lost

    try:
        response = _service().post(_PATH, _HEADERS, msgspec.json.encode(request))
    except (lost.NewConnectionError, lost.ConnectTimeoutError) as error:
        raise TryAgain(type(error).__name__) from error
    except lost.HTTPError as error:
        raise aws.Unanswered(type(error).__name__) from error
    if response.status == 200:
        message_id: str = msgspec.json.decode(response.data)["MessageId"]
        return message_id
    code, message = _told(response)
    raise aws.refusal(code, message, response.status, why_refused) or RefusedBySes(f"{response.status} {code}")


def _told(response: Any) -> tuple[str, str]:
    """(code, message) of a refusal; a proxy on the way may answer in its own words."""
    code = response.headers.get("x-amzn-errortype", "").partition(":")[0].rpartition("#")[2]
    try:
        body = msgspec.json.decode(response.data, type=dict[str, Any])
    except msgspec.DecodeError:
        return code, ""
    return code or str(body.get("__type", "")).rpartition("#")[2], str(body.get("message") or body.get("Message") or "")


@cache
def _service() -> Service:
    return Service("ses", "email", "SESV2", os.environ["AWS_REGION"])
