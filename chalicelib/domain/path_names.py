"""Ids of debtors and invoices hold whatever a business's files say; in a web address some signs mean something else."""

import base64
import binascii
import re

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_CODED = "~"


def path_name(name: str) -> str:
    """How an id is written as one segment of a path: as it is where that is safe, else coded after a ``~``."""
    if _PLAIN.fullmatch(name):
        return name
    return _CODED + base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def from_path_name(segment: str) -> str:
    """The id again; what is no code reads as itself, and is nobody's."""
    if not segment.startswith(_CODED):
        return segment
    code = segment.removeprefix(_CODED)
    try:
        return base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return segment
