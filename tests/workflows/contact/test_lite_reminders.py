"""``/lite``'s buttons: reminders stop and come again by one tap, the page stays open, and strangers change nothing."""

from urllib.parse import urlencode

import pytest

from chalicelib.gateways import clock
from tests.workflows.cases import NOW, created, linked, owing, whole
from tests.workflows.portal import ask_plainly, signed_in

pytestmark = pytest.mark.usefixtures("cloud")


@pytest.fixture(autouse=True)
def at_their_phone(cloud: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    created()
    owing()
    linked()


def tap(path: str, **fields: str) -> tuple[int, str]:
    return ask_plainly("POST", path, urlencode({"lang": "es", **fields}))


def test_one_tap_stops_a_channel_and_another_lets_it_come_again() -> None:
    signed_in()
    assert tap("/api/lite/reminders", channel="sms", act="stop")[0] == 303
    assert whole().debtor.opted_out == ("sms",)
    assert tap("/api/lite/reminders", channel="sms", act="stop")[0] == 303
    assert len(whole().consents) == 1

    assert tap("/api/lite/reminders", channel="sms", act="restart")[0] == 303
    assert whole().debtor.opted_out == ()
    assert [one.given for one in whole().consents] == [False, True]


@pytest.mark.parametrize("channel", ["", "pigeon", "<script>"])
def test_a_channel_that_is_not_theirs_is_said_and_changes_nothing(channel: str) -> None:
    signed_in()
    status, said = tap("/api/lite/reminders", channel=channel, act="stop")
    assert status == 422
    assert "<script>" not in said
    assert whole().consents == ()


def test_without_a_session_nothing_is_told_or_changed() -> None:
    status, said = tap("/api/lite/reminders", channel="sms", act="stop")
    assert status == 401
    assert "Ana" not in said
    signed_in(state="verify")
    assert tap("/api/lite/reminders", channel="sms", act="stop")[0] == 401
    assert whole().debtor.opted_out == ()
