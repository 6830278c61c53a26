"""A document as plain text, for readers without HTML."""

from collections.abc import Callable
from typing import Any

from chalicelib.messages.blocks import (
    Block,
    Bullets,
    Button,
    Document,
    Entry,
    Facts,
    Figure,
    Finding,
    Heading,
    Note,
    Paragraph,
    Picture,
    Small,
)


def plain(document: Document) -> str:
    """The text part: one blank line between blocks, the foot under a dash."""
    said = tuple(block for block in document.body if not isinstance(block, Picture))
    body = "".join(f"{_gap(said, at)}{_WRITERS[type(block)](block)}" for at, block in enumerate(said))
    foot = "\n".join(_small(line) for line in document.foot)
    return f"{body}\n\n—\n{foot}\n"


def _gap(body: tuple[Block, ...], at: int) -> str:
    """Entries of a single line stand together as a list."""
    if at == 0:
        return ""
    listed = all(isinstance(block, Entry) and not (block.note or block.rows) for block in body[at - 1 : at + 1])
    return "\n" if listed else "\n\n"


def _said(block: Heading | Paragraph | Note) -> str:
    return block.text


def _figure(block: Figure) -> str:
    return "\n".join((f"{block.label}: {block.amount}", *block.notes))


def _entry(block: Entry) -> str:
    rows = [f"    {row.label}: {row.text}" for row in block.rows]
    note = [f"  {block.note}"] if block.note else []
    return "\n".join((f"- {block.title}: {block.amount}" if block.amount else f"- {block.title}", *note, *rows))


def _facts(block: Facts) -> str:
    return "\n".join(f"{label}: {value}" for label, value in block.pairs)


def _bullets(block: Bullets) -> str:
    return "\n".join(f"- {item}" for item in block.items)


def _finding(block: Finding) -> str:
    return "\n  ".join(filter(None, (f"- {block.title}", block.advice, block.place)))


def _button(block: Button) -> str:
    return f"{block.label}:\n{block.url}"


def _small(block: Small) -> str:
    return f"{block.text} {block.url}".strip() if block.url else block.text


_WRITERS: dict[type[Block], Callable[[Any], str]] = {
    Heading: _said,
    Paragraph: _said,
    Note: _said,
    Figure: _figure,
    Finding: _finding,
    Entry: _entry,
    Facts: _facts,
    Bullets: _bullets,
    Button: _button,
    Small: _small,
}
