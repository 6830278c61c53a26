"""A payment on the wrong account is taken back in sight, and its money waits for whoever knows whose it is."""

from datetime import timedelta

import pytest

from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.gateways import clock
from chalicelib.store import bank_payments, businesses
from chalicelib.store.things import load_thing
from chalicelib.workflows import at_once
from chalicelib.workflows.already_paid.confirm_report import Found, confirm_report
from chalicelib.workflows.bank.decide_proposal import accept, reject
from chalicelib.workflows.paying.correct_payment import correct_payment
from tests.domain.cases import DUE, business, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, books_are_in_order, created, dropped, one_invoice, owing, pending, whole
from tests.workflows.console import CLIENT, ask
from tests.workflows.reported import tell

HEADER = "Fecha,Concepto,Abono\n"
SPEI = f"{HEADER}{DUE},SPEI {debtor_reference('acme', 'c1')},1000.00\n"
LATER = NOW + timedelta(hours=2)
WHY = "it was the other Ana's"


@pytest.fixture(autouse=True)
def two_debtors(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "AT_ONCE", 1)
    created()
    owing(invoice("F1"))
    owing(invoice("G1"), who=debtor(id="c2", name="Ana Luz"))


def corrected(payment: str, who: str = "c1", why: str = WHY) -> str:
    return correct_payment(business(), who, payment, "u-1", why, LATER).state


def test_a_bank_line_on_the_wrong_account_waits_again_and_goes_to_the_right_one() -> None:
    dropped("bank", SPEI)
    (paid,) = whole("c1").attempts
    assert (paid.state, one_invoice("F1").state) == ("paid", "paid")

    assert [corrected(paid.id), corrected(paid.id)] == ["cancelled", "cancelled"]
    assert one_invoice("F1").state == "open"
    assert [one.reason for one in whole("c1").debtor.rests] == ["payment_corrected"], "who hears it has time to answer"
    (waiting,) = bank_payments.list_proposals("acme")
    assert (waiting.state, waiting.debtor, waiting.fits) == ("proposed", "", ())
    dropped("bank", SPEI, name="again.csv")
    assert one_invoice("F1").state == "open", "the same statement changes nothing"

    accept(businesses.load("acme"), waiting.fact, "c2", "u-1", LATER)
    assert (one_invoice("G1", "c2").state, one_invoice("F1").state) == ("paid", "open")
    assert books_are_in_order("c1") and books_are_in_order("c2")


def test_who_changes_their_mind_puts_it_back_and_may_do_so_again() -> None:
    dropped("bank", SPEI)
    (first,) = whole("c1").attempts
    corrected(first.id)
    accept(businesses.load("acme"), first.payment_id, "c1", "u-1", LATER)
    assert one_invoice("F1").state == "paid"
    corrected(first.id)
    assert one_invoice("F1").state == "paid", "what was corrected before is over"

    second = next(one for one in whole("c1").attempts if one.state == "paid")
    corrected(second.id)
    assert one_invoice("F1").state == "open"
    reject(businesses.load("acme"), first.payment_id, "u-1", LATER)
    assert [one.kind for one in whole("c1").receipts] == ["payment", "refund", "payment", "refund"]
    assert books_are_in_order()


def test_a_report_that_was_confirmed_by_mistake_swallows_no_money_that_comes_later() -> None:
    told = str(tell()["id"])
    confirm_report(businesses.load("acme"), "c1", told, Found(), "u-1", NOW)
    corrected(whole("c1").attempts[0].id)
    after = load_thing("acme", "c1", PaymentReport, told)
    assert after and (after.state, after.reason, one_invoice("F1").state) == ("refused", "not_received", "open")

    dropped("bank", SPEI)
    assert one_invoice("F1").state == "paid"
    assert books_are_in_order()


ROW = "numero,cliente_id,fecha,monto,referencia\n{number},{who},2026-06-02,1000.00,TRX-1\n"


def test_one_row_of_a_payments_file_is_put_right_and_counts_for_whom_the_next_file_names() -> None:
    dropped("payments", ROW.format(number="", who="c1"))
    (paid,) = whole("c1").attempts
    assert (paid.state, paid.receipt.endswith("-1"), one_invoice("F1").state) == ("paid", True, "paid")

    assert [corrected(paid.id), corrected(paid.id)] == ["cancelled", "cancelled"]
    assert (one_invoice("F1").state, [one.kind for one in whole("c1").receipts]) == ("open", ["payment", "refund"])
    again = dropped("payments", ROW.format(number="", who="c1"), name="again.csv")
    assert (again.unchanged, one_invoice("F1").state) == (1, "open"), "the same file changes nothing"

    dropped("payments", ROW.format(number="", who="c2"), name="right.csv")
    assert (one_invoice("G1", "c2").state, one_invoice("F1").state) == ("paid", "open")
    assert books_are_in_order("c1") and books_are_in_order("c2")


def test_what_a_file_brought_beyond_the_debt_goes_with_it() -> None:
    dropped("payments", ROW.format(number="F1", who="c1").replace("1000.00", "1500.00"))
    assert whole("c1").debtor.unapplied == {"MXN": 50_000}
    corrected(whole("c1").attempts[0].id)
    assert (whole("c1").debtor.unapplied, one_invoice("F1").principal_minor) == ({}, 100_000)
    assert books_are_in_order()


@pytest.mark.parametrize("why", ["", " "])
def test_nobody_corrects_without_a_reason(why: str) -> None:
    dropped("bank", SPEI)
    with pytest.raises(Refusal, match="reason_required"):
        corrected(whole("c1").attempts[0].id, why=why)
    with pytest.raises(NotFound):
        corrected(whole("c1").attempts[0].id, who="c2")


def test_the_console_corrects_and_what_a_provider_brought_is_refunded_instead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", CLIENT)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    dropped("bank", SPEI)
    path, paid = "accounts/{debtor}/payments/{payment_id}/correct", whole("c1").attempts[0].id
    card = pending(("F1", 1_000), state="paid", paid_at=NOW, payment_id="pi_1")

    status, said = ask("POST", path, body={"reason": WHY}, debtor="c1", payment_id=card.id)
    assert (status, said["code"]) == (422, "not_by_hand")
    assert ask("POST", path, "other", body={"reason": WHY}, debtor="c1", payment_id=paid)[0] in {401, 404}
    told = {"payment": paid, "state": "cancelled", "amount_minor": 100_000, "currency": "MXN"}
    assert ask("POST", path, body={"reason": WHY}, debtor="c1", payment_id=paid) == (200, told)
