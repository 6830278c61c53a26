"""The nightly check: books in order are silent; a row that somebody changed by hand is found and told."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.bank.bank_payment import BankPayment
from chalicelib.domain.calendar import iso
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store import accounts, bank_payments
from chalicelib.store.accounts import Whole, load_whole
from chalicelib.store.keys import account_key
from chalicelib.store.rows import AccountRow, pack
from chalicelib.workflows import at_once
from chalicelib.workflows.books.check_arrived import check_arrived
from chalicelib.workflows.books.check_books import BOOKS, check_books, queue_books
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.sweep_due import wake_up, waking
from chalicelib.workflows.wake import Wake
from tests.domain.cases import DUE, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, PK, created, dropped, one_invoice, owing, pending, recorded


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
    assert sorted(map(waking, asked)) == [("acme", "BOOKS"), ("acme#c1", "BOOKS"), ("acme#c2", "BOOKS")]

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


def test_a_payment_that_is_not_booked_as_it_was_told_is_found() -> None:
    """A cent that is missing, a fact whose entries are gone: a balance that agrees with its entries shows neither."""
    row = "numero,cliente_id,fecha,monto\nF1,c1,2026-06-02,400.00\n"
    dropped("payments", row)
    assert check_books(PK) == {}
    (claim,) = whole("c1").claims
    AccountRow(PK, f"PAYMENT#file#{claim.fact}", doc=pack(replace(claim, amount_minor=40_001))).save()
    AccountRow(PK, "PAYMENT#stripe#pi_gone", doc=pack(replace(claim, provider="stripe", fact="pi_gone"))).save()
    assert check_books(PK)["every_fact_from_outside_is_booked_as_it_was_told"] == [
        f"file-{claim.fact}: told 40001, booked 40000", "stripe-pi_gone: told 40000, booked 0",
    ]  # fmt: skip


def lines_of(*amounts: str) -> list[BankPayment]:
    rows = (f"{DUE},SPEI {debtor_reference('acme', 'c1')},{amount}" for amount in amounts)
    dropped("bank", "\n".join(("Fecha,Concepto,Abono", *rows)) + "\n")
    return sorted(bank_payments.list_all("acme", {"applied", "unmatched", "proposed"}), key=lambda one: one.line)


def test_a_banks_line_is_on_an_account_or_waits_and_the_night_finds_one_that_is_both_or_neither(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(at_once, "AT_ONCE", 1)
    first, second = lines_of("100.00", "200.00")
    Wake(NOW)(wake_up("acme", BOOKS))
    assert check_arrived("acme", NOW) == []

    AccountRow(PK, f"PAYMENT#bank#{first.fact}").delete()
    bank_payments.reopen("acme", replace(second, state="proposed"))
    assert sorted(check_arrived("acme", NOW)) == sorted([
        f"bank {first.fact}: said to be applied, and on no account",
        f"bank {second.fact}: on an account, and waiting for a person",
    ])  # fmt: skip
    told = capsys.readouterr().out
    assert ('"BooksBroken":1' in told, "Ana" in told) == (True, False)
    assert check_arrived("acme", NOW + timedelta(days=4)) == [], "earlier nights have seen it"


def test_a_payment_that_is_parked_and_applied_too_is_found() -> None:
    pending(("F1", 100_000), provider="stripe")
    told = recorded("checkout.session.completed.paid", amount_minor=99_999)
    assert hear_provider(told, NOW) == "parked"
    assert check_arrived("acme", NOW) == [], "in sight, and nowhere else"

    assert hear_provider(replace(told, amount_minor=100_000), NOW) == "paid"
    assert check_arrived("acme", NOW) == [f"parked stripe {told.payment_id}: on an account, and waiting for a person"]


def whole(who: str) -> Whole:
    found = load_whole("acme", who)
    assert found
    return found
