"""Batch reads over many accounts, whose invoice a number is, and which parts of an import are done."""

from datetime import timedelta

import pytest

from chalicelib.domain.books.claim import Claim
from chalicelib.store import accounts, glances, progress
from chalicelib.store.changes import Changes
from chalicelib.store.glances import NOBODY, Wanted, glance
from chalicelib.store.rows import BusinessRow
from tests.domain.cases import DUE, at, debtor, invoice

pytestmark = pytest.mark.usefixtures("cloud")
NOW = at(DUE)


def owing(who: str, *numbers: str, settled: str = "", claims: tuple[Claim, ...] = ()) -> None:
    invoices = tuple(invoice(number=number, state="paid" if number == settled else "open") for number in numbers)
    accounts.save(None, Changes(debtor(id=who), invoices, claims=claims))


def test_a_glance_tells_the_debtors_the_named_invoices_and_the_claims_that_exist() -> None:
    owing("c1", "F1", "F2", "F3", settled="F2", claims=(Claim("file", "p1", 5, "MXN", NOW, "i1"),))
    owing("c2", "F9")
    wanted = [
        Wanted("c1", frozenset({"F1", "F2", "F7"}), frozenset({"file#p1", "file#p2"})), Wanted("c2"), Wanted("c3"),
    ]  # fmt: skip
    found = glance("acme", wanted)

    first = found["c1"]
    assert first.debtor
    assert (first.debtor.id, first.debtor.version, first.open, first.named_open) == ("c1", 1, 2, 1)
    assert {number: one.state for number, one in first.invoices.items()} == {"F1": "open", "F2": "paid"}
    assert first.claims == {"file#p1": "i1"}
    assert (found["c2"].open, found["c2"].invoices) == (1, {})
    assert found.get("c3", NOBODY).debtor is None


def test_another_business_is_never_seen() -> None:
    owing("c1", "F1")
    assert glance("other", [Wanted("c1", frozenset({"F1"}))]) == {}
    assert glances.owners_of("other", "F1") == []


def test_more_rows_than_one_request_takes_are_all_found() -> None:
    numbers = [f"F{number}" for number in range(130)]
    owing("c1", *numbers[:60])
    owing("c2", *numbers[60:])
    found = glance("acme", [Wanted(who, frozenset(numbers)) for who in ("c1", "c2")])
    assert sum(len(one.invoices) for one in found.values()) == 130


def test_debtors_are_grouped_to_full_requests_and_a_large_one_stands_alone() -> None:
    def named(count: int) -> frozenset[str]:
        return frozenset(map(str, range(count)))

    wanted = [Wanted("a", named(49)), Wanted("b", named(49)), Wanted("c"), Wanted("d", named(250)), Wanted("e")]
    grouped = [[one.debtor for one in group] for group in glances.batches(wanted)]
    assert grouped == [["a", "b"], ["c"], ["d"], ["e"]]
    assert list(glances.batches([])) == []


def test_a_number_leads_to_every_debtor_who_has_it_settled_or_not() -> None:
    owing("c1", "F1", "F2", settled="F1")
    owing("c2", "F1")

    assert sorted(glances.owners_of("acme", "F1")) == ["c1", "c2"]
    assert glances.owners_of("acme", "F2") == ["c1"]
    assert glances.owners_of("acme", "F3") == []


def test_exactly_one_part_is_the_last_however_often_each_is_noted() -> None:
    told = [progress.note_done("acme", "i1#1#merge", part, 3, NOW) for part in (2, 0, 2, 0, 1, 1, 2)]
    assert told == [False, False, False, False, True, False, False]
    assert progress.done("acme", "i1#1#merge") == {0, 1, 2}
    assert progress.done("acme", "i1#2#merge") == frozenset()


def test_progress_is_forgotten_some_time_after_the_import() -> None:
    progress.note_done("acme", "i1#1#merge", 0, 3, NOW)
    row = BusinessRow.get("acme", "PROGRESS#i1#1#merge")
    assert row.expires == int((NOW + timedelta(days=30)).timestamp())
