"""The recurring folder, from the dropped file to the invoice of the month."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from chalicelib.domain.schedules.schedule import Prepay, Schedule
from chalicelib.store import accounts, businesses
from chalicelib.store.businesses import Import
from chalicelib.workflows.decide_account import decide_account
from tests.domain.cases import at
from tests.workflows.cases import books_are_in_order, created, dropped, whole

pytestmark = pytest.mark.usefixtures("cloud")
NOW = at(date(2026, 6, 3))
HEADER = "cliente_id,cliente,documento,correo,concepto,monto,dia,descuento_3\n"
ANA = "c1,Ana López,12345678-5,ana@cliente.example,Mensualidad,450.00,10,5\n"


@pytest.fixture(autouse=True)
def _business(cloud: object) -> None:
    created()


def drop(text: str, folder: str = "recurring") -> Import:
    return dropped(folder, text, NOW)


def counts(record: Import) -> tuple[int, int, int, int]:
    return record.created, record.changed, record.unchanged, record.rejected


def schedule(debtor: str = "c1", charge: str = "mensualidad") -> Schedule:
    return accounts.load_schedules("acme", debtor)[charge]


def test_a_file_becomes_the_invoice_of_the_month() -> None:
    record = drop(HEADER + ANA)
    assert (record.state, record.rows_read, counts(record)) == ("done", 1, (1, 0, 0, 0))
    assert schedule().prepay == (Prepay(3, Decimal("0.05")),)
    assert whole().invoices == ()  # an import itself issues and sends nothing
    decide_account(businesses.load("acme"), "c1", NOW)
    assert [(one.number, one.due_on, one.total_minor) for one in whole().invoices] == [
        ("mensualidad-2026-06", date(2026, 6, 10), 45_000)
    ]
    assert [one.step for one in whole().notices] == ["invoice"]
    assert whole().debtor.contacts[0].email == "ana@cliente.example"
    assert books_are_in_order()


def test_the_same_bytes_again_change_nothing() -> None:
    drop(HEADER + ANA)
    version = whole().debtor.version
    assert counts(drop(HEADER + ANA)) == (0, 0, 1, 0)
    assert whole().debtor.version == version


def test_a_new_amount_counts_from_the_next_invoice_on() -> None:
    drop(HEADER + ANA)
    decide_account(businesses.load("acme"), "c1", NOW)
    assert counts(drop(HEADER + ANA.replace("450.00", "500.00"))) == (0, 1, 0, 0)
    decide_account(businesses.load("acme"), "c1", at(date(2026, 7, 3)))
    assert {one.number: one.total_minor for one in whole().invoices} == {
        "mensualidad-2026-06": 45_000,
        "mensualidad-2026-07": 50_000,
    }


def test_who_is_not_in_a_later_file_goes_on_and_only_a_word_ends_it() -> None:
    drop(HEADER + ANA)
    drop(HEADER + ANA.replace("c1", "c2"))
    assert schedule().state == "active"
    assert counts(drop("cliente_id,concepto,estado\nc1,Mensualidad,terminado\n")) == (0, 1, 0, 0)
    decide_account(businesses.load("acme"), "c1", NOW)
    assert (schedule().state, whole().invoices, whole().debtor.due_at) == ("ended", (), None)


def test_what_a_row_lacks_is_refused_with_its_line_and_the_rest_is_used() -> None:
    rows = "c1,,,,Cuota,,10,\nc2,,,,Cuota,100,,\nc3,,,,Cuota,100,32,\nc4,,,,Cuota,100,10,101\nc5,,,,Cuota,100,10,\n"
    record = drop(HEADER + rows)
    assert counts(record) == (1, 0, 0, 4)
    assert sorted(one.debtor for one in accounts.list_accounts("acme")) == ["c5"]


def test_a_snapshot_of_the_businesss_own_invoices_leaves_ours_alone() -> None:
    drop(HEADER + ANA)
    decide_account(businesses.load("acme"), "c1", NOW)
    drop("numero,cliente_id,total,fecha_vencimiento\nF1,c1,10.00,2026-07-01\n", "invoices/snapshot")
    assert {one.number: one.state for one in whole().invoices} == {"mensualidad-2026-06": "open", "F1": "open"}


def test_month_after_month_each_invoice_comes_once() -> None:
    drop(HEADER + ANA.replace(",10,5", ",31,5"))
    now = NOW
    for _ in range(200):
        decide_account(businesses.load("acme"), "c1", now)
        due = whole().debtor.due_at
        assert due
        if due > at(date(2027, 3, 1)):
            break
        now = max(due, now + timedelta(seconds=1))
    assert [str(one.due_on) for one in whole().invoices] == [
        "2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31",
        "2027-02-28",
    ]  # fmt: skip
    assert books_are_in_order()
