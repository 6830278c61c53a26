"""Promises, excuses and "received" as they are asked for over HTTP: on the page, on ``/lite`` and in the console."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.store import businesses, sessions
from chalicelib.workflows.decide_account import decide_account
from tests.domain.cases import DUE, at, debtor, invoice
from tests.tables import Cloud
from tests.workflows import console, portal
from tests.workflows.cases import created, owing, whole

ORIGIN = {"origin": "https://pay.example"}
LATE = at(DUE + timedelta(days=6), "12:30")
FRIDAY = "2026-06-12"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def signed_in(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", console.CLIENT)
    monkeypatch.setattr("chalicelib.gateways.clock.now", lambda: LATE)
    businesses.create(replace(created(), id="other"))
    owing(invoice("F1", steps=("overdue_1", "grace_over")), invoice("F2", DUE + timedelta(days=2), total_minor=50_000))
    sessions.save(replace(portal.signed_in(), expires_at=LATE + timedelta(minutes=30)))


def ask(path: str, body: Any, key: str = "k1", origin: str = "https://pay.example", **names: str) -> tuple[int, Any]:
    return portal.ask("POST", path, body, {"origin": origin, "idempotency-key": key}, **names)


def tell(path: str, body: Any, business: str = "acme", key: str = "k1", **names: Any) -> tuple[int, Any]:
    headers = {"idempotency-key": key}
    return console.ask("POST", f"accounts/{{debtor}}/{path}", business, body, headers=headers, debtor="c1", **names)


def nothing_is_written() -> bool:
    found = whole()
    assert {one.state for one in found.invoices} == {"open"}
    assert (found.promises, found.excuses, found.tasks, found.notices) == ((), (), (), ())
    return True


def test_a_replay_gets_the_first_answer_and_another_body_under_its_key_none() -> None:
    first = ask("promises", {"on": FRIDAY, "reason": SCRIPT})
    assert (first[0], ask("promises", {"on": FRIDAY, "reason": SCRIPT})) == (201, first)
    status, said = ask("promises", {"on": "2026-06-13"})
    assert (status, said["code"]) == (409, "idempotency_conflict")
    assert ask("promises", {"on": "2026-06-13"}, "k2")[1]["code"] == "promise_open"
    changed = ask("promises/{promise_id}/change", {"on": "2026-06-13"}, "k3", promise_id=first[1]["id"])
    assert changed[0] == 200
    assert ask("promises/{promise_id}/change", {"on": "2026-06-13"}, "k3", promise_id=first[1]["id"]) == changed
    withdrawn = ask("promises/{promise_id}/withdraw", {}, "k4", promise_id=changed[1]["id"])
    assert ask("promises/{promise_id}/withdraw", {}, "k4", promise_id=changed[1]["id"]) == withdrawn
    assert len(whole().promises) == 2 and withdrawn[0] == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"on": "2026-06-08"}, 422, "promise_day"),
        ({"on": "9999-12-31"}, 422, "promise_day"),
        ({"on": "2026-02-30"}, 422, "faulty"),
        ({"on": FRIDAY, "amount_minor": 1}, 422, "promise_too_small"),
        ({"on": FRIDAY, "amount_minor": -1}, 422, "promise_too_small"),
        ({"on": FRIDAY, "amount_minor": 10**40}, 422, "promise_too_large"),
        ({"on": FRIDAY, "amount_minor": 1.5}, 422, "faulty"),
        ({"on": FRIDAY, "share": "NaN"}, 422, "faulty"),
        ({"on": FRIDAY, "share": "0"}, 422, "faulty"),
        ({"on": FRIDAY, "reason": "x" * 301}, 422, "faulty"),
        ({"on": FRIDAY, "currency": SCRIPT}, 422, "currency_not_owed"),
        ({"on": FRIDAY, "debt_ids": ["F1", "X9"]}, 404, "not_found"),
        ([], 422, "faulty"),
        (None, 400, "bad_json"),
    ],
)
def test_a_promise_that_cannot_be_is_answered_and_nothing_changes(body: Any, status: int, code: str) -> None:
    owing(invoice("X9"), who=debtor(id="c2"))
    heard = body | {"told_by": "Ana"} if isinstance(body, dict) else body
    for told, said in (ask("promises", body), tell("promises", heard)):
        assert (told, said["code"]) == (status, code)
        assert SCRIPT not in said["message"] or said["message"].startswith(("No hay", "Nothing"))
    assert nothing_is_written()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"code": SCRIPT}, 422),
        ({"code": "wrong_person"}, 422),
        ({"code": "talk", "text": "x" * 501}, 422),
        ({"code": "talk", "text": 5}, 422),
        ({"code": "order_missing"}, 422),
        ({"code": "order_missing", "debt_ids": ["X9"]}, 404),
        ({"code": "invoice_wrong", "debt_ids": ["F1", "X9"]}, 404),
        ({"code": "not_satisfied", "debt_ids": ["X9"]}, 404),
    ],
)
def test_what_nobody_can_answer_is_refused_on_the_page_and_in_the_console(body: Any, status: int) -> None:
    owing(invoice("X9"), who=debtor(id="c2"))
    assert (ask("excuses", body)[0], tell("excuses", body)[0]) == (status, status)
    assert nothing_is_written()


def test_the_plain_page_says_what_is_wrong_and_keeps_what_was_typed() -> None:
    for form, status in (
        ("act=save&other=2026-06-01", 422),
        ("act=save&other=%3Cscript%3E", 422),
        ("act=save&on=2026-06-12&currency=%3Cscript%3E", 422),
        ("act=change&on=2026-06-12&promise=pm_of_nobody", 404),
        ("act=withdraw&promise=%3Cscript%3E", 404),
        ("act=save", 422),
    ):
        told, page = portal.ask_plainly("POST", "/api/lite/promise", form)
        assert told == status and "<script>" not in page and 'class="error-summary"' in page
    assert nothing_is_written()


def test_only_from_our_own_pages_and_only_of_ones_own_business() -> None:
    assert ask("promises", {"on": FRIDAY}, origin="https://evil.example")[0] == 403
    assert ask("excuses", {"code": "talk"}, origin="https://evil.example")[0] == 403
    assert tell("promises", {"on": FRIDAY, "told_by": "Ana"}, "other")[0] == 404
    assert tell("excuses", {"code": "talk"}, "other", "k2")[0] == 404
    assert tell("received", {"debt_ids": ["F1"]}, "other", "k3")[0] == 404
    assert tell("opinions/{opinion_id}", {"score": 1}, "other", "k4", opinion_id="op_1")[0] == 404
    for path in ("promises", "promises/total", "excuses"):
        query = {"on": FRIDAY} if path.endswith("total") else None
        assert console.ask("GET", f"accounts/{{debtor}}/{path}", "other", query=query, debtor="c1")[0] == 404
    assert nothing_is_written()


def test_who_speaks_on_the_phone_is_told_what_may_be_promised_and_told() -> None:
    _, may = console.ask("GET", "accounts/{debtor}/promises", debtor="c1")
    assert (may["ask_reason"], may["offers"][0]["max"], may["promises"]) == (True, "2026-06-24", [])
    _, day = console.ask("GET", "accounts/{debtor}/promises/total", query={"on": FRIDAY}, debtor="c1")
    assert (day["total_minor"], day["least_minor"]) == (150_000, 75_000)
    _, may = console.ask("GET", "accounts/{debtor}/excuses", debtor="c1")
    assert (
        may["asks"] is True
        and {"code": "talk", "label": "I want to talk to a person", "needs_invoice": False} in may["options"]
    )
    assert tell("received", {"debt_ids": ["F1"]}) == (200, {"received": {"F1": "2026-06-09"}})
    assert tell("received", {"debt_ids": [SCRIPT]}, key="k2")[0] == 404
    assert tell("received", {}, key="k3")[0] == 422


def test_in_colombia_whoever_is_to_call_reads_that_nobody_may_ask_why() -> None:
    owing(invoice("B1", currency="COP", steps=("overdue_1", "grace_over")), who=debtor("CO", id="co"))
    for who in ("c1", "co"):
        decide_account(businesses.load("acme"), who, LATE, force=True)
    calls = {one["debtor"]: one["why"] for one in console.ask("GET", "tasks")[1]["tasks"] if one["kind"] == "call"}
    assert "does not allow asking why" in calls["co"] and "asking why" not in calls["c1"]
    sessions.save(replace(portal.signed_in("co"), expires_at=LATE + timedelta(minutes=30)))
    _, page = portal.ask_plainly("GET", "/lite", "")
    shown = portal.ask("GET", "account")[1]
    assert (shown["promise"]["ask_reason"], shown["help"]["asks"]) == (False, False)
    assert "por qué no" not in page.lower() and 'name="reason"' not in page.split('action="/api/lite/dispute"')[0]
    assert ask("promises", {"on": FRIDAY, "reason": "Perdí el trabajo"})[0] == 201
    assert whole("co").promises[0].reason == "Perdí el trabajo", "what is volunteered is kept"
