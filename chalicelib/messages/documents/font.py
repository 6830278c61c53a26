"""The two faces that papers are printed with (Noto Sans: Latin, Greek, Cyrillic, currency signs), and their subsets.

A TrueType file is a few tables: ``cmap`` from characters to glyphs, ``hmtx`` their widths, ``loca`` and ``glyf`` their
outlines. A subset keeps every glyph's number and empties the outlines that a paper does not use.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from struct import iter_unpack, pack, unpack, unpack_from

UNKNOWN = "\ufffd"  # what stands for a character that the faces do not have
_FOLDER = Path(__file__).parent / "fonts"
_STAND_INS = {0x2212: 0x2013, 0x2010: 0x2D, 0x2011: 0x2D}  # what the faces lack, and what looks the same in them
_EM = 1000  # units of a PDF's widths
_KEPT = ("head", "hhea", "maxp", "hmtx", "loca", "glyf")  # all that a reader needs of an embedded face
_MORE, _WORDS, _SCALES = 0x20, 0x01, ((0x08, 2), (0x40, 4), (0x80, 8))


class Font:
    """One face, read once per process. ``name`` is its PostScript name; sizes and widths are points."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self._data = name, data
        count = unpack_from(">H", data, 4)[0]
        found = (unpack_from(">4s4xII", data, 12 + 16 * at) for at in range(count))
        self._tables = {tag.decode(): data[start : start + size] for tag, start, size in found}
        self.em: int = unpack_from(">H", self._tables["head"], 18)[0]
        self.box: tuple[int, ...] = unpack_from(">4h", self._tables["head"], 36)
        self.ascent, self.descent = unpack_from(">2h", self._tables["hhea"], 4)
        self._widths = self._read_widths()
        self._glyphs = dict(_mapped(self._tables["cmap"]))
        self._glyphs |= {mark: self._glyphs[other] for mark, other in _STAND_INS.items() if mark not in self._glyphs}
        self._places = self._read_places()

    def known(self, text: str) -> str:
        """``text`` with a mark in place of each character that this face cannot show."""
        return "".join(mark if ord(mark) in self._glyphs else UNKNOWN for mark in text)

    def width(self, text: str, size: float) -> float:
        return sum(self._widths[self._glyphs[ord(mark)]] for mark in self.known(text)) * size / self.em

    def glyphs(self, text: str) -> list[int]:
        return [self._glyphs[ord(mark)] for mark in self.known(text)]

    def glyph_width(self, glyph: int) -> int:
        """In thousandths of the size."""
        return round(self._widths[glyph] * _EM / self.em)

    def subset(self, text: Iterable[str]) -> bytes:
        """The face with the outlines of these characters only."""
        wanted = {0}
        for mark in text:
            self._with_parts(self._glyphs.get(ord(mark), 0), wanted)
        outlines, places = bytearray(), [0]
        for glyph in range(len(self._places) - 1):
            if glyph in wanted:
                outlines += self._outline(glyph)
                outlines += b"\0" * (-len(outlines) % 4)
            places.append(len(outlines))
        head = bytearray(self._tables["head"])
        head[50:52] = pack(">h", 1)  # places as 32-bit numbers
        tables = self._tables | {
            "head": bytes(head), "glyf": bytes(outlines), "loca": pack(f">{len(places)}I", *places),
        }  # fmt: skip
        return _file({tag: tables[tag] for tag in _KEPT})

    def _read_widths(self) -> list[int]:
        """Glyphs beyond the last width all have that one."""
        total: int = unpack_from(">H", self._tables["maxp"], 4)[0]
        told: int = unpack_from(">H", self._tables["hhea"], 34)[0]
        widths: list[int] = [width for width, _ in iter_unpack(">Hh", self._tables["hmtx"][: 4 * told])]
        return widths + widths[-1:] * (total - told)

    def _read_places(self) -> tuple[int, ...]:
        table = self._tables["loca"]
        if unpack_from(">h", self._tables["head"], 50)[0]:
            return unpack(f">{len(table) // 4}I", table)
        return tuple(2 * place for place in unpack(f">{len(table) // 2}H", table))

    def _outline(self, glyph: int) -> bytes:
        return self._tables["glyf"][self._places[glyph] : self._places[glyph + 1]]

    def _with_parts(self, glyph: int, wanted: set[int]) -> None:
        """A glyph and those that it is composed of: é is e and an accent."""
        wanted.add(glyph)
        outline = self._outline(glyph)
        if not outline or unpack_from(">h", outline)[0] >= 0:
            return
        at, flags = 10, _MORE
        while flags & _MORE:
            flags, part = unpack_from(">HH", outline, at)
            self._with_parts(part, wanted)
            at += 4 + (4 if flags & _WORDS else 2) + next((size for bit, size in _SCALES if flags & bit), 0)


@cache
def faces() -> tuple[Font, Font]:
    """Regular and bold."""
    regular, bold = ((_FOLDER / f"NotoSans-{face}.ttf").read_bytes() for face in ("Regular", "Bold"))
    return Font("NotoSans", regular), Font("NotoSans-Bold", bold)


def _mapped(table: bytes) -> Iterable[tuple[int, int]]:
    """(character, glyph) of the segments in a ``cmap`` of format 4."""
    count = unpack_from(">H", table, 2)[0]
    starts = (unpack_from(">I", table, 8 + 8 * at)[0] for at in range(count))
    at = next(start for start in starts if unpack_from(">H", table, start)[0] == 4)
    double = unpack_from(">H", table, at + 6)[0]
    ends, begins = at + 14, at + 16 + double
    for place in range(0, double, 2):
        last, first = unpack_from(">H", table, ends + place)[0], unpack_from(">H", table, begins + place)[0]
        delta = unpack_from(">H", table, begins + double + place)[0]
        offset_at = begins + 2 * double + place
        offset = unpack_from(">H", table, offset_at)[0]
        for mark in range(first, min(last, 0xFFFE) + 1):
            glyph = unpack_from(">H", table, offset_at + offset + 2 * (mark - first))[0] if offset else mark
            if found := (glyph + delta) & 0xFFFF if glyph or not offset else 0:
                yield mark, found


def _file(tables: dict[str, bytes]) -> bytes:
    """A TrueType file of these tables."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = pack(">IHHHH", 0x10000, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    directory, body, at = b"", b"", 12 + 16 * count
    for tag, content in sorted(tables.items()):
        padded = content + b"\0" * (-len(content) % 4)
        total = sum(number for (number,) in iter_unpack(">I", padded)) & 0xFFFFFFFF
        directory += pack(">4sIII", tag.encode(), total, at, len(content))
        body += padded
        at += len(padded)
    return header + directory + body
