"""An XML document as a small tree, read so that nothing in it can hurt: no DTD, no entities, no network, hard limits.

Names come without their namespaces, attributes in lower case: real documents lack namespaces and vary in both. What no
reader asks for (signatures, taxes, all lines but the first) is skipped while reading and costs no memory.
"""

import codecs
import re
from collections.abc import Iterator
from xml.parsers import expat

import msgspec

MAX_DEPTH = 60
MAX_ATTRIBUTES = 200  # of one element
MAX_SILENCE = 256 * 1024  # bytes of one tag or comment
_CHUNK = 1 << 16

_UNREAD = frozenset(
    {"Signature", "TED", "UBLExtensions", "Impuestos", "imposto", "TaxTotal", "TaxesOutputs", "Addenda", "ImpuestosDR",
     "ImpuestosP", "ParentDocumentLineReference"}
)  # fmt: skip
_FIRST_ONLY = frozenset({"Concepto", "Detalle", "det", "InvoiceLine", "CreditNoteLine", "DebitNoteLine"})
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_AROUND = b" \t\r\n\x00\x1a"


class Limits(msgspec.Struct, frozen=True):
    """How large a document may be. ``nodes``: elements that are kept, which is what costs memory."""

    bytes: int
    nodes: int
    elements: int


INVOICE = Limits(10 * 1024 * 1024, 100_000, 300_000)  # an envelope of two thousand invoices keeps nearly as many


class XmlRefused(Exception):
    """``bad_xml`` (not well-formed), ``unsafe_xml`` (a DTD, or beyond a limit of shape), ``xml_too_big``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Node:
    """An element: its local name, attributes by lower-case local name, trimmed text, the children that were kept."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes, self.text = name, attributes, ""
        self.children: list[Node] = []

    def get(self, attribute: str) -> str:
        """An attribute, trimmed, or ""."""
        return self.attributes.get(attribute, "").strip()

    def all(self, path: str) -> Iterator["Node"]:
        """Every element at ``path`` (``cobr/dup``) below this one, in document order."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, *paths: str) -> "Node | None":
        """The first element of the first path that leads anywhere."""
        return next((node for path in paths for node in self.all(path)), None)

    def value(self, *paths: str) -> str:
        """The text of the first element, in the order of the paths, that has any; ""."""
        return next((node.text for path in paths for node in self.all(path) if node.text), "")

    def anywhere(self, name: str) -> Iterator["Node"]:
        """Every element of that name at any depth, in document order."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if node.name == name:
                yield node
            waiting.extend(reversed(node.children))


def parse(data: bytes, unread: frozenset[str] = _UNREAD, limits: Limits = INVOICE) -> Node:
    """The root element. ``unread``: elements that are skipped with all they hold.

    Raises XmlRefused at the first sign of anything but a plain document.
    """
    if len(data) > limits.bytes:
        raise XmlRefused("xml_too_big")
    content = _utf_8(data)
    start = _PROLOG.match(content)
    # A DTD can only stand here, before the root: without one there are no entities to expand or to fetch.
    if start and content.startswith(b"<!", start.end()):
        raise XmlRefused("unsafe_xml")
    builder = _Builder(unread, limits)
    try:
        builder.feed(content)
    except expat.ExpatError as error:
        raise XmlRefused("bad_xml") from error
    return builder.root


def _utf_8(data: bytes) -> bytes:
    """The document in UTF-8. What it declares counts only where its bytes are not: declarations are often wrong."""
    for bom, codec in _BOMS:
        if data.startswith(bom):
            data = data[len(bom) :]
            return _recoded(data, codec) if codec != "utf-8" else _trusted(data)
    return _trusted(data)


def _trusted(data: bytes) -> bytes:
    data = data.strip(_AROUND)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _DECLARED.match(data)
        is_latin_9 = declared is not None and declared[1].lower() in {b"iso-8859-15", b"latin-9"}
        return _recoded(data, "iso-8859-15" if is_latin_9 else "cp1252")
    return data


def _recoded(data: bytes, codec: str) -> bytes:
    return data.decode(codec, "replace").strip("\ufeff \t\r\n\0\x1a").encode()


class _Builder:
    """Expat's events as a tree, counted on the way."""

    def __init__(self, unread: frozenset[str], limits: Limits) -> None:
        self._unread, self._limits = unread, limits
        self._top = Node("", {})
        self._open = [self._top]
        self._texts: list[str] = []
        self._depth = self._elements = self._nodes = self._events = 0
        self._skipping = 0  # the depth of the element that is skipped with all it holds

    @property
    def root(self) -> Node:
        return self._top.children[0]

    def feed(self, content: bytes) -> None:
        """Raises ExpatError, XmlRefused."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text, parser.buffer_size = True, _CHUNK
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = _refuse
        silent, events = 0, 0
        for at in range(0, len(content), _CHUNK):
            parser.Parse(content[at : at + _CHUNK], False)
            silent = silent + _CHUNK if self._events == events else 0
            events = self._events
            if silent > MAX_SILENCE:
                raise XmlRefused("unsafe_xml")
        parser.Parse(b"", True)
        if not self._top.children:  # never: expat wants a root; should all of it have been skipped, nothing is left
            raise XmlRefused("bad_xml")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._events += 1
        self._elements += 1
        self._depth += 1
        if self._depth > MAX_DEPTH or self._elements > self._limits.elements or len(attributes) > MAX_ATTRIBUTES:
            raise XmlRefused("unsafe_xml")
        if self._skipping:
            return
        local = name.rpartition(":")[2]
        parent = self._open[-1]
        if local in self._unread or (local in _FIRST_ONLY and parent.children and parent.children[-1].name == local):
            self._skipping = self._depth
            return
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            raise XmlRefused("unsafe_xml")
        if attributes:
            attributes = {key.rpartition(":")[2].lower(): value for key, value in attributes.items()}
        node = Node(local, attributes)
        parent.children.append(node)
        self._open.append(node)
        self._texts.clear()

    def _end(self, name: str) -> None:
        self._events += 1
        self._depth -= 1
        if self._skipping:
            if self._depth < self._skipping:
                self._skipping = 0
            return
        node = self._open.pop()
        if self._texts:
            node.text = "".join(self._texts).strip()
            self._texts.clear()

    def _text(self, text: str) -> None:
        self._events += 1
        if not self._skipping:
            self._texts.append(text)


def _refuse(*_: object) -> int:
    raise XmlRefused("unsafe_xml")
