"""A business's lists share one index: what stands in one may never be read as a line of another."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.domain.complaints.disputing import Asked
from chalicelib.store import accounts
from chalicelib.store.account_pages import page_of_accounts
from chalicelib.store.things import list_things
from chalicelib.workflows.complaints import portal_disputes
from tests.domain.cases import DUE, at, debtor
from tests.workflows.cases import SESSION, created, owing

pytestmark = pytest.mark.usefixtures("cloud")
NOW = at(DUE + timedelta(days=5))


@pytest.mark.parametrize("other", ["c2", "open", "open#2026-01-01T00:00:00Z", "DISPUTE#open"])
def test_an_open_dispute_is_no_account_and_an_account_no_dispute(other: str) -> None:
    created()
    owing()
    owing(who=debtor(id=other))
    session = replace(SESSION, expires_at=NOW + timedelta(minutes=30))
    portal_disputes.open_one(session, Asked("F1", "wrong_amount", "No es ese total"), NOW, "k1", None)

    assert [one.debtor for one in accounts.list_accounts("acme")] == sorted(["c1", other])
    assert [one.debtor for one in list_things("acme", Dispute, 10, "open")] == ["c1"]
    assert sorted(one.debtor for one in page_of_accounts("acme", 10)[0]) == sorted(["c1", other])
