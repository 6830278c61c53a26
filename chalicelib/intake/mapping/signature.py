"""How a file's shape is known again: by the names of its header, or by where its dates, amounts and addresses stand."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from chalicelib.domain.importing.file_mapping import FileMapping
from chalicelib.intake.column_names import plain_name
from chalicelib.intake.mapping.facts import Facts

# What we call the columns of a file without header, and the two that our file of refused rows adds.
_OWN_NAMES = {"es": "columna", "en": "column", "pt": "coluna"}
_ADDED = (frozenset({"linea", "line", "linha"}), frozenset({"motivo", "reason"}))


def signature(mapping: FileMapping) -> str:
    """The key under which a mapping is kept: one a kind and shape of file."""
    shape = mapping.header or tuple(f"{at}:{kind}" for at, kind in sorted(mapping.shapes.items()))
    text = "\n".join((mapping.kind, str(mapping.width), *shape))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def plain_header(header: Sequence[str]) -> tuple[str, ...]:
    """The names in order, without blank ones at the end and without the columns that our own reports add."""
    names = [plain_name(text) for text in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > 2 and names[-2] in _ADDED[0] and names[-1] in _ADDED[1]:
        del names[-2:]
    return tuple(names)


def own_names(width: int, language: str) -> tuple[str, ...]:
    """What the columns of a file without header are called: ``columna 1``, ``columna 2`` …"""
    word = _OWN_NAMES.get(language, _OWN_NAMES["es"])
    return tuple(f"{word} {number}" for number in range(1, width + 1))


def is_own_names(plain: Sequence[str]) -> bool:
    """Whether a header is ours, written for a file that had none."""
    return any(tuple(map(plain_name, own_names(len(plain), language))) == tuple(plain) for language in _OWN_NAMES)


def shapes_of(positions: Iterable[int], columns: Mapping[int, Facts]) -> dict[str, str]:
    """The kinds of value of some columns, as a mapping keeps them."""
    return {str(at): columns[at].shape for at in positions}
