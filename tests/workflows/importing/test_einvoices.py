"""Electronic invoices, from the bucket to the accounts: documents and what is said of them; twice is once."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.store import accounts, businesses
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
)
from tests.workflows.cases import NOW, books_are_in_order, whole
from tests.workflows.documents import BRAZILIAN, CHILEAN, CUSTOMER, PERUVIAN, drop, one, owed, put, reasons, table
from tests.workflows.inbox import Inbox, counts

VOIDED = """<VoidedDocuments><AccountingSupplierParty>
<CustomerAssignedAccountID>20601111111</CustomerAssignedAccountID></AccountingSupplierParty><VoidedDocumentsLine>
<DocumentTypeCode>01</DocumentTypeCode><DocumentSerialID>F001</DocumentSerialID><DocumentNumberID>45</DocumentNumberID>
</VoidedDocumentsLine></VoidedDocuments>"""


def test_the_same_zip_twice_changes_nothing(inbox: Inbox) -> None:
    documents = (paid("500.00", left="660.00"), cfdi(), cfdi("E", OTHER_UUID, "100.00", "9", related("01", UUID)))
    first = drop(inbox, *documents)
    before = whole(CUSTOMER)
    again = drop(inbox, *documents)

    assert counts(first) == (3, 0, 0, 0)
    assert (first.rows_read, first.rows_used) == (3, 3)
    assert counts(again) == (0, 0, 3, 0)
    assert whole(CUSTOMER) == before
    assert books_are_in_order(CUSTOMER)


def test_a_credit_note_lowers_the_invoice_it_names_by_uuid(inbox: Inbox) -> None:
    drop(inbox, cfdi("E", OTHER_UUID, "160.00", "9", related("01", UUID)), cfdi(), cfdi(folio="124", uuid=""))
    assert owed() == {"A123": ("partly_paid", 100_000), "A124": ("open", 116_000)}
    assert books_are_in_order(CUSTOMER)


def test_a_credit_note_whose_invoice_is_unknown_waits_unapplied(inbox: Inbox) -> None:
    drop(inbox, cfdi("E", OTHER_UUID, "160.00", "9", related("01", UUID)))
    assert whole(CUSTOMER).debtor.unapplied == {"MXN": 16_000}


def test_a_substitution_leaves_one_debt(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    record = drop(inbox, cfdi(folio="124", uuid=OTHER_UUID, total="1100.00", related=related("04", UUID)))

    assert counts(record) == (1, 1, 0, 0)
    assert owed() == {"A123": ("withdrawn", 0), "A124": ("open", 110_000)}
    assert counts(drop(inbox, cfdi())) == (0, 0, 1, 0), "the old document does not come back"
    assert books_are_in_order(CUSTOMER)


def test_a_substitution_may_keep_the_folio(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    drop(inbox, cfdi(uuid=OTHER_UUID, total="1100.00", related=related("04", UUID)))

    assert owed() == {"A123": ("open", 110_000)}
    assert one("A123").document_id == OTHER_UUID


def test_another_document_may_not_take_a_number(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    record = drop(inbox, cfdi(uuid=OTHER_UUID, total="9.00"))
    assert reasons(inbox, record) == [(1, "number_taken")]
    assert owed() == {"A123": ("open", 116_000)}


def test_the_receipt_of_a_cancellation_finds_its_invoice_by_itself(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    receipt = (
        f'<Acuse RfcEmisor="EKU9003173C9"><Folios><UUID>{UUID}</UUID><EstatusUUID>201</EstatusUUID></Folios></Acuse>'
    )
    assert counts(drop(inbox, receipt)) == (0, 1, 0, 0)
    assert owed() == {"A123": ("withdrawn", 0)}
    assert counts(drop(inbox, receipt.replace(UUID, OTHER_UUID))) == (0, 0, 1, 0), "of a document that we never had"


def test_a_cancellation_by_id_alone_reads_one_account_however_many_there_are(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    table(inbox, *(f"B{n},k{n},Cliente {n},,2026-06-01,2026-07-01,MXN,10.00" for n in range(30)))
    drop(inbox, cfdi())
    read, load = list[str](), accounts.load

    def reading(business: str, who: str) -> Account | None:
        read.append(who)
        return load(business, who)

    monkeypatch.setattr(accounts, "load", reading)
    monkeypatch.setattr(accounts, "list_accounts", pytest.fail)

    record = drop(inbox, f"<Acuse><Folios><UUID>{UUID}</UUID><EstatusUUID>201</EstatusUUID></Folios></Acuse>")
    assert counts(record) == (0, 1, 0, 0)
    assert set(read) == {CUSTOMER}


def test_a_number_that_two_customers_have_cancels_nobodys_invoice(inbox: Inbox) -> None:
    businesses.change(replace(businesses.load("acme"), country="PE", currency="PEN", tax_id="20601111111"))
    table(inbox, *(f"F001-45,c{n},Cliente {n},,2026-06-01,2026-07-01,PEN,10.00" for n in (1, 2)))
    drop(inbox, VOIDED)

    assert owed("c1") == owed("c2") == {"F001-45": ("open", 1000)}


def test_a_list_that_calls_the_invoice_by_its_uuid_makes_no_second_one(inbox: Inbox) -> None:
    """The SAT's list knows no folio. The invoice is paid by then, and must not come back as another."""
    drop(inbox, cfdi())
    drop(inbox, paid())
    listed = (
        "Uuid~RfcEmisor~NombreEmisor~RfcReceptor~NombreReceptor~RfcPac~FechaEmision~FechaCertificacionSat~Monto~"
        "EfectoComprobante~Estatus~FechaCancelacion\n"
        f"{UUID}~EKU9003173C9~Escuela~{CUSTOMER}~Universidad~X~2026-06-01 10:00:00~2026-06-01 10:00:00~1160.00~I~1~\n"
    )
    put(inbox, listed.encode(), "invoices/update")
    assert owed() == {"A123": ("paid", 0)}


def test_an_assigned_debt_is_not_collected_any_more(inbox: Inbox) -> None:
    businesses.change(replace(businesses.load("acme"), country="CL", currency="CLP", tax_id="60910000-1"))
    drop(inbox, dte(), dte(folio="78"))
    record = drop(inbox, assigned(dte()))

    assert owed(CHILEAN) == {"77": ("withdrawn", 0), "78": ("open", 119_000)}
    assert reasons(inbox, record) == [(1, "assigned")]
    assert books_are_in_order(CHILEAN)


def test_a_chilean_credit_note_lowers_its_invoice(inbox: Inbox) -> None:
    businesses.change(replace(businesses.load("acme"), country="CL", currency="CLP"))
    named = "<Referencia><TpoDocRef>33</TpoDocRef><FolioRef>77</FolioRef></Referencia>"
    drop(inbox, dte("61", "5", "19000", references=named), dte())
    assert owed(CHILEAN) == {"77": ("partly_paid", 100_000)}


def test_cuotas_are_credited_oldest_first_and_withdrawn_together(inbox: Inbox) -> None:
    plan = terms("Cuota001", "500.00", "2026-07-01") + terms("Cuota002", "680.00", "2026-08-01")
    note = """<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F001-45</cbc:ID>
    <cbc:DocumentTypeCode>01</cbc:DocumentTypeCode></cac:InvoiceDocumentReference></cac:BillingReference>"""
    drop(inbox, sunat(terms=plan), sunat("CreditNote", "FC01-1", "600.00", kind="", more=note))
    assert owed(PERUVIAN) == {"F001-45/Cuota001": ("paid", 0), "F001-45/Cuota002": ("partly_paid", 58_000)}

    void = VOIDED
    drop(inbox, void)
    assert {state for state, _ in owed(PERUVIAN).values()} == {"withdrawn"}
    assert books_are_in_order(PERUVIAN)


def test_a_list_of_the_whole_invoice_does_not_double_its_cuotas(inbox: Inbox) -> None:
    plan = terms("Cuota001", "500.00", "2026-07-01") + terms("Cuota002", "680.00", "2026-08-01")
    drop(inbox, sunat(terms=plan))
    record = table(inbox, f"F001-45,,Cliente,{PERUVIAN},2026-06-01,2026-07-01,PEN,1180.00")

    assert counts(record) == (0, 0, 1, 0)
    assert sum(minor for _, minor in owed(PERUVIAN).values()) == 118_000


def test_cuotas_do_not_double_an_invoice_that_came_whole(inbox: Inbox) -> None:
    table(inbox, f"F001-45,,Cliente,{PERUVIAN},2026-06-01,2026-07-01,PEN,1180.00")
    plan = terms("Cuota001", "500.00", "2026-07-01") + terms("Cuota002", "680.00", "2026-08-01")
    record = drop(inbox, sunat(terms=plan))

    assert reasons(inbox, record) == [(1, "already_whole"), (1, "already_whole")]
    assert (record.rows_read, record.rows_used, record.rejected) == (2, 0, 2)
    assert owed(PERUVIAN) == {"F001-45": ("open", 118_000)}


def test_a_cancelled_note_of_brazil_is_withdrawn_with_all_its_duplicatas(inbox: Inbox) -> None:
    businesses.change(replace(businesses.load("acme"), country="BR", currency="BRL"))
    many = "".join(dup(str(n), f"2026-07-{n:02}", "10.00") for n in range(1, 31))
    drop(inbox, nfe_event(), nfe(many, total="300.00"))

    assert len(owed(BRAZILIAN)) == 30
    assert {state for state, _ in owed(BRAZILIAN).values()} == {"withdrawn"}
    assert books_are_in_order(BRAZILIAN)


def test_documents_dropped_among_invoices_or_payments_are_known_for_what_they_are(inbox: Inbox) -> None:
    assert drop(inbox, cfdi(), folder="invoices/update").created == 1
    assert drop(inbox, paid(), folder="payments").created == 1
    assert owed() == {"A123": ("paid", 0)}


def test_a_snapshot_is_a_list_and_never_a_document(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    record = drop(inbox, cfdi(folio="9", uuid=""), folder="invoices/snapshot")
    assert record.state == "failed"
    assert owed() == {"A123": ("open", 116_000)}


def test_a_customers_own_terms_give_the_date_that_a_document_lacks(inbox: Inbox) -> None:
    header = "cliente_id,cliente,documento,plazo_dias"
    put(inbox, f"{header}\n{CUSTOMER},Universidad,{CUSTOMER},45\n".encode(), "debtors")
    record = drop(inbox, cfdi())
    assert record.due_computed == 1
    assert str(one("A123").due_on) == "2026-07-16"


def test_an_attack_fails_alone_and_says_why(inbox: Inbox) -> None:
    record = drop(inbox, '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>')
    assert (record.state, record.reason_code) == ("failed", "unsafe_xml")
    mixed = drop(inbox, "<!DOCTYPE x><x/>", cfdi())
    assert counts(mixed) == (1, 0, 0, 1)
    assert reasons(inbox, mixed) == [(1, "unsafe_xml")]


def test_a_file_of_purchases_creates_nothing(inbox: Inbox) -> None:
    businesses.change(replace(businesses.load("acme"), tax_id=CUSTOMER))
    record = drop(inbox, cfdi(), paid())
    assert (record.state, record.reason_code) == ("failed", "purchases_not_sales")


def test_nothing_is_sent_by_a_document(inbox: Inbox) -> None:
    drop(inbox, cfdi())
    found = whole(CUSTOMER)
    assert found.notices == ()
    assert found.debtor.due_at == NOW
    assert one("A123").issued_on <= DUE
