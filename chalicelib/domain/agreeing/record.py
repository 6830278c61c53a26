"""A record of what somebody agreed to, sealed so that a change shows.

The seal is the SHA-256 of everything else in the record. It is printed on the copy that the debtor gets, so nobody who
could change our records could change those.
"""

import hashlib
from typing import TypeVar

import msgspec
from msgspec.structs import replace


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """``text``: the very words that were shown, whose UTF-8 bytes ``text_sha256`` is of."""

    text: str
    text_sha256: str = ""
    seal: str = ""


Shape = TypeVar("Shape", bound=Record)


def sealed(record: Shape) -> Shape:
    """With the hash of its text and the seal of all of it."""
    hashed = replace(record, text_sha256=text_hash(record.text))
    return replace(hashed, seal=seal_of(hashed))


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def seal_of(record: Record) -> str:
    """SHA-256 of its JSON without the seal: keys sorted, no spaces, UTF-8."""
    bare = msgspec.json.encode(replace(record, seal=""), order="sorted")
    return hashlib.sha256(bare).hexdigest()


def what_is_wrong(record: Record, printed_seal: str = "") -> tuple[str, ...]:
    """Stable codes: ``text_changed``, ``record_changed``, ``other_copy`` (the seal of the printed copy is another)."""
    found = []
    if text_hash(record.text) != record.text_sha256:
        found.append("text_changed")
    if seal_of(record) != record.seal:
        found.append("record_changed")
    if printed_seal and printed_seal.strip().lower() != record.seal:
        found.append("other_copy")
    return tuple(found)
