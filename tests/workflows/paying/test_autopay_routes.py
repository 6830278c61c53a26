"""Autopay at the door: the portal's and the console's routes, and what they are asked that they refuse."""

from typing import Any

import pytest

from chalicelib.domain.links import stop_key
from chalicelib.messages.lite import lite_account
from chalicelib.store import mandates
from tests.domain.cases import DUE, invoice
from tests.workflows import console, portal
from tests.workflows.autopay import Keeper, agreed, keeper
from tests.workflows.cases import NOW, TOKEN, created, linked, owing

pytestmark = pytest.mark.usefixtures("cloud")
WRITE = {"origin": "https://portal.example", "idempotency-key": "k-1"}


@pytest.fixture(autouse=True)
def bank(cloud: object, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    created()
    owing(invoice("F1"))
    monkeypatch.setattr("chalicelib.gateways.clock.now", lambda: NOW)
    monkeypatch.setenv("PORTAL_URL", WRITE["origin"])
    monkeypatch.setenv("CONSOLE_CLIENT_ID", console.CLIENT)
    portal.signed_in()
    return keeper(monkeypatch)


def write(path: str, body: Any, key: str = "k-1") -> tuple[int, Any]:
    return portal.ask("POST", path, body, headers=WRITE | {"idempotency-key": key})


def accepted(**changes: Any) -> tuple[int, Any]:
    status, told = portal.ask("GET", "autopay")
    assert status == 200
    return write("autopay", {"currency": told["currency"], "text_hash": told["text_hash"], **changes})


def test_it_is_read_accepted_once_and_keeps_where_from(bank: Keeper) -> None:
    status, answer = accepted()
    assert (status, answer["next"]["kind"]) == (201, "redirect")
    assert accepted() == (status, answer), "the same key again gets the first answer"
    (kept,) = mandates.list_all("acme", "c1")
    assert kept.state == "pending" and len(bank.pages) == 1


def test_coming_back_and_stopping_answer_with_the_new_state(bank: Keeper) -> None:
    accepted()
    assert write("autopay/back", {}, "k-2")[1]["state"] == "active"
    status, told = write("autopay/stop", {}, "k-3")
    assert (status, told["state"], bank.forgotten) == (200, "off", ["pm_1"])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"currency": "MXN"}, 422, "bad_request"),
        ({"currency": "MXN", "text_hash": "0" * 64}, 409, "text_changed"),
        ({"currency": "USD", "text_hash": "x"}, 422, "autopay_unavailable"),
        ({"currency": "MXN", "text_hash": "x", "limit_minor": -5}, 422, "bad_amount"),
        ({"currency": "MXN", "text_hash": "x", "limit_minor": 10**14}, 422, "bad_amount"),
        ({"currency": "MXN", "text_hash": "x", "limit_minor": 1.5}, 422, "bad_request"),
        ([], 422, "bad_request"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_and_nothing_is_kept(body: Any, status: int, code: str) -> None:
    answered, told = write("autopay", body)
    assert answered == status
    assert told["code"] in {code, "faulty"}
    assert mandates.list_all("acme", "c1") == []


@pytest.mark.parametrize("path", ["autopay", "autopay/stop", "autopay/back"])
def test_a_write_of_another_page_or_without_a_session_is_refused(path: str) -> None:
    agreed("F1")
    body = {"currency": "MXN", "text_hash": "x"} if path == "autopay" else {}
    foreign = portal.ask("POST", path, body, headers=WRITE | {"origin": "https://evil.example"})
    assert foreign[0] == 403
    nobody = portal.ask("POST", path, body, headers=WRITE | {"cookie": ""})
    assert nobody[0] == 401
    (kept,) = mandates.list_all("acme", "c1")
    assert kept.state == "active"


def test_the_link_of_a_message_asks_first_and_a_tap_stops_it() -> None:
    agreed("F1")
    linked(id=f"{DUE}#autopay_notice-ma_1-1#email", template="autopay_notice", data={"mandate": "ma_1"})
    key = stop_key(TOKEN)
    status, page = portal.ask("GET", "autopay/stop/{key}", key=key)
    assert status == 200 and "Detener el pago automático" in page and "Acme" not in page
    (kept,) = mandates.list_all("acme", "c1")
    assert kept.state == "active", "looking changes nothing"

    assert portal.ask("POST", "autopay/stop/{key}", key=key, headers={"content-type": "text/plain"})[0] == 200
    (kept,) = mandates.list_all("acme", "c1")
    assert (kept.state, kept.ended_by) == ("revoked", "debtor:link")


def test_lite_shows_it_and_its_button_stops_it() -> None:
    agreed("F1")
    status, page = portal.ask("GET", "account")
    assert status == 200 and "Detener el pago automático" in lite_account("es", {**page, "transfer": None})
    assert portal.ask("POST", "lite/autopay", headers=WRITE | {"cookie": ""})[0] == 401
    assert portal.ask("POST", "lite/autopay", headers=WRITE)[0] == 303
    (kept,) = mandates.list_all("acme", "c1")
    assert (kept.state, kept.ended_by) == ("revoked", "debtor:lite")
    assert "Detener" not in lite_account("es", {**portal.ask("GET", "account")[1], "transfer": None})


def act(action: str, reason: str = "asked by phone", who: str = "c1", business: str = "acme", **body: Any) -> int:
    asked = {"mandate": "ma_1", "action": action, "reason": reason, **body}
    path = "accounts/{debtor}/autopay"
    key = {"idempotency-key": f"{action}-{reason}-{who}-{business}-{sorted(body)}"}
    return console.ask("POST", path, business, asked, headers=WRITE | key, debtor=who)[0]


def test_the_console_shows_the_evidence_and_changes_it_with_a_reason() -> None:
    agreed("F1")
    status, told = console.ask("GET", "accounts/{debtor}/autopay", debtor="c1")
    assert status == 200
    (shown,) = told["mandates"]
    assert shown["text"] == ["Autorizo a Acme"] and shown["charges"][0]["invoice"] == "F1"
    assert act("pause") == 200
    assert act("resume") == 200
    assert act("stop") == 200
    (kept,) = mandates.list_all("acme", "c1")
    assert (kept.state, kept.reason, kept.ended_by) == ("revoked", "asked by phone", "person:u-1")


def test_the_console_is_refused_what_is_not_theirs_or_says_nothing() -> None:
    agreed("F1")
    assert act("stop", reason="  ") == 422
    assert act("burn") == 422
    assert act("stop", who="nobody") == 404
    assert act("stop", mandate="ma_else") == 404
    assert console.ask("GET", "accounts/{debtor}/autopay", business=None, debtor="c1")[0] == 401
    (kept,) = mandates.list_all("acme", "c1")
    assert kept.state == "active"
