"""Money that was told of and money that arrives: whichever comes first, it counts once."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store import accounts, businesses
from chalicelib.workflows.already_paid.confirm_report import known_payments
from chalicelib.workflows.already_paid.refuse_report import refuse_report
from chalicelib.workflows.bank.decide_proposal import accept, list_proposals
from chalicelib.workflows.paying.take_money import Taken, take_money
from tests.domain.cases import DUE, debtor, invoice
from tests.workflows.bank.test_statements import Bank, bank, line, receipts
from tests.workflows.cases import NOW, SESSION, books_are_in_order, owing, whole
from tests.workflows.reported import confirm, kept, tell

__all__ = ["bank"]
REFERENCE = debtor_reference("acme", "c1").replace("-", "")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def owed(bank: Bank) -> None:
    owing(invoice("F1"), invoice("F2", DUE + timedelta(days=20)))


def came_in() -> int:
    """All that ever counted, minor units."""
    found = whole()
    owed = sum(one.principal_minor for one in found.invoices)
    return 200_000 - owed + found.debtor.unapplied.get("MXN", 0)


def counter(minor: int = 100_000, fact: str = "r-1") -> str:
    return take_money("acme", "c1", Taken("counter", fact, minor, "MXN", "cash", DUE, "u-1"), NOW)


def test_the_banks_line_answers_the_report_and_nobody_need_look(bank: Bank) -> None:
    answer = tell()
    (found,) = bank.says(line(f"SPEI {REFERENCE}")).payments
    done = kept(answer["id"])

    assert found.state == "applied"
    assert (done.state, done.decided_by, done.line, done.payment) == (
        "confirmed",
        "bank",
        found.fact,
        f"bk_{found.fact}",
    )
    assert (whole().debtor.rests, [one.state for one in whole().tasks]) == ((), ["done"])
    assert (came_in(), receipts().count("paid")) == (100_000, 1)
    assert confirm(answer["id"]) == done
    assert books_are_in_order()


def test_what_was_confirmed_takes_the_banks_line_and_only_one(bank: Bank) -> None:
    answer = tell()
    confirm(answer["id"])
    (first,) = bank.says(line(f"SPEI {REFERENCE}", id="B-1")).payments

    assert (first.state, came_in(), kept(answer["id"]).line) == ("applied", 100_000, first.fact)
    assert bank.says(line(f"SPEI {REFERENCE}", id="B-1")).unchanged == 1
    (second,) = bank.says(line(f"SPEI {REFERENCE}", day="2026-06-03", id="B-2")).payments
    assert (second.state, came_in()) == ("applied", 200_000)
    assert receipts().count("paid") == 2
    assert books_are_in_order()


def test_a_doubtful_line_that_a_person_accepts_does_not_count_twice_either(bank: Bank) -> None:
    owing(invoice("G1"), who=debtor(id="c2", name="Ana López"))
    answer = tell()
    confirm(answer["id"])
    (found,) = bank.says(line("SPEI", name="ANA LOPEZ")).payments
    assert found.state == "proposed"
    accept(businesses.load("acme"), found.fact, "c1", "u-1", NOW)

    assert (came_in(), kept(answer["id"]).line) == (100_000, found.fact)


def test_what_the_debtor_told_makes_a_doubtful_line_sure(bank: Bank) -> None:
    before = bank.says(line("SPEI", name="ANA LOPEZ DIAZ"))
    assert [one.state for one in before.payments] == ["proposed"]
    answer = tell()
    (found,) = bank.says(line("SPEI", name="ANA LOPEZ DIAZ", id="B-2")).payments

    assert (found.state, "reported" in found.fits[0].evidence) == ("applied", True)
    assert kept(answer["id"]).state == "confirmed"


def test_a_part_that_was_told_of_is_proposed_although_nothing_else_says_whose_it_is(bank: Bank) -> None:
    answer = tell(amount=37_512)
    (found,) = bank.says(line("DEPOSITO", "375.12")).payments

    (asked,) = list_proposals(businesses.load("acme"), "es")
    assert (found.state, asked["candidates"][0]["debtor"]) == ("proposed", "c1")
    assert asked["candidates"][0]["why"] == ["Nos contó de un pago de este monto, aunque no completa una factura"]
    accept(businesses.load("acme"), found.fact, "", "u-1", NOW)
    assert (kept(answer["id"]).state, came_in()) == ("confirmed", 37_512)


@pytest.mark.parametrize(("amount", "day"), [("999.99", "2026-06-02"), ("1000.00", "2026-05-20")])
def test_other_money_leaves_the_report_as_it_is(bank: Bank, amount: str, day: str) -> None:
    answer = tell()
    bank.says(line(f"SPEI {REFERENCE}", amount, day=day))

    assert kept(answer["id"]).state == "pending"
    assert [rest.reason for rest in whole().debtor.rests] == ["payment_reported"]


def test_cash_at_the_counter_answers_cash_that_was_told_of(bank: Bank) -> None:
    cash, transfer = tell(method="cash"), tell(on=DUE - DAY)
    counter()

    assert (kept(cash["id"]).state, kept(transfer["id"]).state) == ("confirmed", "pending")
    assert [rest.about for rest in whole().debtor.rests] == [f"report#{transfer['id']}"]


def test_money_that_came_first_is_shown_and_a_person_says_whether_it_is_the_same(bank: Bank) -> None:
    payment = counter()
    answer = tell(method="cash")
    with pytest.raises(Conflict) as asked:
        confirm(answer["id"])
    with pytest.raises(NotFound):
        confirm(answer["id"], same_as="pa_0")

    known: Any = asked.value.params["payments"]
    assert (asked.value.code, [one["id"] for one in known]) == ("payment_known", [payment])
    done = confirm(answer["id"], same_as=payment)
    assert (done.state, done.payment, came_in()) == ("confirmed", payment, 100_000)
    assert (receipts().count("paid"), receipts().count("report_matched")) == (1, 1)
    assert books_are_in_order()


def test_or_another_payment_of_the_same_amount(bank: Bank) -> None:
    counter()
    done = confirm(tell(method="cash")["id"], same_as="")

    assert (done.state, came_in()) == ("confirmed", 200_000)
    assert books_are_in_order()


def test_a_payment_answers_one_report_and_money_that_went_back_none(bank: Bank) -> None:
    payment = counter()
    first = tell(method="cash")
    confirm(first["id"], same_as=payment)
    second = tell(method="cash", on=DUE - DAY)
    assert known_payments("acme", "c1", kept(second["id"]), 100_000, DUE) == []

    account = accounts.load("acme", "c1")
    assert account
    assert known_payments("acme", "c1", replace(kept(second["id"]), amount_minor=1), 1, DUE) == []


def test_refused_while_it_is_being_confirmed_no_money_moves(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = tell()
    really = accounts.claimed_by

    def refused_meanwhile(*args: Any) -> Any:
        monkeypatch.setattr(accounts, "claimed_by", really)
        refuse_report("acme", "c1", answer["id"], "not_received", "", "u-2", NOW)
        return really(*args)

    monkeypatch.setattr(accounts, "claimed_by", refused_meanwhile)
    with pytest.raises(Conflict, match="report_decided"):
        confirm(answer["id"])
    assert (came_in(), kept(answer["id"]).state) == (0, "refused")


def test_two_who_confirm_at_once_count_it_once(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = tell()
    really = accounts.claimed_by

    def confirmed_meanwhile(*args: Any) -> Any:
        monkeypatch.setattr(accounts, "claimed_by", really)
        confirm(answer["id"], user="u-2")
        return really(*args)

    monkeypatch.setattr(accounts, "claimed_by", confirmed_meanwhile)
    done = confirm(answer["id"])
    assert (done.decided_by, came_in(), receipts().count("paid")) == ("u-2", 100_000, 1)


def test_a_session_of_another_debtor_reports_for_themselves_only(bank: Bank) -> None:
    owing(invoice("G1"), who=debtor(id="c2"))
    answer = tell(session=replace(SESSION, debtor="c2", id="other"))

    assert kept(answer["id"], "c2").amount_minor == 100_000
    assert whole().reports == ()
