"""A statement in the bank folder: an import like any other, with what was applied, asked, and nobody's."""

import csv
import io
import json
from datetime import timedelta

from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store import businesses
from chalicelib.store.businesses import Import
from chalicelib.store.rows import AccountRow, unpack
from chalicelib.workflows.contact.tell_business import render
from chalicelib.workflows.importing.import_file import import_file
from tests.domain.cases import debtor, invoice
from tests.intake.bank.statements import CAMT, MT940, OFX_2
from tests.workflows.cases import NOW, books_are_in_order, one_invoice, owing
from tests.workflows.inbox import Inbox

HEADER = "Fecha,Concepto,Abono,Cargo,Ordenante"
REFERENCE = debtor_reference("acme", "c1")
LINES = (
    f"2026-06-01,SPEI {REFERENCE},1000.00,,ALGUIEN",
    "2026-06-02,SPEI,500.00,,ANA LOPEZ",
    "2026-06-02,SPEI,77.00,,EXTRAÑO TOTAL",
    "2026-06-02,COMISION,,12.90,",
    "2026-06-02,SPEI,1x.00,,MAL",
    "2026-07-02,SPEI,10.00,,MAÑANA",
)


def dropped(inbox: Inbox, *lines: str) -> Import:
    return inbox.drop(*lines, folder="inbox/acme/bank", header=HEADER)


def test_the_report_tells_what_became_of_every_line(inbox: Inbox) -> None:
    owing(invoice("F1"))
    owing(invoice("G1", total_minor=50_000), who=debtor(id="c2", name="Ana López"))
    owing(invoice("H1", total_minor=50_000), who=debtor(id="c3", name="Ana López"))
    record = dropped(inbox, *LINES)

    assert record.state == "done"
    assert (record.created, record.proposed, record.unmatched, record.ignored) == (1, 1, 1, 1)
    assert (record.rows_read, record.rows_used, record.rejected, record.warnings) == (6, 4, 2, 2)
    assert record.totals == {"MXN": 100_000}
    report = json.loads(inbox.report(record))
    assert [(one["line"], one["level"], one["reason_code"]) for one in report["rows"]] == [
        (3, "warned", "payment_proposed"),
        (4, "warned", "payment_unmatched"),
        (6, "rejected", "bad_amount"),
        (7, "rejected", "paid_in_future"),
    ]
    refused = list(csv.reader(io.StringIO(inbox.report(record, "rejected.csv").decode("utf-8-sig"))))
    assert [row[1] for row in refused[1:]] == ["SPEI", "SPEI MAÑANA"]
    assert one_invoice("F1").state == "paid"
    assert books_are_in_order()


def test_the_same_file_again_is_a_new_import_with_everything_unchanged(inbox: Inbox) -> None:
    owing(invoice("F1"))
    dropped(inbox, *LINES[:2])
    again = dropped(inbox, *LINES[:2])

    assert (again.created, again.unchanged, again.unmatched) == (0, 2, 0)
    assert one_invoice("F1").state == "paid"
    assert len(businesses.list_imports("acme")) == 2


def test_ofx_mt940_and_camt_are_known_by_what_they_are(inbox: Inbox) -> None:
    owing(invoice("F1"))
    for at, (content, read) in enumerate(((OFX_2, 2), (MT940, 4), (CAMT, 4))):
        key = f"inbox/acme/bank/{at}.txt"
        record = import_file(key, inbox.put(key, content), NOW + timedelta(days=30))
        assert record
        assert (record.state, record.rows_read) == ("done", read)
        assert record.understood.format == ("OFX", "MT940", "CAMT")[at]


def test_a_file_that_is_no_statement_fails_and_says_why(inbox: Inbox) -> None:
    record = inbox.drop("a,b", folder="inbox/acme/bank", header="uno,dos")
    assert (record.state, record.reason_code) == ("failed", "no_header")


def test_the_business_reads_in_its_mail_what_waits_for_it(inbox: Inbox) -> None:

    owing(invoice("F1"))
    dropped(inbox, *LINES[:4])
    (row,) = AccountRow.query("acme#", AccountRow.sk.startswith("NOTICE#"))
    letter = render(unpack(row.doc, Notice))

    for told in ("Pagos aplicados: 1", "Movimientos sin cliente: 1", "reciben su recibo", "extracto de banco"):
        assert told in letter.text, letter.text
