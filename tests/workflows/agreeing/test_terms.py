"""Terms that a debtor reads and accepts: with proof, for the invoices to come, and asked again when they change."""

import json
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.business import EarlyDiscount, Interest, LateFee
from chalicelib.domain.errors import NotFound
from chalicelib.gateways import clock
from chalicelib.messages.documents.pdf import pdf
from chalicelib.messages.terms_text import clauses, terms_text
from chalicelib.store import businesses, sessions
from chalicelib.workflows.agreeing.accept_terms import accepted_terms
from infra.verify_agreement import main
from tests.domain.cases import DUE, at
from tests.workflows import console
from tests.workflows.agreed import FROM
from tests.workflows.cases import NOW, one_invoice, whole
from tests.workflows.inbox import Inbox, row
from tests.workflows.portal import ask, signed_in

FEE = LateFee(percent=Decimal("0.02"), interest=Interest(Decimal("0.03")))


@pytest.fixture(autouse=True)
def not_declared(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A business that charges late fees and asks each debtor to accept them."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("CONSOLE_CLIENT_ID", console.CLIENT)
    change(terms_accepted=False, late_fee=FEE)
    inbox.drop(row("F0"))
    signed_in()


def change(**policy: Any) -> None:
    business = businesses.load("acme")
    businesses.change(replace(business, policy=replace(business.policy, **policy)))


def accept(**told: Any) -> tuple[int, Any]:
    shown = ask("GET", "terms")[1]
    body = {"version": shown["version"], "text_sha256": shown["text_sha256"]} | told
    return ask("POST", "terms/accept", body, headers=FROM)


def on(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """The debtor is at the page that day."""
    monkeypatch.setattr(clock, "now", lambda: at(day))
    sessions.save(replace(signed_in(), expires_at=at(day) + timedelta(minutes=30)))


def test_they_are_shown_clause_by_clause_before_they_are_accepted() -> None:
    status, shown = ask("GET", "terms")

    assert (status, shown["state"]) == (200, "to_accept")
    assert [one["id"] for one in shown["clauses"]] == ["due", "late", "order", "process", "disagree", "data"]
    assert any("2" in line and "%" in line for line in shown["clauses"][1]["lines"])


def test_only_invoices_that_come_after_the_acceptance_are_under_the_terms(inbox: Inbox) -> None:
    assert accept()[1]["state"] == "accepted"
    inbox.drop(row("F0", total="1100.00"), row("F1"))

    before, after = one_invoice("F0").terms, one_invoice("F1").terms
    assert (before.accepted, after.accepted) == (False, True)
    assert after.version == ask("GET", "terms")[1]["version"]


def test_the_proof_holds_the_very_words_their_hash_and_the_session() -> None:
    accept()

    (kept,) = whole().acceptances
    assert kept.text == terms_text("es", businesses.load("acme"))
    assert kept.text_sha256 == sha256(kept.text.encode()).hexdigest()
    assert (kept.session, kept.accepted_at, kept.language) == (signed_in().id, NOW, "es")
    assert kept.address == "198.51.100.7" and len(kept.device) == 64


def test_the_proof_is_verified_offline_by_one_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept()
    (record,) = ask("GET", "terms/evidence")[1]["acceptances"]
    (seen,) = console.ask("GET", "accounts/{debtor}/terms/evidence", debtor="c1")[1]["acceptances"]
    assert seen == record
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record, ensure_ascii=False))
    assert main([str(file), "--seal", record["seal"]]) == 0
    assert "accepted the terms" in capsys.readouterr().out
    for field, other in (("text", "x"), ("debtor", "c2"), ("accepted_at", "2026-06-01T00:00:00Z"), ("address", "::1")):
        file.write_text(json.dumps(record | {field: other}))
        assert main([str(file)]) == 1, field
    assert console.ask("GET", "accounts/{debtor}/terms/evidence", debtor="c2")[0] == 404
    assert console.ask("GET", "accounts/{debtor}/terms/evidence", business=None, debtor="c1")[0] == 401


def test_what_was_accepted_before_stays_on_paper_and_in_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = ask("GET", "terms")[1]
    accept()
    change(late_fee=replace(FEE, percent=Decimal("0.05")))
    on(DUE + timedelta(days=1), monkeypatch)
    accept()
    change(late_fee=FEE)
    on(DUE + timedelta(days=2), monkeypatch)
    assert ask("GET", "terms")[1]["state"] == "to_accept"
    accept()
    kept = ask("GET", "terms/evidence")[1]["acceptances"]
    assert [one["version"] == shown["version"] for one in kept] == [True, False, True]
    papers = [one for one in ask("GET", "documents")[1]["documents"] if one["kind"] == "terms"]
    assert [one["id"] for one in papers] == ["terms", f"terms-{kept[1]['id']}", f"terms-{kept[2]['id']}"]
    paper = accepted_terms(businesses.load("acme"), "c1", kept[1]["id"])
    assert "5" in str(paper.body) and kept[1]["seal"] in str(paper.body)
    assert pdf(paper).startswith(b"%PDF")
    with pytest.raises(NotFound):
        accepted_terms(businesses.load("acme"), "c2", kept[1]["id"])


def test_accepting_twice_is_once() -> None:
    accept()
    before = whole()
    assert accept()[0] == 200
    assert whole() == before


def test_another_text_than_the_one_shown_is_not_accepted() -> None:
    status, answer = accept(text_sha256="0" * 64)
    assert (status, answer["code"]) == (409, "terms_changed")
    assert "condiciones" in answer["message"].lower()
    assert not whole().acceptances


def test_a_change_of_the_terms_asks_again_and_leaves_old_invoices_alone(inbox: Inbox) -> None:
    accept()
    inbox.drop(row("F1"))
    frozen = one_invoice("F1").terms
    change(late_fee=replace(FEE, percent=Decimal("0.05")))

    assert ask("GET", "terms")[1]["state"] == "to_accept"
    inbox.drop(row("F1"), row("F2"))
    assert one_invoice("F1").terms == frozen
    assert not one_invoice("F2").terms.accepted
    accept()
    assert [one.id for one in whole().acceptances] and len(whole().acceptances) == 2


def test_a_changed_ladder_is_no_change_of_the_terms() -> None:
    accept()
    change(ladder=())
    assert ask("GET", "terms")[1]["state"] == "accepted"


def test_declared_terms_need_nobodys_acceptance() -> None:
    change(terms_accepted=True)
    assert accept()[1]["state"] == "declared"
    assert not whole().acceptances


@pytest.mark.parametrize("body", [{}, {"version": 1, "text_sha256": ""}, []])
def test_a_body_of_another_shape_is_refused(body: Any) -> None:
    assert ask("POST", "terms/accept", body)[0] == 422


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_every_clause_can_be_said_in_three_languages(lang: str) -> None:
    early = EarlyDiscount(Decimal("0.03"), 5)
    change(early_discount=early, allocation=("principal", "fee", "tax", "interest"))
    told = clauses(lang, businesses.load("acme"))

    assert [one.id for one in told] == ["due", "discount", "late", "order", "process", "disagree", "data"]
    assert all(line.endswith(".") for clause in told for line in clause.lines)
    change(early_discount=replace(early, until=DUE + timedelta(days=5)), late_fee=LateFee())
    assert [one.id for one in clauses(lang, businesses.load("acme"))][:3] == ["due", "discount", "late"]


def test_an_account_of_nobody_gets_no_terms() -> None:
    signed_in("nobody")
    assert ask("GET", "terms")[0] == 401
