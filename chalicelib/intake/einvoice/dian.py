"""Colombia's own ways with UBL: the container in which invoices travel, ids of the DIAN, kinds of persons.

Resolución 165 de 2023, technical annex 1.9. The container holds the invoice as text, in CDATA or escaped or in base64.
"""

import base64
import binascii

from msgspec.structs import replace

from chalicelib.intake.einvoice.found import Issued, person_or_company
from chalicelib.intake.einvoice.xml import Node

_CONTENT = (
    "Attachment/ExternalReference/Description", "Attachment/EmbeddedDocumentBinaryObject",
    "Attachment/ExternalReference/EmbeddedDocumentBinaryObject", "Description",
)  # fmt: skip
_SUPPORT_DOCUMENT = "05"  # issued by the buyer to a seller who issues no invoices
_TESTING = "2"


def content_of(container: Node) -> bytes:
    """The document within an ``AttachedDocument``; empty when there is none."""
    text = container.value(*_CONTENT)
    if text.startswith("<"):
        return text.encode()
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return b""


def is_dian(node: Node) -> bool:
    mark = node.first("UUID")
    scheme = mark.get("schemename").upper() if mark else ""
    return scheme.startswith(("CUFE", "CUDE", "CUDS")) or "DIAN" in node.value("ProfileID").upper()


def is_bought(node: Node) -> bool:
    return node.value("InvoiceTypeCode") == _SUPPORT_DOCUMENT


def finish(node: Node, issued: Issued) -> Issued:
    buyer = node.first("AccountingCustomerParty")
    kind = person_or_company(buyer.value("AdditionalAccountID") if buyer else "", person="2", company="1")
    doubts = ("test_document",) if node.value("ProfileExecutionID") == _TESTING else ()
    return replace(issued, buyer=replace(issued.buyer, type=kind), doubts=doubts)
