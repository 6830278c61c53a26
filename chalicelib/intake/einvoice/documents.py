"""Which reader is for which document: the documents in an XML file, told by the name of their root element."""

from collections.abc import Callable, Iterator

from chalicelib.intake.einvoice import cfdi, dian, dte, facturae, nfe, peru, ubl
from chalicelib.intake.einvoice.found import Finds, Found, SetAside
from chalicelib.intake.einvoice.xml import Node, XmlRefused, parse

_READERS: dict[str, Callable[[Node], Finds]] = {
    "Comprobante": cfdi.read_document,
    "Acuse": cfdi.read_cancellation,
    "CancelaCFDResult": cfdi.read_cancellation,
    "AEC": dte.read_assignment,
    "DTE": dte.read_document,
    "Invoice": ubl.read_document,
    "CreditNote": ubl.read_document,
    "DebitNote": ubl.read_document,
    "VoidedDocuments": peru.read_voided,
    "nfeProc": nfe.read_document,
    "NFe": nfe.read_document,
    "procEventoNFe": nfe.read_event,
    "evento": nfe.read_event,
    "Facturae": facturae.read_document,
}
# Documents of the same authorities that ask nobody for money.
_OTHERS = frozenset(
    """ApplicationResponse DespatchAdvice ReceiptAdvice SummaryDocuments Retention Perception Retenciones RespuestaDTE
    EnvioRecibos ResultadoEnvioDTE resNFe resEvento retEnvEvento retConsSitNFe retEnviNFe cteProc CTe mdfeProc
    NominaIndividual""".split()
)
_CONTAINER = "AttachedDocument"


def documents_in(data: bytes) -> Iterator[Callable[[], Iterator[Found]]]:
    """The documents of one XML file, each to be read apart: a fault in one leaves the others.

    Raises XmlRefused, also with ``unknown_document`` when nothing in it is one we know.
    """
    root = parse(data)
    if root.name == _CONTAINER:
        root = parse(dian.content_of(root))
        if root.name == _CONTAINER:
            raise XmlRefused("unknown_document")
    found = False
    waiting = [root]
    while waiting:
        node = waiting.pop()
        reader = _READERS.get(node.name)
        if reader or node.name in _OTHERS:
            found = True
            yield _reading(reader, node)
        else:
            waiting.extend(reversed(node.children))
    if not found:
        raise XmlRefused("unknown_document")


def _reading(reader: Callable[[Node], Finds] | None, node: Node) -> Callable[[], Iterator[Found]]:
    return (lambda: reader(node)) if reader else (lambda: iter((SetAside(),)))
