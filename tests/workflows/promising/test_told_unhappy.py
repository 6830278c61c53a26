"""Not satisfied, told without being asked: a case that the business looks after as any other, asked for or not."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.promising.excuses import Told
from chalicelib.domain.promising.promises import Author
from chalicelib.messages.task_words import task_why
from chalicelib.store import businesses
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.promising import desk_agreed, portal_agreed
from chalicelib.workflows.promising.promise_payment import Who
from chalicelib.workflows.showing.view_account import view_account
from tests.domain.cases import DUE, at, invoice
from tests.workflows import console
from tests.workflows.cases import SESSION, created, owing, whole

NOW = at(DUE + timedelta(days=6), "12:30")
DAY = timedelta(days=1)
MINE = replace(SESSION, expires_at=NOW + timedelta(minutes=30))


@pytest.fixture(autouse=True)
def before_the_call(cloud: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", console.CLIENT)
    monkeypatch.setattr("chalicelib.gateways.clock.now", lambda: NOW)
    created()
    assert not businesses.load("acme").policy.satisfaction.enabled
    owing(invoice("F1", steps=("overdue_1", "grace_over")))


def tell(text: str = "Llegó roto", key: str = "k1", *debts: str) -> dict[str, Any]:
    return portal_agreed.tell(MINE, Told("not_satisfied", debts, text), NOW, key)


def listed(state: str = "case") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = console.ask("GET", "opinions", query={"state": state})[1]["opinions"]
    return found


def decide(verb: str, body: Any, opinion: str) -> tuple[int, Any]:
    path = f"accounts/{{debtor}}/opinions/{{opinion_id}}/{verb}"
    return console.ask("POST", path, "acme", body, headers={"idempotency-key": verb}, debtor="c1", opinion_id=opinion)


def calls(days: int) -> list[str]:
    decide_account(businesses.load("acme"), "c1", NOW + days * DAY, force=True)
    return [task_why("es", one, NOW.date()) for one in whole().tasks if one.kind == "call"]


def test_it_is_one_case_with_a_task_and_a_rest_until_the_business_closes_it() -> None:
    told = tell()
    assert (told["state"], told["message"].startswith("Gracias por decirlo")) == ("open", True)
    (case,) = listed()
    assert (case["text"], case["score"], case["score_text"], case["unasked"]) == ("Llegó roto", 0, None, True)
    assert (case["invoice"], case["until"]) == (None, told["until"])
    (task,) = whole().tasks
    assert task.kind == "not_satisfied" and "No quedó conforme" in task_why("es", task, NOW.date())
    assert calls(3) == []

    assert decide("answer", {"text": "Te mandamos otro hoy"}, case["id"])[0] == 200
    (shown,) = view_account(MINE, NOW)["help"]["open"]
    assert (shown["id"], shown["answer"]) == (told["id"], "Te mandamos otro hoy")
    assert decide("close", {}, case["id"])[1]["state"] == "closed"
    assert (listed(), len(listed("closed")), view_account(MINE, NOW)["help"]["open"]) == ([], 1, [])
    (why,) = calls(3)
    assert why.endswith("Dijo que no quedó conforme con lo que recibió. Llegó roto")


def test_told_again_while_it_is_open_nothing_changes() -> None:
    first = tell()
    before = whole()
    assert [tell()["id"], tell("Otra vez", "k2", "F1")["id"]] == [first["id"]] * 2
    assert whole() == before and len(listed()) == 1


def test_told_anew_after_it_was_closed_it_is_a_case_that_rests_nothing() -> None:
    decide("close", {}, tell()["id"])
    tell("Sigue roto", "k2")
    assert [one["text"] for one in listed()] == ["Sigue roto"]
    assert [one.state for one in whole().tasks].count("open") == 1
    assert {one.reason for one in whole().debtor.rests} == {"answered"}, "nobody rests for ever by saying the same"


def test_a_person_who_heard_it_on_the_phone_opens_the_same_case() -> None:
    rosa = Who(businesses.load("acme"), "c1", Author("rosa", True, "Ana"), "k1")
    made = desk_agreed.hear_excuse(rosa, Told("not_satisfied", (), "Llegó roto"), "es", NOW)
    assert (made["by_business"], [one["id"] for one in listed()]) == (True, [made["id"]])
    assert desk_agreed.open_excuses(rosa.business, "es", NOW)["excuses"] == [], "it waits in one list"


def test_a_case_that_nobody_answers_rests_some_days_only() -> None:
    tell()
    assert len(calls(8)) == 1
    assert len(listed()) == 1
