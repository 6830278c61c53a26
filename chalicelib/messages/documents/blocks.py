"""The parts of a paper: those of an e-mail (``messages.blocks``), and what only paper has. Any topic may use them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from chalicelib.messages.blocks import Bullets, Entry, Facts, Figure, Heading, Note, Paragraph, Small


class Line(msgspec.Struct, frozen=True):
    """A movement: when, what, how much, and what was owed after it; notes under it explain."""

    date: str
    text: str
    amount: str
    balance: str = ""
    notes: tuple[str, ...] = ()


class Ledger(msgspec.Struct, frozen=True):
    """Movements under the titles of their four columns, which are repeated on every page."""

    titles: tuple[str, str, str, str]
    lines: tuple[Line, ...]


class Sum(msgspec.Struct, frozen=True):
    """A line of a sum; the last one, ``total``, under a rule."""

    label: str
    amount: str
    total: bool = False


class Code(msgspec.Struct, frozen=True):
    """A QR code beside the words that say what it is for. ``modules``: rows of 0 and 1 (dark)."""

    modules: Sequence[bytes | bytearray]
    words: tuple[str, ...]


PaperBlock = Heading | Paragraph | Figure | Entry | Facts | Bullets | Note | Small | Ledger | Sum | Code


class Paper(msgspec.Struct, frozen=True):
    """A whole paper. ``sender`` and ``sender_id`` head it; ``number`` is on every page, "page 1 of 2" beside it.

    ``page_text`` has ``{page}`` and ``{pages}``; ``made_at`` is its own date, so that equal papers are equal bytes;
    ``size``: A4 or Letter.
    """

    lang: str
    title: str
    number: str
    sender: str
    sender_id: str
    page_text: str
    made_at: datetime
    size: str
    body: tuple[PaperBlock, ...]
    file_name: str = "document"


_LETTER = frozenset(("MX", "CO", "CL", "CR", "DO", "GT", "HN", "NI", "PA", "PR", "SV", "US", "VE"))


def paper_size(country: str) -> str:
    """What printers of a country hold: US Letter in the north of Latin America and in Chile, A4 elsewhere."""
    return "Letter" if country in _LETTER else "A4"
