"""AWS clients, one per service and process, and the one translation of their errors into ours."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from chalicelib.domain.errors import GiveUp, TryAgain

# A repeated send is a second message to a person: here the caller's claim decides about trying again, not botocore.
_NOT_IDEMPOTENT = {"sesv2", "sns"}
# Else links name S3's global address, which sends a young bucket's visitors on to another: their signature breaks.
_REGIONAL = {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}
_BUSY_CODES = {
    "LimitExceededException",
    "RequestTimeout",
    "RequestThrottled",
    "SendingPausedException",
    "SlowDown",
    "Throttled",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}

Why = Callable[[str, str], str | None]


class Unanswered(TryAgain):
    """The request left and no answer came: it may have been done. A send waits for its feedback, it is not repeated."""


@cache
def client(service: str) -> Any:
    """The process's client of a service. Endpoint, region and credentials come from the environment."""
    from botocore.config import Config

    attempts = 1 if service in _NOT_IDEMPOTENT else 3
    config = Config(
        connect_timeout=2,
        read_timeout=10,
        retries={"mode": "standard", "total_max_attempts": attempts},
        parameter_validation=False,  # our own input: 40% of a call's work
        signature_version="s3v4" if service == "s3" else None,  # S3's default for links is the old one
        s3=None if os.environ.get("AWS_ENDPOINT_URL") else _REGIONAL,
        tcp_keepalive=True,
    )
    return _session().create_client(service, config=config)


@cache
def _session() -> Any:
    import botocore.session

    return botocore.session.get_session()


@contextmanager
def reaching(why_refused: Why = lambda code, message: None) -> Iterator[None]:
    """Around calls to AWS: turn what botocore raises into ours.

    ``why_refused(error code, message)`` names the ``GiveUp`` code of an answer that is a plain no. Where it says None,
    the error is a bug of ours (a missing permission, a malformed request) and comes out as it is.
    """
    try:
        yield
    except Exception as error:
        translated = _translate(error, why_refused)
        if translated is None:
            raise
        raise translated from error


def refusal(code: str, message: str, status: int, why_refused: Why) -> GiveUp | TryAgain | None:
    """What an answer other than yes is to us; None: a bug of ours."""
    if plain_no := why_refused(code, message):
        return GiveUp(plain_no)
    return TryAgain(code or str(status)) if status >= 500 or status == 429 or code in _BUSY_CODES else None


def _translate(error: Exception, why_refused: Why) -> Exception | None:
    from botocore import exceptions as boto

    if isinstance(error, boto.ClientError):
        code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
        return refusal(code, message, error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0), why_refused)
    if isinstance(error, (boto.ReadTimeoutError, boto.ConnectionClosedError)):
        return Unanswered(type(error).__name__)
    if isinstance(error, (boto.HTTPClientError, boto.ConnectionError, boto.IncompleteReadError)):
        return TryAgain(type(error).__name__)
    return None
