"""Every route of the debtor's page, the next ones too, before unkind requests: told in words, and nothing changes."""

import json
import re
from itertools import product
from typing import Any

import pytest

from app import app
from chalicelib.gateways import clock
from chalicelib.store import sessions
from chalicelib.store.sessions import Session
from tests.tables import Cloud
from tests.workflows.cases import NOW, created, linked, owing, whole
from tests.workflows.portal import ask, signed_in

# Pages behind a message's own secret, reports of browsers and providers, and the console, which has its own tests.
APART = re.compile(r"/api/(console|lite|optout|received|satisfied|autopay/stop/|events|csp|health|stripe|paypal)")
BY_LINK = {"session", "session/renew"}  # they take the link's own token
BEFORE_THE_ANSWER = BY_LINK | {"session/verify", "session/end", "wrong-person"}
ROUTES = sorted(
    (verb, path.removeprefix("/api/"))
    for path, verbs in app.routes.items()
    for verb in verbs
    if path.startswith("/api/") and not APART.match(path)
)
WRITES = [(verb, path) for verb, path in ROUTES if verb != "GET"]
GUARDED = [(verb, path) for verb, path in ROUTES if path not in BY_LINK]

SENSIBLE = {
    "token": "t", "answer": "6785", "on": "2026-06-12", "until": "2026-06-12", "first_on": "2026-06-12", "parts": 2,
    "debt_ids": ["F1"], "debt_id": "F1", "method": "transfer", "amount_minor": 50_000, "paid_on": "2026-06-03",
    "reason": "wrong_amount", "excuse": "no_cash", "problem": "no_cash", "text": "…", "score": 3, "name": "Ana",
    "code": "1", "consent": True, "version": "v", "text_sha256": "0", "type": "image/png", "size": 10, "language": "es",
    "currency": "MXN", "text_hash": "0",
}  # fmt: skip
"""A body that every route can read: fields that nobody knows are ignored."""


@pytest.fixture(autouse=True)
def somebodys_page(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    created()
    owing()
    linked()
    return signed_in()


def sent(verb: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    names = dict.fromkeys(re.findall(r"{(\w+)}", path), "of-another")
    given = {"x-language": "pt", "idempotency-key": "k"} | {
        name.replace("_", "-"): text for name, text in headers.items()
    }
    return ask(verb, path, SENSIBLE if body is None and verb != "GET" else body, given, **names)


def test_without_a_session_nothing_is_told() -> None:
    before = whole()
    told = {one: codes(sent(*one, cookie="")) for one in GUARDED}
    assert len(told) > 40
    assert {one: said for one, said in told.items() if said != (401, "no_session")} == {}
    assert whole() == before


def test_before_the_question_is_answered_nothing_is_told() -> None:
    signed_in(state="verify")
    before = whole()
    told = {one: codes(sent(*one)) for one in GUARDED if one[1] not in BEFORE_THE_ANSWER}
    assert {one: said for one, said in told.items() if said != (401, "not_verified")} == {}
    assert whole() == before


def test_another_page_cannot_write(somebodys_page: Session) -> None:
    before = whole()
    told = {one: codes(sent(*one, origin="https://evil.example")) for one in WRITES}
    assert {one: said for one, said in told.items() if said != (403, "bad_origin")} == {}
    assert (whole(), sessions.load(somebodys_page.id)) == (before, somebodys_page)


UNKIND = [
    [], 7, {"token": "t" * 60_000, "answer": "a" * 5_000}, {"x" * 70_000: 1},
    {"token": 7, "answer": [], "on": "2026-02-30", "amount_minor": 10**30, "debt_ids": "F1", "text": {}, "language": 7},
]  # fmt: skip
ASKS_NOTHING = {"session/renew", "session/end", "session/stay", "autopay/back", "autopay/stop", "credit/use"}
ASKS_NOTHING |= {"wrong-person", "preferences"}
"""Nothing in a body has to be there for them: whatever it holds, they do what they are for."""


def test_what_makes_no_sense_is_told_in_words_and_changes_nothing() -> None:
    before = whole()
    for (verb, path), (at, body) in product(WRITES, enumerate(UNKIND)):
        signed_in(state="verify" if path == "session/verify" else "open")
        status, said = sent(verb, path, body, idempotency_key=f"k{at}")
        assert 400 <= status < 500 or path in ASKS_NOTHING, (path, body, said)
        if status >= 400:
            assert said["message"] and "x" * 60 not in json.dumps(said)
        if path != "wrong-person":
            assert whole() == before, (path, body)
        before = whole()


def codes(answer: tuple[int, Any]) -> tuple[int, str]:
    status, said = answer
    return status, said["code"]
