"""The routes of disputes, asked as API Gateway asks them: whose they are, what is checked, and once per key."""

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.store import businesses
from chalicelib.store.things import load_things
from tests.domain.cases import debtor, invoice
from tests.tables import Cloud
from tests.workflows import console
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, whole
from tests.workflows.portal import ask, signed_in

ORIGIN = {"origin": "https://pay.example"}
SAID = {"debt_id": "F1", "reason": "wrong_amount", "text": "  <script>alert(1)</script>  no es "}


@pytest.fixture(autouse=True)
def two_debtors(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", console.CLIENT)
    monkeypatch.setattr("chalicelib.gateways.clock.now", lambda: NOW)
    businesses.create(replace(created(), id="other"))
    owing(invoice("F1"))
    owing(invoice("G1"), who=debtor(id="c2"))
    signed_in()


def post(path: str, body: Any, key: str = "k1", **names: str) -> tuple[int, Any]:
    return ask("POST", path, body, ORIGIN | {"idempotency-key": key}, **names)


def decide(path: str, body: Any, key: str = "k1", business: str = "acme", **names: Any) -> tuple[int, Any]:
    return console.ask("POST", path, business, body, headers={"idempotency-key": key}, **names)


def the_id() -> str:
    (found,) = load_things("acme", "c1", Dispute)
    return found.id


def test_a_dispute_from_the_page_to_the_credit_note() -> None:
    status, made = post("disputes", SAID)
    assert (status, made["messages"][0]["text"]) == (201, "<script>alert(1)</script> no es")
    assert post("disputes", SAID) == (201, made), "the same request is answered the same"
    status, listed = console.ask("GET", "disputes")
    assert status == 200 and [(one["id"], one["name"]) for one in listed["disputes"]] == [(made["id"], "Ana López")]
    names = {"dispute_id": made["id"]}
    status, shown = console.ask("GET", "disputes/{dispute_id}", **names)
    assert (status, shown["principal_minor"], shown["file_link"]) == (200, 100_000, None)
    status, answered = decide("disputes/{dispute_id}/answer", {"text": "Which amount?"}, "k2", **names)
    assert (status, answered["state"]) == (200, "answered")
    status, written = post("disputes/{dispute_id}/messages", {"text": "900"}, "k3", **names)
    assert (status, written["state"]) == (201, "open")
    status, ended = decide("disputes/{dispute_id}/accept", {"credit_minor": 10_000}, "k4", **names)
    assert (status, ended["state"], ended["credit_minor"], ended["principal_minor"]) == (
        200,
        "accepted",
        10_000,
        90_000,
    )
    assert books_are_in_order()
    assert console.ask("GET", "disputes", query={"state": "accepted"})[1]["disputes"][0]["id"] == made["id"]
    status, over = decide("disputes/{dispute_id}/reject", {"reason": "no"}, "k5", **names)
    assert (status, over["code"]) == (409, "dispute_over")


def test_rejecting_wants_a_reason_and_withdrawing_none() -> None:
    post("disputes", SAID)
    names = {"dispute_id": the_id()}
    status, told = decide("disputes/{dispute_id}/reject", {"reason": "  "}, "k2", **names)
    assert (status, [one["path"] for one in told["faults"]]) == (422, ["reason"])
    assert decide("disputes/{dispute_id}/reject", {"reason": "As agreed"}, "k3", **names)[1]["state"] == "rejected"
    post("disputes", SAID, "k4")
    (open_one,) = [one for one in whole().disputes if one.state == "open"]
    assert post("disputes/{dispute_id}/withdraw", {}, "k5", dispute_id=open_one.id)[1]["state"] == "withdrawn"


def test_a_person_writes_down_what_was_said_on_the_phone() -> None:
    body = {"debt_id": "F1", "reason": "other", "told_by": "Ana"}
    status, made = decide("accounts/{debtor}/disputes", body, debtor="c1")
    assert (status, made["by_business"], made["told_by"]) == (201, True, "Ana")
    assert decide("accounts/{debtor}/disputes", body, "k9", "other", debtor="c1")[0] == 404
    names = {"dispute_id": made["id"]}
    status, over = decide("disputes/{dispute_id}/withdraw", {}, "k10", **names)
    assert (status, over["state"], over["ended_by"], one_invoice().state) == (200, "withdrawn", "u-1", "open")
    assert decide("disputes/{dispute_id}/withdraw", {}, "k11", **names)[0] == 200
    assert decide("disputes/{dispute_id}/answer", {"text": "x"}, "k12", **names)[1]["code"] == "dispute_over"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"debt_id": "G1", "reason": "wrong_amount"}, 404, "not_found"),
        ({"debt_id": "F1", "reason": "ugly"}, 422, "faulty"),
        ({"debt_id": "F1"}, 422, "faulty"),
        ({"debt_id": "F1", "reason": "wrong_amount", "text": "x" * 1001}, 422, "faulty"),
        (
            {"debt_id": "F1", "reason": "wrong_amount", "file": {"type": "text/html", "size": 9}},
            422,
            "proof_wrong_type",
        ),
        ({"debt_id": "F1", "reason": "already_paid"}, 422, "tell_the_payment"),
        ({"debt_id": ["F1"], "reason": "wrong_amount"}, 422, "faulty"),
    ],
)
def test_bad_input_is_answered_and_nothing_changes(body: Any, status: int, code: str) -> None:
    told, answer = post("disputes", body)
    assert (told, answer["code"]) == (status, code)
    assert whole().disputes == () and whole("c2").disputes == ()


def test_nobody_reads_or_decides_what_is_not_theirs() -> None:
    post("disputes", SAID)
    names: dict[str, Any] = {"dispute_id": the_id()}
    assert console.ask("GET", "disputes", "other")[1]["disputes"] == []
    assert console.ask("GET", "disputes/{dispute_id}", "other", **names)[0] == 404
    for verb, body in (("answer", {"text": "x"}), ("accept", {}), ("reject", {"reason": "x"}), ("withdraw", {})):
        assert decide(f"disputes/{{dispute_id}}/{verb}", body, verb, "other", **names)[0] == 404
    assert console.ask("GET", "disputes/{dispute_id}", dispute_id="dp_nothing")[0] == 404
    signed_in("c2")
    assert ask("GET", "disputes/{dispute_id}", **names)[0] == 404
    assert post("disputes/{dispute_id}/messages", {"text": "x"}, "k7", **names)[0] == 404


def test_every_write_comes_from_our_own_page() -> None:
    assert ask("POST", "disputes", SAID, {"origin": "https://evil.example", "idempotency-key": "k"})[0] == 403
    assert whole().disputes == ()
