"""What a debtor said about being written to, with its proof: the words they saw, when, and on which device."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

import msgspec


class Consent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer for one channel. ``said``: the sentence as it was shown, whose UTF-8 bytes ``said_sha256`` is of.

    ``way``: portal (a verified session), link (one tap in a message), by_business. ``source``: the session, or the
    message whose link it was.
    """

    id: str
    channel: str
    given: bool
    at: datetime
    way: str
    source: str
    said: str
    said_sha256: str


def consent(channel: str, given: bool, said: str, way: str, source: str, now: datetime, serial: int = 0) -> Consent:
    """``serial``: the account's version, so that two answers of one moment are two."""
    digest = hashlib.sha256(said.encode()).hexdigest()
    return Consent(f"{now:%Y%m%dT%H%M%S%f}.{serial}.{channel}", channel, given, now, way, source, said, digest)


def still_stopped(opted_out: Iterable[str], consents: Iterable[Consent]) -> tuple[str, ...]:
    """The channels on which a debtor is not to be reminded after these answers, the last word of each counting."""
    stopped = set(opted_out)
    for one in consents:
        stopped = stopped - {one.channel} if one.given else stopped | {one.channel}
    return tuple(sorted(stopped))
