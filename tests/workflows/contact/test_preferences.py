"""The debtor's preferences as their page asks for them: shown in part, changed once, kept with what they agreed to."""

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.links import stop_key
from chalicelib.gateways import clock
from chalicelib.workflows.contact.stop_reminders import stop_reminders
from tests.domain.cases import debtor
from tests.workflows.cases import NOW, TOKEN, created, linked, owing, whole
from tests.workflows.console import CLIENT
from tests.workflows.console import ask as console
from tests.workflows.portal import ask, signed_in

pytestmark = pytest.mark.usefixtures("cloud")
KEY = {"idempotency-key": "k-1"}


@pytest.fixture(autouse=True)
def at_their_phone(cloud: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    created()
    owing()
    signed_in()


def change(**wish: Any) -> tuple[int, Any]:
    return ask("PUT", "preferences", wish)


def test_addresses_are_shown_in_part_and_hours_as_the_law_has_them() -> None:
    status, shown = ask("GET", "preferences")

    assert status == 200
    assert [(one["id"], one["address"], one["reminders"]) for one in shown["channels"]] == [
        ("email", "a•••@cliente.example", True),
        ("sms", "••• 5678", True),
    ]
    assert shown["hours"][0] in shown["hours_text"]


def test_a_wish_is_kept_and_the_account_decided_anew() -> None:
    status, shown = change(preferred_channel="sms", hour_from="10:00", hour_to="12:00", language="pt")

    found = whole().debtor
    assert status == 200
    assert (shown["preferred_channel"], shown["hour_from"], shown["language"]) == ("sms", "10:00", "pt")
    assert (found.preferred_channel, found.hour_to, found.language, found.due_at) == ("sms", "12:00", "pt", NOW)


def test_what_a_file_told_is_among_the_choices_and_stays_while_something_else_changes() -> None:
    owing(who=debtor(id="c3", preferred_channel="whatsapp", hour_from="08:30", hour_to="12:15"))
    signed_in("c3")
    _, shown = ask("GET", "preferences")
    assert {"08:30", "12:15"} <= set(shown["hours"]) and shown["hours"] == sorted(shown["hours"])
    assert shown["preferred_channel"] == "", "a channel that cannot be chosen here is not shown as chosen"
    assert change(language="en")[0] == 200
    found = whole("c3").debtor
    assert (found.preferred_channel, found.hour_from, found.hour_to) == ("whatsapp", "08:30", "12:15")


def test_reminders_stop_on_one_channel_with_the_words_that_were_shown() -> None:
    status, shown = change(reminders={"sms": False})

    found = whole()
    assert (status, found.debtor.opted_out) == (200, ("sms",))
    assert [one["reminders"] for one in shown["channels"]] == [True, False]
    (kept,) = found.consents
    assert (kept.channel, kept.given, kept.way, kept.source) == ("sms", False, "portal", signed_in().id)
    assert kept.said == "No quiero más recordatorios por mensaje de texto."


def test_agreeing_again_is_kept_beside_it_and_saying_nothing_new_keeps_nothing() -> None:
    change(reminders={"sms": False})
    change(reminders={"sms": True, "email": True})
    before = whole()
    change(reminders={"sms": True})

    assert [one.given for one in before.consents] == [False, True]
    assert whole().consents == before.consents
    assert before.debtor.opted_out == ()


def test_the_same_request_again_changes_nothing_more() -> None:
    first = ask("PUT", "preferences", {"reminders": {"sms": False}}, headers=KEY)
    assert ask("PUT", "preferences", {"reminders": {"sms": False}}, headers=KEY) == first
    assert len(whole().consents) == 1


def test_faults_come_in_the_debtors_words_and_change_nothing() -> None:
    before = whole()
    status, answer = change(hour_from="01:00", hour_to="02:00", reminders={"pigeon": True})

    assert status == 422
    assert {fault["code"] for fault in answer["faults"]} == {"hours_outside_law", "unknown_channel"}
    assert any("ley" in fault["message"] for fault in answer["faults"])
    assert whole() == before


@pytest.mark.parametrize("body", [[], "x", {"reminders": {"sms": "no"}}, {"hour_from": 9}])
def test_a_body_of_another_shape_is_refused(body: Any) -> None:
    assert ask("PUT", "preferences", body)[0] == 422


def test_nobody_without_a_verified_session_sees_or_changes_anything() -> None:
    signed_in(state="verify")
    assert ask("GET", "preferences")[0] == 401
    assert change(language="pt")[0] == 401
    assert whole().debtor.language == "es"


def test_one_tap_in_a_message_is_a_proof_too() -> None:
    linked()
    stop_reminders(stop_key(TOKEN), NOW)
    stop_reminders(stop_key(TOKEN), NOW)

    (kept,) = whole().consents
    assert (kept.channel, kept.given, kept.way) == ("email", False, "link")
    assert whole().debtor.opted_out == ("email",)


def test_a_debtor_without_addresses_sees_no_channel() -> None:
    owing(who=replace(debtor(), id="c2", contacts=()))
    signed_in("c2")
    assert ask("GET", "preferences")[1]["channels"] == []


def test_a_person_writes_down_what_was_asked_for_on_the_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", CLIENT)
    path, wish = (
        "accounts/{debtor}/preferences",
        {"hour_from": "10:00", "hour_to": "12:00", "reminders": {"sms": False}},
    )
    status, told = console("PUT", path, body=wish, debtor="c1")

    (kept,) = whole().consents
    assert (status, told["hour_from"], whole().debtor.opted_out) == (200, "10:00", ("sms",))
    assert (kept.way, kept.source, kept.given) == ("by_business", "u-1", False)
    assert console("GET", path, debtor="c1")[1] == told
    assert console("PUT", path, body=wish, debtor="nobody")[0] == 404
    assert console("GET", path, business="other", debtor="c1")[0] == 401
