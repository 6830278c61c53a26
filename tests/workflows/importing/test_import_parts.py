"""A large file in parts: in any order, any number of times, killed anywhere, the same accounts and one report."""

import csv
import io
import json
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.gateways import files
from chalicelib.intake import dealing
from chalicelib.store import businesses, progress
from chalicelib.store.businesses import Import
from chalicelib.workflows.importing import import_file as importing
from chalicelib.workflows.importing import import_part
from chalicelib.workflows.importing.import_file import confirm, go_on, import_file, take
from chalicelib.workflows.sweep_due import sweep_due
from tests.tables import BUCKET
from tests.workflows.cases import NOW, books_are_in_order, whole
from tests.workflows.inbox import SNAPSHOT, UPDATE, Inbox, counts, reports, row, states

DEBTORS = [f"c{number}" for number in range(9)]
ROWS = [row(f"F{number}", f"c{number % 9}") for number in range(18)]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dealing, "ROWS_A_PART", 4)


def dealt(inbox: Inbox, *rows: str, folder: str = UPDATE) -> Import:
    """A file that was too large for one worker: its parts wait in the queue."""
    record = inbox.drop(*rows, folder=folder)
    assert (record.state, record.step != "") == ("running", True)
    return record


def work(inbox: Inbox, arrange: Callable[[list[str]], list[str]] = list) -> None:
    """Do what is queued, and what that queues, in the order that ``arrange`` gives."""
    while messages := inbox.cloud.parts_queued():
        for message in arrange(messages):
            take(message, NOW)


def known(record: Import) -> Import:
    found = businesses.load_import("acme", record.id)
    assert found
    return found


def refused_lines(inbox: Inbox, record: Import) -> list[str]:
    rows = csv.reader(io.StringIO(inbox.report(record, "rejected.csv").decode("utf-8-sig")))
    return [cells[-2] for cells in rows][1:]


def test_the_parts_of_a_file_are_one_import_with_one_report(inbox: Inbox) -> None:
    record = dealt(inbox, *ROWS, row("F99", "c1", total="x"))
    assert (record.parts, len(reports())) == (5, 0)
    work(inbox)

    done = known(record)
    assert (done.state, counts(done), done.rows_read, done.rows_used) == ("done", (18, 0, 0, 1), 19, 18)
    assert done.totals == {"MXN": 18 * 100_000}
    assert len(reports()) == 1
    assert json.loads(inbox.report(done))["rows"][0]["line"] == 20
    assert refused_lines(inbox, done) == ["20"]
    assert all(books_are_in_order(who) and len(states(who)) == 2 for who in DEBTORS)


@pytest.mark.parametrize("seed", range(4))
def test_parts_may_come_in_any_order_and_again_and_again(inbox: Inbox, seed: int) -> None:
    chance = random.Random(seed)

    def disorder(messages: list[str]) -> list[str]:
        return chance.sample(messages * 3, len(messages) * 3)

    record = dealt(inbox, *ROWS, row("F0", "c0", total="2.00"))
    work(inbox, disorder)

    done = known(record)
    assert (done.state, counts(done)) == ("done", (17, 0, 0, 2)), "the two rows of F0 contradict each other"
    assert refused_lines(inbox, done) == ["2", "20"]
    assert len(reports()) == 1
    assert sum(len(whole(who).invoices) for who in DEBTORS) == 17


@pytest.mark.parametrize("where", ["merge_invoices", "merge_debtors"])
@pytest.mark.parametrize("died_after", [0, 2])
def test_a_part_that_dies_is_done_again_and_its_doing_still_counts(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, where: str, died_after: int
) -> None:
    """Before anything of the part is written, and after all of it is."""
    inbox.drop(*(row(f"F{number}", f"c{number}", saldo="1000.00") for number in range(3)))
    rows = [*ROWS[3:], *(row(f"F{number}", f"c{number}", saldo="400.00") for number in range(3))]
    record = dealt(inbox, *rows)
    messages = inbox.cloud.parts_queued()
    for message in messages[:died_after]:
        take(message, NOW)
    with monkeypatch.context() as patch:
        patch.setattr(import_part, where, killed)
        with pytest.raises(RuntimeError):
            take(messages[died_after], NOW)
    assert known(record).state == "running"

    sweep_due(NOW + timedelta(minutes=15))
    assert inbox.cloud.parts_queued() == [], "somebody may still be at it"
    sweep_due(NOW + timedelta(minutes=17))
    work(inbox)
    done = known(record)
    assert (done.state, counts(done)) == ("done", (15, 3, 0, 0))
    assert len(reports()) == 2
    assert all(books_are_in_order(who) for who in DEBTORS)


def killed(*_: Any, **__: Any) -> Any:
    raise RuntimeError("killed")


def test_a_worker_that_dies_while_dealing_is_followed_by_another(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(files, "send", killed)
        with pytest.raises(RuntimeError):
            inbox.drop(*ROWS)
    (record,) = businesses.list_imports("acme")
    sweep_due(NOW + timedelta(minutes=17))
    work(inbox)

    assert (known(record).state, known(record).created) == ("done", 18)


def test_the_last_part_dies_before_the_report_and_the_sweep_brings_it(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = dealt(inbox, *ROWS)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "finished", killed)
        with pytest.raises(RuntimeError):
            work(inbox)
    assert len(progress.done("acme", f"{record.id}#1#merge")) == record.parts
    sweep_due(NOW + timedelta(minutes=17))
    work(inbox)

    assert (known(record).state, known(record).created, len(reports())) == ("done", 18, 1)


def test_the_same_large_file_again_writes_nothing_into_any_account(inbox: Inbox) -> None:
    dealt(inbox, *ROWS)
    work(inbox)
    before = [whole(who) for who in DEBTORS]
    again = dealt(inbox, *ROWS)
    work(inbox)

    assert counts(known(again)) == (0, 0, 18, 0)
    assert [whole(who) for who in DEBTORS] == before, "versions included"


def test_two_overlapping_files_taken_alternately_lose_nothing(inbox: Inbox) -> None:
    first, second = dealt(inbox, *ROWS[:14]), dealt(inbox, *ROWS[6:])
    messages = inbox.cloud.parts_queued()
    for message in messages[::2] + messages[1::2]:
        take(message, NOW)

    created = known(first).created + known(second).created
    unchanged = known(first).unchanged + known(second).unchanged
    assert (created, unchanged) == (18, 8)
    assert all(books_are_in_order(who) and len(states(who)) == 2 for who in DEBTORS)


def test_a_large_snapshot_settles_what_none_of_its_parts_lists(inbox: Inbox) -> None:
    dealt(inbox, *ROWS)
    work(inbox)
    record = dealt(inbox, *ROWS[:12], row("F12", "c3", total="x"), folder=SNAPSHOT)
    work(inbox, lambda messages: messages[::-1] + messages)

    done = known(record)
    assert (done.state, done.settled, done.unchanged, done.rejected) == ("done", 5, 12, 1)
    assert states("c3") == {"F3": "open", "F12": "open"}, "a row that could not be read still says that it is there"
    assert states("c4") == {"F4": "open", "F13": "paid"}
    assert all(books_are_in_order(who) for who in DEBTORS)


def test_a_large_snapshot_asks_before_anything_is_settled_and_then_does_it(inbox: Inbox) -> None:
    more = [*ROWS, *(row(f"G{number}", "c1") for number in range(6))]
    dealt(inbox, *more)
    work(inbox)
    record = dealt(inbox, *ROWS[:9], folder=SNAPSHOT)
    work(inbox)
    assert known(record).state == "needs_confirmation"
    assert known(record).params == {"absent": "15"}
    assert {state for who in DEBTORS for state in states(who).values()} == {"open"}

    confirm("acme", record.id)
    take(f"acme\nIMPORT#{record.id}", NOW)
    work(inbox, lambda messages: messages * 2)
    assert (known(record).state, known(record).settled, known(record).unchanged) == ("done", 15, 9)
    assert len(reports()) == 3


def test_settling_that_was_interrupted_is_counted_whole(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    dealt(inbox, *ROWS)
    work(inbox)
    record = dealt(inbox, *ROWS[:12], folder=SNAPSHOT)
    with monkeypatch.context() as patch:
        patch.setattr(import_part, "append_all", killed)  # accounts are settled, the part's result is not written
        while messages := inbox.cloud.parts_queued():
            for message in messages:
                if "#merge" not in message:
                    take(message, NOW)
                    continue
                with pytest.raises(RuntimeError):
                    take(message, NOW)
    sweep_due(NOW + timedelta(minutes=17))
    work(inbox)

    assert (known(record).settled, known(record).unchanged) == (6, 12)


def test_messages_of_another_round_or_of_a_finished_import_do_nothing(inbox: Inbox) -> None:
    record = dealt(inbox, *ROWS)
    messages = inbox.cloud.parts_queued()
    work_of_old_round = messages[0].replace("#1#", "#7#")
    take(work_of_old_round, NOW)
    assert progress.done("acme", f"{record.id}#7#merge") == frozenset()
    for message in messages:
        take(message, NOW)
    done = known(record)
    take(messages[0], NOW + timedelta(hours=1))
    take(f"acme\nIMPORT#{record.id}", NOW + timedelta(hours=1))

    assert known(record) == done
    assert go_on("acme", record.id, NOW) == done


def test_payments_without_a_customer_find_their_debtor_whatever_part_they_are_in(inbox: Inbox) -> None:
    dealt(inbox, *ROWS)
    work(inbox)
    header = "numero,fecha,monto,moneda,referencia"
    rows = [f"F{number},2026-06-03,1000.00,MXN,T{number}" for number in range(18)]
    key = "inbox/acme/payments/all.csv"
    body = "\n".join((header, *rows, "X1,2026-06-03,1.00,MXN,T99", ""))
    for expected in ((18, 0, 0, 1), (0, 0, 18, 1)):
        record = import_file(key, inbox.put(key, body), NOW)
        assert record
        work(inbox)
        assert counts(known(record)) == expected
    assert {state for who in DEBTORS for state in states(who).values()} == {"paid"}


def test_what_was_dealt_lies_under_the_business_and_nowhere_else(inbox: Inbox) -> None:
    record = dealt(inbox, *ROWS)
    found = inbox.cloud.s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    keys = {one["Key"] for one in found if not one["Key"].startswith(("inbox/", "reports/"))}
    assert keys
    assert all(key.startswith(f"work/acme/{record.id}/1/") for key in keys)
    assert not any(key.endswith("source") for key in keys), "the file itself is there once"
