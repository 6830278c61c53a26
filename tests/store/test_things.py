"""Things in their rows, reports for example: all of an account, and a list by state that costs what it shows."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.already_paid.payment_report import PaymentReport, Proof
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.kinds import KINDS
from chalicelib.store.things import list_things, load_thing, load_things
from tests.domain.cases import DUE, at, debtor
from tests.tables import Cloud

NOW = at(DUE)
REPORT = PaymentReport(
    "rp_1", 100_000, "MXN", DUE, "transfer", NOW, NOW + timedelta(days=14), debt_ids=("F1",), note="x", rested=True,
    proof=Proof("proofs/acme/a/rp_1/b", NOW, "kept", "image/jpeg", "v1", 9, "0" * 64),
)  # fmt: skip


@pytest.fixture(autouse=True)
def two_accounts(cloud: Cloud) -> None:
    save("c1", REPORT, replace(REPORT, id="rp_2", made_at=NOW - timedelta(days=1)))
    save("c2", replace(REPORT, id="rp_3", state="refused"))
    accounts.save(None, Changes(debtor(id="c1", business="other"), reports=(REPORT,)))


def save(who: str, *told: PaymentReport) -> None:
    before = accounts.load("acme", who)
    head: Any = before.debtor if before else debtor(id=who, name=f"Ana {who}")
    accounts.save(before, Changes(head, reports=told))


def listed(state: str, most: int = 10) -> list[str]:
    return [one.thing.id for one in list_things("acme", PaymentReport, most, state)]


def test_it_comes_back_as_it_was_written() -> None:
    assert load_thing("acme", "c1", PaymentReport, "rp_1") == REPORT
    assert load_thing("acme", "c1", PaymentReport, "rp_9") is None
    assert [one.id for one in load_things("acme", "c1", PaymentReport)] == ["rp_2", "rp_1"]


def test_a_decision_loads_what_waits_and_nothing_else() -> None:
    waiting, over = accounts.load("acme", "c1"), accounts.load("acme", "c2")
    assert waiting and over
    assert [one.id for one in waiting.reports] == ["rp_1", "rp_2"]
    assert over.reports == ()


def test_a_business_lists_its_own_by_state_the_oldest_first() -> None:
    assert listed("pending") == ["rp_2", "rp_1"]
    assert listed("pending", most=1) == ["rp_2"]
    assert listed("refused") == ["rp_3"]
    assert [(one.debtor, one.name) for one in list_things("acme", PaymentReport, 9, "refused")] == [("c2", "Ana c2")]


def test_one_that_is_decided_moves_to_its_list() -> None:
    save("c1", replace(REPORT, state="confirmed"))

    assert (listed("pending"), listed("confirmed")) == (["rp_2"], ["rp_1"])


def test_the_list_of_accounts_is_of_accounts() -> None:
    assert [one.debtor for one in accounts.list_accounts("acme")] == ["c1", "c2"]


def test_no_kind_stands_in_the_list_of_another() -> None:
    places = ["D#", *(f"{kind.prefix}#" for kind in KINDS)]
    assert not [(one, other) for one in places for other in places if one is not other and one.startswith(other)]
