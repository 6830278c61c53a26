"""What an import notes on an invoice, and the way back from there, whatever the import did."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import Booked, Moment, pay
from chalicelib.domain.entry import Entry
from chalicelib.domain.importing.merging import Document, credit, first_seen, seen_again, settled_elsewhere, withdrawn
from chalicelib.domain.importing.undoing import UNDONE, History, moved, stamped, take_back, touched
from chalicelib.domain.invoice import Invoice
from tests.domain.cases import CHARGING, DUE, at, business, debtor

NOW = at(DUE)
ON = DUE + timedelta(days=40)  # past its grace: charges have accrued
LATER = NOW + timedelta(hours=2)


def moment(cause: str, **more: Any) -> Moment:
    return Moment(ON, NOW, cause, **more)


def document(number: str = "F1", **facts: Any) -> Document:
    told: dict[str, Any] = {
        "currency": "MXN",
        "total_minor": 100_000,
        "issued_on": DUE - timedelta(days=30),
        "due_on": DUE,
    } | facts
    return Document(number, **told)


def issued(**facts: Any) -> Booked:
    merged = first_seen(document(**facts), business(), Moment(DUE, NOW, "i0-F1"))
    assert merged.booked
    charging = replace(merged.booked.invoice, terms=CHARGING)
    return Booked(stamped(None, charging, "i0", "created"), merged.booked.entries)


def changes(invoice: Invoice, kind: str, minor: int) -> Booked:
    """One thing that a file may do to an invoice it knows."""
    match kind:
        case "settle":
            return settled_elsewhere(invoice, moment("i1-F1"))
        case "withdraw":
            return withdrawn(invoice, moment("i1-F1"))
        case "credit":
            return credit(invoice, minor, moment("i1-N1"))
        case "dispute":
            told = document(standing="disputed", judged="claim")
        case "total":
            told = document(total_minor=minor, balance_minor=minor)
        case "due":
            told = document(due_on=DUE + timedelta(days=minor % 90), concept="new", document_id="UUID")
        case _:
            told = document(balance_minor=min(minor, invoice.principal_minor))
    return seen_again(invoice, told, moment("i1-F1")).booked or Booked(invoice, ())


KINDS = ("settle", "withdraw", "credit", "dispute", "total", "due", "balance")


@given(
    st.integers(0, 100_000),
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 200_000)), min_size=1, max_size=3),
)
def test_whatever_an_import_did_to_an_invoice_is_taken_back_exactly(opening: int, done: list[tuple[str, int]]) -> None:
    start = issued(balance_minor=opening)
    current, entries = start.invoice, list(start.entries)
    for second, (kind, minor) in enumerate(done):
        booked = changes(current, kind, minor)
        if booked.invoice != current:
            current = stamped(current, booked.invoice, "i1", "changed")
            entries += [replace(line, at=NOW + timedelta(seconds=second)) for line in booked.entries]
    if current == start.invoice:
        return
    back = take_back(current, Moment(ON, LATER, "undo-i1-F1"))
    assert back.invoice == replace(start.invoice, undo=None)
    assert in_order(back.invoice, [*entries, *back.entries])


def in_order(invoice: Invoice, entries: list[Entry]) -> bool:
    assert breaches(Books(debtor(), (invoice,), tuple(entries))) == {}
    return True


@given(st.integers(0, 100_000), st.sampled_from(["", *KINDS]), st.integers(1, 200_000))
def test_what_an_import_created_owes_nothing_after_it_whatever_else_it_did(opening: int, kind: str, minor: int) -> None:
    start = issued(balance_minor=opening)
    booked = changes(start.invoice, kind, minor) if kind else Booked(start.invoice, ())
    current = stamped(start.invoice, booked.invoice, "i0", "created")
    back = take_back(current, Moment(ON, LATER, "undo-i0-F1"))
    assert (back.invoice.state, back.invoice.import_outcome, back.invoice.undo) == ("withdrawn", UNDONE, None)
    assert back.entries, "every undo leaves a line that says so"
    assert in_order(back.invoice, [*start.entries, *booked.entries, *back.entries])


def history(invoice: Invoice, entries: tuple[Entry, ...] = (), **more: Any) -> History:
    return History(debtor(), (invoice,), entries=entries, **more)


def test_only_a_note_of_the_same_import_says_that_nothing_moved() -> None:
    start = issued()
    assert moved(history(start.invoice, start.entries), "i0", NOW) == {}
    paid = pay(start.invoice, 100, DUE, Moment(DUE, NOW, "p")).invoice
    assert moved(history(replace(paid, undo=None), start.entries), "i0", NOW) == {"F1": "changed"}
    by_another = stamped(start.invoice, replace(start.invoice, concept="x"), "i1", "changed")
    assert moved(history(by_another, start.entries), "i0", NOW) == {"F1": "changed"}
    assert moved(history(by_another, start.entries), "i1", NOW) == {}


def test_an_invoice_that_somebody_moved_between_two_touches_has_no_note() -> None:
    paid = replace(issued().invoice, undo=None)
    assert stamped(paid, replace(paid, concept="x"), "i0", "changed").undo is None


def test_what_was_taken_back_is_not_there_to_be_taken_back_again() -> None:
    start = issued()
    back = take_back(start.invoice, Moment(ON, LATER, "undo-i0-F1"))
    done = history(back.invoice, (*start.entries, *back.entries))
    assert (touched(done, "i0"), moved(done, "i0", NOW)) == (set(), {})
