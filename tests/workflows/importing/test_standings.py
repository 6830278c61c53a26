"""What a file says of how a document stands: disputed by the buyer, with a factor, paid by rows beside it."""

import json
from typing import Any

import pytest

from chalicelib.domain.decide import decide
from chalicelib.store import accounts, businesses
from chalicelib.store.businesses import Import
from chalicelib.workflows import at_once
from chalicelib.workflows.importing.import_file import import_file
from tests.tables import BUCKET, Cloud
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, whole

RCV = "Nro;Tipo Doc;Rut cliente;Razon Social;Folio;Fecha Docto;Fecha Recepcion;Fecha Reclamo;Monto total"
KOINOR = "codcli;nomcli;tipdoc;numdoc;numtra;valcob;fecemi;fectra;fecven;concep"


class Inbox:
    def __init__(self, cloud: Cloud) -> None:
        self._s3 = cloud.s3

    def drop(self, *lines: str, folder: str = "invoices/update") -> Import:
        body, key = "\n".join(lines) + "\n", f"inbox/acme/{folder}/file.csv"
        version = self._s3.put_object(Bucket=BUCKET, Key=key, Body=body.encode())["VersionId"]
        record = import_file(key, version, NOW)
        assert record
        assert record.state == "done", record.reason_code
        return record

    def reasons(self, record: Import) -> list[Any]:
        found = self._s3.get_object(Bucket=BUCKET, Key=f"reports/acme/{record.id}/report.json")
        return [row["reason_code"] for row in json.loads(found["Body"].read())["rows"]]


@pytest.fixture
def inbox(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    monkeypatch.setattr(at_once, "AT_ONCE", 1)
    created()
    return Inbox(cloud)


def test_a_claim_rests_the_chase_stays_listed_and_is_said_until_a_later_register_tells_of_none(inbox: Inbox) -> None:
    claimed = "1;33;12345678-5;Uno SpA;506;04/05/2026;05/05/2026;10/05/2026 10:00:00;2082715"
    plain = claimed.replace("10/05/2026 10:00:00", "")
    inbox.drop(RCV, plain)
    assert one_invoice("506", "123456785").state == "open"

    record = inbox.drop(RCV, claimed)
    assert (record.changed, inbox.reasons(record)) == (1, ["disputed"])
    account = accounts.load("acme", "123456785")
    assert account
    assert [one.state for one in account.invoices] == ["disputed"]
    assert decide(account, businesses.load("acme"), NOW).notices == ()

    assert inbox.drop(RCV, claimed).unchanged == 1
    assert inbox.drop(RCV, plain).changed == 1
    assert one_invoice("506", "123456785").state == "open"
    assert books_are_in_order("123456785")


def test_a_document_with_a_factor_is_withdrawn_with_its_own_reason(inbox: Inbox) -> None:
    header = "numero factura;cliente;fecha emision;vencimiento;total;estado"
    inbox.drop(header, "F1;Ana;2026-05-04;2026-06-03;100;Emitida")
    record = inbox.drop(header, "F1;Ana;2026-05-04;2026-06-03;100;Cedida", "F2;Ana;2026-05-04;2026-06-03;100;Cedida")
    assert (record.changed, record.unchanged, inbox.reasons(record)) == (1, 1, ["assigned", "assigned"])
    assert [one.number for one in whole("ana").invoices] == ["F1"]
    assert one_invoice("F1", "ana").state == "withdrawn"
    assert [one.reason for one in whole("ana").entries if one.kind == "withdrawal"] == ["assigned"]


def test_payments_among_the_invoices_lower_theirs_and_reach_what_the_file_does_not_list(inbox: Inbox) -> None:
    first = "1716171819;ANA;FC;;001-1;100.00;01/05/2026;01/05/2026;31/05/2026;x"
    second = "1716171819;ANA;FC;;001-2;50.00;02/05/2026;02/05/2026;31/05/2026;x"
    inbox.drop(KOINOR, first)
    paid = "1716171819;ANA;AB;R-1;001-1;40.00;07/05/2026;01/05/2026;07/05/2026;x"
    partly = "1716171819;ANA;AB;R-2;001-2;20.00;07/05/2026;02/05/2026;07/05/2026;x"
    for _ in range(2):
        inbox.drop(KOINOR, second, paid, partly)
        assert {one.number: one.principal_minor for one in whole("1716171819").invoices} == {
            "001-1": 6000,
            "001-2": 3000,
        }
    inbox.drop(KOINOR, first, second, paid, partly)
    assert {one.number: one.principal_minor for one in whole("1716171819").invoices} == {"001-1": 6000, "001-2": 3000}
    assert books_are_in_order("1716171819")


def test_a_refused_row_of_a_snapshot_still_says_that_its_invoice_is_there(inbox: Inbox) -> None:
    header = "Tipo de documento;CUFE/CUDE;Folio;Prefijo;NIT Emisor;NIT Receptor;Fecha Emisión;Total;Divisa;Grupo"
    good = "Factura electrónica;c1;1;SETP;900373115;860002964;05-05-2026;1000;MXN;Emitido"
    inbox.drop(header, good)
    record = inbox.drop(header, good.replace("1000", "mil"), good.replace("c1;1;", "c2;2;"), folder="invoices/snapshot")
    assert (record.rejected, record.settled, record.created) == (1, 0, 1)
    assert {one.number: one.state for one in whole("860002964").invoices} == {"SETP1": "open", "SETP2": "open"}
