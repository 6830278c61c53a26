"""A quote that may no longer be signed as it is: too old, for another debt, beside another plan, never approved."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.books.ledger import owed
from chalicelib.store import accounts, businesses, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_things
from chalicelib.workflows.decide_account import decide_account
from tests.domain.cases import CHARGING, DUE, invoice
from tests.tables import Cloud
from tests.workflows import console
from tests.workflows.agreed import Post, quote, sign, signature
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, whole
from tests.workflows.portal import ask, signed_in

DAY = timedelta(days=1)
LATE = invoice("F1", DUE - timedelta(days=9), terms=CHARGING)


@pytest.fixture(autouse=True)
def post(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", console.CLIENT)
    created()
    owing(LATE, invoice("F2", DUE - timedelta(days=2), total_minor=50_000), due_at=NOW)
    signed_in()
    return Post(monkeypatch)


def tell(path: str, body: Any, key: str = "k-1", **names: Any) -> tuple[int, Any]:
    return console.ask("POST", path, body=body, headers={"idempotency-key": key}, debtor="c1", **names)


def ruled(**terms: Any) -> None:
    house = businesses.load("acme")
    changed = replace(house.policy.agreement, **terms)
    businesses.change(replace(house, policy=replace(house.policy, agreement=changed)))


def at_the_page(post: Post, now: datetime) -> None:
    """The debtor comes back then; what happens by itself has happened."""
    post.now = now
    decide_account(businesses.load("acme"), "c1", now, force=True)
    sessions.save(replace(signed_in(), expires_at=now + timedelta(minutes=30)))


def test_a_plan_is_of_the_currency_of_the_oldest_debt() -> None:
    assert ask("GET", "account")[1]["plan_currency"] == "MXN"
    dollars = invoice("U1", DUE - timedelta(days=300), currency="USD")
    accounts.save(whole(), Changes(whole().debtor, invoices=(dollars,)))
    assert ask("GET", "account")[1]["plan_currency"] == "USD"


def test_a_proposal_that_nobody_approved_is_never_signed(post: Post) -> None:
    ruled(approve_above_minor=100_000)
    proposed = quote(offer="short")
    assert proposed["state"] == "proposed"
    at_the_page(post, NOW + 8 * DAY)
    for path, body in (("code", {}), ("sign", signature(proposed, "123456"))):
        status, said = ask("POST", f"plans/{{plan}}/{path}", body=body, plan=proposed["id"])
        assert (status, said["code"], said["plan"]) == (409, "quote_expired", None)
    assert [one.state for one in load_things("acme", "c1", Agreement)] == ["expired"]
    assert [one.state for one in whole().tasks if one.kind == "plan_proposed"] == ["done"], "nobody can answer it now"
    assert one_invoice().state == "open"


def test_an_expired_quote_comes_back_only_within_the_rules_of_today(post: Post) -> None:
    plan = quote(offer="short")
    ruled(offered=False)
    at_the_page(post, NOW + 3 * DAY)
    assert ask("POST", "plans/{plan}/code", body={}, plan=plan["id"])[1]["plan"] is None


def test_of_two_plans_in_one_currency_only_one_is_signed(post: Post) -> None:
    first = quote(parts=2, first_on="2026-06-20", debt_ids=["F1"])
    second = quote(parts=2, first_on="2026-06-20", debt_ids=["F2"])
    assert sign(post, first)[0] == 200
    status, said = ask("POST", "plans/{plan}/code", body={}, plan=second["id"])
    assert (status, said["code"]) == (409, "plan_running")
    assert one_invoice("F2").state == "open" and books_are_in_order()


def test_more_time_since_the_quote_brings_a_new_one_without_the_charges_that_it_spares(post: Post) -> None:
    plan = quote(parts=2, first_on="2026-07-10")
    assert plan["total_minor"] > 150_000
    status, _ = tell("accounts/{debtor}/extensions", {"debt_ids": ["F1"], "until": "2026-07-01"})
    assert status == 201
    status, said = ask("POST", "plans/{plan}/code", body={}, plan=plan["id"])
    assert (status, said["code"], said["plan"]["total_minor"]) == (409, "quote_changed", 150_000)
    assert sign(post, said["plan"])[0] == 200
    assert owed(one_invoice("F1")) + owed(one_invoice("F2")) == 150_000 and books_are_in_order()


@pytest.mark.parametrize("down_minor", [0, 20_000])
def test_nobody_signs_what_is_late_already(post: Post, down_minor: int) -> None:
    body = {"parts": 3, "first_on": str(DUE + 2 * DAY), "down_minor": down_minor, "debt_ids": ["F1"]}
    status, offered = tell("accounts/{debtor}/agreements", body)
    assert status == 201
    assert any(f"hasta: {4 if down_minor else 5} de junio" in text for text in post.bring())
    at_the_page(post, NOW + 3 * DAY)
    assert ask("GET", "plans/{plan}", plan=offered["id"])[1]["can_sign"] is False
    status, said = ask("POST", "plans/{plan}/code", body={}, plan=offered["id"])
    assert (status, said["code"]) == (409, "quote_expired")
    days = [one["due_on"] for one in said["plan"]["installments"]]
    assert days == sorted(days) and days[0] >= str(post.now.date())
    assert sign(post, said["plan"])[0] == 200


def test_a_renegotiated_plan_that_was_not_signed_in_time_comes_back_as_one(post: Post) -> None:
    first = quote(parts=2, first_on="2026-06-20", debt_ids=["F1"])
    assert sign(post, first)[0] == 200
    body = {"parts": 6, "first_on": "2026-06-30", "debt_ids": ["F1"]}
    _, offered = tell("accounts/{debtor}/agreements", body)
    at_the_page(post, NOW + 8 * DAY)
    status, said = ask("POST", "plans/{plan}/code", body={}, plan=offered["id"])
    assert (status, len(said["plan"]["installments"])) == (409, 6)
    assert sign(post, said["plan"])[0] == 200
    states = {one.id: one.state for one in load_things("acme", "c1", Agreement)}
    assert states == {first["id"]: "renegotiated", offered["id"]: "expired", said["plan"]["id"]: "active"}
    over = console.ask("GET", "agreements", query={"state": "expired"})[1]["agreements"]
    assert [one["id"] for one in over] == [offered["id"]]
    assert books_are_in_order()


def test_a_proposal_is_approved_only_while_its_first_day_and_its_debt_are_as_they_were(post: Post) -> None:
    wanted = {"parts": 12, "first_on": str(DUE + 2 * DAY), "ask_person": True}
    proposed = quote(**wanted)
    post.now = NOW + 3 * DAY
    path = "accounts/{debtor}/agreements/{plan}/approve"
    status, said = tell(path, {}, plan=proposed["id"])
    assert (status, said["code"]) == (409, "proposal_over")
    post.now = NOW
    tell("accounts/{debtor}/extensions", {"debt_ids": ["F1"], "until": "2026-07-01"}, "k-2")
    assert tell(path, {}, "k-3", plan=proposed["id"])[1]["code"] == "proposal_changed"


def test_a_signature_without_the_hash_of_what_was_shown_is_none(post: Post) -> None:
    plan = quote(offer="short")
    code = post.code(plan["id"])
    said = signature(plan, code)
    del said["text_sha256"]
    assert ask("POST", "plans/{plan}/sign", body=said, plan=plan["id"])[0] == 422
    assert sign(post, plan, code=code, text_sha256="")[1]["code"] == "text_not_shown"
    assert sign(post, plan, code=code)[0] == 200
