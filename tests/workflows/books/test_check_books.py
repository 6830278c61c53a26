"""The nightly check: books in order are silent; a row that somebody changed by hand is found and told."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendar import iso
from chalicelib.store import accounts
from chalicelib.store.accounts import Whole, load_whole
from chalicelib.store.keys import account_key
from chalicelib.store.rows import AccountRow, pack
from chalicelib.workflows.books.check_books import BOOKS, check_books, queue_books
from chalicelib.workflows.sweep_due import wake_up, waking
from chalicelib.workflows.wake import Wake
from tests.domain.cases import debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, PK, created, one_invoice, owing


@pytest.fixture(autouse=True)
def two_accounts(cloud: Cloud) -> None:
    created()
    owing(invoice())
    owing(invoice("G1"), who=debtor(id="c2"))


def changed_by_hand() -> None:
    AccountRow(PK, "INVOICE#F1", doc=pack(replace(one_invoice(), principal_minor=1)), live="I#F1").save()


def test_every_account_is_asked_for_and_good_books_are_silent(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert queue_books(NOW) == 2
    asked = cloud.queued()
    assert [waking(body) for body in sorted(asked)] == [("acme#c1", "BOOKS"), ("acme#c2", "BOOKS")]

    before = whole("c1"), whole("c2")
    for body in asked:
        Wake(NOW)(body)
    assert (whole("c1"), whole("c2")) == before, "a check decides nothing"
    assert "books_broken" not in capsys.readouterr().out


def test_a_balance_that_its_entries_do_not_explain_is_told_without_a_person(
    capsys: pytest.CaptureFixture[str],
) -> None:
    changed_by_hand()
    Wake(NOW)(wake_up(PK, BOOKS))
    found = check_books(PK)

    assert "entries_sum_to_the_balances" in found
    told = capsys.readouterr().out
    assert told.count('"BooksBroken":1') == 2
    assert "Ana" not in told


def test_an_account_that_is_written_while_it_is_read_is_read_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = whole("c1")
    torn = replace(good, invoices=(replace(good.invoices[0], principal_minor=1),))
    readings = iter([torn, replace(good, debtor=replace(good.debtor, version=good.debtor.version + 1))])
    monkeypatch.setattr(accounts, "load_whole", lambda *_: next(readings))

    assert check_books(PK) == {}
    assert "books_broken" not in capsys.readouterr().out


def test_an_account_that_is_gone_has_nothing_to_check() -> None:
    assert check_books(account_key("acme", f"nobody-{iso(NOW)}")) == {}


def whole(who: str) -> Whole:
    found = load_whole("acme", who)
    assert found
    return found
