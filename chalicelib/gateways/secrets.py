"""Secrets, from Secrets Manager, kept for five minutes: a rotated key is in use soon, and a burst reads it once."""

import os
import time
from functools import lru_cache
from typing import Annotated, TypeVar

import msgspec

from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import aws

_KEEP_SECONDS = 300

Keys = TypeVar("Keys")
Filled = Annotated[str, msgspec.Meta(min_length=1)]


class StripeKeys(msgspec.Struct, frozen=True):
    """What one Stripe account gave us. An empty webhook secret would let anybody sign: it does not load."""

    api_key: Filled
    webhook_secret: Filled

    def __repr__(self) -> str:
        return "StripeKeys(…)"


def stripe() -> StripeKeys:
    """The keys in the secret named by ``STRIPE_SECRET``. Raises TryAgain; GiveUp("provider_not_configured")."""
    return provider_keys("STRIPE_SECRET", StripeKeys)


def provider_keys(setting: str, shape: type[Keys]) -> Keys:
    """What the secret named by the environment's ``setting`` holds, as JSON of ``shape``. Raises as ``stripe`` does."""
    text = _secret(os.environ[setting], int(time.monotonic() // _KEEP_SECONDS))
    try:
        return msgspec.json.decode(text, type=shape)
    except msgspec.MsgspecError as malformed:
        raise GiveUp("provider_not_configured") from malformed


@lru_cache(maxsize=8)
def _secret(name: str, period: int) -> str:
    with aws.reaching():
        answer = aws.client("secretsmanager").get_secret_value(SecretId=name)
    return str(answer["SecretString"])
