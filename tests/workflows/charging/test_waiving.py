"""A person at the business waives, writes off and takes it back: booked once, by name, and the books stay in order."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.store import accounts
from chalicelib.workflows.charging.decide_for_person import Asked
from chalicelib.workflows.charging.waive_charge import reverse_decision, waive_charge
from chalicelib.workflows.charging.write_off import write_off
from tests.domain.cases import CHARGING, at, invoice
from tests.domain.charging.test_late_rules import day
from tests.tables import Cloud
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, whole

ASKED = Asked("acme", "c1", "F1", "rosa@acme.example", "agreed on the phone", "r-1")
LATE = at(day(10))


@pytest.fixture(autouse=True)
def charged(cloud: Cloud) -> None:
    created()
    owing(invoice(terms=CHARGING), invoice("F2", terms=CHARGING))


def test_a_waiver_is_booked_with_who_and_why_and_once() -> None:
    for _ in range(3):
        waive_charge(ASKED, "charges", None, LATE)

    waivers = [(one.amount_minor, one.by, one.reason) for one in whole().entries if one.kind == "waiver"]
    who = (ASKED.by, ASKED.why)
    assert sorted(waivers) == [(-2_000, *who), (-1_000, *who)]
    assert books_are_in_order()


def test_an_invoice_is_written_off_and_taken_back() -> None:
    decision = write_off(ASKED, LATE)
    assert one_invoice("F1").state == "written_off"
    assert [one.number for one in loaded()] == ["F2"]

    reverse_decision(replace(ASKED, request="r-2", why="it was another customer"), decision, at(day(12)))
    assert one_invoice("F1").state == "open"
    assert sorted(one.number for one in loaded()) == ["F1", "F2"]
    assert books_are_in_order()


def test_the_account_is_decided_anew() -> None:
    write_off(ASKED, LATE)
    assert whole().debtor.due_at == LATE


def test_what_is_not_there_is_refused_and_nothing_is_written() -> None:
    before = whole()
    with pytest.raises(NotFound):
        write_off(replace(ASKED, invoice="F9"), NOW)
    with pytest.raises(NotFound):
        write_off(replace(ASKED, debtor="nobody"), NOW)
    with pytest.raises(Refusal):
        waive_charge(ASKED, "charges", None, NOW)  # not late: nothing is charged
    with pytest.raises(Refusal):
        reverse_decision(ASKED, "waive-r-9", NOW)
    assert whole() == before


def loaded() -> tuple[Invoice, ...]:
    found = accounts.load("acme", "c1")
    assert found
    return found.invoices
