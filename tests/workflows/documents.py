"""Electronic documents dropped as a business does, and what their accounts owe then."""

import json
from datetime import datetime

from chalicelib.domain.invoice import Invoice
from chalicelib.store.businesses import Import
from chalicelib.workflows.importing.import_file import import_file
from tests.intake.einvoice.samples import zipped
from tests.workflows.cases import NOW, whole
from tests.workflows.inbox import Inbox

CUSTOMER, CHILEAN, PERUVIAN, BRAZILIAN = "URE180429TM6", "765558352", "20131312955", "11444777000161"
HEADER = "numero,cliente_id,cliente,documento,fecha_emision,fecha_vencimiento,moneda,total"


def drop(inbox: Inbox, *members: str, folder: str = "einvoice", now: datetime = NOW) -> Import:
    """One document as it is, several in a ZIP."""
    alone = members[0].encode() if len(members) == 1 else b""
    return put(inbox, alone or zipped(*((f"{n}.xml", one) for n, one in enumerate(members))), folder, now)


def put(inbox: Inbox, body: bytes, folder: str, now: datetime = NOW) -> Import:
    key = f"inbox/acme/{folder}/file"
    record = import_file(key, inbox.put(key, body), now)
    assert record
    return record


def table(inbox: Inbox, *rows: str) -> Import:
    """A list of invoices that knows no ids of documents."""
    return put(inbox, "\n".join((HEADER, *rows, "")).encode(), "invoices/update")


def reasons(inbox: Inbox, record: Import) -> list[tuple[int, str]]:
    return [(one["line"], one["reason_code"]) for one in json.loads(inbox.report(record))["rows"]]


def owed(who: str = CUSTOMER) -> dict[str, tuple[str, int]]:
    """Number → state and unpaid principal."""
    return {one.number: (one.state, one.principal_minor) for one in whole(who).invoices}


def one(number: str, who: str = CUSTOMER) -> Invoice:
    return next(invoice for invoice in whole(who).invoices if invoice.number == number)
