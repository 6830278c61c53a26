"""Secrets, from Secrets Manager, kept for five minutes: a rotated key is in use soon, and a burst reads it once."""

import os
import time
from functools import lru_cache
from typing import Annotated

import msgspec

from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import aws

_KEEP_SECONDS = 300

Filled = Annotated[str, msgspec.Meta(min_length=1)]


class StripeKeys(msgspec.Struct, frozen=True):
    """What one Stripe account gave us. An empty webhook secret would let anybody sign: it does not load."""

    api_key: Filled
    webhook_secret: Filled

    def __repr__(self) -> str:
        return "StripeKeys(…)"


def stripe() -> StripeKeys:
    """The keys in the secret named by ``STRIPE_SECRET``. Raises TryAgain; GiveUp("provider_not_configured")."""
    return _stripe(os.environ["STRIPE_SECRET"], int(time.monotonic() // _KEEP_SECONDS))


@lru_cache(maxsize=1)
def _stripe(name: str, period: int) -> StripeKeys:
    with aws.reaching():
        answer = aws.client("secretsmanager").get_secret_value(SecretId=name)
    try:
        return msgspec.json.decode(answer["SecretString"], type=StripeKeys)
    except msgspec.MsgspecError as malformed:
        raise GiveUp("provider_not_configured") from malformed
