"""The business's list of what waits for a person: by day, in words, its own alone; and done once."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.errors import NotFound
from chalicelib.domain.task import Task
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.showing.view_tasks import finish_task, handle_of, view_tasks
from tests.domain.cases import DUE, business, debtor, invoice
from tests.workflows.cases import NOW, created, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
CALL = Task("call#F1", "call", NOW, "F1", "step call")
RATE = Task("rate_missing#CLF", "rate_missing", NOW - timedelta(days=3), data={"unit": "UF"})


@pytest.fixture(autouse=True)
def two_tasks(cloud: object) -> None:
    created()
    owing(invoice("F1", total_minor=125_050))
    put(CALL, RATE)


def put(*tasks: Task) -> None:
    account = accounts.load("acme", "c1")
    assert account
    accounts.save(account, Changes(account.debtor, tasks=tasks))


def test_they_are_listed_by_day_with_who_and_how_much_and_why() -> None:
    found = view_tasks(business(), "en", NOW)

    assert [(one["kind"], one["on"], one["debtor"], one["name"]) for one in found["tasks"]] == [
        ("rate_missing", str(DUE - timedelta(days=3)), "c1", "Ana López"),
        ("call", str(DUE), "c1", "Ana López"),
    ]
    assert found["tasks"][0]["title"] == "Upload the value of UF"
    assert found["tasks"][1]["why"] == "Invoice F1 has come to the step of a call."
    assert (found["tasks"][1]["amount_minor"], found["tasks"][1]["amount_text"]) == (125_050, "$\u00a01,250.50")
    assert found["more"] is False


def test_another_business_sees_none_and_finishes_none() -> None:
    other = replace(business(), id="other")
    businesses.create(other)
    accounts.save(None, Changes(replace(debtor(), business="other"), tasks=(replace(CALL, id="call#F9"),)))

    assert [one["debtor"] for one in view_tasks(other, "es", NOW)["tasks"]] == ["c1"]
    assert len(view_tasks(other, "es", NOW)["tasks"]) == 1
    with pytest.raises(NotFound):
        finish_task(other, handle_of("c1", "call#F1"), "u-2", NOW)


def test_what_is_done_leaves_the_list_and_says_who_did_it() -> None:
    handle = view_tasks(business(), "es", NOW)["tasks"][1]["id"]

    assert finish_task(business(), handle, "u-1", NOW) == {"id": handle, "kind": "call", "state": "done"}
    assert finish_task(business(), handle, "u-2", NOW)["state"] == "done"
    assert [one["kind"] for one in view_tasks(business(), "es", NOW)["tasks"]] == ["rate_missing"]
    assert [(one.state, one.done_by) for one in whole().tasks if one.kind == "call"] == [("done", "u-1")]


@pytest.mark.parametrize("handle", ["x", "%%", "a" * 500, handle_of("c1", "call#F7"), handle_of("c9", "call#F1"), ""])
def test_a_task_that_nobody_has_is_not_found(handle: str) -> None:
    with pytest.raises(NotFound):
        finish_task(business(), handle, "u-1", NOW)


def test_accounts_are_listed_without_their_tasks() -> None:
    assert [one.debtor for one in accounts.list_accounts("acme")] == ["c1"]
