"""What proves that an agreement was signed: the exact text, who, when, from where; sealed, so that a change shows.

The seal is the SHA-256 of everything else in the record. It is printed on the signed copy that both sides get, so
nobody who could change our records could change those.
"""

import hashlib
from datetime import datetime

import msgspec
from msgspec.structs import replace


class Evidence(msgspec.Struct, frozen=True):
    """``id``: the agreement's. ``text``: the very words that were shown, whose UTF-8 bytes ``text_sha256`` is of.

    ``consent``: the sentence beside the box that was ticked. ``address``: of the device, as the network told it;
    ``device``: a hash of what the browser calls itself. ``link``: the message whose link opened the ``session``.
    ``code_channel`` and ``code_to``: where the one-time code went, as it was shown.
    """

    id: str
    business: str
    debtor: str
    template: str
    language: str
    text: str
    text_sha256: str
    name: str
    consent: str
    signed_at: datetime
    address: str
    device: str
    session: str
    link: str
    code_channel: str
    code_to: str
    total_minor: int
    currency: str
    seal: str = ""


def sealed(evidence: Evidence) -> Evidence:
    """With the hash of its text and the seal of all of it."""
    hashed = replace(evidence, text_sha256=text_hash(evidence.text))
    return replace(hashed, seal=seal_of(hashed))


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def seal_of(evidence: Evidence) -> str:
    """SHA-256 of its JSON without the seal: keys sorted, no spaces, UTF-8."""
    bare = msgspec.json.encode(replace(evidence, seal=""), order="sorted")
    return hashlib.sha256(bare).hexdigest()


def what_is_wrong(evidence: Evidence, printed_seal: str = "") -> tuple[str, ...]:
    """Stable codes: ``text_changed``, ``record_changed``, ``other_copy`` (the seal of the printed copy is another)."""
    found = []
    if text_hash(evidence.text) != evidence.text_sha256:
        found.append("text_changed")
    if seal_of(evidence) != evidence.seal:
        found.append("record_changed")
    if printed_seal and printed_seal.strip().lower() != evidence.seal:
        found.append("other_copy")
    return tuple(found)
