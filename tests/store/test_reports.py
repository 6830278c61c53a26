"""Reports in their rows: all of an account, and a business's list by state that costs what it shows."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.already_paid.payment_report import PaymentReport, Proof
from chalicelib.store import accounts, reports
from chalicelib.store.changes import Changes
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
    return [one.report.id for one in reports.list_by_state("acme", state, most)]


def test_it_comes_back_as_it_was_written() -> None:
    assert reports.load("acme", "c1", "rp_1") == REPORT
    assert reports.load("acme", "c1", "rp_9") is None
    assert [one.id for one in reports.load_all("acme", "c1")] == ["rp_2", "rp_1"]


def test_a_decision_loads_what_waits_and_nothing_else() -> None:
    waiting, over = accounts.load("acme", "c1"), accounts.load("acme", "c2")
    assert waiting and over
    assert [one.id for one in waiting.reports] == ["rp_1", "rp_2"]
    assert over.reports == ()


def test_a_business_lists_its_own_by_state_the_oldest_first() -> None:
    assert listed("pending") == ["rp_2", "rp_1"]
    assert listed("pending", most=1) == ["rp_2"]
    assert listed("refused") == ["rp_3"]
    assert [(one.debtor, one.name) for one in reports.list_by_state("acme", "refused", 9)] == [("c2", "Ana c2")]


def test_one_that_is_decided_moves_to_its_list() -> None:
    save("c1", replace(REPORT, state="confirmed"))

    assert (listed("pending"), listed("confirmed")) == (["rp_2"], ["rp_1"])


def test_the_list_of_accounts_is_of_accounts() -> None:
    assert [one.debtor for one in accounts.list_accounts("acme")] == ["c1", "c2"]
