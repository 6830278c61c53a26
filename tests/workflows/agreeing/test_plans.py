"""A plan from the page: offered, quoted, signed with a code, paid by installments; and what must not work."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.agreeing.record import text_hash, what_is_wrong
from chalicelib.domain.books.ledger import owed
from chalicelib.domain.business import AgreementTerms, Policy
from chalicelib.messages.lite import lite_account
from chalicelib.store import businesses, sessions
from chalicelib.store.things import load_thing, load_things
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.apply_payment import Received, apply_payment
from chalicelib.workflows.paying.take_money import Taken, take_money
from chalicelib.workflows.showing.view_lite import view_lite
from tests.domain.cases import DUE, at, invoice
from tests.tables import Cloud
from tests.workflows.agreed import FROM, Post, quote, sign, signature
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, whole
from tests.workflows.portal import ask, signed_in

LATE = invoice("F1", DUE - timedelta(days=9))


@pytest.fixture(autouse=True)
def post(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Post:
    created()
    owing(LATE, invoice("F2", DUE - timedelta(days=2), total_minor=50_000), due_at=NOW)
    signed_in()
    return Post(monkeypatch)


def ruled(**terms: Any) -> None:
    house = businesses.load("acme")
    policy: Policy = replace(house.policy, agreement=replace(AgreementTerms(), **terms))
    businesses.change(replace(house, policy=policy))


def account() -> dict[str, Any]:
    status, said = ask("GET", "account")
    assert status == 200
    found: dict[str, Any] = said
    return found


def test_the_page_offers_plans_with_their_cost_and_quotes_the_one_that_is_chosen() -> None:
    offered = account()["plans"]
    assert [one["id"] for one in offered] == ["short", "usual", "long"]
    assert offered[0]["parts_text"] == "2 cuotas de $\u00a0750.00"
    assert "plan" in account()["allowed"]
    quoted = quote(offer="usual")
    assert (quoted["state"], quoted["total_minor"], quoted["can_sign"]) == ("quoted", 150_000, True)
    assert quoted["total_text"] in quoted["text"] and text_hash(quoted["text"]) == quoted["text_sha256"]
    assert sum(one["amount_minor"] for one in quoted["installments"]) == 150_000
    assert one_invoice().state == "open"


def test_signing_leaves_evidence_that_can_be_verified_and_a_copy_by_mail(post: Post) -> None:
    plan = quote(offer="short")
    status, signed = sign(post, plan)
    assert (status, signed["state"]) == (200, "active")
    evidence = load_thing("acme", "c1", Evidence, plan["id"])
    assert evidence and what_is_wrong(evidence) == ()
    assert (evidence.text, evidence.name, evidence.address) == (plan["text"], "Ana López", "198.51.100.7")
    assert evidence.code_to == "•••5678" and evidence.template == "installments-1-es-MX"
    assert what_is_wrong(replace(evidence, name="Eva")) == ("record_changed",)
    assert what_is_wrong(replace(evidence, text="x")) == ("text_changed", "record_changed")
    assert what_is_wrong(evidence, "0" * 64) == ("other_copy",)
    assert {one_invoice("F1").state, one_invoice("F2").state} == {"in_plan"}
    (copy,) = [text for text in post.bring() if evidence.seal in text]
    assert "acuerdo" in copy and post.papers[f"agreement-{plan['id']}.pdf"].startswith(b"%PDF")
    status, record = ask("GET", "plans/{plan}/evidence", plan=plan["id"])
    assert status == 200 and record["seal"] == evidence.seal
    assert books_are_in_order()


def test_the_code_is_written_nowhere_and_works_once(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    plan = quote()
    code = post.code(plan["id"])
    rows = str([one.data for one in whole().notices]) + caplog.text
    assert code not in rows
    assert sign(post, plan, code=code)[0] == 200
    status, said = sign(post, plan, code=code)
    assert (status, said["code"]) == (409, "plan_already_signed")


@pytest.mark.parametrize("lang", ["en", "pt"])
def test_what_was_signed_is_shown_as_it_was_whatever_is_said_later(post: Post, lang: str) -> None:
    spoken = {"x-language": lang}
    _, plan = ask("POST", "plans/quote", body={"offer": "short"}, headers=spoken)
    body = signature(plan, post.code(plan["id"], **spoken))
    assert ask("POST", "plans/{plan}/sign", body=body, headers=FROM | spoken, plan=plan["id"])[0] == 200
    businesses.change(replace(businesses.load("acme"), name="Acme & Co"))
    _, shown = ask("GET", "plans/{plan}", plan=plan["id"])
    assert (shown["text"], shown["text_lang"], shown["state_text"]) == (plan["text"], lang, "En marcha")


def test_an_installment_is_paid_by_link_and_the_receipt_tells_how_far_it_is(post: Post) -> None:
    plan = quote(offer="short")
    sign(post, plan)
    shown = account()
    assert (shown["plan"]["due_minor"], shown["plan"]["remaining_minor"]) == (75_000, 150_000)
    assert shown["plans"] == [] and shown["plan_note"]["code"] == "plan_running"
    for body in ({"debt_ids": ["F1", "F2"]}, {"plan": {"id": plan["id"]}}, {"amount_minor": 75_000}):
        status, started = ask("POST", "payments", body={"method": "transfer", **body})
        assert (status, started["amount_minor"]) == (201, 75_000)
    found = whole()
    attempt = found.attempts[0]
    apply_payment(found, attempt, Received("bank", "b1", 75_000, "MXN"), NOW)
    receipt = next(text for text in post.bring() if "750.00" in text)
    assert "llevas $\u00a0750.00 de $\u00a01,500.00" in receipt
    assert account()["plan"]["paid_minor"] == 75_000
    status, rest = ask("POST", "payments", body={"method": "transfer", "plan": {"id": plan["id"], "whole": True}})
    assert (status, rest["amount_minor"]) == (201, 75_000)
    assert books_are_in_order()


def test_the_last_payment_completes_it_and_says_thanks(post: Post) -> None:
    plan = quote(offer="short")
    sign(post, plan)
    take_money("acme", "c1", Taken("counter", "x1", 150_000, "MXN", "cash", DUE, "ana@acme"), NOW)
    assert any("terminaste tu acuerdo" in text for text in post.bring())
    decide_account(businesses.load("acme"), "c1", NOW, force=True)
    assert [one.state for one in load_things("acme", "c1", Agreement)] == ["completed"]
    assert account()["state"] == "up_to_date" and books_are_in_order()


def test_a_payment_between_quote_and_signature_brings_a_new_quote(post: Post) -> None:
    plan = quote(offer="short")
    code = post.code(plan["id"])
    take_money("acme", "c1", Taken("counter", "x1", 60_000, "MXN", "cash", DUE, "ana@acme"), NOW)
    status, said = sign(post, plan, code=code)
    assert (status, said["code"], said["plan"]["total_minor"]) == (409, "quote_changed", 90_000)
    assert load_thing("acme", "c1", Evidence, plan["id"]) is None
    assert sign(post, said["plan"])[0] == 200
    assert books_are_in_order()


def test_an_expired_quote_brings_a_new_one(post: Post) -> None:
    plan = quote(offer="short")
    post.now = NOW + timedelta(hours=48)
    sessions.save(replace(signed_in(), expires_at=post.now + timedelta(minutes=30)))
    status, said = ask("POST", "plans/{plan}/code", body={}, plan=plan["id"])
    assert (status, said["code"]) == (409, "quote_expired")
    assert said["plan"]["id"] != plan["id"] and said["plan"]["total_minor"] == 150_000
    assert sign(post, said["plan"])[0] == 200


def test_wrong_codes_run_out_and_a_new_one_works(post: Post) -> None:
    plan = quote(offer="short")
    right = post.code(plan["id"])
    wrong = "000000" if right != "000000" else "111111"
    answers = [sign(post, plan, code=wrong) for _ in range(5)]
    assert [status for status, _ in answers] == [403, 403, 403, 403, 409]
    assert answers[0][1]["tries_left"] == 4
    assert sign(post, plan, code=right)[1]["code"] == "code_used_up"
    assert sign(post, plan)[0] == 200


def test_a_code_runs_out_of_time_and_of_its_session(post: Post) -> None:
    plan = quote(offer="short")
    code = post.code(plan["id"])
    post.now = NOW + timedelta(minutes=10)
    assert sign(post, plan, code=code)[1]["code"] == "code_expired"
    status, said = ask("POST", "plans/{plan}/sign", body=signature(plan, ""), headers=FROM, plan=plan["id"])
    assert (status, said["code"]) == (409, "code_expired")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"consent": False}, "consent_required"),
        ({"name": "  "}, "bad_name"),
        ({"name": "12345"}, "bad_name"),
        ({"name": "A" * 121}, "bad_name"),
        ({"name": "<script>alert(1)</script>", "consent": False}, "consent_required"),
    ],
)
def test_without_a_name_and_a_yes_nothing_is_signed(post: Post, changes: dict[str, Any], code: str) -> None:
    plan = quote(offer="short")
    status, said = sign(post, plan, code="123456", **changes)
    assert status == 422 and [one["code"] for one in said["faults"]] == [code]
    assert one_invoice().state == "open"


def test_only_the_text_that_was_shown_is_signed(post: Post) -> None:
    plan = quote(offer="short")
    status, said = sign(post, plan, text_sha256="0" * 64)
    assert (status, said["code"]) == (409, "text_not_shown")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"parts": 7, "first_on": "2026-06-20"}, 422, "faulty"),
        ({"parts": 2, "first_on": "2026-06-03"}, 422, "faulty"),
        ({"parts": 2, "first_on": "2026-06-31"}, 422, "faulty"),
        ({"parts": 0}, 422, "faulty"),
        ({"parts": 2, "down_minor": 150_000, "first_on": "2026-06-20"}, 422, "faulty"),
        ({"parts": 2, "every": "<img>", "first_on": "2026-06-20"}, 422, "faulty"),
        ({"offer": "cheapest"}, 404, "not_found"),
        ({"offer": "short", "debt_ids": ["F9"]}, 404, "not_found"),
        ({"parts": 2, "note": "x" * 301, "first_on": "2026-06-20"}, 422, "note_too_long"),
        ({"parts": "two"}, 422, "faulty"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_nothing_is_kept(body: dict[str, Any], status: int, code: str) -> None:
    answered, said = ask("POST", "plans/quote", body=body)
    assert (answered, said["code"]) == (status, code), said
    assert load_things("acme", "c1", Agreement) == []


def test_what_the_rules_do_not_allow_may_be_asked_of_a_person(post: Post) -> None:
    wanted = {"parts": 12, "first_on": "2026-06-20", "note": "Cobro en <b>diciembre</b>"}
    assert ask("POST", "plans/quote", body=wanted)[0] == 422
    proposed = quote(**wanted, ask_person=True)
    assert (proposed["state"], proposed["can_sign"]) == ("proposed", False) and proposed["message"]
    assert [(task.kind, task.about) for task in whole().tasks] == [("plan_proposed", proposed["id"])]
    assert [rest.reason for rest in whole().debtor.rests] == ["plan_proposed"]
    assert ask("POST", "plans/{plan}/code", body={}, plan=proposed["id"])[1]["code"] == "plan_not_ready"
    status, again = ask("POST", "plans/quote", body=wanted | {"ask_person": True})
    assert (status, again["reason"]) == (409, "plan_proposed")


def test_above_the_businesss_limit_a_person_looks_first(post: Post) -> None:
    ruled(approve_above_minor=100_000, min_down_percent=Decimal("0.2"))
    (offer, *_) = account()["plans"]
    assert offer["needs_person"] and offer["person_text"]
    assert quote(offer="short")["state"] == "proposed"


def test_a_business_that_offers_none_says_so_and_the_way_out() -> None:
    ruled(offered=False)
    shown = account()
    assert shown["plans"] == [] and "cobros@acme.example" in shown["plan_note"]["way_out"]
    status, said = ask("POST", "plans/quote", body={"parts": 2, "first_on": "2026-06-20"})
    assert (status, said["code"], said["reason"]) == (409, "plan_unavailable", "plan_not_offered")


def test_nobody_elses_plan_is_seen_or_signed(post: Post) -> None:
    plan = quote(offer="short")
    owing(invoice("Z1"), who=replace(whole().debtor, id="c2", version=0))
    signed_in("c2")
    for verb, path, body in (
        ("GET", "plans/{plan}", None),
        ("GET", "plans/{plan}/evidence", None),
        ("POST", "plans/{plan}/code", {}),
        ("POST", "plans/{plan}/sign", signature(plan, "123456")),
    ):
        assert ask(verb, path, body=body, plan=plan["id"])[0] == 404
    status, _ = ask("POST", "payments", body={"method": "transfer", "plan": {"id": plan["id"]}})
    assert status == 404


def test_a_signature_from_another_site_is_refused(post: Post) -> None:
    plan = quote(offer="short")
    headers = {"origin": "https://evil.example"}
    assert ask("POST", "plans/{plan}/sign", body=signature(plan, "1"), headers=headers, plan=plan["id"])[0] == 403


def test_a_breach_returns_the_debt_less_what_was_paid(post: Post) -> None:
    plan = quote(offer="short")
    sign(post, plan)
    take_money("acme", "c1", Taken("counter", "x1", 75_000, "MXN", "cash", DUE, "ana@acme"), NOW)
    second = date.fromisoformat(plan["installments"][1]["due_on"])
    told = []
    for ahead in range(12):
        post.now = at(second + timedelta(days=ahead))
        decide_account(businesses.load("acme"), "c1", post.now, force=True)
        told += post.bring()
    assert [one.state for one in load_things("acme", "c1", Agreement)] == ["breached"]
    assert sum(owed(one) for one in whole().invoices) == 75_000
    assert sum("No pierdes lo pagado" in text for text in told) == 1
    assert books_are_in_order()


def test_the_same_signature_sent_again_gets_the_same_answer(post: Post) -> None:
    plan = quote(offer="short")
    body = signature(plan, post.code(plan["id"]))
    keyed = FROM | {"idempotency-key": "k-1"}
    first = ask("POST", "plans/{plan}/sign", body=body, headers=keyed, plan=plan["id"])
    again = ask("POST", "plans/{plan}/sign", body=body, headers=keyed, plan=plan["id"])
    assert first == again and first[0] == 200
    assert len([one for one in whole().entries if one.kind == "issue"]) == 2


def test_the_plain_page_asks_for_the_installment_too(post: Post) -> None:
    plan = quote(offer="short")
    sign(post, plan)
    view = view_lite(signed_in(), "es", NOW)
    assert any(row["value"].endswith("750.00") for row in view["transfer"]["rows"])
    page = lite_account("es", view)
    assert "Tu próxima cuota" in page and "1,500.00" in page and ">$\u00a00.00<" not in page
