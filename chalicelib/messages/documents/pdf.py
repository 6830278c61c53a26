"""A paper as PDF, by ``pydyf``: text that can be searched and read aloud, two small faces embedded, nothing remote.

The same paper gives the same bytes: the only date in it is its own, so that a hash of the file is evidence.
"""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from chalicelib.messages.documents.blocks import Paper
from chalicelib.messages.documents.font import Font, faces
from chalicelib.messages.documents.layout import FOOT, MARGIN, SIZES, SMALL, Placed, Shape, Text, pages

if TYPE_CHECKING:
    import pydyf

_INK, _QUIET = (0.11, 0.17, 0.165), (0.3, 0.36, 0.35)


def pdf(paper: Paper) -> bytes:
    """The whole file: a few milliseconds a page, some 15 kB."""
    import pydyf

    laid, document = pages(paper), pydyf.PDF()
    streams = [_Page(paper, placed, at, len(laid)) for at, placed in enumerate(laid, 1)]
    used = [{mark for page in streams for mark in page.used[bold]} for bold in (False, True)]
    fonts = {f"F{bold}": _embedded(document, faces()[bold], used[bold]) for bold in (0, 1)}
    resources = pydyf.Dictionary({"Font": pydyf.Dictionary(fonts)})
    width, height = SIZES[paper.size]
    for page in streams:
        document.add_object(page.content)
        document.add_page(
            pydyf.Dictionary(
                {
                    "Type": "/Page",
                    "Parent": document.pages.reference,
                    "MediaBox": pydyf.Array([0, 0, width, height]),
                    "Resources": resources,
                    "Contents": page.content.reference,
                }
            )
        )
    _describe(document, paper)
    out = BytesIO()
    document.write(out, identifier=True)
    return out.getvalue()


class _Page:
    """One page's drawing, and the characters it uses of each face."""

    def __init__(self, paper: Paper, placed: list[Placed], number: int, of: int) -> None:
        import pydyf

        self.content = pydyf.Stream(compress=True)
        self.used: tuple[set[str], set[str]] = (set(), set())
        self.height = SIZES[paper.size][1]
        for one in placed:
            for shape in one.row.shapes:
                self._shape(shape, one.top)
            for text in one.row.texts:
                self._text(text, one.top)
        told = f"{paper.number} · {paper.page_text.format(page=number, pages=of)}"
        self._text(Text(told, 0, 0, SMALL, quiet=True), self.height - FOOT / 2)

    def _shape(self, shape: Shape, top: float) -> None:
        self.content.set_color_rgb(shape.ink, shape.ink, shape.ink)
        bottom = self.height - top - shape.y - shape.height
        self.content.rectangle(_short(MARGIN + shape.x), _short(bottom), _short(shape.width), _short(shape.height))
        self.content.fill()

    def _text(self, text: Text, top: float) -> None:
        if not text.text:
            return
        face = faces()[text.bold]
        self.used[text.bold].update(face.known(text.text))
        self.content.begin_text()
        self.content.set_color_rgb(*(_QUIET if text.quiet else _INK))
        self.content.set_font_size(f"F{int(text.bold)}", text.size)
        self.content.set_text_matrix(1, 0, 0, 1, _short(MARGIN + text.x), _short(self.height - top - text.y))
        self.content.show_text(f"<{''.join(f'{glyph:04x}' for glyph in face.glyphs(text.text))}>")
        self.content.end_text()


def _embedded(document: "pydyf.PDF", face: Font, used: set[str]) -> bytes:
    """A face with the outlines of ``used`` alone, and the way back from its glyphs to characters."""
    import pydyf

    scale = 1000 / face.em
    subset = face.subset(used)
    program = pydyf.Stream([subset], {"Length1": len(subset)}, compress=True)
    names = pydyf.Stream([_characters(face, used)], compress=True)
    described = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": f"/{face.name}",
            "Flags": 4,
            "FontBBox": pydyf.Array([round(edge * scale) for edge in face.box]),
            "ItalicAngle": 0,
            "Ascent": round(face.ascent * scale),
            "Descent": round(face.descent * scale),
            "CapHeight": 714,
            "StemV": 80,
        }
    )
    for part in (program, names):
        document.add_object(part)
    described["FontFile2"] = program.reference
    document.add_object(described)
    glyphs = sorted({glyph for mark in used for glyph in face.glyphs(mark)})
    widths = [part for glyph in glyphs for part in (glyph, pydyf.Array([face.glyph_width(glyph)]))]
    descendant = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": f"/{face.name}",
            "CIDSystemInfo": "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
            "CIDToGIDMap": "/Identity",
            "FontDescriptor": described.reference,
            "W": pydyf.Array(widths),
        }
    )
    document.add_object(descendant)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": f"/{face.name}",
            "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([descendant.reference]),
            "ToUnicode": names.reference,
        }
    )
    document.add_object(font)
    reference: bytes = font.reference
    return reference


def _characters(face: Font, used: set[str]) -> bytes:
    """A CMap: what a reader copies, searches and speaks for each glyph (Adobe Technical Note 5411)."""
    pairs = sorted((face.glyphs(mark)[0], mark) for mark in used)
    parts = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    told = "".join(
        f"{len(part)} beginbfchar\n"
        + "".join(f"<{glyph:04x}> <{mark.encode('utf-16-be').hex()}>\n" for glyph, mark in part)
        + "endbfchar\n"
        for part in parts
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{told}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()


def _describe(document: "pydyf.PDF", paper: Paper) -> None:
    import pydyf

    document.info["Title"] = pydyf.String(f"{paper.title} {paper.number}")
    document.info["Author"] = pydyf.String(paper.sender)
    document.info["CreationDate"] = pydyf.String(_date(paper.made_at))
    document.catalog["Lang"] = pydyf.String(paper.lang)
    document.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def _date(moment: datetime) -> str:
    return f"D:{moment:%Y%m%d%H%M%S}Z"


def _short(length: float) -> float:
    return round(length, 2)
