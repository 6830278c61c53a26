"""The one-time code that signs an agreement: six digits, a few minutes, a few tries. Only a slow hash of it is kept.

The hash (scrypt, RFC 7914) takes longer to search than the code lives, for whoever could read our tables.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.domain.errors import Refusal

LIFE = timedelta(minutes=10)
TRIES = 5
DIGITS = 6


class KeptCode(msgspec.Struct, frozen=True):
    """``salt`` and ``hash`` as hex; ``to``: where it went, as it is shown; ``session``: who asked for it."""

    hash: str
    salt: str
    expires_at: datetime
    channel: str
    to: str
    session: str
    wrong: int = 0


def keep(code: str, salt: bytes, channel: str, to: str, session: str, now: datetime) -> KeptCode:
    return KeptCode(_slow(code, salt), salt.hex(), now + LIFE, channel, to, session)


def tried(kept: KeptCode | None, given: str, session: str, now: datetime) -> tuple[bool, KeptCode]:
    """Whether the code is right, and what is kept of the try. Raises Refusal: ``code_expired``, also where none was
    asked for in this session; ``code_used_up`` after too many wrong ones."""
    if kept is None or kept.session != session or now >= kept.expires_at:
        raise Refusal("code_expired", field="code")
    if kept.wrong >= TRIES:
        raise Refusal("code_used_up", field="code")
    typed = "".join(sign for sign in given if sign.isascii() and sign.isdigit())
    if hmac.compare_digest(_slow(typed, bytes.fromhex(kept.salt)), kept.hash):
        return True, kept
    return False, replace(kept, wrong=kept.wrong + 1)


def masked(address: str) -> str:
    """``a•••@cliente.example``, ``•••5678``: enough to know where to look, too little to learn an address."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}" if at else f"•••{address[-4:]}"


def _slow(code: str, salt: bytes) -> str:
    return hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()
