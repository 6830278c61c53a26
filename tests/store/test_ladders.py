"""Where invoices stand on the ladder: on the debtor's row while they are open, on their own once they are settled."""

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.invoice import Invoice
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.keys import account_key
from chalicelib.store.rows import AccountRow
from tests.domain.cases import debtor, invoice

pytestmark = pytest.mark.usefixtures("cloud")


def load() -> Account:
    found = accounts.load("acme", "c1")
    assert found
    return found


def write(*changed: Invoice) -> Account:
    before = accounts.load("acme", "c1")
    accounts.save(before, Changes(before.debtor if before else debtor(), changed))
    return load()


def stored(number: str) -> dict[str, dict[str, Any]]:
    return AccountRow.get(account_key("acme", "c1"), f"INVOICE#{number}").to_dynamodb_dict()


def test_a_step_leaves_the_invoices_own_row_alone() -> None:
    one = write(invoice(number="A"), invoice(number="B")).invoices[0]
    row = stored("A")

    had = replace(one, steps=("due_soon", "overdue_1"), escalated=True)
    assert write(had).invoices == (had, invoice(number="B"))
    assert stored("A") == row


def test_what_one_invoice_had_stays_when_another_changes() -> None:
    had = replace(invoice(number="A"), steps=("overdue_1",))
    write(had, invoice(number="B"))
    assert write(replace(invoice(number="B"), concept="other")).invoices[0] == had
    assert accounts.load_invoices("acme", "c1", ["A"]) == {"A": had}
    whole = accounts.load_whole("acme", "c1")
    assert whole
    assert whole.invoices[0] == had


def test_a_settled_invoice_takes_its_steps_along_and_brings_them_back() -> None:
    had = replace(invoice(number="A"), steps=("overdue_1",))
    write(had)
    paid = replace(had, state="paid", principal_minor=0)
    assert write(paid).invoices == ()
    assert accounts.load_invoices("acme", "c1", ["A"]) == {"A": paid}
    assert AccountRow.get(account_key("acme", "c1"), "DEBTOR").ladder is None

    assert write(had).invoices == (had,)


def test_a_step_taken_back_is_gone() -> None:
    write(replace(invoice(number="A"), steps=("overdue_1",)))
    assert write(invoice(number="A")).invoices == (invoice(number="A"),)
