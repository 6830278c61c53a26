"""How satisfied somebody is: asked by message, answered in one tap or on the page, looked after in the console."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from app import app
from chalicelib.domain import links
from chalicelib.domain.business import SatisfactionRules
from chalicelib.domain.complaints.satisfaction import Opinion
from chalicelib.messages import mail
from chalicelib.messages.task_words import task_why
from chalicelib.store import accounts, businesses, notices
from chalicelib.store.changes import Changes
from chalicelib.workflows.contact import compose
from chalicelib.workflows.contact.notice_content import content_of
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.showing.view_account import view_account
from tests.domain import cases
from tests.domain.cases import DUE, at, debtor, invoice
from tests.tables import Cloud
from tests.workflows import console
from tests.workflows.cases import PK, SESSION, TOKEN, created, owing, whole
from tests.workflows.portal import ask, signed_in

ORIGIN = {"origin": "https://pay.example"}
CALL = at(DUE + timedelta(days=6), "12:30")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def before_the_call(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", console.CLIENT)
    monkeypatch.setattr("chalicelib.gateways.clock.now", lambda: CALL)
    policy = replace(cases.business().policy, satisfaction=SatisfactionRules(enabled=True))
    businesses.create(replace(created(policy=policy), id="other"))
    owing(invoice("F1", steps=("overdue_1", "grace_over")))
    owing(invoice("G1"), who=debtor(id="c2"))
    decide_account(businesses.load("acme"), "c1", CALL, force=True)
    session = signed_in()
    from chalicelib.store import sessions

    sessions.save(replace(session, expires_at=CALL + timedelta(minutes=30)))


def the_opinion() -> Opinion:
    (found,) = whole().opinions
    return found


def key() -> str:
    """What stands in the message's address, once it was sent."""
    (asked,) = [one for one in whole().notices if one.template == "satisfaction"]
    notices.claim(PK, asked, CALL, links.lookup(TOKEN))
    notices.record_sent(PK, asked.id, CALL, "m-1", "ana@cliente.example", CALL + 7 * DAY)
    return links.satisfied_key(TOKEN)


def form(path_key: str, **fields: str) -> tuple[int, str]:
    event = {
        "requestContext": {
            "httpMethod": "POST", "resourcePath": "/api/satisfied/{key}", "identity": {"sourceIp": "192.0.2.1"},
        },
        "headers": {"content-type": "application/x-www-form-urlencoded", "x-language": "es"},
        "multiValueHeaders": {"content-type": ["application/x-www-form-urlencoded"], "x-language": ["es"]},
        "pathParameters": {"key": path_key},
        "multiValueQueryStringParameters": None,
        "body": urlencode(fields),
        "isBase64Encoded": False,
        "stageVariables": None,
    }  # fmt: skip
    answer = app(event, console.CONTEXT)
    return answer["statusCode"], answer["body"]


def give(score: Any, text: str = "", opinion: str = "", request: str = "k1") -> tuple[int, Any]:
    headers = ORIGIN | {"idempotency-key": request}
    said = {"score": score, "text": text}
    return ask("POST", "opinions/{opinion_id}", said, headers, opinion_id=opinion or the_opinion().id)


def decide(verb: str, body: Any, business: str = "acme", request: str = "k1") -> tuple[int, Any]:
    path = f"accounts/{{debtor}}/opinions/{{opinion_id}}/{verb}"
    headers = {"idempotency-key": request}
    return console.ask("POST", path, business, body, headers=headers, debtor="c1", opinion_id=the_opinion().id)


def mails() -> dict[str, tuple[str, str]]:
    account, business = accounts.load("acme", "c1"), businesses.load("acme")
    assert account
    envelope = compose.envelope(business, account.debtor, CALL.date(), TOKEN, "MXN")
    said = {one.template: mail.write(envelope, content_of(PK, one, account, business, CALL)) for one in whole().notices}
    return {template: (one.subject, one.text) for template, one in said.items() if template}


def test_the_message_asks_and_says_nothing_of_money() -> None:
    subject, text = mails()["satisfaction"]
    assert f"/api/satisfied/{links.satisfied_key(TOKEN)}" in text and "quiere saber cómo te fue" in text
    assert not any(word in f"{subject} {text}".lower() for word in ("factura", "pagar", "vencid", "$", "por qué"))
    view = view_account(replace(SESSION, expires_at=CALL + DAY), CALL)["opinion"]
    assert view["id"] == the_opinion().id and [one["label"] for one in view["scores"]][::4] == ["Muy mal", "Muy bien"]


def test_a_rehearsed_question_stands_on_no_debtors_page() -> None:
    account, mine = accounts.load("acme", "c1"), replace(SESSION, expires_at=CALL + DAY)
    assert account
    accounts.save(account, Changes(account.debtor, opinions=(replace(the_opinion(), rehearsed=True),)))
    assert view_account(mine, CALL)["opinion"] is None


def test_looking_changes_nothing_and_one_tap_does() -> None:
    known = key()
    status, shown = ask("GET", "satisfied/{key}", key=known)
    assert status == 200 and "¿Cómo te fue" in shown and "Acme" not in shown and "F1" not in shown
    assert the_opinion().state == "asked"
    assert form(known, score="2", text="Llegó <b>roto</b>")[0] == 200
    assert (the_opinion().state, the_opinion().score, the_opinion().text) == ("case", 2, "Llegó <b>roto</b>")
    assert form(known, score="5")[0] == 200, "whoever taps again learns nothing"
    assert the_opinion().score == 2


@pytest.mark.parametrize("wrong", ["x", "0" * 96, "../../etc"])
def test_a_key_of_another_make_finds_nothing_and_says_nothing(wrong: str) -> None:
    key()
    status, said = form(wrong, score="1")
    assert (status, "Gracias por contarnos" in said, the_opinion().state) == (200, True, "asked")


def test_the_key_of_another_page_is_no_key_of_this_one() -> None:
    key()
    form(links.received_key(TOKEN), score="1")
    form(links.stop_key(TOKEN), score="1")
    assert the_opinion().state == "asked"


@pytest.mark.parametrize("score", ["", "0", "6", "-1", "9999999999999", "<script>"])
def test_a_tap_without_a_face_asks_again(score: str) -> None:
    status, said = form(key(), score=score)
    assert status == 422 and "<script>" not in said and the_opinion().state == "asked"


def test_who_is_unhappy_is_looked_after_and_then_the_ladder_goes_on() -> None:
    status, told = give(1, "  Llegó   roto ")
    assert (status, told["state"]) == (200, "case") and "Una persona de Acme" in told["message"]
    assert give(1, "  Llegó   roto ")[1] == told
    (task,) = [one for one in whole().tasks if one.state == "open"]
    assert task.kind == "unhappy" and "1 de 5" in task_why("es", task, CALL.date())
    (listed,) = console.ask("GET", "opinions")[1]["opinions"]
    assert (listed["debtor"], listed["score"], listed["text"]) == ("c1", 1, "Llegó roto")
    decide_account(businesses.load("acme"), "c1", CALL + 3 * DAY, force=True)
    assert [one.kind for one in whole().tasks if one.kind == "call"] == []

    assert decide("answer", {"text": "Te mandamos otro hoy"})[0] == 200
    assert "Te mandamos otro hoy" in mails()["satisfaction_answered"][1]
    assert decide("close", {}, request="k2")[1]["state"] == "closed"
    assert decide("close", {}, request="k3")[0] == 200
    decide_account(businesses.load("acme"), "c1", CALL + 3 * DAY, force=True)
    (call,) = [one for one in whole().tasks if one.kind == "call"]
    assert task_why("es", call, CALL.date()).endswith("Dijo cómo le fue: 1 de 5. Llegó roto")


def test_the_answer_heard_on_the_phone_counts_as_their_own_and_names_who_heard_it() -> None:
    path = "accounts/{debtor}/opinions/{opinion_id}"
    names: dict[str, Any] = {"debtor": "c1", "opinion_id": the_opinion().id}

    def hear(body: Any, key: str = "k1") -> tuple[int, Any]:
        return console.ask("POST", path, "acme", body, headers={"idempotency-key": key}, **names)

    for body in ({"score": 0}, {"score": 6}, {"score": "5"}, {"score": 2, "text": "x" * 501}, {}):
        assert hear(body, str(body))[0] == 422
    assert the_opinion().state == "asked"
    status, shown = hear({"score": 2, "text": " Llegó   <b>roto</b> "})
    assert (status, shown["state"], shown["heard_by"], shown["text"]) == (200, "case", "u-1", "Llegó <b>roto</b>")
    assert hear({"score": 2, "text": " Llegó   <b>roto</b> "})[1] == shown
    assert hear({"score": 5}, "k2")[1]["code"] == "opinion_given"
    assert [one.kind for one in whole().tasks if one.state == "open"] == ["unhappy"]


def test_who_is_happy_opens_no_case() -> None:
    status, told = give(4)
    assert (status, told["state"], told["message"]) == (200, "given", "Gracias por contarnos.")
    assert console.ask("GET", "opinions")[1]["opinions"] == []
    assert len(console.ask("GET", "opinions", query={"state": "given"})[1]["opinions"]) == 1
    assert decide("answer", {"text": "x"})[1]["code"] == "case_closed"
    assert give(5, request="k2")[1]["code"] == "opinion_given"


@pytest.mark.parametrize(
    ("score", "text", "opinion", "status"),
    [(0, "", "", 422), (6, "", "", 422), ("5", "", "", 422), (3, "x" * 501, "", 422), (3, "", "op_other", 404)],
)
def test_what_is_no_answer_changes_nothing(score: Any, text: str, opinion: str, status: int) -> None:
    assert give(score, text, opinion)[0] == status
    assert the_opinion().state == "asked"


def test_nobody_gives_reads_or_answers_what_is_not_theirs() -> None:
    mine = the_opinion().id
    give(1)
    assert console.ask("GET", "opinions", "other")[1]["opinions"] == []
    for verb, body in (("answer", {"text": "x"}), ("close", {})):
        assert decide(verb, body, "other", verb)[0] == 404
    from chalicelib.store import sessions

    sessions.save(replace(signed_in("c2"), expires_at=CALL + timedelta(minutes=30)))
    assert give(5, "", mine, "k9")[0] == 404
    assert console.ask("GET", "opinions", query={"state": "ugly"})[0] == 422
