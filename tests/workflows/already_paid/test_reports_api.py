"""The routes of reports, asked as API Gateway asks them: whose they are, what is checked, and once per key."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from app import app
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.links import token_hash
from chalicelib.store import businesses, sessions
from chalicelib.store.things import load_things
from tests.domain.cases import DUE, debtor, invoice
from tests.domain.proof_files import EVIL, jpeg
from tests.tables import Cloud
from tests.workflows.cases import NOW, SESSION, created, owing
from tests.workflows.reported import arrives, kept
from tests.workflows.showing.test_console_api import CONTEXT

ORIGIN = "https://pay.example"
SAID = {"amount_minor": 100_000, "paid_on": str(DUE), "method": "transfer", "debt_ids": ["F1"]}
FILE = {"type": "image/jpeg", "size": 5000}


@pytest.fixture(autouse=True)
def two_debtors(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", "client-1")
    monkeypatch.setattr("chalicelib.gateways.clock.now", lambda: NOW)
    businesses.create(replace(created(), id="other"))
    owing(invoice("F1"))
    owing(invoice("G1"), who=debtor(id="c2"))
    for cookie, who in (("ana", "c1"), ("eva", "c2")):
        sessions.save(replace(SESSION, id=token_hash(cookie), debtor=who))


def event(verb: str, route: str, names: dict[str, str], body: Any, sent: dict[str, str], **more: Any) -> dict[str, Any]:
    return {
        "requestContext": {"httpMethod": verb, "resourcePath": route, **more},
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "pathParameters": names or None,
        "multiValueQueryStringParameters": more.get("query"),
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
        "stageVariables": None,
    }


def ask(verb: str, route: str, body: Any = None, cookie: str = "ana", key: str = "", **how: str) -> tuple[int, Any]:
    """As the debtor's page; ``route`` may hold one id in braces."""
    path, names = named(route)
    sent = {
        "content-type": "application/json",
        "x-language": "en",
        "origin": ORIGIN,
        "cookie": f"__Host-session={cookie}",
    }
    sent |= {"idempotency-key": key or f"{verb}{route}{body}"} | how
    answer = app(event(verb, f"/api/{path}", names, body, sent), CONTEXT)
    return answer["statusCode"], json.loads(answer["body"])


def person(
    verb: str, route: str, body: Any = None, business: str = "acme", key: str = "", **more: Any
) -> tuple[int, Any]:
    """As somebody of a business, at their console."""
    path, names = named(route)
    sent = {"content-type": "application/json", "x-language": "en", "idempotency-key": key or f"{verb}{route}{body}"}
    claims = {"token_use": "id", "aud": "client-1", "sub": "u-1", "custom:business": business}
    told = event(verb, f"/api/console/{path}", names, body, sent, authorizer={"claims": claims}, **more)
    answer = app(told, CONTEXT)
    return answer["statusCode"], json.loads(answer["body"])


def named(route: str) -> tuple[str, dict[str, str]]:
    before, brace, rest = route.partition("{")
    known, _, after = rest.partition("}")
    field = "payment_id" if before.startswith("payments") else "report_id"
    return (f"{before}{{{field}}}{after}", {field: known}) if brace else (route, {})


def reported(**more: Any) -> str:
    status, answer = ask("POST", "reports", SAID | more)
    assert status == 201, answer
    return str(answer["id"])


def test_the_whole_way_from_the_page_to_the_receipt() -> None:
    report = reported(proof=FILE)
    arrives(report, jpeg())
    status, sent = ask("POST", f"reports/{{{report}}}/sent", {})
    assert (status, sent["proof"]["state"], sent["proof"]["message"]) == (200, "kept", "Received.")

    (waiting,) = person("GET", "reports")[1]["reports"]
    assert (waiting["id"], waiting["name"], waiting["state"]) == (report, "Ana López", "pending")
    opened = person("GET", f"reports/{{{report}}}")[1]
    assert opened["proof_link"].startswith("https://") and opened["known"] == []
    assert opened["rests_until"]
    status, done = person("POST", f"reports/{{{report}}}/confirm", {})
    assert (status, done["state"], done["decided_by"]) == (200, "confirmed", "u-1")

    assert person("GET", "reports")[1] == {"reports": [], "more": False}
    assert [one["id"] for one in person("GET", "reports", query={"state": ["confirmed"]})[1]["reports"]] == [report]
    status, seen = ask("GET", f"reports/{{{report}}}")
    assert (status, seen["message"], seen["payment"]) == (200, "Confirmed. Thank you.", done["payment"])


def test_a_replay_is_one_report_and_another_body_under_its_key_is_refused() -> None:
    first = ask("POST", "reports", SAID | {"proof": FILE}, key="k-1")
    again = ask("POST", "reports", SAID | {"proof": FILE}, key="k-1")
    other = ask("POST", "reports", SAID | {"amount_minor": 5}, key="k-1")

    assert again == first and first[0] == 201
    assert (other[0], other[1]["code"]) == (409, "idempotency_conflict")
    assert len(load_things("acme", "c1", PaymentReport)) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "faulty"),
        (SAID | {"amount_minor": 10.5}, 422, "faulty"),
        (SAID | {"amount_minor": "1000"}, 422, "faulty"),
        (SAID | {"paid_on": "yesterday"}, 422, "faulty"),
        (SAID | {"method": "magic"}, 422, "faulty"),
        (SAID | {"note": "x" * 301}, 422, "faulty"),
        (SAID | {"debt_ids": ["G1"]}, 404, "not_found"),
        (SAID | {"proof": {"type": "image/svg+xml", "size": 5}}, 422, "proof_wrong_type"),
        (SAID | {"proof": {"type": "image/png", "size": 50 << 20}}, 422, "proof_too_large"),
        (SAID | {"amount_minor": 10**15}, 422, "report_too_much"),
    ],
)
def test_bad_input_is_answered_and_nothing_is_written(body: dict[str, Any], status: int, code: str) -> None:
    answered, told = ask("POST", "reports", body)

    assert (answered, told["code"]) == (status, code)
    assert told["message"]
    assert load_things("acme", "c1", PaymentReport) == []


def test_an_evil_file_is_answered_kindly_again_and_again() -> None:
    report = reported(proof=FILE)
    arrives(report, EVIL["a page named jpg"][0])
    for key in ("k-1", "k-1", "k-2"):
        status, told = ask("POST", f"reports/{{{report}}}/sent", {}, key=key)
        assert (status, told["code"]) == (422, "proof_wrong_type")
    assert kept(report).state == "pending"
    status, place = ask("POST", f"reports/{{{report}}}/proof", FILE)
    assert (status, place["upload"]["fields"]["Content-Type"]) == (201, "image/jpeg")


def test_nobody_elses_report_or_payment_exists() -> None:
    report = reported(proof=FILE)

    for verb, rest, body in (
        ("GET", "", None), ("POST", "/sent", {}), ("POST", "/proof", FILE), ("POST", "/withdraw", {}),
    ):  # fmt: skip
        foreign = ask(verb, f"reports/{{{report}}}{rest}", body, cookie="eva")
        missing = ask(verb, f"reports/{{rp_0}}{rest}", body, cookie="eva")
        assert foreign == missing and (foreign[0], foreign[1]["code"]) == (404, "not_found")
    assert ask("POST", "payments/{pa_0}/proof", FILE)[0] == 404
    for verb, rest, said in (
        ("GET", "", None),
        ("POST", "/confirm", {}),
        ("POST", "/refuse", {"reason": "not_received"}),
    ):
        foreign = person(verb, f"reports/{{{report}}}{rest}", said, business="other")
        missing = person(verb, f"reports/{{rp_0}}{rest}", said, business="other")
        assert foreign == missing and foreign[0] == 404
    assert person("GET", "reports", business="other")[1]["reports"] == []
    assert kept(report).state == "pending"


def test_another_page_may_not_write_and_nobody_without_a_session() -> None:
    assert ask("POST", "reports", SAID, origin="https://evil.example")[1]["code"] == "bad_origin"
    assert ask("POST", "reports", SAID, cookie="nobody")[1]["code"] == "no_session"
    report = reported()
    sent = person("POST", f"reports/{{{report}}}/confirm", {"amount_minor": "x"})
    assert (sent[0], sent[1]["code"]) == (422, "faulty")


def test_a_refusal_needs_a_reason_and_is_told_to_the_debtor() -> None:
    report = reported()
    assert person("POST", f"reports/{{{report}}}/refuse", {"reason": "because"})[1]["faults"][0]["path"] == "reason"
    assert person("POST", f"reports/{{{report}}}/refuse", {"reason": "other"})[1]["faults"][0]["code"] == "required"
    status, told = person("POST", f"reports/{{{report}}}/refuse", {"reason": "wrong_amount", "text": "Llegaron 900"})

    assert (status, told["state"]) == (200, "refused")
    assert ask("GET", f"reports/{{{report}}}")[1]["message"].endswith(
        "The amount that arrived is another one. Llegaron 900"
    )
    assert person("POST", f"reports/{{{report}}}/confirm", {})[1]["code"] == "report_decided"
    assert person("GET", "reports", query={"state": ["nonsense"]})[0] == 422
