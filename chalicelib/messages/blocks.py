"""The parts of an e-mail. One list of them becomes the HTML and the plain text, so that both say the same."""

import msgspec

from chalicelib.messages.letter import Row


class Heading(msgspec.Struct, frozen=True):
    text: str


class Paragraph(msgspec.Struct, frozen=True):
    text: str
    strong: bool = False


class Figure(msgspec.Struct, frozen=True):
    """The amount that matters, with what it is above and what changes below."""

    label: str
    amount: str
    notes: tuple[str, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """One invoice or payment line: title and amount, a line under it, and the rows that make the amount."""

    title: str
    amount: str
    note: str = ""
    rows: tuple[Row, ...] = ()


class Facts(msgspec.Struct, frozen=True):
    """Label and value, a pair per line."""

    pairs: tuple[tuple[str, str], ...]


class Bullets(msgspec.Struct, frozen=True):
    items: tuple[str, ...]


class Finding(msgspec.Struct, frozen=True):
    """Something to look at: what it is, where, and what to do about it."""

    title: str
    place: str
    advice: str


class Note(msgspec.Struct, frozen=True):
    """Something good to know, set apart."""

    text: str


class Button(msgspec.Struct, frozen=True):
    """The one thing to do."""

    label: str
    url: str


class Small(msgspec.Struct, frozen=True):
    """A line of the foot, with a link where there is an ``url``."""

    text: str
    label: str = ""
    url: str = ""


class Picture(msgspec.Struct, frozen=True):
    """A picture that the message brings with it, by its content id. The plain text does without."""

    content_id: str
    alt: str


Block = Heading | Paragraph | Figure | Entry | Facts | Bullets | Finding | Note | Button | Small | Picture


class Document(msgspec.Struct, frozen=True):
    """A whole e-mail. ``preview`` is what a locked screen shows beside the subject: as neutral as the subject."""

    lang: str
    subject: str
    preview: str
    sender: str
    body: tuple[Block, ...]
    foot: tuple[Small, ...]
