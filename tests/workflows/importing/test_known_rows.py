"""What a file says that is known already costs no look at the account; what is new is found out by the same rules."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from chalicelib.store import accounts, glances
from chalicelib.store.changes import Changes
from chalicelib.workflows.importing import merge_invoices, report_import
from tests.domain.cases import DUE
from tests.workflows.cases import NOW, books_are_in_order, one_invoice, whole
from tests.workflows.importing.test_payment_files import PAYMENTS, paid
from tests.workflows.inbox import HEADER, Inbox, counts, row, states

DEBTORS = "cliente_id,cliente,correo,plazo_dias"


@pytest.fixture
def unseen(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called on, nobody may load or write an account."""

    def forbid() -> None:
        for name in ("load", "save", "load_invoices", "load_settled", "claimed_by"):
            monkeypatch.setattr(accounts, name, forbidden)

    return forbid


def forbidden(*_: Any, **__: Any) -> Any:
    raise AssertionError("the account was loaded or written")


def test_known_rows_of_every_kind_neither_load_nor_write_an_account(inbox: Inbox, unseen: Callable[[], None]) -> None:
    header = f"{HEADER},estado"
    rows = [
        f"{row('F1')},", f"{row('F2', saldo='300.00')},", f"{row('F3', saldo='0')},", f"{row('F4')},",
        f"{row('N1', total='-50.00', afecta_a='F1')},",
    ]  # fmt: skip
    payments = [paid("F1", "10.00", reference="T1"), paid("", "5.00", reference="T2"), paid("F2", "3.00", who="")]
    inbox.drop(*rows, header=header)
    gone = f"{row('F4')},anulada"
    inbox.drop(gone, header=header)
    inbox.drop(*payments, folder="inbox/acme/payments", header=PAYMENTS)
    inbox.drop("c1,Cliente c1,c1@cliente.example,45", folder="inbox/acme/debtors", header=DEBTORS)
    unseen()

    assert counts(inbox.drop(*rows[:3], gone, rows[4], header=header)) == (0, 0, 5, 0)
    assert counts(inbox.drop(*payments, folder="inbox/acme/payments", header=PAYMENTS)) == (0, 0, 3, 0)
    again = inbox.drop("c1,Cliente c1,c1@cliente.example,45", folder="inbox/acme/debtors", header=DEBTORS)
    assert counts(again) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "news", [{"total": "1100.00"}, {"correo": "new@x.example"}, {"fecha_vencimiento": "2026-07-01"}, {"saldo": "1.00"}]
)
def test_one_new_fact_among_known_rows_is_taken_in(inbox: Inbox, news: dict[str, str]) -> None:
    inbox.drop(row("F1"), row("F2"), row("F3", "c2"))
    before = whole("c2")
    inbox.drop(row("F1"), row("F2", **news), row("F3", "c2"))

    assert whole().debtor.version == 2
    assert whole("c2") == before
    assert books_are_in_order()


def test_a_row_refused_by_its_account_is_refused_again_without_a_write(inbox: Inbox) -> None:
    inbox.drop(row("F1", saldo="400.00"))
    before = whole()
    record = inbox.drop(row("F1", saldo="700.00"))

    assert counts(record) == (0, 0, 0, 1)
    assert whole() == before


def test_a_new_debtor_whom_somebody_else_writes_meanwhile_is_merged_not_overwritten(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.drop(row("F1"))
    monkeypatch.setattr(merge_invoices, "glance", lambda *_: {})  # what was seen before the other one wrote
    record = inbox.drop(row("F1"), row("F2"))

    assert counts(record) == (1, 0, 1, 0)
    assert set(states()) == {"F1", "F2"}
    assert books_are_in_order()


def test_somebody_who_writes_between_two_transactions_of_a_large_debtor_loses_nothing(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, saved = accounts.save, list[int]()

    def busy(before: Any, changes: Changes) -> None:
        save(before, changes)
        saved.append(1)
        if len(saved) == 2:
            other = accounts.load("acme", "c1")
            assert other
            save(other, Changes(other.debtor))

    monkeypatch.setattr(accounts, "save", busy)
    record = inbox.drop(*(row(f"F{number}") for number in range(70)))

    assert counts(record) == (70, 0, 0, 0)
    assert len(states()) == 70
    assert whole().debtor.version == 5
    assert books_are_in_order()


def test_missing_due_dates_follow_the_terms_of_each_customer(inbox: Inbox) -> None:
    inbox.drop("c1,Cliente c1,,45", folder="inbox/acme/debtors", header=DEBTORS)
    rows = [row("F1", fecha_vencimiento=""), row("F2", "c2", fecha_vencimiento="")]
    first = inbox.drop(*rows)
    again = inbox.drop(*rows)

    assert one_invoice("F1").due_on == date(2026, 6, 18), "45 days after 4 May"
    assert whole("c2").invoices[0].due_on == DUE
    assert (first.due_computed, counts(again)) == (2, (0, 0, 2, 0))


def test_a_payment_of_a_number_that_two_customers_have_open_is_nobodys(inbox: Inbox) -> None:
    inbox.drop(row("F1"), row("F1", "c2"), row("F2"), row("F2", "c2", saldo="0"))
    rows = [paid("F1", who="", reference="T1"), paid("F2", who="", reference="T2")]
    record = inbox.drop(*rows, folder="inbox/acme/payments", header=PAYMENTS)

    assert [one["reason_code"] for one in json.loads(inbox.report(record))["rows"]] == ["unknown_invoice"]
    assert one_invoice("F2").principal_minor == 60_000, "the other one's is settled"


def test_the_report_lists_some_problems_and_counts_all(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_import, "ROWS_TOLD", 3)
    record = inbox.drop(*(row(f"F{number}", total="x") for number in range(6)), row("G1", correo="no"))

    assert (record.rejected, record.warnings) == (6, 1)
    assert [one["line"] for one in json.loads(inbox.report(record))["rows"]] == [2, 3, 4]
    assert inbox.report(record, "rejected.csv").count(b"\n") == 7


def test_one_request_looks_at_a_hundred_rows(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row(f"F{number}", f"c{number // 4}") for number in range(120)]
    inbox.drop(*rows)
    asked: list[int] = []
    look = glances.glance

    def counted(*asking: Any) -> Any:
        asked.append(1)
        return look(*asking)

    monkeypatch.setattr(merge_invoices, "glance", counted)

    assert inbox.drop(*rows, now=NOW).unchanged == 120
    assert len(asked) == 2
