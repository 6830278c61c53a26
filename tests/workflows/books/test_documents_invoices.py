"""Copies of invoices among an account's papers: which are listed, and what one says on the day that it is asked for."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.charging.charges import figures
from chalicelib.domain.errors import NotFound
from chalicelib.messages.blocks import Figure
from chalicelib.messages.documents.blocks import Paper, Sum
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.books.invoice_copies import LOOK_BACK, copy_id, moved
from chalicelib.workflows.books.view_documents import find_document, list_documents
from chalicelib.workflows.paying.hear_provider import hear_provider
from tests.domain.cases import DUE, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, created, one_invoice, owing, pending, recorded, whole

ODD = "F/1 ñ"


@pytest.fixture(autouse=True)
def a_business(cloud: Cloud) -> None:
    created(tax_id="AAN010101AB1")


def listed(who: str = "c1") -> list[str]:
    return [one["number"] for one in list_documents(businesses.load("acme"), who, "es") if one["kind"] == "invoice"]


def found(number: str, who: str = "c1", days: int = 0) -> Paper:
    return find_document(businesses.load("acme"), who, copy_id(number), "es", None, NOW + timedelta(days=days))


def settle(number: str, state: str, on: date) -> None:
    account = accounts.load("acme", "c1")
    assert account
    settled = replace(one_invoice(number), state=state, settled_on=on)
    accounts.save(account, Changes(account.debtor, (settled,)))


def test_open_invoices_come_first_then_the_latest_settled_and_none_that_was_withdrawn() -> None:
    numbers = [f"P{place:02}" for place in range(LOOK_BACK + 2)]
    held = invoice("D", DUE - timedelta(days=9), state="disputed")
    owing(invoice("B"), invoice("A", DUE - timedelta(days=1)), held, invoice("W"), *map(invoice, numbers))
    settle("W", "withdrawn", DUE)
    for place, number in enumerate(numbers):
        settle(number, "paid", DUE + timedelta(days=place))
    assert listed() == ["D", "A", "B", *reversed(numbers[2:])]
    (first, *_) = [one for one in list_documents(businesses.load("acme"), "c1", "es") if one["kind"] == "invoice"]
    assert first["id"] == copy_id("D")
    assert "on" not in first, "a copy is nothing that happened"
    assert found("P00").number == "P00", "what the list leaves out is there still"
    with pytest.raises(NotFound):
        found("W")


def test_a_number_of_odd_signs_has_a_copy_of_its_own() -> None:
    owing(invoice(ODD, total_minor=250_050), invoice("F-1 ñ"))
    paper = found(ODD)
    assert paper.number == ODD
    assert paper.file_name == copy_id(ODD) != copy_id("F-1 ñ")
    assert paper.file_name.isascii()


def test_another_accounts_invoice_is_not_found() -> None:
    owing(invoice("F1"))
    owing(invoice("G1"), who=debtor(id="c2"))
    assert found("G1", "c2").number == "G1"
    for number, who in (("G1", "c1"), ("F1", "c2"), ("F1", "nobody"), ("F9", "c1")):
        with pytest.raises(NotFound):
            found(number, who)


def test_what_moved_and_what_accrued_since_is_what_it_owes_that_day() -> None:
    owing(invoice("F1", total_minor=1_000_000), invoice("F2", total_minor=250_050))
    pending()
    hear_provider(recorded("checkout.session.completed.paid"), NOW)
    hear_provider(recorded("charge.refunded.part"), NOW)
    for number in ("F1", "F2"):
        told, owed = dict(moved(number, whole().entries)), figures(one_invoice(number), DUE + timedelta(days=40))
        assert told["payment"] < 0
        assert sum(told.values()) + owed.accrued_minor - owed.discount_minor == owed.balance_minor
        paper = found(number, days=40)
        (figure,) = [one for one in paper.body if isinstance(one, Figure)]
        (total,) = [one for one in paper.body if isinstance(one, Sum) and one.total]
        assert figure.amount == total.amount
