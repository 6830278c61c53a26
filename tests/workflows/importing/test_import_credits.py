"""Credit notes, cancelled documents and corrected totals of a file, and files that cannot be used."""

import json

import pytest

from chalicelib.workflows.importing.import_file import import_file
from tests.workflows.cases import NOW, books_are_in_order, one_invoice, whole
from tests.workflows.inbox import HEADER, SNAPSHOT, UPDATE, Inbox, counts, row, states


def test_a_credit_note_takes_off_the_invoice_it_names(inbox: Inbox) -> None:
    inbox.drop(row("F1"), row("F2"), row("N1", total="-300.00", afecta_a="F1"))

    assert one_invoice("F1").principal_minor == 70_000
    assert one_invoice("F2").principal_minor == 100_000
    assert set(states()) == {"F1", "F2"}, "a credit note is no invoice"
    assert books_are_in_order()


def test_a_credit_note_without_an_invoice_is_used_on_the_next_one(inbox: Inbox) -> None:
    inbox.drop(row("N1", total="-300.00"))
    assert whole().debtor.unapplied == {"MXN": 30_000}

    inbox.drop(row("F1"))
    assert one_invoice("F1").principal_minor == 70_000
    assert whole().debtor.unapplied == {}
    assert books_are_in_order()


def test_a_large_credit_is_spent_over_several_transactions_of_one_file(inbox: Inbox) -> None:
    inbox.drop(row("N1", total="-50000.00"))
    inbox.drop(*(row(f"F{n}") for n in range(45)))

    assert set(states().values()) == {"paid"}
    assert whole().debtor.unapplied == {"MXN": 500_000}
    assert books_are_in_order()


def test_a_credit_that_names_no_invoice_waits_and_then_pays_sixty_one(inbox: Inbox) -> None:
    inbox.drop(*(row(f"F{n}") for n in range(60)))
    record = inbox.drop(row("N1", total="-61500.00"))

    assert counts(record) == (1, 0, 0, 0)
    assert set(states().values()) == {"open"}, "nobody said which invoice it is for"
    assert whole().debtor.unapplied == {"MXN": 6_150_000}
    inbox.drop(row("F60"))
    assert set(states().values()) == {"paid"}
    assert whole().debtor.unapplied == {"MXN": 50_000}
    assert books_are_in_order()


def test_a_cancelled_document_withdraws_the_invoice_we_know_and_makes_none_we_do_not(inbox: Inbox) -> None:
    header = f"{HEADER},estado"
    inbox.drop(f"{row('F1')},", header=header)
    record = inbox.drop(f"{row('F1')},anulada", f"{row('F2')},anulada", header=header)

    assert states() == {"F1": "withdrawn"}
    assert record.changed == 1
    assert record.created == 0
    assert record.warnings == 2


def test_a_corrected_total_and_due_date_leave_their_trace(inbox: Inbox) -> None:
    inbox.drop(row("F1"))
    record = inbox.drop(row("F1", total="1200.00", fecha_vencimiento="2026-06-30"))

    assert counts(record) == (0, 1, 0, 0)
    found = one_invoice("F1")
    assert (found.total_minor, found.principal_minor, str(found.due_on)) == (120_000, 120_000, "2026-06-30")
    told = [one.reason for one in whole().entries if one.kind == "correction"]
    assert sorted(told) == ["due_on 2026-06-03 -> 2026-06-30", "total 100000 -> 120000"]


@pytest.mark.parametrize(
    ("folder", "body", "code"),
    [
        (UPDATE, b"", "empty_file"),
        ("inbox/acme/elsewhere", b"a,b\n1,2\n", "unknown_folder"),
        (UPDATE, b"\x00\x01\x02\xff" * 50, ""),
    ],
)
def test_a_file_that_cannot_be_used_fails_alone_and_says_why(inbox: Inbox, folder: str, body: bytes, code: str) -> None:
    version = inbox.put(f"{folder}/x.csv", body)
    record = import_file(f"{folder}/x.csv", version, NOW)

    assert record
    assert record.state == "failed"
    assert record.reason_code
    assert not code or record.reason_code == code
    assert json.loads(inbox.report(record))["reason"]
    assert inbox.drop(row("F1")).state == "done", "later files are unaffected"


def test_an_empty_snapshot_settles_nothing(inbox: Inbox) -> None:
    inbox.drop(row("F1"))
    record = inbox.drop(folder=SNAPSHOT)

    assert record.state in {"failed", "needs_confirmation"}
    assert states() == {"F1": "open"}


def test_a_file_for_a_business_nobody_knows_is_left_where_it_is(inbox: Inbox) -> None:
    assert import_file("inbox/nobody/invoices/update/x.csv", "1", NOW) is None
    assert import_file("inbox/x.csv", "1", NOW) is None
