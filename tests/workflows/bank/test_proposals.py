"""A person decides about a doubtful bank payment: accepted it is applied once, rejected the chase goes on."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from app import app
from chalicelib.domain.bank.bank_payment import BankPayment
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.store import accounts, bank_payments, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.bank.decide_proposal import accept, list_proposals, reject
from tests.domain.cases import debtor, invoice
from tests.workflows.bank.test_statements import Bank, bank, line, receipts
from tests.workflows.cases import NOW, books_are_in_order, one_invoice, owing, whole
from tests.workflows.showing.test_console_api import CONTEXT

__all__ = ["bank"]


@pytest.fixture
def asked(bank: Bank) -> BankPayment:
    """Ana, or her namesake with the same debt."""
    owing(invoice("F1"))
    owing(invoice("G1"), who=debtor(id="c2", name="Ana López"))
    (found,) = bank.says(line("SPEI", name="ANA LOPEZ")).payments
    assert found.state == "proposed"
    return found


def acme() -> Any:
    return businesses.load("acme")


def rests(who: str) -> int:
    return len(whole(who).debtor.rests)


def test_it_is_listed_with_whose_it_may_be_and_why(asked: BankPayment) -> None:
    (listed,) = list_proposals(acme(), "es")

    assert (listed["id"], listed["state"], listed["amount_minor"]) == (asked.fact, "proposed", 100_000)
    assert [one["debtor"] for one in listed["candidates"]] == ["c1", "c2"]
    assert listed["candidates"][0]["why"] == [
        "El nombre coincide, pero es corto", "Es el monto exacto de una factura suya",
    ]  # fmt: skip
    assert listed["candidates"][0]["invoices"] == [{"number": "F1", "amount_minor": 100_000}]
    assert (rests("c1"), rests("c2")) == (1, 1)


def test_accepted_it_is_applied_and_everybody_elses_reminders_go_on(asked: BankPayment) -> None:
    accept(acme(), asked.fact, "c2", "u-1", NOW)

    assert (one_invoice("G1", "c2").state, one_invoice("F1").state) == ("paid", "open")
    assert (rests("c1"), rests("c2")) == (0, 0)
    assert receipts("c2") == ["paid"]
    assert list_proposals(acme(), "es") == []
    assert books_are_in_order("c2")


def test_accepted_again_it_answers_the_same_and_for_another_it_is_decided(asked: BankPayment) -> None:
    accept(acme(), asked.fact, "c2", "u-1", NOW)
    before = whole("c2")

    assert accept(acme(), asked.fact, "c2", "u-1", NOW).state == "accepted"
    assert whole("c2") == before
    decisions: tuple[Callable[[], BankPayment], ...] = (
        lambda: accept(acme(), asked.fact, "c1", "u-2", NOW),
        lambda: reject(acme(), asked.fact, "u-2", NOW),
    )
    for late in decisions:
        with pytest.raises(Conflict, match="proposal_decided"):
            late()


def test_rejected_it_is_nobodys_and_stays_so_when_the_statement_comes_again(asked: BankPayment, bank: Bank) -> None:
    reject(acme(), asked.fact, "u-1", NOW)
    reject(acme(), asked.fact, "u-1", NOW)
    again = bank.says(line("SPEI", name="ANA LOPEZ"))

    assert again.unchanged == 1
    assert (rests("c1"), rests("c2")) == (0, 0)
    assert one_invoice("F1").state == "open"
    with pytest.raises(Conflict, match="proposal_decided"):
        accept(acme(), asked.fact, "c1", "u-1", NOW)


def test_of_two_who_may_have_paid_one_must_be_named(asked: BankPayment) -> None:
    for named in ("", "nobody"):
        with pytest.raises(Refusal, match="debtor_needed"):
            accept(acme(), asked.fact, named, "u-1", NOW)
    with pytest.raises(NotFound):
        accept(acme(), "0" * 20, "c1", "u-1", NOW)


def test_what_nobody_was_found_for_may_be_given_to_anybody_and_its_payer_is_remembered(bank: Bank) -> None:
    owing(invoice("F1"))
    (found,) = bank.says(line("SPEI", "250.00", name="TIA ROSA PAZ MORA")).payments
    accept(acme(), found.fact, "c1", "u-1", NOW)

    assert one_invoice("F1").principal_minor == 75_000
    (later,) = bank.says(line("SPEI", "750.00", day="2026-06-03", name="TIA ROSA PAZ MORA")).payments
    assert (later.state, later.fits[0].evidence) == ("applied", ("payer", "amount_one"))


def test_what_was_paid_otherwise_meanwhile_pays_what_is_due_first(bank: Bank) -> None:
    owing(invoice("F1"), invoice("F2", total_minor=40_000), who=debtor(name="Ana López"))
    (found,) = bank.says(line("SPEI", name="ANA LOPEZ MORA")).payments
    assert found.state == "proposed"
    loaded = accounts.load("acme", "c1")
    assert loaded
    paid = replace(loaded.invoices[0], state="withdrawn", principal_minor=0)
    accounts.save(loaded, Changes(loaded.debtor, (paid,)))
    accept(acme(), found.fact, "c1", "u-1", NOW)

    assert one_invoice("F2").state == "paid"
    assert whole().debtor.unapplied == {"MXN": 60_000}


def ask(verb: str, path: str, known: str = "", body: Any = None, business: str = "acme") -> tuple[int, Any]:
    sent = {"content-type": "application/json", "x-language": "en", "idempotency-key": f"{verb}{path}{body}"}
    claims = {"token_use": "id", "aud": "client-1", "sub": "u-1", "custom:business": business}
    event = {
        "requestContext": {
            "httpMethod": verb, "resourcePath": f"/api/console/proposals{path}", "authorizer": {"claims": claims},
        },
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "pathParameters": {"payment_id": known} if known else None,
        "multiValueQueryStringParameters": None,
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
        "stageVariables": None,
    }  # fmt: skip
    answer = app(event, CONTEXT)
    return answer["statusCode"], json.loads(answer["body"])


def test_the_console_asks_and_decides_for_its_own_business_only(
    asked: BankPayment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", "client-1")
    monkeypatch.setattr("chalicelib.gateways.clock.now", lambda: NOW)
    businesses.create(replace(acme(), id="other"))

    assert [one["id"] for one in ask("GET", "")[1]["proposals"]] == [asked.fact]
    assert ask("GET", "", business="other") == (200, {"proposals": []})
    assert ask("POST", "/{payment_id}/accept", asked.fact, {"debtor": "c1"}, business="other")[0] == 404
    assert ask("POST", "/{payment_id}/accept", asked.fact, {})[1]["code"] == "debtor_needed"
    status, accepted = ask("POST", "/{payment_id}/accept", asked.fact, {"debtor": "c1"})
    assert (status, accepted["state"], accepted["debtor"]) == (200, "accepted", "c1")
    assert ask("POST", "/{payment_id}/reject", asked.fact, {})[0] == 409
    assert one_invoice("F1").state == "paid"
    assert list(bank_payments.list_proposals("acme")) == []
