"""Electronic invoices, from the bucket to the accounts: documents, what is said of them, payments; twice is once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Invoice
from chalicelib.store import businesses
from chalicelib.store.businesses import Import
from chalicelib.workflows import at_once
from chalicelib.workflows.import_file import import_file
from tests.domain.cases import DUE
from tests.intake.einvoice.samples import (
    OTHER_UUID,
    UUID,
    assigned,
    cfdi,
    dte,
    dup,
    nfe,
    nfe_event,
    paid,
    related,
    sunat,
    terms,
    zipped,
)
from tests.tables import BUCKET, Cloud
from tests.workflows.cases import NOW, books_are_in_order, created, whole

CUSTOMER, CHILEAN, PERUVIAN, BRAZILIAN = "URE180429TM6", "765558352", "20131312955", "11444777000161"
HEADER = "numero,cliente_id,cliente,documento,fecha_emision,fecha_vencimiento,moneda,total"


class Inbox:
    """Drops documents as a business does."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def drop(self, *members: str, folder: str = "einvoice", now: Any = NOW) -> Import:
        """One document as it is, several in a ZIP."""
        body = (
            members[0].encode() if len(members) == 1 else zipped(*((f"{n}.xml", one) for n, one in enumerate(members)))
        )
        return self.put(body, folder, now)

    def put(self, body: bytes, folder: str = "einvoice", now: Any = NOW) -> Import:
        key = f"inbox/acme/{folder}/file"
        version = self.cloud.s3.put_object(Bucket=BUCKET, Key=key, Body=body)["VersionId"]
        record = import_file(key, version, now)
        assert record
        return record

    def table(self, *rows: str, folder: str = "invoices/update") -> Import:
        return self.put("\n".join((HEADER, *rows, "")).encode(), folder)

    def reasons(self, record: Import) -> list[tuple[int, str]]:
        body = self.cloud.s3.get_object(Bucket=BUCKET, Key=f"reports/acme/{record.id}/report.json")["Body"].read()
        return [(one["line"], one["reason_code"]) for one in json.loads(body)["rows"]]


@pytest.fixture
def inbox(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    monkeypatch.setattr(at_once, "AT_ONCE", 1)  # the simulated tables know no threads
    created()
    return Inbox(cloud)


def counts(record: Import) -> tuple[int, int, int, int]:
    return record.created, record.changed, record.unchanged, record.rejected


def owed(who: str = CUSTOMER) -> dict[str, tuple[str, int]]:
    """Number → state and unpaid principal."""
    return {one.number: (one.state, one.principal_minor) for one in whole(who).invoices}


def one(number: str, who: str = CUSTOMER) -> Invoice:
    return next(invoice for invoice in whole(who).invoices if invoice.number == number)


def test_an_invoice_then_its_payment_by_uuid_settles_it(inbox: Inbox) -> None:
    assert counts(inbox.drop(cfdi())) == (1, 0, 0, 0)
    assert one("A123").document_id == UUID

    assert counts(inbox.drop(paid())) == (1, 0, 0, 0)
    assert owed() == {"A123": ("paid", 0)}
    assert whole(CUSTOMER).debtor.unapplied == {}
    assert books_are_in_order(CUSTOMER)


def test_the_same_zip_twice_changes_nothing(inbox: Inbox) -> None:
    documents = (paid("500.00", left="660.00"), cfdi(), cfdi("E", OTHER_UUID, "100.00", "9", related("01", UUID)))
    first = inbox.drop(*documents)
    before = whole(CUSTOMER)
    again = inbox.drop(*documents)

    assert counts(first) == (3, 0, 0, 0)
    assert (first.rows_read, first.rows_used) == (3, 3)
    assert counts(again) == (0, 0, 3, 0)
    assert whole(CUSTOMER) == before
    assert books_are_in_order(CUSTOMER)


def test_partial_payments_in_any_order_come_to_the_same(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    inbox.drop(paid("660.00", before="660.00", left="0", uuid=OTHER_UUID, part=2))
    assert owed() == {"A123": ("paid", 0)}
    inbox.drop(paid("500.00", before="1160.00", left="660.00"))
    assert owed() == {"A123": ("paid", 0)}
    assert whole(CUSTOMER).debtor.unapplied == {}
    assert books_are_in_order(CUSTOMER)


def test_a_payment_that_had_come_another_way_counts_once(inbox: Inbox) -> None:
    """Who pays on our page gets a type P as well."""
    inbox.drop(cfdi())
    inbox.put(f"numero,cliente_id,fecha,monto,moneda\nA123,{CUSTOMER},2026-06-02,500.00,MXN\n".encode(), "payments")
    assert owed() == {"A123": ("partly_paid", 66_000)}

    assert counts(inbox.drop(paid("500.00", left="660.00"))) == (0, 0, 1, 0)
    assert owed() == {"A123": ("partly_paid", 66_000)}
    assert whole(CUSTOMER).debtor.unapplied == {}


def test_a_first_payment_never_settles_more_than_it_is(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    inbox.drop(paid("500.00", before="500.00", left="0"))
    assert owed() == {"A123": ("partly_paid", 66_000)}


def test_a_payment_that_replaces_another_counts_once(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    inbox.drop(paid("500.00", left="660.00"))
    assert counts(inbox.drop(paid("500.00", left="660.00", uuid=OTHER_UUID))) == (0, 0, 1, 0)
    assert owed() == {"A123": ("partly_paid", 66_000)}


def test_a_payment_of_an_unknown_document_is_rejected(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    record = inbox.drop(paid(of=OTHER_UUID, folio="8"))
    assert counts(record) == (0, 0, 0, 1)
    assert inbox.reasons(record) == [(1, "unknown_invoice")]
    assert owed() == {"A123": ("open", 116_000)}


def test_a_payment_of_tomorrow_is_rejected(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    assert inbox.reasons(inbox.drop(paid(on="2026-06-04"))) == [(1, "paid_in_future")]
    assert counts(inbox.drop(paid(on="2026-06-04"), now=NOW + timedelta(days=1))) == (1, 0, 0, 0)


def test_a_payment_finds_the_invoice_that_came_in_a_list_without_its_uuid(inbox: Inbox) -> None:
    inbox.table(f"A123,c1,Universidad,{CUSTOMER},2026-06-01,2026-07-01,MXN,1160.00")
    assert counts(inbox.drop(paid())) == (1, 0, 0, 0)
    assert owed("c1") == {"A123": ("paid", 0)}


def test_pue_stays_owed(inbox: Inbox) -> None:
    inbox.drop(cfdi(more='MetodoPago="PUE"'))
    assert owed() == {"A123": ("open", 116_000)}


def test_a_credit_note_lowers_the_invoice_it_names_by_uuid(inbox: Inbox) -> None:
    inbox.drop(cfdi("E", OTHER_UUID, "160.00", "9", related("01", UUID)), cfdi(), cfdi(folio="124", uuid=""))
    assert owed() == {"A123": ("partly_paid", 100_000), "A124": ("open", 116_000)}
    assert books_are_in_order(CUSTOMER)


def test_a_credit_note_whose_invoice_is_unknown_waits_unapplied(inbox: Inbox) -> None:
    inbox.drop(cfdi("E", OTHER_UUID, "160.00", "9", related("01", UUID)))
    assert whole(CUSTOMER).debtor.unapplied == {"MXN": 16_000}


def test_a_substitution_leaves_one_debt(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    record = inbox.drop(cfdi(folio="124", uuid=OTHER_UUID, total="1100.00", related=related("04", UUID)))

    assert counts(record) == (1, 1, 0, 0)
    assert owed() == {"A123": ("withdrawn", 0), "A124": ("open", 110_000)}
    assert counts(inbox.drop(cfdi())) == (0, 0, 1, 0), "the old document does not come back"
    assert books_are_in_order(CUSTOMER)


def test_a_substitution_may_keep_the_folio(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    inbox.drop(cfdi(uuid=OTHER_UUID, total="1100.00", related=related("04", UUID)))

    assert owed() == {"A123": ("open", 110_000)}
    assert one("A123").document_id == OTHER_UUID


def test_another_document_may_not_take_a_number(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    record = inbox.drop(cfdi(uuid=OTHER_UUID, total="9.00"))
    assert inbox.reasons(record) == [(1, "number_taken")]
    assert owed() == {"A123": ("open", 116_000)}


def test_the_receipt_of_a_cancellation_finds_its_invoice_by_itself(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    receipt = (
        f'<Acuse RfcEmisor="EKU9003173C9"><Folios><UUID>{UUID}</UUID><EstatusUUID>201</EstatusUUID></Folios></Acuse>'
    )
    assert counts(inbox.drop(receipt)) == (0, 1, 0, 0)
    assert owed() == {"A123": ("withdrawn", 0)}
    assert counts(inbox.drop(receipt.replace(UUID, OTHER_UUID))) == (0, 0, 1, 0), "of a document that we never had"


def test_a_list_that_calls_the_invoice_by_its_uuid_makes_no_second_one(inbox: Inbox) -> None:
    """The SAT's list knows no folio. The invoice is paid by then, and must not come back as another."""
    inbox.drop(cfdi())
    inbox.drop(paid())
    listed = (
        "Uuid~RfcEmisor~NombreEmisor~RfcReceptor~NombreReceptor~RfcPac~FechaEmision~FechaCertificacionSat~Monto~"
        "EfectoComprobante~Estatus~FechaCancelacion\n"
        f"{UUID}~EKU9003173C9~Escuela~{CUSTOMER}~Universidad~X~2026-06-01 10:00:00~2026-06-01 10:00:00~1160.00~I~1~\n"
    )
    inbox.put(listed.encode(), "invoices/update")
    assert owed() == {"A123": ("paid", 0)}


def test_an_assigned_debt_is_not_collected_any_more(inbox: Inbox) -> None:
    businesses.change(replace(businesses.load("acme"), country="CL", currency="CLP", tax_id="60910000-1"))
    inbox.drop(dte(), dte(folio="78"))
    record = inbox.drop(assigned(dte()))

    assert owed(CHILEAN) == {"77": ("withdrawn", 0), "78": ("open", 119_000)}
    assert inbox.reasons(record) == [(1, "assigned")]
    assert books_are_in_order(CHILEAN)


def test_a_chilean_credit_note_lowers_its_invoice(inbox: Inbox) -> None:
    businesses.change(replace(businesses.load("acme"), country="CL", currency="CLP"))
    named = "<Referencia><TpoDocRef>33</TpoDocRef><FolioRef>77</FolioRef></Referencia>"
    inbox.drop(dte("61", "5", "19000", references=named), dte())
    assert owed(CHILEAN) == {"77": ("partly_paid", 100_000)}


def test_cuotas_are_credited_oldest_first_and_withdrawn_together(inbox: Inbox) -> None:
    plan = terms("Cuota001", "500.00", "2026-07-01") + terms("Cuota002", "680.00", "2026-08-01")
    note = """<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F001-45</cbc:ID>
    <cbc:DocumentTypeCode>01</cbc:DocumentTypeCode></cac:InvoiceDocumentReference></cac:BillingReference>"""
    inbox.drop(sunat(terms=plan), sunat("CreditNote", "FC01-1", "600.00", kind="", more=note))
    assert owed(PERUVIAN) == {"F001-45/Cuota001": ("paid", 0), "F001-45/Cuota002": ("partly_paid", 58_000)}

    void = """<VoidedDocuments><AccountingSupplierParty>
    <CustomerAssignedAccountID>20601111111</CustomerAssignedAccountID></AccountingSupplierParty><VoidedDocumentsLine><DocumentTypeCode>01</DocumentTypeCode><DocumentSerialID>F001
    </DocumentSerialID><DocumentNumberID>45</DocumentNumberID></VoidedDocumentsLine></VoidedDocuments>"""
    inbox.drop(void)
    assert {state for state, _ in owed(PERUVIAN).values()} == {"withdrawn"}
    assert books_are_in_order(PERUVIAN)


def test_a_list_of_the_whole_invoice_does_not_double_its_cuotas(inbox: Inbox) -> None:
    plan = terms("Cuota001", "500.00", "2026-07-01") + terms("Cuota002", "680.00", "2026-08-01")
    inbox.drop(sunat(terms=plan))
    record = inbox.table(f"F001-45,,Cliente,{PERUVIAN},2026-06-01,2026-07-01,PEN,1180.00")

    assert counts(record) == (0, 0, 1, 0)
    assert sum(minor for _, minor in owed(PERUVIAN).values()) == 118_000


def test_cuotas_do_not_double_an_invoice_that_came_whole(inbox: Inbox) -> None:
    inbox.table(f"F001-45,,Cliente,{PERUVIAN},2026-06-01,2026-07-01,PEN,1180.00")
    plan = terms("Cuota001", "500.00", "2026-07-01") + terms("Cuota002", "680.00", "2026-08-01")
    record = inbox.drop(sunat(terms=plan))

    assert inbox.reasons(record) == [(1, "already_whole"), (1, "already_whole")]
    assert (record.rows_read, record.rows_used, record.rejected) == (2, 0, 2)
    assert owed(PERUVIAN) == {"F001-45": ("open", 118_000)}


def test_a_cancelled_note_of_brazil_is_withdrawn_with_all_its_duplicatas(inbox: Inbox) -> None:
    businesses.change(replace(businesses.load("acme"), country="BR", currency="BRL"))
    many = "".join(dup(str(n), f"2026-07-{n:02}", "10.00") for n in range(1, 31))
    inbox.drop(nfe_event(), nfe(many, total="300.00"))

    assert len(owed(BRAZILIAN)) == 30
    assert {state for state, _ in owed(BRAZILIAN).values()} == {"withdrawn"}
    assert books_are_in_order(BRAZILIAN)


def test_documents_dropped_among_invoices_or_payments_are_known_for_what_they_are(inbox: Inbox) -> None:
    assert inbox.drop(cfdi(), folder="invoices/update").created == 1
    assert inbox.drop(paid(), folder="payments").created == 1
    assert owed() == {"A123": ("paid", 0)}


def test_a_snapshot_is_a_list_and_never_a_document(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    record = inbox.drop(cfdi(folio="9", uuid=""), folder="invoices/snapshot")
    assert record.state == "failed"
    assert owed() == {"A123": ("open", 116_000)}


def test_a_customers_own_terms_give_the_date_that_a_document_lacks(inbox: Inbox) -> None:
    header = "cliente_id,cliente,documento,plazo_dias"
    inbox.put(f"{header}\n{CUSTOMER},Universidad,{CUSTOMER},45\n".encode(), "debtors")
    record = inbox.drop(cfdi())
    assert record.due_computed == 1
    assert str(one("A123").due_on) == "2026-07-16"


def test_an_attack_fails_alone_and_says_why(inbox: Inbox) -> None:
    record = inbox.drop('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>')
    assert (record.state, record.reason_code) == ("failed", "unsafe_xml")
    mixed = inbox.drop("<!DOCTYPE x><x/>", cfdi())
    assert counts(mixed) == (1, 0, 0, 1)
    assert inbox.reasons(mixed) == [(1, "unsafe_xml")]


def test_a_file_of_purchases_creates_nothing(inbox: Inbox) -> None:
    businesses.change(replace(businesses.load("acme"), tax_id=CUSTOMER))
    record = inbox.drop(cfdi(), paid())
    assert (record.state, record.reason_code) == ("failed", "purchases_not_sales")


def test_nothing_is_sent_by_a_document(inbox: Inbox) -> None:
    inbox.drop(cfdi())
    found = whole(CUSTOMER)
    assert found.notices == ()
    assert found.debtor.due_at == NOW
    assert one("A123").issued_on <= DUE
