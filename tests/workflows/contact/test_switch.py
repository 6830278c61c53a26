"""The switch of the whole system: off, nothing leaves to anybody; on again, what is still right goes on."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.gateways import email
from chalicelib.store import businesses, switch
from chalicelib.store.switch import Switch
from chalicelib.workflows.contact.deliver import deliver
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.sweep_due import sweep_due
from chalicelib.workflows.wake import POLICY_CHANGED, Wake
from tests.domain.cases import DUE, invoice
from tests.workflows.cases import NOW, PK, created, one_invoice, owing, pending, recorded, whole

pytestmark = pytest.mark.usefixtures("cloud")
SOON = NOW + timedelta(seconds=20)


@pytest.fixture(autouse=True)
def left(cloud: object, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """To whom something left; one overdue invoice waits for its reminder."""
    gone: list[str] = []

    def send(*told: Any, **_: Any) -> str:
        gone.append(told[3])
        return f"m-{len(gone)}"

    monkeypatch.setattr(email, "send", send)
    created()
    owing(invoice("F1", DUE - timedelta(days=9)), due_at=NOW)
    return gone


def turn(is_off: bool) -> None:
    switch.turn(Switch(is_off, "operator", "wrong file", NOW))


def test_a_planned_message_stays_where_it_is_and_leaves_when_the_system_is_on_again(left: list[str]) -> None:
    decide_account(businesses.load("acme"), "c1", NOW)
    turn(is_off=True)
    notice = whole().notices[0]

    assert deliver(PK, notice, NOW) == "off"
    assert whole().notices == (notice,)
    assert not left
    turn(is_off=False)
    assert deliver(PK, notice, NOW) == "sent"
    assert len(left) == 1


def test_nothing_is_woken_nor_decided_while_it_is_off(left: list[str]) -> None:
    turn(is_off=True)
    before = whole()

    assert sweep_due(NOW) == 0
    Wake(NOW)(f"{PK}\nDEBTOR")
    assert whole() == before
    turn(is_off=False)
    assert sweep_due(SOON) == 1


def test_a_changed_policy_is_decided_by_and_sends_nothing(left: list[str]) -> None:
    turn(is_off=True)
    Wake(NOW)(f"{PK}\n{POLICY_CHANGED}")

    assert [one.state for one in whole().notices] == ["planned"]
    assert not left


def test_money_is_taken_all_the_same(left: list[str]) -> None:
    pending()
    turn(is_off=True)
    owed = one_invoice().principal_minor
    told = recorded("checkout.session.completed.paid", amount_minor=whole().attempts[0].amount_minor)

    assert hear_provider(told, NOW) == "paid"
    assert one_invoice().principal_minor < owed
    assert not left


def test_a_process_that_has_just_looked_asks_again_after_a_quarter_of_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    turn(is_off=False)
    assert not switch.is_off(NOW)
    monkeypatch.setattr(switch, "load", lambda: Switch(is_off=True))

    assert not switch.is_off(NOW + timedelta(seconds=14))
    assert switch.is_off(NOW + timedelta(seconds=15))
