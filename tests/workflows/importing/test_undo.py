"""Taking an import back: all of it or nothing, exactly as it was, and the same file may come again."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.intake import dealing
from chalicelib.store import accounts, businesses, undos
from chalicelib.store.businesses import Import
from chalicelib.store.rows import AccountRow, pack, unpack
from chalicelib.store.undos import ImportUndo
from chalicelib.workflows.contact.tell_business import render
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.importing import import_file, undo_account, undo_import
from chalicelib.workflows.sweep_due import sweep_due
from tests.workflows.cases import NOW, books_are_in_order, one_invoice, whole
from tests.workflows.inbox import SNAPSHOT, Inbox, counts, row, states

SOON = NOW + timedelta(hours=1)


def undo(record: Import, now: Any = SOON) -> ImportUndo:
    return undo_import.undo_import("acme", record.id, "u-1", now)


def refused(record: Import, now: Any = SOON) -> tuple[str, list[tuple[str, str]]]:
    with pytest.raises(Conflict) as refusal:
        undo(record, now)
    told: Any = refusal.value.params.get("invoices", [])
    return refusal.value.code, [(one["invoice"], one["reason"]) for one in told]


def known(record: Import) -> Import:
    found = businesses.load_import("acme", record.id)
    assert found
    return found


def notices_of(pk: str) -> list[Notice]:
    """The business's own."""
    rows = AccountRow.query(pk, AccountRow.sk.startswith("NOTICE#"))
    return [unpack(one.doc, Notice) for one in rows]


def bare(who: str = "c1") -> dict[str, Invoice]:
    """The invoices as they are, without the note of what they were."""
    return {one.number: replace(one, undo=None) for one in whole(who).invoices}


def test_what_an_import_created_is_withdrawn_and_owes_nothing(inbox: Inbox) -> None:
    record = inbox.drop(row("F1"), row("F2", saldo="300.00"), row("F3", "c2"), row("F4", saldo="0"))
    done = undo(record)

    assert (done.state, done.by, done.moved) == ("undone", "u-1", ())
    assert states() == {"F1": "withdrawn", "F2": "withdrawn", "F4": "withdrawn"}
    assert states("c2") == {"F3": "withdrawn"}
    assert books_are_in_order() and books_are_in_order("c2")
    assert (known(record).state, known(record).undone_at) == ("done", SOON)
    assert {line.by for line in whole().entries if line.reason == "import_undone"} == {"u-1"}


def test_the_same_file_brings_them_back_as_new(inbox: Inbox) -> None:
    rows = [row("F1"), row("F2", saldo="300.00"), row("N1", total="-50.00", afecta_a="F1")]
    undo(inbox.drop(*rows))
    again = inbox.drop(*rows, now=SOON)

    assert counts(again) == (3, 0, 0, 0)
    assert states() == {"F1": "partly_paid", "F2": "partly_paid"}
    assert (one_invoice("F1").principal_minor, one_invoice("F2").principal_minor) == (95_000, 30_000)
    assert books_are_in_order()
    assert undo(again, SOON + timedelta(hours=1)).state == "undone"
    assert books_are_in_order()


def test_what_an_import_changed_is_exactly_what_it_was(inbox: Inbox) -> None:
    inbox.drop(row("F1", saldo="1000.00"), row("F2", saldo="1000.00"), row("F3", saldo="900.00"), row("F4"))
    before = bare()
    record = inbox.drop(
        row("F1", total="1200.00", saldo="1200.00", fecha_vencimiento="2026-12-30"), row("F2", saldo="400.00"),
        row("F3", saldo="0"), row("F4"), row("F5"), now=NOW + timedelta(minutes=5),
    )  # fmt: skip
    assert counts(record) == (1, 3, 1, 0)
    undo(record)

    after = bare()
    assert after.pop("F5").state == "withdrawn"
    assert after == before
    assert books_are_in_order()


def test_what_a_snapshot_settled_is_open_again(inbox: Inbox) -> None:
    inbox.drop(row("F1"), row("F2", saldo="700.00"), row("F3", "c2"))
    before, other = bare(), bare("c2")
    record = inbox.drop(row("F1"), folder=SNAPSHOT, now=NOW + timedelta(minutes=5))
    assert (record.settled, record.amounts["settled"]) == (2, {"MXN": 170_000})
    undo(record)

    assert (bare(), bare("c2")) == (before, other)
    assert books_are_in_order() and books_are_in_order("c2")
    account = accounts.load("acme", "c1")
    assert account and {one.number for one in account.invoices} == {"F1", "F2"}
    assert {one.debtor: one.open for one in accounts.list_accounts("acme")} == {"c1": 2, "c2": 1}


def test_credit_notes_and_what_they_left_over_are_taken_back(inbox: Inbox) -> None:
    inbox.drop(row("F1", total="100.00"))
    before = bare()
    notes = [row("N1", total="-150.00", afecta_a="F1"), row("N2", total="-20.00")]
    record = inbox.drop(*notes, now=NOW + timedelta(minutes=5))
    assert whole().debtor.unapplied == {"MXN": 7_000}
    undo(record)

    assert (bare(), whole().debtor.unapplied) == (before, {})
    assert books_are_in_order()
    assert counts(inbox.drop(*notes, now=SOON)) == (2, 0, 0, 0), "a credit note may come again"
    assert books_are_in_order()


def test_credit_that_a_new_invoice_used_up_is_the_debtors_again(inbox: Inbox) -> None:
    inbox.drop(row("N1", total="-500.00"))
    record = inbox.drop(row("F1"), now=NOW + timedelta(minutes=5))
    assert (one_invoice("F1").principal_minor, whole().debtor.unapplied) == (50_000, {})
    undo(record)

    assert (states(), whole().debtor.unapplied) == ({"F1": "withdrawn"}, {"MXN": 50_000})
    assert books_are_in_order()


def test_an_invoice_that_moved_keeps_the_whole_import_and_is_named(inbox: Inbox) -> None:
    record = inbox.drop(row("F1"), row("F2"), row("F3", "c2"))
    inbox.drop("F1,c1,2026-05-20,100.00,MXN,r1", folder="inbox/acme/payments",
               header="numero,cliente_id,fecha,monto,moneda,referencia")  # fmt: skip
    before = whole(), whole("c2")

    assert refused(record) == ("undo_moved", [("F1", "changed")])
    assert (whole(), whole("c2")) == before
    assert known(record).undone_at is None


def test_a_later_files_change_keeps_an_import_until_that_one_is_taken_back_too(inbox: Inbox) -> None:
    first = inbox.drop(row("F1"), row("F2"))
    second = inbox.drop(row("F2", total="900.00"), now=NOW + timedelta(minutes=5))

    assert refused(first) == ("undo_moved", [("F2", "changed")])
    assert undo(second).state == "undone"
    assert one_invoice("F2").principal_minor == 100_000


def test_the_same_file_again_in_between_moves_nothing(inbox: Inbox) -> None:
    record = inbox.drop(row("F1"))
    inbox.drop(row("F1"), now=NOW + timedelta(minutes=5))
    assert undo(record).state == "undone"


def test_a_reminder_that_names_an_invoice_keeps_the_import(inbox: Inbox) -> None:
    record = inbox.drop(row("F1"))
    business = businesses.load("acme")
    decide_account(business, "c1", NOW + timedelta(days=1), force=True)
    planned = [one for one in whole().notices if "F1" in one.invoices]
    assert planned, "this test needs a reminder"

    assert refused(record, NOW + timedelta(hours=23)) == ("undo_moved", [("F1", "notice")])


def test_after_a_day_it_is_too_late(inbox: Inbox) -> None:
    record = inbox.drop(row("F1"))
    finished = known(record).finished_at
    assert finished
    assert refused(record, finished + timedelta(hours=24, seconds=1))[0] == "undo_too_late"
    assert undo(record, finished + timedelta(hours=24)).state == "undone"


def test_the_report_says_until_when(inbox: Inbox) -> None:
    record = inbox.drop(row("F1"))
    (notice,) = notices_of("acme#")
    assert record.finished_at and "se puede deshacer hasta el" in render(notice).text


def test_twice_is_once(inbox: Inbox) -> None:
    record = inbox.drop(row("F1"))
    first = undo(record)
    entries = whole().entries
    assert undo(record, SOON + timedelta(days=3)) == first
    assert whole().entries == entries


def test_what_cannot_be_taken_back_says_so(inbox: Inbox) -> None:
    inbox.drop(row("F1"))
    unchanged = inbox.drop(row("F1"), now=NOW + timedelta(minutes=5))
    failed = inbox.drop("x", header="y")
    payments = inbox.drop("F1,c1,2026-05-20,100.00,MXN,r1", folder="inbox/acme/payments",
                          header="numero,cliente_id,fecha,monto,moneda,referencia")  # fmt: skip
    assert refused(unchanged)[0] == "nothing_to_undo"
    assert refused(failed)[0] == "nothing_to_undo"
    assert refused(payments)[0] == "cannot_be_undone"
    businesses.save_import(replace(unchanged, state="running"))
    assert refused(unchanged)[0] == "still_running"
    with pytest.raises(NotFound):
        undo(replace(unchanged, id="nothing"))


def test_an_account_that_moves_between_the_look_and_the_undo_is_left_and_told(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = inbox.drop(row("F1"), row("F2", "c2"))
    original = undo_account.look_at

    def look_then_pay(import_record: Import, debtor: str) -> Any:
        found = original(import_record, debtor)
        if debtor == "c2":
            inbox.drop("F2,c2,2026-05-20,100.00,MXN,r1", folder="inbox/acme/payments",
                       header="numero,cliente_id,fecha,monto,moneda,referencia")  # fmt: skip
        return found

    monkeypatch.setattr(undo_import, "look_at", look_then_pay)
    assert refused(record) == ("undo_partly", [("F2", "changed")])
    assert (states()["F1"], states("c2")["F2"]) == ("withdrawn", "partly_paid")
    assert known(record).undone_at == SOON
    assert books_are_in_order("c2")


def test_an_undo_killed_halfway_ends_when_it_is_asked_for_again(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    record = inbox.drop(row("F1"), row("F2", "c2"), row("F3", "c3"))
    original, calls = undo_account.undo_account, []

    def dying(*arguments: Any) -> Any:
        calls.append(arguments[1])
        if len(calls) == 2:
            raise SystemExit
        return original(*arguments)

    monkeypatch.setattr(undo_import, "undo_account", dying)
    with pytest.raises(SystemExit):
        undo(record)
    monkeypatch.setattr(undo_import, "undo_account", original)
    assert undo(record).state == "taking", "somebody is at it, as far as anybody knows"

    later = SOON + timedelta(minutes=17)
    sweep_due(later)
    work(inbox, later)
    found = undos.load_undo("acme", record.id)
    assert found and found.state == "undone"
    assert [states(who) for who in ("c1", "c2", "c3")] == [{f"F{n}": "withdrawn"} for n in (1, 2, 3)]
    assert all(len(whole(who).entries) == 2 for who in ("c1", "c2", "c3"))


def work(inbox: Inbox, now: Any) -> None:
    while messages := inbox.cloud.parts_queued():
        for message in messages:
            (undo_import if undo_import.is_mine(message) else import_file).take(message, now)


def large(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Nine accounts in five parts."""
    monkeypatch.setattr(dealing, "ROWS_A_PART", 4)
    monkeypatch.setattr(undo_import, "AT_ONCE", 3)
    record = inbox.drop(*(row(f"F{number}", f"c{number % 9}") for number in range(18)))
    work(inbox, NOW)
    assert sum(known(record).accounts) == 9
    return record


def test_a_large_import_is_taken_back_part_by_part_over_the_queue(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = large(inbox, monkeypatch)
    assert undo(record).state == "checking"
    assert known(record).undone_at is None
    work(inbox, SOON)

    found = undos.load_undo("acme", record.id)
    assert found and found.state == "undone"
    assert known(record).undone_at == SOON
    assert all(set(states(f"c{n}").values()) == {"withdrawn"} and books_are_in_order(f"c{n}") for n in range(9))


def test_a_large_import_of_which_one_invoice_moved_stays_whole(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    record = large(inbox, monkeypatch)
    inbox.drop("F4,c4,2026-05-20,100.00,MXN,r1", folder="inbox/acme/payments",
               header="numero,cliente_id,fecha,monto,moneda,referencia")  # fmt: skip
    undo(record)
    work(inbox, SOON)

    found = undos.load_undo("acme", record.id)
    assert found and (found.state, [(one.debtor, one.invoice) for one in found.moved]) == ("refused", [("c4", "F4")])
    assert all("withdrawn" not in states(f"c{n}").values() for n in range(9))


def test_hundreds_of_invoices_of_one_customer_need_several_transactions(inbox: Inbox) -> None:
    record = inbox.drop(*(row(f"F{number}") for number in range(45)))
    undo(record)
    assert set(states().values()) == {"withdrawn"} and len(states()) == 45
    assert books_are_in_order()


def test_an_invoice_row_keeps_little_for_it_and_nothing_after_the_next_change(inbox: Inbox) -> None:
    inbox.drop(row("F1"))
    assert pack(one_invoice())["undo"] == {"is_new": True}
    inbox.drop(row("F1", saldo="400.00"), now=NOW + timedelta(minutes=5))
    assert len(str(pack(one_invoice())["undo"])) < 250
    inbox.drop("F1,c1,2026-05-20,100.00,MXN,r1", folder="inbox/acme/payments",
               header="numero,cliente_id,fecha,monto,moneda,referencia")  # fmt: skip
    assert one_invoice().undo is None
