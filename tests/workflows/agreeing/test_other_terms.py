"""A debtor who cannot keep to a running plan asks for other terms: of a person, and nothing that was paid is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.books.ledger import owed
from chalicelib.messages.lite import lite_account
from chalicelib.store import accounts, businesses, sessions
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_things
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.take_money import Taken, take_money
from chalicelib.workflows.showing.view_lite import view_lite
from tests.domain.cases import DUE, invoice
from tests.tables import Cloud
from tests.workflows import console
from tests.workflows.agreed import Post, quote, sign
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, whole
from tests.workflows.portal import ask, signed_in

DAY = timedelta(days=1)
OTHER = {"parts": 8, "first_on": "2026-07-10", "note": "Me bajaron el sueldo"}


@pytest.fixture(autouse=True)
def post(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", console.CLIENT)
    created()
    owing(invoice("F1", DUE - 9 * DAY), invoice("F2", DUE - 2 * DAY, total_minor=50_000), due_at=NOW)
    signed_in()
    return Post(monkeypatch)


def kept(post: Post) -> dict[str, Any]:
    """A plan of two invoices that was signed."""
    plan = quote(offer="short")
    assert sign(post, plan)[0] == 200
    return plan


def tell(verb: str, plan: str, body: Any = None, key: str = "k-1") -> tuple[int, Any]:
    path = f"accounts/{{debtor}}/agreements/{{plan}}/{verb}"
    return console.ask("POST", path, body=body or {}, headers={"idempotency-key": key}, debtor="c1", plan=plan)


def paid(minor: int, now: datetime = NOW) -> None:
    take_money("acme", "c1", Taken("counter", f"x{minor}", minor, "MXN", "cash", DUE, "ana@acme"), now)


def at_the_page(post: Post, now: datetime) -> None:
    post.now = now
    decide_account(businesses.load("acme"), "c1", now, force=True)
    sessions.save(replace(signed_in(), expires_at=now + timedelta(minutes=30)))


def states() -> dict[str, str]:
    return {one.id: one.state for one in load_things("acme", "c1", Agreement)}


def test_other_terms_are_approved_signed_and_take_the_place_of_the_old_plan(post: Post) -> None:
    first = kept(post)
    paid(110_000)  # all of F1, and some of F2
    asked = quote(**OTHER, replaces=first["id"])
    assert (asked["state"], asked["can_sign"], asked["replaces"]) == ("proposed", False, first["id"])
    assert asked["total_minor"] == 40_000 and "tu plan sigue como está" in asked["message"]
    assert ask("POST", "plans/{plan}/code", body={}, plan=asked["id"])[1]["code"] == "plan_not_ready"
    assert [(task.kind, task.about) for task in whole().tasks] == [("plan_proposed", asked["id"])]
    assert [rest.reason for rest in whole().debtor.rests] == ["plan_proposed"]
    shown = ask("GET", "account")[1]
    assert shown["plan"]["id"] == first["id"] and "plan" not in shown["allowed"]
    assert [(one["id"], one["replaces"]) for one in shown["plan_quotes"]] == [(asked["id"], first["id"])]
    (line, _) = console.ask("GET", "agreements")[1]["agreements"]
    assert (line["state"], line["replaces"], line["note"]) == ("proposed", first["id"], OTHER["note"])
    assert tell("approve", asked["id"])[0] == 200
    _, plan = ask("GET", "plans/{plan}", plan=asked["id"])
    assert states()[first["id"]] == "active", "until it is signed"
    assert sign(post, plan)[0] == 200
    assert states() == {first["id"]: "renegotiated", asked["id"]: "active"}
    assert (one_invoice("F2").plan, owed(one_invoice("F2")), one_invoice("F1").state) == (asked["id"], 40_000, "paid")
    assert books_are_in_order()


def test_refused_the_old_plan_goes_on_untouched_and_the_debtor_hears_so(post: Post) -> None:
    first = kept(post)
    before = whole().invoices
    asked = quote(**OTHER, replaces=first["id"])
    assert tell("refuse", asked["id"], {"reason": "Es muy largo"})[0] == 200
    assert states() == {first["id"]: "active", asked["id"]: "refused"} and whole().invoices == before
    (said,) = [text for text in post.bring() if "Es muy largo" in text]
    assert "Tu plan sigue como estaba" in said and "otros planes" not in said
    assert quote(**OTHER, replaces=first["id"])["state"] == "proposed", "it may be asked again"


def test_one_request_at_a_time_and_none_while_money_is_on_its_way(post: Post) -> None:
    first = kept(post)
    account = whole()
    on_its_way = replace(one_invoice("F1"), state="paying")
    accounts.save(account, Changes(account.debtor, (on_its_way,)))
    wanted = OTHER | {"replaces": first["id"]}
    assert ask("POST", "plans/quote", body=wanted)[1]["reason"] == "plan_payment_in_progress"
    account = whole()
    accounts.save(account, Changes(account.debtor, (replace(on_its_way, state="in_plan"),)))
    quote(**wanted)
    status, said = ask("POST", "plans/quote", body=wanted)
    assert (status, said["code"], said["reason"]) == (409, "plan_unavailable", "plan_proposed")
    assert len(states()) == 2


def test_a_payment_after_the_request_is_counted_before_anything_is_approved_or_signed(post: Post) -> None:
    first = kept(post)
    asked = quote(**OTHER, replaces=first["id"])
    paid(30_000)
    assert tell("approve", asked["id"])[1]["code"] == "proposal_changed"
    body = {"parts": 8, "first_on": "2026-07-10", "debt_ids": ["F1", "F2"]}
    status, offered = console.ask(
        "POST", "accounts/{debtor}/agreements", body=body, headers={"idempotency-key": "k-2"}, debtor="c1"
    )
    assert (status, offered["total_minor"], offered["replaces"]) == (201, 120_000, first["id"])


def test_the_business_renews_a_plan_of_which_one_invoice_is_paid(post: Post) -> None:
    kept(post)
    paid(110_000)
    body = {"parts": 4, "first_on": "2026-07-10"}
    headers = {"idempotency-key": "k-1"}
    status, offered = console.ask("POST", "accounts/{debtor}/agreements", body=body, headers=headers, debtor="c1")
    assert (status, offered["total_minor"], offered["debt_ids"]) == (201, 40_000, ["F2"])


def test_approved_and_not_signed_in_time_it_comes_back_and_still_replaces_the_old_one(post: Post) -> None:
    first = kept(post)
    asked = quote(**OTHER, replaces=first["id"])
    tell("approve", asked["id"])
    at_the_page(post, NOW + 8 * DAY)
    _, said = ask("POST", "plans/{plan}/code", body={}, plan=asked["id"])
    assert (said["code"], said["plan"]["replaces"]) == ("quote_expired", first["id"])
    assert sign(post, said["plan"])[0] == 200 and books_are_in_order()
    assert states()[first["id"]] == "renegotiated"


def test_nobody_answered_and_the_old_plan_is_all_there_is_to_sign(post: Post) -> None:
    first = kept(post)
    asked = quote(**OTHER, replaces=first["id"])
    at_the_page(post, NOW + 8 * DAY)
    _, said = ask("POST", "plans/{plan}/code", body={}, plan=asked["id"])
    assert (said["code"], said["plan"]) == ("quote_expired", None)
    assert states() == {first["id"]: "active", asked["id"]: "expired"}
    (told,) = [text for text in post.bring() if "no alcanzó a responder" in text]
    assert "Tu plan sigue como estaba" in told


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"replaces": "ag_of_nobody"}, 404, "not_found"),
        ({"replaces": "<script>"}, 404, "not_found"),
        ({"parts": 0}, 422, "faulty"),
        ({"parts": 61}, 422, "faulty"),
        ({"first_on": "2026-06-03"}, 422, "faulty"),
        ({"first_on": "2099-06-03"}, 422, "faulty"),
        ({"down_minor": 150_000}, 422, "faulty"),
        ({"down_minor": -1}, 422, "faulty"),
        ({"every": "day"}, 422, "faulty"),
        ({"note": "x" * 301}, 422, "note_too_long"),
        ({"replaces": 7}, 422, "faulty"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    post: Post, body: dict[str, Any], status: int, code: str
) -> None:
    first = kept(post)
    before = whole()
    answered, said = ask("POST", "plans/quote", body=OTHER | {"replaces": first["id"]} | body)
    assert (answered, said["code"]) == (status, code), said
    assert whole() == before


def test_a_plan_that_is_over_or_only_quoted_has_no_other_terms(post: Post) -> None:
    only_quoted = quote(offer="long")
    first = kept(post)
    tell("cancel", first["id"], {"reason": "Acordamos otra cosa"})
    for plan in (only_quoted, first):
        status, said = ask("POST", "plans/quote", body=OTHER | {"replaces": plan["id"]})
        assert (status, said["code"]) == (409, "plan_over")


def test_another_debtors_plan_is_nobodys(post: Post) -> None:
    first = kept(post)
    owing(invoice("Z9", DUE - 9 * DAY), who=replace(whole().debtor, id="c2", version=0))
    sessions.save(replace(signed_in(), debtor="c2"))
    assert ask("POST", "plans/quote", body=OTHER | {"replaces": first["id"]})[0] == 404
    assert whole("c2").agreements == () and states() == {first["id"]: "active"}


@pytest.mark.parametrize(("lang", "words"), [("es", "¿No vas a poder"), ("en", "Cannot keep"), ("pt", "Não vai")])
def test_the_plain_page_says_how_to_ask(post: Post, lang: str, words: str) -> None:
    first = kept(post)
    quote(**OTHER, replaces=first["id"])
    page = lite_account(lang, view_lite(signed_in(), lang, NOW))
    assert words in page and "8 " not in page.partition(words)[2], "what a person looks at is not for signing"
