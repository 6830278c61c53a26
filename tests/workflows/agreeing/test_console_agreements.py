"""Agreements and more time from the console: listed, offered, set, answered, cancelled; once, for one's own only."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.books.ledger import owed
from chalicelib.domain.invoice import Terms
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_things
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.take_money import Taken, take_money
from tests.domain.cases import DUE, at, invoice
from tests.tables import Cloud
from tests.workflows import console, portal
from tests.workflows.agreed import Post, quote, sign
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, whole

PLAN = {"parts": 3, "first_on": "2026-06-30", "debt_ids": ["F1"]}
OWN = {"parts": 12, "first_on": "2026-06-20", "ask_person": True}
EARLY = invoice("N1", DUE + timedelta(days=20))


@pytest.fixture(autouse=True)
def post(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", console.CLIENT)
    created()
    owing(invoice("F1", DUE - timedelta(days=9)), EARLY, due_at=NOW)
    portal.signed_in()
    return Post(monkeypatch)


def tell(path: str, body: Any = None, key: str = "k-1", **names: Any) -> tuple[int, Any]:
    headers = {"idempotency-key": key}
    return console.ask("POST", path, body=body if body is not None else {}, headers=headers, debtor="c1", **names)


def offered() -> dict[str, Any]:
    status, said = tell("accounts/{debtor}/agreements", PLAN)
    assert status == 201, said
    found: dict[str, Any] = said
    return found


def test_what_the_business_offers_the_debtor_may_sign(post: Post) -> None:
    made = offered()
    assert (made["state"], made["by"], made["title"]) == ("quoted", "u-1", "Offered by Acme")
    assert any("te propone un plan" in text for text in post.bring())
    (waiting,) = portal.ask("GET", "account")[1]["plan_quotes"]
    assert waiting["id"] == made["id"] and waiting["total_minor"] == 100_000
    _, plan = portal.ask("GET", "plans/{plan}", plan=made["id"])
    assert sign(post, plan)[0] == 200
    assert [one["state"] for one in console.ask("GET", "agreements")[1]["agreements"]] == ["active"]


def test_a_proposal_is_approved_and_then_signed(post: Post) -> None:
    proposed = quote(**OWN)
    (line,) = console.ask("GET", "agreements")[1]["agreements"]
    assert (line["id"], line["state"], line["parts"]) == (proposed["id"], "proposed", 12)
    status, said = tell("accounts/{debtor}/agreements/{plan}/approve", plan=proposed["id"])
    assert (status, said["state"]) == (200, "quoted")
    assert [task.state for task in whole().tasks if task.kind == "plan_proposed"] == ["done"]
    assert [one.reason for one in whole().debtor.rests] == ["answered"]
    assert tell("accounts/{debtor}/agreements/{plan}/approve", key="k-2", plan=proposed["id"])[0] == 409
    _, plan = portal.ask("GET", "plans/{plan}", plan=proposed["id"])
    assert sign(post, plan)[0] == 200 and books_are_in_order()


def test_a_proposal_is_refused_with_a_reason(post: Post) -> None:
    proposed = quote(**OWN)
    path = "accounts/{debtor}/agreements/{plan}/refuse"
    assert tell(path, {"reason": "  "}, plan=proposed["id"])[1]["code"] == "reason_required"
    status, said = tell(path, {"reason": "Es muy largo para nosotros"}, "k-2", plan=proposed["id"])
    assert (status, said["state"]) == (200, "refused")
    assert any("Es muy largo para nosotros" in text for text in post.bring())
    assert portal.ask("GET", "account")[1]["plan_quotes"] == []
    assert [one.reason for one in whole().debtor.rests] == ["answered"], "reminders go on the next day"


def test_a_plan_from_the_start_holds_at_once_for_what_is_not_due(post: Post) -> None:
    body = PLAN | {"debt_ids": ["N1"], "from_start": True}
    status, said = tell("accounts/{debtor}/agreements", body)
    assert (status, said["state"], said["document"]) == (201, "active", None)
    assert one_invoice("N1").state == "in_plan" and one_invoice("F1").state == "open"
    assert tell("accounts/{debtor}/agreements", body) == (status, said)
    late = PLAN | {"from_start": True}
    assert tell("accounts/{debtor}/agreements", late, "k-2")[1]["code"] == "plan_after_due"
    assert any("repartió tu factura" in text for text in post.bring())
    decision = decide_account(businesses.load("acme"), "c1", at(DUE + timedelta(days=24)), force=True)
    assert decision and "N1" not in {one.anchor for one in decision.notices if one.step}


def test_a_cancelled_plan_leaves_what_is_unpaid_without_charges_of_the_meantime(post: Post) -> None:
    made = offered()
    _, plan = portal.ask("GET", "plans/{plan}", plan=made["id"])
    sign(post, plan)
    take_money("acme", "c1", Taken("counter", "x1", 30_000, "MXN", "cash", DUE, "ana@acme"), NOW)
    path = "accounts/{debtor}/agreements/{plan}/cancel"
    assert tell(path, key="k-0", plan=made["id"])[1]["code"] == "reason_required"
    status, said = tell(path, {"reason": "Acordamos otra cosa"}, "k-2", plan=made["id"])
    assert (status, said["state"], said["ended_by"]) == (200, "cancelled", "u-1")
    assert (owed(one_invoice("F1")), one_invoice("F1").state) == (70_000, "partly_paid")
    assert tell(path, {"reason": "Otra vez"}, "k-3", plan=made["id"])[0] == 200
    assert any("Acordamos otra cosa" in text for text in post.bring()) and books_are_in_order()


def test_a_renegotiated_plan_replaces_the_old_one_and_what_was_paid_counts(post: Post) -> None:
    first = offered()
    _, plan = portal.ask("GET", "plans/{plan}", plan=first["id"])
    sign(post, plan)
    take_money("acme", "c1", Taken("counter", "x1", 40_000, "MXN", "cash", DUE, "ana@acme"), NOW)
    status, second = tell("accounts/{debtor}/agreements", PLAN | {"parts": 6}, "k-2")
    assert (status, second["total_minor"], second["replaces"]) == (201, 60_000, first["id"])
    assert one_invoice("F1").plan == first["id"]
    _, plan = portal.ask("GET", "plans/{plan}", plan=second["id"])
    assert sign(post, plan)[0] == 200
    states = {one.id: one.state for one in load_things("acme", "c1", Agreement)}
    assert states == {first["id"]: "renegotiated", second["id"]: "active"}
    assert (one_invoice("F1").plan, owed(one_invoice("F1"))) == (second["id"], 60_000)
    assert books_are_in_order()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (PLAN | {"parts": 0}, 422, "faulty"),
        (PLAN | {"parts": 61}, 422, "faulty"),
        (PLAN | {"first_on": "2026-06-03"}, 422, "faulty"),
        (PLAN | {"first_on": "soon"}, 422, "faulty"),
        (PLAN | {"down_minor": 100_000}, 422, "faulty"),
        (PLAN | {"debt_ids": ["F9"]}, 404, "not_found"),
        ({"parts": 3}, 422, "faulty"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(body: dict[str, Any], status: int, code: str) -> None:
    answered, said = tell("accounts/{debtor}/agreements", body)
    assert (answered, said["code"]) == (status, code), said
    assert load_things("acme", "c1", Agreement) == []


def test_another_business_sees_and_decides_nothing(post: Post) -> None:
    proposed = quote(**OWN)
    businesses.create(replace(businesses.load("acme"), id="other"))
    assert console.ask("GET", "agreements", business="other")[1] == {"agreements": []}
    assert console.ask("GET", "accounts/{debtor}/agreements", business="other", debtor="c1")[0] == 404
    path = "accounts/{debtor}/agreements/{plan}/approve"
    assert console.ask("POST", path, business="other", body={}, debtor="c1", plan=proposed["id"])[0] == 404
    assert console.ask("GET", "agreements", business=None)[0] == 401
    assert console.ask("GET", "agreements", query={"state": "<script>"})[0] == 422


def test_more_time_within_the_rules_is_given_at_once(post: Post) -> None:
    shown = portal.ask("GET", "account")[1]["extension"]
    assert (shown["state"], shown["debt_ids"]) == ("open", ["F1"])
    last = shown["dates"][-1]["value"]
    status, said = portal.ask("POST", "extensions", body={"debt_ids": ["F1"], "until": last})
    assert (status, said["state"], str(one_invoice("F1").due_on)) == (201, "granted", last)
    assert any("Tienes más tiempo" in text for text in post.bring())
    status, again = portal.ask("POST", "extensions", body={"debt_ids": ["F1"], "until": "2026-06-20"})
    assert (status, again["state"]) == (201, "asked")
    assert portal.ask("GET", "account")[1]["extension"]["state"] == "asked"
    assert books_are_in_order()


def test_more_time_that_is_refused_is_told_and_the_reminders_go_on_the_next_day(post: Post) -> None:
    _, asked = portal.ask("POST", "extensions", body={"debt_ids": ["F1"], "until": "2026-07-20"})
    path = "accounts/{debtor}/extensions/{extension}/refuse"
    status, said = tell(path, {"reason": "Ya te dimos tiempo"}, extension=asked["id"])
    assert (status, said["state"], one_invoice("F1").due_on) == (200, "refused", DUE - timedelta(days=9))
    assert [(one.reason, one.until) for one in whole().debtor.rests] == [
        ("answered", at(DUE + timedelta(days=1), "00:00"))
    ]
    assert any("Ya te dimos tiempo" in text for text in post.bring())


def test_more_time_beyond_the_rules_is_for_a_person(post: Post) -> None:
    _, asked = portal.ask("POST", "extensions", body={"debt_ids": ["F1"], "until": "2026-07-20", "note": "Viaje"})
    assert (asked["state"], one_invoice("F1").due_on) == ("asked", DUE - timedelta(days=9))
    assert [task.kind for task in whole().tasks] == ["extension_asked"]
    status, waits = portal.ask("POST", "extensions", body={"debt_ids": ["F1"], "until": "2026-06-08"})
    assert (status, waits["code"]) == (409, "extension_waits")
    path = "accounts/{debtor}/extensions/{extension}/"
    assert tell(f"{path}refuse", extension=asked["id"])[1]["code"] == "reason_required"
    status, said = tell(f"{path}approve", key="k-2", extension=asked["id"])
    assert (status, said["state"], str(one_invoice("F1").due_on)) == (200, "granted", "2026-07-20")
    assert tell(f"{path}refuse", {"reason": "No"}, "k-3", extension=asked["id"])[0] == 409
    assert tell(f"{path}approve", key="k-4", extension="ex_of_nobody")[0] == 404
    assert {task.state for task in whole().tasks if task.kind == "extension_asked"} == {"done"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"debt_ids": ["F1"], "until": "2026-06-03"}, "extension_not_later"),
        ({"debt_ids": ["F1"], "until": "2020-01-01"}, "extension_not_later"),
        ({"debt_ids": ["F1"], "until": "2029-01-01"}, "extension_too_far"),
        ({"debt_ids": [], "until": "2026-06-08"}, "debt_not_extendable"),
        ({"debt_ids": ["F1"], "until": "2026-02-30"}, "faulty"),
        ({"debt_ids": ["F1"], "until": "2026-06-08", "note": "x" * 301}, "note_too_long"),
    ],
)
def test_time_that_cannot_be_given_is_refused(body: dict[str, Any], code: str) -> None:
    status, said = portal.ask("POST", "extensions", body=body)
    assert (status, said["code"]) == (422, code)
    assert load_things("acme", "c1", Extension) == []


def test_nobody_gets_time_for_what_is_anothers(post: Post) -> None:
    owing(invoice("Z9"), who=replace(whole().debtor, id="c2", version=0))
    for number in ("Z9", "F9"):
        status, said = portal.ask("POST", "extensions", body={"debt_ids": [number], "until": "2026-06-08"})
        assert (status, said["code"]) == (404, "not_found")
        assert tell("accounts/{debtor}/extensions", {"debt_ids": [number], "until": "2026-06-08"}, number)[0] == 404
    assert one_invoice("Z9", "c2").due_on == DUE


def test_what_was_sold_in_installments_twice_is_two_plans_that_the_page_shows(post: Post) -> None:
    owing_too = invoice("N2", DUE + timedelta(days=25), total_minor=30_000)
    account = accounts.load("acme", "c1")
    assert account
    accounts.save(account, Changes(account.debtor, (owing_too,)))
    start = PLAN | {"from_start": True}
    _, first = tell("accounts/{debtor}/agreements", start | {"debt_ids": ["N1"], "first_on": "2026-07-20"})
    _, second = tell("accounts/{debtor}/agreements", start | {"debt_ids": ["N2"]}, "k-2")
    shown = portal.ask("GET", "account")[1]
    assert (shown["plan"]["id"], [one["id"] for one in shown["other_plans"]]) == (second["id"], [first["id"]])
    for plan, minor in ((first, 33_333), (second, 10_000)):
        status, said = portal.ask("POST", "payments", body={"method": "transfer", "plan": {"id": plan["id"]}})
        assert (status, said["amount_minor"]) == (201, minor)


@pytest.mark.parametrize(("lang", "words"), [("es", "cada día"), ("en", "every day"), ("pt", "a cada dia")])
def test_a_debt_in_a_unit_of_account_is_refused_with_why_and_what_can_be_done(
    post: Post, lang: str, words: str
) -> None:
    account = accounts.load("acme", "c1")
    assert account
    udi = invoice("U1", currency="UDI", terms=Terms(pay_in="MXN"))
    accounts.save(account, Changes(account.debtor, (udi,)))
    headers = {"idempotency-key": lang, "x-language": lang}
    body = PLAN | {"debt_ids": ["U1"]}
    status, said = console.ask("POST", "accounts/{debtor}/agreements", body=body, headers=headers, debtor="c1")
    assert (status, said["code"]) == (422, "debt_in_unit") and words in said["message"]


def test_a_person_gives_time_unasked(post: Post) -> None:
    body = {"debt_ids": ["F1"], "until": "2026-08-01", "reason": "Hablamos por teléfono"}
    assert tell("accounts/{debtor}/extensions", body) == tell("accounts/{debtor}/extensions", body)
    (given,) = load_things("acme", "c1", Extension)
    assert (given.state, given.by, given.note) == ("granted", "u-1", "Hablamos por teléfono")
    (entry,) = [one for one in whole().entries if one.part == "due_on"]
    assert entry.by == "u-1" and books_are_in_order()
