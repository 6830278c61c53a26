"""That a debtor accepted the terms: the words they saw, when, and from where. Written once, never changed."""

from datetime import datetime

import msgspec


class Acceptance(msgspec.Struct, frozen=True, omit_defaults=True):
    """``id``: the version accepted. ``text``: the very words that were shown, whose UTF-8 bytes ``text_sha256`` is of.

    ``address``: of the device, as the network told it; ``device``: a hash of what the browser calls itself; ``link``:
    the message whose link opened the ``session``.
    """

    id: str
    language: str
    text: str
    text_sha256: str
    accepted_at: datetime
    session: str
    link: str = ""
    address: str = ""
    device: str = ""
