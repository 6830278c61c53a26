"""What a bank takes back of what was applied is never passed over: a person sees it, says what it is, and it counts."""

import pytest
from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.store import bank_payments, businesses
from chalicelib.workflows.bank.decide_proposal import accept, list_proposals, reject
from chalicelib.workflows.paying.correct_payment import correct_payment
from tests.domain.cases import business, debtor, invoice
from tests.workflows.bank.test_statements import REFERENCE, Bank, bank, line
from tests.workflows.cases import NOW, books_are_in_order, dropped, one_invoice, owing, whole

__all__ = ["bank"]


def went(text: str, amount: str = "1000.00", day: str = "2026-06-03", name: str = "", movement: str = "") -> str:
    return f"{day},{text},,{amount},{name},,{movement}"


@pytest.fixture(autouse=True)
def paid(bank: Bank) -> None:
    owing(invoice("F1"))
    owing(invoice("G1"), who=debtor(id="c2", name="Luz Vera"))
    bank.says(line(REFERENCE, day="2026-06-01", name="ANA LOPEZ RUIZ"))
    assert one_invoice("F1").state == "paid"


def acme() -> Business:
    return businesses.load("acme")


def returned(bank: Bank, text: str = "DEVOLUCION SPEI") -> str:
    (found,) = bank.says(went(text)).returned
    return found.fact


def test_it_waits_for_a_person_with_the_payment_that_it_seems_to_undo_and_changes_nothing_before(bank: Bank) -> None:
    before = whole()
    found = bank.says(went("Devolución SPEI 0341"))

    assert (found.ignored, [one.state for one in found.returned]) == (0, ["proposed"])
    (shown,) = list_proposals(acme(), "es")
    assert (shown["takes_back"], shown["amount_minor"]) == (True, -100_000)
    assert "devolución de un pago que ya aplicamos" in shown["why_not"]
    assert [(one["debtor"], one["why"]) for one in shown["candidates"]] == [
        ("c1", ["Es el monto exacto de un pago que ya se aplicó", "El banco lo llama devolución o reverso"])
    ]
    assert whole() == before


def test_accepted_the_payment_is_owed_again_once_and_the_debtor_hears_of_it(bank: Bank) -> None:
    fact = returned(bank)
    assert [accept(acme(), fact, "", "u-1", NOW).state, accept(acme(), fact, "", "u-1", NOW).state] == ["accepted"] * 2

    assert (one_invoice("F1").state, one_invoice("F1").principal_minor) == ("open", 100_000)
    assert [one.state for one in whole().attempts] == ["disputed"]
    assert [one.template for one in whole().notices if one.template] == ["paid", "reversed"]
    assert list_proposals(acme(), "es") == []
    again = bank.says(went("DEVOLUCION SPEI"))
    assert (again.returned, again.unchanged) == ((), 1), "the same statement twice"
    assert books_are_in_order()


def test_rejected_nothing_changes(bank: Bank) -> None:
    fact = returned(bank)
    reject(acme(), fact, "u-1", NOW)
    with pytest.raises(Conflict):
        accept(acme(), fact, "c1", "u-1", NOW)
    assert one_invoice("F1").state == "paid"


@pytest.mark.parametrize("debit", [
    went("NOMINA JUNIO"), went("DEVOLUCION SPEI", "1000.01"), went("DEVOLUCION SPEI", day="2026-05-31"),
    went("REVERSO SPEI", day="2026-09-15"),
])  # fmt: skip
def test_what_the_business_itself_paid_is_left_alone(bank: Bank, debit: str) -> None:
    assert bank.says(debit, now=NOW.replace(month=10)).returned == ()
    assert list_proposals(acme(), "es") == []


def test_a_reference_says_as_much_as_words(bank: Bank) -> None:
    (found,) = bank.says(went(f"CARGO {REFERENCE}")).returned
    assert found.fits[0].evidence == ("amount_back", "same_reference")


def test_what_the_file_itself_takes_back_is_shown_though_nobody_knows_what_it_undoes(bank: Bank) -> None:
    (found,) = bank.says(line("AJUSTE", "-77.00")).returned
    (shown,) = list_proposals(acme(), "en")
    assert "we did not find which" in shown["why_not"]
    with pytest.raises(Refusal, match="debtor_needed"):
        accept(acme(), found.fact, "", "u-1", NOW)
    with pytest.raises(Refusal, match="nothing_to_take_back"):
        accept(acme(), found.fact, "c2", "u-1", NOW)
    assert [one["state"] for one in list_proposals(acme(), "en")] == ["proposed"], "still in sight"


def test_one_that_came_and_went_before_anybody_knew_whose_it_was_says_so(bank: Bank) -> None:
    bank.says(line("SPEI", "345.00", name="NADIE"), went("DEVOLUCION SPEI", "345.00"))
    told = {one["takes_back"]: one["why_not"] for one in list_proposals(acme(), "es")}
    assert told[False] is None and "Rechaza los dos" in told[True]


def test_what_was_corrected_meanwhile_is_not_taken_back_twice(bank: Bank) -> None:
    fact = returned(bank)
    correct_payment(business(), "c1", whole().attempts[0].id, "u-1", "wrong", NOW)
    with pytest.raises(Refusal, match="nothing_to_take_back"):
        accept(acme(), fact, "", "u-1", NOW)
    with pytest.raises(NotFound):
        accept(acme(), "no-such-line", "", "u-1", NOW)
    assert books_are_in_order()


def test_the_report_of_the_import_names_it(bank: Bank) -> None:
    done = dropped("bank", f"Fecha,Concepto,Abono,Cargo\n2026-06-03,REVERSO {REFERENCE},,1000.00\n")
    assert (done.proposed, done.ignored, done.warnings) == (1, 0, 1)


def test_an_acceptance_that_was_cut_short_stays_in_sight_and_goes_on(bank: Bank) -> None:
    fact = returned(bank)
    payment = bank_payments.load("acme", fact)
    assert payment
    bank_payments.move("acme", replace(payment, state="accepting", debtor="c1"), "proposed")
    (shown,) = list_proposals(acme(), "es")
    assert (shown["state"], shown["debtor"]) == ("accepting", "c1")
    accept(acme(), fact, "", "u-1", NOW)
    assert one_invoice("F1").state == "open"
