"""A planned message on its way: asked about once more, sent once, taken back when it did not arrive."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.debtor import Rest
from chalicelib.domain.errors import GiveUp, Refusal, TryAgain
from chalicelib.domain.links import stop_key
from chalicelib.domain.notice import Notice
from chalicelib.gateways import email, sms
from chalicelib.gateways.aws import Unanswered
from chalicelib.store import accounts, businesses, notices
from chalicelib.store.changes import Changes
from chalicelib.workflows.contact.deliver import deliver
from chalicelib.workflows.contact.record_feedback import record_feedback
from chalicelib.workflows.contact.stop_reminders import stop_reminders
from chalicelib.workflows.contact.take_back import take_back
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.sweep_due import sweep_due
from chalicelib.workflows.wake import Wake
from tests.domain.cases import DUE, at, debtor, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, PK, TOKEN, created, linked, one_invoice, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
LATE = invoice("F1", DUE - timedelta(days=9))
STEP = "2026-06-03#overdue_1#email"


class Post:
    """What left, and how the next sends end."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fails: Exception | None = None

    def email(self, _key: str, _purpose: str, _sender: object, to: str, *_: object) -> str:
        return self.take("email", to)

    def sms(self, _key: str, to: str, *_: object) -> str:
        return self.take("sms", to)

    def take(self, channel: str, to: str) -> str:
        if self.fails:
            raise self.fails
        self.sent.append((channel, to))
        return f"m-{len(self.sent)}"


@pytest.fixture(autouse=True)
def post(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Post:
    found = Post()
    monkeypatch.setattr(email, "send", found.email)
    monkeypatch.setattr(sms, "send", found.sms)
    created()
    owing(LATE, due_at=NOW)
    return found


def decided(now: Any = NOW) -> list[Notice]:
    decision = decide_account(businesses.load("acme"), "c1", now, force=True)
    assert decision
    return [one for one in decision.notices if one.state == "planned"]


def planned() -> Notice:
    return decided()[0]


def notice(name: str = STEP) -> Notice:
    found = notices.load(PK, name)
    assert found
    return found


def change(**changes: Any) -> None:
    account = accounts.load("acme", "c1")
    assert account
    accounts.save(account, Changes(replace(account.debtor, **changes)))


def test_a_planned_message_goes_out_once_however_often_it_is_delivered(post: Post) -> None:
    told = planned()

    assert deliver(PK, told, NOW) == "sent"
    assert [deliver(PK, told, NOW) for _ in range(3)] == ["taken"] * 3
    assert post.sent == [("email", "ana@cliente.example")]
    assert (notice().state, notice().provider_id, notice().to) == ("sent", "m-1", "ana@cliente.example")


def test_pays_between_selection_and_send_is_not_sent_and_says_why(post: Post) -> None:
    told = planned()
    account = accounts.load("acme", "c1")
    assert account
    paid = replace(account.invoices[0], state="paid", principal_minor=0)
    accounts.save(account, Changes(account.debtor, (paid,)))

    assert deliver(PK, told, NOW) == "withheld"
    assert post.sent == []
    assert (notice().state, notice().reason) == ("withheld", "paid")
    assert whole().debtor.reached == (), "what was not said counts for nothing"


@pytest.mark.parametrize(
    ("changes", "clock", "reason"),
    [
        ({"opted_out": ("email", "sms")}, "12:00", "no_address"),
        ({"rests": (Rest("pause", "paused", at(DUE + timedelta(days=30))),)}, "12:00", "paused"),
        ({}, "22:30", "outside_hours"),
    ],
)
def test_what_is_no_longer_right_at_the_moment_of_sending_is_held_back(
    post: Post, changes: dict[str, Any], clock: str, reason: str
) -> None:
    told = planned()
    change(**changes)

    assert deliver(PK, told, at(DUE, clock)) == "withheld"
    assert (notice().reason, post.sent) == (reason, [])
    assert "overdue_1" not in one_invoice().steps, "the step is still to be had"


def test_a_message_of_yesterday_is_stale_and_the_step_is_taken_again_today(post: Post) -> None:
    told, tomorrow = planned(), NOW + timedelta(days=1)

    assert deliver(PK, told, tomorrow) == "withheld"
    assert notice().reason == "stale"
    assert [one.step for one in decided(tomorrow)] == ["overdue_1"]


def test_a_busy_provider_leaves_the_message_to_the_next_try(post: Post) -> None:
    told, post.fails = planned(), TryAgain("throttled")
    with pytest.raises(TryAgain):
        deliver(PK, told, NOW)
    assert notice().state == "planned"

    post.fails = None
    assert deliver(PK, notice(), NOW) == "sent"


def test_a_send_without_an_answer_is_not_risked_again_before_it_fell_silent(post: Post) -> None:
    told, post.fails = planned(), Unanswered("timeout")
    assert deliver(PK, told, NOW) == "unanswered"

    post.fails = None
    assert deliver(PK, notice(), NOW + timedelta(minutes=3)) == "left"
    assert deliver(PK, notice(), NOW + timedelta(minutes=5)) == "sent"
    assert len(post.sent) == 1


def test_a_silent_text_message_is_never_risked_twice(post: Post) -> None:
    change(preferred_channel="sms")
    told, post.fails = planned(), Unanswered("timeout")
    deliver(PK, told, NOW)
    post.fails = None

    assert deliver(PK, notice(told.id), NOW + timedelta(minutes=5)) == "left"
    assert (notice(told.id).state, post.sent) == ("unknown", [])


def test_killed_between_claim_and_send_the_sweep_sends_it_once(post: Post, cloud: Cloud) -> None:
    told = planned()
    notices.claim(PK, told, NOW, {})
    later = NOW + timedelta(minutes=6)

    for _ in range(2):
        sweep_due(later)
        wake = Wake(later)
        for body in cloud.queued():
            wake(body)

    assert post.sent == [("email", "ana@cliente.example")]


def test_a_bad_address_is_dropped_and_the_step_goes_out_on_the_next_channel(post: Post) -> None:
    told, post.fails = planned(), GiveUp("bad_address")
    assert deliver(PK, told, NOW) == "failed"
    assert whole().debtor.contacts[0].email_state == "failed"

    post.fails = None
    again = planned()
    assert (again.step, again.channel) == ("overdue_1", "sms")
    assert deliver(PK, again, NOW) == "sent"
    assert post.sent == [("sms", "+525512345678")]


@pytest.mark.parametrize("address", ["ana@cliente.example", "Ana@Cliente.example"])
def test_a_hard_bounce_drops_the_address_frees_the_step_and_falls_back(post: Post, address: str) -> None:
    deliver(PK, planned(), NOW)
    record_feedback(bounce("Permanent", address), NOW + timedelta(minutes=1))

    found = whole()
    assert (notice().state, notice().reason) == ("bounced", "hard_bounce")
    assert found.debtor.contacts[0].email_state == "bounced"
    assert found.debtor.reached == ()
    assert "overdue_1" not in found.invoices[0].steps
    assert found.debtor.due_at == NOW + timedelta(minutes=1)
    assert [(one.step, one.channel) for one in decided()] == [("overdue_1", "sms")]


def test_a_bounce_told_twice_takes_back_once(post: Post) -> None:
    deliver(PK, planned(), NOW)
    record_feedback(bounce("Permanent", "ana@cliente.example"), NOW)
    deliver(PK, decided()[0], NOW)
    record_feedback(bounce("Permanent", "ana@cliente.example"), NOW)

    assert "overdue_1" in one_invoice().steps
    assert len(whole().debtor.reached) == 1


def test_a_full_mailbox_keeps_the_address_and_waits_until_tomorrow(post: Post) -> None:
    deliver(PK, planned(), NOW)
    record_feedback(bounce("Transient", "ana@cliente.example"), NOW)

    assert whole().debtor.contacts[0].email_state == ""
    assert whole().debtor.due_at == at(DUE + timedelta(days=1), "00:00")


def test_after_a_bounce_without_any_other_address_a_person_is_asked(post: Post) -> None:
    change(contacts=(replace(debtor().contacts[0], phone=""),))
    deliver(PK, planned(), NOW)
    record_feedback(bounce("Permanent", "ana@cliente.example"), NOW)
    decide_account(businesses.load("acme"), "c1", NOW)

    assert [one.kind for one in whole().tasks] == ["no_channel"]


def test_a_complaint_ends_mail_to_that_address(post: Post) -> None:
    deliver(PK, planned(), NOW)
    told = {"complaint": {"complainedRecipients": [{"emailAddress": "ANA@cliente.example"}]}}
    record_feedback({"eventType": "Complaint", **mail(), **told}, NOW)

    assert notice().state == "complained"
    assert whole().debtor.contacts[0].email_state == "complained"


def test_feedback_moves_a_message_forward_only(post: Post) -> None:
    deliver(PK, planned(), NOW)
    for kind in ("Click", "Open", "Delivery", "Send"):
        record_feedback({"eventType": kind, **mail()}, NOW)

    assert notice().state == "clicked"


def test_feedback_of_somebody_elses_mail_is_refused() -> None:
    with pytest.raises(Refusal):
        record_feedback({"eventType": "Delivery", "mail": {}}, NOW)


def test_one_tap_stops_reminders_on_that_channel_but_not_receipts(post: Post) -> None:
    linked(now=NOW)
    stop_reminders(stop_key(TOKEN), NOW)
    stop_reminders("nobody's", NOW)
    assert whole().debtor.opted_out == ("email",)

    receipt = Notice("2026-06-03#link-1#email", "reply", "friendly", "email", NOW, template="link")
    notices.plan(PK, receipt)
    assert deliver(PK, receipt, NOW) == "sent"
    assert [one.channel for one in decided()] == ["sms"]


def test_taking_back_what_was_never_sent_changes_nothing() -> None:
    told = planned()
    before = whole()
    take_back(PK, told.id, "bounced", "hard_bounce", NOW, drop_address="ana@cliente.example")
    take_back(PK, "2026-06-03#other#email", "bounced", "hard_bounce", NOW)

    assert whole() == before


def test_running_the_decision_again_plans_nothing_more() -> None:
    planned()

    assert decided() == []
    assert decided() == []
    assert len([one for one in whole().notices if one.state == "planned"]) == 1


def test_the_sweep_wakes_what_is_due_and_nothing_else(cloud: Cloud) -> None:
    owing(who=debtor(id="c2", due_at=NOW + timedelta(days=1)))

    assert sweep_due(NOW) == 1
    assert cloud.queued() == [f"{PK}\nDEBTOR"]


def mail() -> dict[str, Any]:
    return {"mail": {"headers": [{"name": "X-Puntual-Notice", "value": f"{PK}|{STEP}"}]}}


def bounce(kind: str, address: str) -> dict[str, Any]:
    told = {"bounceType": kind, "bouncedRecipients": [{"emailAddress": address}]}
    return {"eventType": "Bounce", **mail(), "bounce": told}
