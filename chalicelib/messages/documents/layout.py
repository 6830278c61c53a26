"""A paper's blocks laid out in one column: rows of placed text, as many pages as they need. Lengths in points."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from chalicelib.messages.blocks import Bullets, Entry, Facts, Figure, Heading, Note, Paragraph, Small
from chalicelib.messages.documents.blocks import Code, Ledger, Line, Paper, Sum
from chalicelib.messages.documents.font import faces

SIZES = {"A4": (595.0, 842.0), "Letter": (612.0, 792.0)}
MARGIN, FOOT = 56.0, 64.0
BODY, SMALL, LEAD = 10.0, 8.5, 1.4
_MODULE = 2.6  # of a QR code: 29 modules are 2.7 cm, which every phone reads
_DATE, _AMOUNT = 62.0, 84.0  # columns of a ledger
MOST_TOGETHER = 12  # lines of notes that stay with their movement


class Text(msgspec.Struct, frozen=True):
    """Words on one line: ``x`` from the left margin, ``y`` from the top of the row to the baseline."""

    text: str
    x: float
    y: float
    size: float = BODY
    bold: bool = False
    quiet: bool = False


class Shape(msgspec.Struct, frozen=True):
    """A filled rectangle: ``ink`` 0 is black, 1 white."""

    x: float
    y: float
    width: float
    height: float
    ink: float


class Row(msgspec.Struct, frozen=True):
    """What stays together on a page. ``title``: a row to repeat where this one begins a page; ``joined``: no page may
    end before the next row."""

    height: float
    texts: tuple[Text, ...] = ()
    shapes: tuple[Shape, ...] = ()
    title: "Row | None" = None
    joined: bool = False


class Placed(msgspec.Struct, frozen=True):
    """A row at its distance from the top of the page."""

    top: float
    row: Row


def pages(paper: Paper) -> list[list[Placed]]:
    """Rows from the top of each page, what does not fit on the next one."""
    width, height = SIZES[paper.size]
    found: list[list[Placed]] = [[]]
    top = MARGIN
    rows = list(_rows(paper, width - 2 * MARGIN))
    for place, row in enumerate(rows):
        needed = row.height + (rows[place + 1].height if row.joined and place + 1 < len(rows) else 0)
        if found[-1] and top + needed > height - FOOT:
            found.append([])
            top = MARGIN
            if row.title:
                found[-1].append(Placed(top, row.title))
                top += row.title.height
        found[-1].append(Placed(top, row))
        top += row.height
    return found


def wrapped(text: str, width: float, size: float = BODY, *, bold: bool = False) -> list[str]:
    """Lines that fit, broken at spaces, and inside a word only where it is wider than the line."""
    face, lines = faces()[bold], [""]
    for word in text.split(" "):
        line = f"{lines[-1]} {word}" if lines[-1] else word
        if face.width(line, size) <= width:
            lines[-1] = line
            continue
        first, *rest = _broken(word, width, size, bold=bold)
        lines += [first, *rest] if lines[-1] else []
        if not lines[-1]:
            lines[-1:] = [first, *rest]
    return lines


def _broken(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    face, pieces = faces()[bold], [""]
    for mark in word:
        if pieces[-1] and face.width(pieces[-1] + mark, size) > width:
            pieces.append("")
        pieces[-1] += mark
    return pieces


def _rows(paper: Paper, width: float) -> Iterator[Row]:
    yield from _head(paper, width)
    for block in paper.body:
        yield from _WRITERS[type(block)](block, width)


def _head(paper: Paper, width: float) -> Iterator[Row]:
    yield from _lines(paper.sender, width, bold=True, size=11)
    if paper.sender_id:
        yield from _lines(paper.sender_id, width, quiet=True, size=9)
    yield Row(14, shapes=(Shape(0, 7, width, 0.8, 0.6),))
    yield from _lines(paper.title, width, bold=True, size=19)
    yield from _lines(paper.number, width, quiet=True, size=BODY)
    yield Row(8)


def _lines(
    text: str, width: float, x: float = 0, size: float = BODY, *, bold: bool = False, quiet: bool = False
) -> Iterator[Row]:
    for line in wrapped(text, width - x, size, bold=bold):
        yield Row(size * LEAD, (Text(line, x, size * 1.08, size, bold, quiet),))


def _heading(block: Heading, width: float) -> Iterator[Row]:
    yield Row(12)
    for row in _lines(block.text, width, size=12.5, bold=True):
        yield msgspec.structs.replace(row, joined=True)
    yield Row(3, joined=True)


def _paragraph(block: Paragraph, width: float) -> Iterator[Row]:
    yield from _lines(block.text, width, bold=block.strong)
    yield Row(5)


def _figure(block: Figure, width: float) -> Iterator[Row]:
    yield from _lines(block.label, width, quiet=True, size=9)
    yield from _lines(block.amount, width, bold=True, size=22)
    for note in block.notes:
        yield from _lines(note, width, quiet=True, size=9)
    yield Row(6)


def _facts(block: Facts, width: float) -> Iterator[Row]:
    for label, value in block.pairs:
        yield _side_by_side(wrapped(label, width * 0.34), wrapped(value, width * 0.63), width * 0.37)
    yield Row(6)


def _side_by_side(left: list[str], right: list[str], x: float) -> Row:
    texts = [Text(line, 0, BODY * (1.08 + LEAD * at), quiet=True) for at, line in enumerate(left)]
    texts += [Text(line, x, BODY * (1.08 + LEAD * at)) for at, line in enumerate(right)]
    return Row(BODY * LEAD * max(len(left), len(right)) + 2, tuple(texts))


def _entry(block: Entry, width: float) -> Iterator[Row]:
    yield _priced(block.title, block.amount, width, bold=True)
    if block.note:
        yield from _lines(block.note, width, quiet=True, size=SMALL)
    for row in block.rows:
        yield _priced(row.label, row.text, width, x=12, size=9)
    yield Row(5)


def _priced(
    label: str, amount: str, width: float, x: float = 0, size: float = BODY, *, bold: bool = False, rule: bool = False
) -> Row:
    """A label to the left, its amount to the right."""
    lines = wrapped(label, width - x - _AMOUNT - 36, size, bold=bold)
    right = width - faces()[bold].width(amount, size)
    texts = [Text(line, x, size * (1.08 + LEAD * at), size, bold) for at, line in enumerate(lines)]
    texts.append(Text(amount, right, size * (1.08 + LEAD * (len(lines) - 1)), size, bold))
    shapes = (Shape(x, -1.5, width - x, 0.8, 0.6),) if rule else ()
    return Row(size * LEAD * len(lines) + 1.5, tuple(texts), shapes)


def _sum(block: Sum, width: float) -> Iterator[Row]:
    if block.total:
        yield Row(3, joined=True)
    yield _priced(block.label, block.amount, width, bold=block.total, rule=block.total)


def _ledger(block: Ledger, width: float) -> Iterator[Row]:
    title = _columns(*block.titles, width=width, quiet=True)
    title = Row(title.height + 4, title.texts, (Shape(0, title.height, width, 0.8, 0.6),), joined=True)
    yield title
    for line in block.lines:
        yield from _movement(line, width, title)
    yield Row(5)


def _movement(line: Line, width: float, title: Row) -> Iterator[Row]:
    """One row, so that no page ends within it; only one with very many notes may be parted."""
    notes = [row for note in line.notes for row in _lines(note, width - 2 * _AMOUNT - 8, _DATE, SMALL, quiet=True)]
    first = _columns(line.date, line.text, line.amount, line.balance, width=width)
    whole = _stacked([first, *notes[:MOST_TOGETHER]])
    yield msgspec.structs.replace(whole, title=title)
    yield from (msgspec.structs.replace(row, title=title) for row in notes[MOST_TOGETHER:])
    yield Row(3, shapes=(Shape(0, 1.2, width, 0.3, 0.8),))


def _stacked(rows: list[Row]) -> Row:
    """Rows, one under the other, as one that stays together."""
    texts, top = list[Text](), 0.0
    for row in rows:
        texts += [msgspec.structs.replace(text, y=text.y + top) for text in row.texts]
        top += row.height
    return Row(top, tuple(texts))


def _columns(date: str, text: str, amount: str, balance: str, *, width: float, quiet: bool = False) -> Row:
    size = SMALL if quiet else 9.0
    lines = wrapped(text, width - _DATE - 2 * _AMOUNT - 8, size)
    face = faces()[0]
    texts = [Text(date, 0, size * 1.08, size, quiet=quiet)]
    texts += [Text(line, _DATE, size * (1.08 + LEAD * at), size, quiet=quiet) for at, line in enumerate(lines)]
    for told, right in ((amount, width - _AMOUNT), (balance, width)):
        texts.append(Text(told, right - face.width(told, size), size * 1.08, size, quiet=quiet))
    return Row(size * LEAD * len(lines) + 1.5, tuple(texts))


def _bullets(block: Bullets, width: float) -> Iterator[Row]:
    for item in block.items:
        first, *rest = _lines(item, width, 12)
        yield Row(first.height, (Text("•", 0, BODY * 1.08), *first.texts))
        yield from rest
    yield Row(5)


def _note(block: Note, width: float) -> Iterator[Row]:
    lines = wrapped(block.text, width - 20)
    height = BODY * LEAD * len(lines) + 12
    texts = tuple(Text(line, 10, 6 + BODY * (1.08 + LEAD * at)) for at, line in enumerate(lines))
    yield Row(height + 6, texts, (Shape(0, 0, width, height, 0.94),))


def _small(block: Small, width: float) -> Iterator[Row]:
    yield from _lines(f"{block.text} {block.url}".strip(), width, size=SMALL, quiet=True)
    yield Row(3)


def _code(block: Code, width: float) -> Iterator[Row]:
    """Dark modules of a row that touch are one rectangle."""
    size = len(block.modules) * _MODULE
    shapes = [
        Shape(first * _MODULE, at * _MODULE, (last - first) * _MODULE, _MODULE, 0)
        for at, modules in enumerate(block.modules)
        for first, last in _runs(modules)
    ]
    lines = [line for words in block.words for line in wrapped(words, width - size - 18)]
    texts = [Text(line, size + 18, BODY * (1.08 + LEAD * at)) for at, line in enumerate(lines)]
    yield Row(6)
    yield Row(max(size, BODY * LEAD * len(lines)) + 6, tuple(texts), tuple(shapes))


def _runs(modules: bytes | bytearray) -> Iterator[tuple[int, int]]:
    start = None
    for at, dark in enumerate((*modules, 0)):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            yield start, at
            start = None


_WRITERS: dict[type[Any], Callable[[Any, float], Iterator[Row]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Figure: _figure,
    Entry: _entry,
    Facts: _facts,
    Bullets: _bullets,
    Note: _note,
    Small: _small,
    Ledger: _ledger,
    Sum: _sum,
    Code: _code,
}
