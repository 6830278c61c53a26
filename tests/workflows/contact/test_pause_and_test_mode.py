"""What a business's own people stop: one debtor for a while, everybody, or all of it to themselves."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.gateways import clock, email, queue, sms
from chalicelib.store import audit, businesses
from chalicelib.workflows.contact.deliver import deliver
from chalicelib.workflows.contact.record_feedback import record_feedback
from chalicelib.workflows.decide_account import decide_account
from tests.domain.cases import DUE, at, debtor, invoice
from tests.workflows.cases import NOW, PK, created, owing, whole
from tests.workflows.console import CLIENT, ask

BACK = str(DUE + timedelta(days=12))


@pytest.fixture(autouse=True)
def left(cloud: object, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """(channel, to, subject or text) of what left. One overdue invoice waits for its reminder."""
    gone: list[tuple[str, str, str]] = []

    def mail(*told: Any, **_: Any) -> str:
        gone.append(("email", told[3], told[4]))
        return "m-1"

    def text(_: str, to: str, content: str) -> str:
        gone.append(("sms", to, content))
        return "m-2"

    monkeypatch.setattr(email, "send", mail)
    monkeypatch.setattr(sms, "send", text)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(queue, "send", lambda bodies: len(list(bodies)))
    monkeypatch.setenv("CONSOLE_CLIENT_ID", CLIENT)
    created()
    businesses.create(replace(businesses.load("acme"), id="other"))
    owing(invoice("F1", DUE - timedelta(days=9)), due_at=NOW)
    return gone


def step(now: Any = NOW) -> None:
    decide_account(businesses.load("acme"), "c1", now, force=True)
    for notice in whole().notices:
        if notice.state == "planned":
            deliver(PK, notice, now)


def pause(who: str = "c1", business: str = "acme", **told: Any) -> tuple[int, Any]:
    return ask("POST", "accounts/{debtor}/pause", business, {"until": BACK, "reason": "viaje", **told}, debtor=who)


def test_a_pause_is_kept_with_who_and_why_until_somebody_ends_it(left: list[tuple[str, str, str]]) -> None:
    status, answer = pause()
    assert (status, answer["reason"], answer["by"]) == (200, "viaje", "u-1")
    step()
    assert not left

    status, answer = ask("POST", "accounts/{debtor}/resume", body={}, debtor="c1")
    assert (status, answer["paused_until"]) == (200, None)
    step()
    assert [channel for channel, *_ in left] == ["email"]

    ask("POST", "accounts/{debtor}/resume", body={}, debtor="c1")
    begun, ended = audit.newest("acme", "debtor_paused"), audit.newest("acme", "debtor_resumed")
    assert begun and ended
    assert (begun.by, begun.reason, begun.facts) == ("u-1", "viaje", {"debtor": "c1", "until": BACK})
    assert (ended.by, ended.facts) == ("u-1", {"debtor": "c1"}), "what it was about stays known after it"


def test_a_pause_that_comes_between_plan_and_send_holds_the_message(left: list[tuple[str, str, str]]) -> None:
    decide_account(businesses.load("acme"), "c1", NOW, force=True)
    (planned,) = whole().notices
    pause()

    assert deliver(PK, planned, NOW) == "withheld"
    assert not left


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"until": str(DUE)}, 422, "bad_pause_day"),
        ({"until": "soon"}, 422, "faulty"),
        ({"reason": " "}, 422, "reason_required"),
        ({"reason": None}, 422, "faulty"),
    ],
)
def test_what_cannot_be_paused_is_refused_in_words(told: dict[str, Any], status: int, code: str) -> None:
    found, answer = pause(**told)
    assert (found, answer["code"]) == (status, code)
    assert answer["message"]
    assert not whole().debtor.rests


def test_another_businesss_debtor_is_not_there() -> None:
    assert pause(business="other")[0] == 404
    assert pause(who="nobody")[0] == 404
    assert not whole().debtor.rests


def test_in_test_mode_every_message_goes_to_the_business_marked(left: list[tuple[str, str, str]]) -> None:
    status, answer = ask("POST", "sending", body={"test_mode": True, "reason": "probamos"})
    assert (status, answer["test_mode"], answer["changed_by"], answer["reason"]) == (200, True, "u-1", "probamos")
    step()

    ((channel, to, subject),) = left
    assert (channel, to) == ("email", "cobros@acme.example")
    assert subject.startswith("[Prueba] ")
    (notice,) = whole().notices
    assert (notice.state, notice.to, notice.rehearsed) == ("sent", "cobros@acme.example", True)


def test_a_text_message_comes_as_a_marked_mail_too(left: list[tuple[str, str, str]]) -> None:
    ask("POST", "sending", body={"test_mode": True, "reason": "probamos"})
    phone_only = tuple(replace(one, email="") for one in debtor().contacts)
    owing(invoice("F1", DUE - timedelta(days=9)), who=debtor(id="c2", contacts=phone_only))
    decide_account(businesses.load("acme"), "c2", NOW, force=True)
    (planned,) = whole("c2").notices

    assert planned.channel == "sms"
    assert deliver("acme#c2", planned, NOW) == "sent"
    assert [(channel, to) for channel, to, _ in left] == [("email", "cobros@acme.example")]


def test_when_the_test_is_over_the_debtor_hears_it_for_the_first_time(left: list[tuple[str, str, str]]) -> None:
    ask("POST", "sending", body={"test_mode": True, "reason": "probamos"})
    step()
    ask("POST", "sending", body={"test_mode": False, "reason": "listo"})
    step(at(DUE + timedelta(days=1)))

    assert [to for _, to, _ in left] == ["cobros@acme.example", "ana@cliente.example"]
    assert [one.step for one in whole().notices] == ["overdue_1", "overdue_1"]


def test_the_debtor_hears_it_on_the_very_day_on_which_the_test_ends(left: list[tuple[str, str, str]]) -> None:
    ask("POST", "sending", body={"test_mode": True, "reason": "probamos"})
    step()
    ask("POST", "sending", body={"test_mode": False, "reason": "listo"})
    step(NOW + timedelta(hours=1))

    assert [to for _, to, _ in left] == ["cobros@acme.example", "ana@cliente.example"]


def test_a_test_that_bounces_at_the_business_harms_no_debtor(left: list[tuple[str, str, str]]) -> None:
    ask("POST", "sending", body={"test_mode": True, "reason": "probamos"})
    step()
    recipients = [{"emailAddress": "cobros@acme.example"}]
    header = {"name": "X-Puntual-Notice", "value": f"{PK}|{whole().notices[0].id}"}
    bounce = {"bounceType": "Permanent", "bouncedRecipients": recipients}
    record_feedback({"eventType": "Bounce", "mail": {"headers": [header]}, "bounce": bounce}, NOW)

    found = whole()
    assert [one.email_state for one in found.debtor.contacts] == [""]
    assert found.notices[0].reason == "rehearsal_failed"
    assert found.debtor.due_at and found.debtor.due_at > NOW + timedelta(hours=3), "not again and again today"


def test_a_business_that_stops_says_why_and_its_people_can_read_it(left: list[tuple[str, str, str]]) -> None:
    assert ask("POST", "sending", body={"live": False, "reason": " "})[1]["code"] == "reason_required"
    assert ask("POST", "sending", body={"live": False, "reason": "vacaciones"})[0] == 200
    step()

    assert not left
    status, shown = ask("GET", "sending")
    assert (status, shown["live"], shown["reason"]) == (200, False, "vacaciones")
    assert ask("GET", "sending", "other")[1]["live"] is True
