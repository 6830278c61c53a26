"""Who asks again and again is heard each time, and reminded all the same."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.store import businesses, sessions
from chalicelib.store.things import load_things
from chalicelib.workflows.decide_account import decide_account
from tests.domain.cases import DUE, at, invoice
from tests.tables import Cloud
from tests.workflows.agreed import Post
from tests.workflows.cases import NOW, created, owing
from tests.workflows.portal import ask, signed_in

DAY = timedelta(days=1)
LADDER = ["overdue_1", "grace_over", "firm"]


@pytest.fixture(autouse=True)
def post(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Post:
    created()
    owing(invoice("F1", DUE, steps=("invoice", "due_soon_7", "due_soon_3", "due_today")), due_at=NOW)
    return Post(monkeypatch)


def asks(post: Post, now: datetime, path: str, body: dict[str, Any]) -> int:
    post.now = now
    sessions.save(replace(signed_in(), expires_at=now + timedelta(minutes=30)))
    return ask("POST", path, body=body, headers={"idempotency-key": f"{path}-{now}"})[0]


def asks_for_anything(post: Post, now: datetime) -> None:
    """More time and a plan, both beyond the rules: whatever may be asked today."""
    day = now.date()
    asks(post, now, "extensions", {"debt_ids": ["F1"], "until": str(day + 90 * DAY)})
    asks(post, now, "plans/quote", {"parts": 12, "first_on": str(day + 30 * DAY), "ask_person": True})


def said(now: datetime) -> list[str]:
    decision = decide_account(businesses.load("acme"), "c1", now, force=True)
    return [one.step or one.template for one in decision.notices if one.state == "planned"] if decision else []


def test_a_month_of_requests_does_not_keep_the_reminders_away(post: Post) -> None:
    heard: list[str] = []
    for ahead in range(1, 32):
        day = DUE + ahead * DAY
        if ahead % 2:
            asks_for_anything(post, at(day, "06:00"))
        heard += said(at(day, "11:00"))
    assert [one for one in heard if one in LADDER] == LADDER, "each step once, in its order"
    times, plans = load_things("acme", "c1", Extension), load_things("acme", "c1", Agreement)
    assert len(times) > 5 and len(plans) > 3, "each request is taken"
    assert sum(one.rested for one in times) + sum(one.rested for one in plans) <= 3
    assert heard.count("plan_extension_unanswered") == sum(one.state == "expired" for one in times)
    assert heard.count("plan_unanswered") == sum(one.state == "expired" for one in plans)


def test_the_first_request_rests_the_reminders_and_the_next_one_is_a_task_all_the_same(post: Post) -> None:
    body = {"debt_ids": ["F1"], "until": str(DUE + 90 * DAY)}
    first = at(DUE + DAY, "06:00")
    assert asks(post, first, "extensions", body) == 201
    assert said(at(DUE + DAY, "11:00")) == [], "a person is thinking about it"
    said(at(DUE + 5 * DAY, "11:00"))
    again = at(DUE + 6 * DAY, "06:00")
    assert asks(post, again, "extensions", body) == 201
    decision = decide_account(businesses.load("acme"), "c1", at(DUE + 6 * DAY, "11:00"), force=True)
    assert decision and [one.step for one in decision.notices if one.state == "planned"] == ["overdue_1"]
    assert [one.rested for one in load_things("acme", "c1", Extension)] == [True, False]
