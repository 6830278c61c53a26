"""A dropped file, from the bucket to the accounts and the report: twice is once, a crash resumes, a snapshot asks."""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.business import Interest, LateFee
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.store import businesses
from chalicelib.workflows.importing import merge_invoices
from chalicelib.workflows.importing.import_file import confirm, go_on, import_file
from chalicelib.workflows.importing.merge_rows import merge_rows
from chalicelib.workflows.importing.view_import import list_view
from tests.tables import BUCKET
from tests.workflows.cases import NOW, books_are_in_order, one_invoice, whole
from tests.workflows.inbox import HEADER, SNAPSHOT, UPDATE, Inbox, counts, reports, row, states


def test_a_file_becomes_accounts_and_a_report(inbox: Inbox) -> None:
    record = inbox.drop(
        row("F1"), row("F2", total="500.00", saldo="200.00"), row("F3", "c2"), row("F4", "c3", total="x")
    )

    assert record.state == "done"
    assert counts(record) == (3, 0, 0, 1)
    assert (record.rows_read, record.rows_used) == (4, 3)
    assert states() == {"F1": "open", "F2": "partly_paid"}
    assert one_invoice("F2").principal_minor == 20_000
    assert books_are_in_order()
    assert whole().debtor.due_at == NOW, "the next sweep decides; an import itself sends nothing"
    assert whole().notices == ()


def test_the_report_tells_every_refused_row_with_line_reason_and_its_own_cells(inbox: Inbox) -> None:
    record = inbox.drop(row("F1"), row("F4", "c3", total="x"))

    body = json.loads(inbox.report(record))
    assert (body["rows_read"], body["rejected"], body["created"]) == (2, 1, 1)
    assert [(one["line"], one["level"], one["reason_code"]) for one in body["rows"]] == [(3, "rejected", "bad_amount")]
    refused = list(csv.reader(io.StringIO(inbox.report(record, "rejected.csv").decode("utf-8-sig"))))
    assert len(refused) == 2
    assert "F4" in refused[1]


def test_the_business_hears_of_an_import_once(inbox: Inbox) -> None:
    record = inbox.drop(row("F1"))
    again = go_on("acme", record.id, NOW + timedelta(hours=1))

    assert again == record, "a finished import is left as it is"
    assert len(reports()) == 1


def test_the_same_event_twice_is_one_import(inbox: Inbox) -> None:
    version = inbox.put(f"{UPDATE}/file.csv", f"{HEADER}\n{row('F1')}\n")
    first = import_file(f"{UPDATE}/file.csv", version, NOW)
    again = import_file(f"{UPDATE}/file.csv", version, NOW)

    assert first == again
    assert len(businesses.list_imports("acme")) == 1


def test_the_same_bytes_again_are_a_new_import_with_everything_unchanged(inbox: Inbox) -> None:
    inbox.drop(row("F1"), row("F2", saldo="300.00"), row("N1", total="-50.00", afecta_a="F1"))
    before = whole()
    again = inbox.drop(row("F1"), row("F2", saldo="300.00"), row("N1", total="-50.00", afecta_a="F1"))

    assert counts(again) == (0, 0, 3, 0)
    assert whole() == before
    assert len(businesses.list_imports("acme")) == 2


def test_a_lower_balance_is_a_payment_elsewhere_and_zero_is_settled(inbox: Inbox) -> None:
    inbox.drop(row("F1", saldo="1000.00"), row("F2", saldo="1000.00"), row("F3"))
    record = inbox.drop(row("F1", saldo="400.00"), row("F2", saldo="0"), row("F3", saldo="0"))

    assert counts(record) == (0, 3, 0, 0)
    assert states() == {"F1": "partly_paid", "F2": "paid", "F3": "paid"}
    assert one_invoice("F1").principal_minor == 40_000
    assert books_are_in_order()


def test_a_balance_that_rose_without_a_higher_total_is_rejected(inbox: Inbox) -> None:
    inbox.drop(row("F1", saldo="400.00"))
    record = inbox.drop(row("F1", saldo="700.00"))

    assert counts(record) == (0, 0, 0, 1)
    assert json.loads(inbox.report(record))["rows"][0]["reason_code"] == "balance_rose"
    assert inbox.report(record, "rejected.csv")
    assert (record.rows_read, record.rows_used) == (1, 0)


def test_an_update_says_nothing_of_what_it_does_not_list(inbox: Inbox) -> None:
    inbox.drop(row("F1"), row("F2"))
    inbox.drop(row("F2"))

    assert states() == {"F1": "open", "F2": "open"}


def test_in_a_snapshot_what_is_absent_was_settled_elsewhere(inbox: Inbox) -> None:
    inbox.drop(row("F1"), row("F2"), row("F3", "c2"))
    record = inbox.drop(row("F2"), folder=SNAPSHOT)

    assert (record.state, record.settled) == ("done", 2)
    assert states() == {"F1": "paid", "F2": "open"}
    assert states("c2") == {"F3": "paid"}
    assert books_are_in_order()


def test_a_row_that_could_not_be_read_still_says_that_its_invoice_is_there(inbox: Inbox) -> None:
    inbox.drop(row("F1"), row("F2"))
    inbox.drop(row("F2"), row("F1", total="x"), folder=SNAPSHOT)

    assert states() == {"F1": "open", "F2": "open"}


def test_a_snapshot_that_would_settle_more_than_half_of_twenty_waits_for_a_person(inbox: Inbox) -> None:
    inbox.drop(*(row(f"F{n}", f"c{n % 4}") for n in range(20)))
    few = [row(f"F{n}", f"c{n % 4}") for n in range(9)]
    record = inbox.drop(*few, folder=SNAPSHOT)

    assert record.state == "needs_confirmation"
    asked = next(one for one in list_view("acme", "en")["imports"] if one["id"] == record.id)
    assert "leaves out 11 invoices" in asked["reason"]
    assert all(state == "open" for n in range(4) for state in states(f"c{n}").values())

    queued = confirm("acme", record.id)
    assert (queued.state, list(businesses.all_due(NOW + timedelta(days=9999)))) == (
        "queued",
        [("acme", f"IMPORT#{record.id}")],
    )
    done = go_on("acme", record.id, NOW)
    assert done
    assert (done.state, done.settled, done.unchanged) == ("done", 11, 9)
    assert len(reports()) == 3, "one for the first file, one for the question, one for the answer"


def test_half_of_twenty_or_most_of_nineteen_need_no_question(inbox: Inbox) -> None:
    inbox.drop(*(row(f"F{n}") for n in range(20)))
    half = inbox.drop(*(row(f"F{n}") for n in range(10)), folder=SNAPSHOT)
    assert (half.state, half.settled) == ("done", 10)

    one = inbox.drop(row("F0"), folder=SNAPSHOT)
    assert (one.state, one.settled) == ("done", 9)


def test_only_a_waiting_import_can_be_confirmed(inbox: Inbox) -> None:
    record = inbox.drop(row("F1"))
    with pytest.raises(Refusal) as refused:
        confirm("acme", record.id)
    assert refused.value.code == "nothing_to_confirm"
    with pytest.raises(NotFound):
        confirm("acme", "other")


@pytest.mark.parametrize("died_after", range(3))
def test_a_crash_in_the_middle_resumes_with_the_right_counts(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, died_after: int
) -> None:
    """Of three debtors with news some are merged when the worker dies: running again, the file tells the same story."""
    inbox.drop(row("F0", "c0"), row("F1", "c1", saldo="1000.00"))
    merged: list[str] = []

    def dying(business: Any, debtor: str, *rest: Any) -> Any:
        if len(merged) >= died_after:
            raise RuntimeError("killed")
        merged.append(debtor)
        return merge_rows(business, debtor, *rest)

    rows = [row("F0", "c0"), row("F1", "c1", saldo="250.00"), row("F2", "c2"), row("F3", "c3")]
    rows.append(row("F4", "c4", total="x"))
    version = inbox.put(f"{UPDATE}/next.csv", "\n".join((HEADER, *rows)) + "\n")
    with monkeypatch.context() as patch:
        patch.setattr(merge_invoices, "merge_rows", dying)
        with pytest.raises(RuntimeError):
            import_file(f"{UPDATE}/next.csv", version, NOW)
    running = businesses.list_imports("acme")
    assert {one.state for one in running} == {"done", "running"}
    assert len(reports()) == 1, "nothing is reported before it is done"

    inbox.cloud.s3.put_object(Bucket=BUCKET, Key=f"{UPDATE}/next.csv", Body=b"a later file of that name")
    record_id = next(one.id for one in running if one.state == "running")
    record = go_on("acme", record_id, NOW + timedelta(minutes=20))

    assert record
    assert (record.state, counts(record)) == ("done", (2, 1, 1, 1))
    assert one_invoice("F1").principal_minor == 25_000
    assert [one.kind for one in whole().entries].count("payment") == 1
    assert all(books_are_in_order(f"c{n}") for n in range(4))


def test_a_silent_import_is_found_by_the_sweep(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: Any) -> Any:
        raise RuntimeError("killed")

    monkeypatch.setattr(merge_invoices, "merge_rows", die)
    with pytest.raises(RuntimeError):
        inbox.drop(row("F1"))

    due = list(businesses.all_due(NOW + timedelta(minutes=16)))
    assert [pk for pk, _ in due] == ["acme"]


def test_a_large_debtor_is_merged_in_several_transactions(inbox: Inbox) -> None:
    rows = [row(f"F{n}") for n in range(70)]
    assert counts(inbox.drop(*rows)) == (70, 0, 0, 0)
    later = [row(f"F{n}", total="1100.00", saldo="0", fecha_vencimiento="2026-06-30") for n in range(70)]

    assert counts(inbox.drop(*later)) == (0, 70, 0, 0)
    assert set(states().values()) == {"paid"}
    assert books_are_in_order()


def test_every_row_may_move_everything_and_still_fit_into_a_transaction(inbox: Inbox) -> None:
    """Overdue invoices with fee and interest, whose total and due date are corrected and which are settled at once."""
    known = businesses.load("acme")
    fee = LateFee(5_000, None, Interest(Decimal("0.03")))
    businesses.change(replace(known, policy=replace(known.policy, late_fee=fee)))
    inbox.drop(*(row(f"F{n}", fecha_vencimiento="2026-05-06") for n in range(45)), row("N1", total="-700.00"))
    later = [row(f"F{n}", total="1100.00", saldo="0", fecha_vencimiento="2026-05-05") for n in range(45)]

    assert counts(inbox.drop(*later)) == (0, 45, 0, 0)
    assert set(states().values()) == {"paid"}
    assert books_are_in_order()


def test_a_snapshot_settles_a_large_debtor_whole(inbox: Inbox) -> None:
    inbox.drop(*(row(f"F{n}") for n in range(70)), row("G1", "c2"))
    record = inbox.drop(*(row(f"F{n}") for n in range(40)), row("G1", "c2"), folder=SNAPSHOT)

    assert record.settled == 30
    assert list(states().values()).count("paid") == 30
