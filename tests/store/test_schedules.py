"""Recurring charges beside the account: loaded with it while they charge, out of the way once they are over."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.schedules.schedule import Prepay, charges
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from tests.domain.cases import DUE, at, debtor
from tests.domain.schedules.test_schedules import schedule

pytestmark = pytest.mark.usefixtures("cloud")
FEE = schedule(prepay=(Prepay(3, Decimal("0.05")), Prepay(12, Decimal("0.125"))), ends_on=date(2026, 12, 31))


def test_a_schedule_comes_back_with_its_account_exactly() -> None:
    accounts.save(None, Changes(debtor(), schedules=(FEE,)))
    found = accounts.load("acme", "c1")
    assert found
    assert found.schedules == (FEE,)
    whole = accounts.load_whole("acme", "c1")
    assert whole
    assert whole.schedules == (FEE,)


def test_one_that_is_over_is_kept_and_no_longer_loaded() -> None:
    accounts.save(None, Changes(debtor(), schedules=(FEE, replace(FEE, id="rent", state="ended"))))
    found = accounts.load("acme", "c1")
    assert found
    assert [one.id for one in found.schedules] == ["fee"]
    accounts.save(found, Changes(found.debtor, schedules=(replace(FEE, through=date(2026, 12, 31)),)))
    again = accounts.load("acme", "c1")
    assert again
    assert again.schedules == ()
    assert sorted(accounts.load_schedules("acme", "c1")) == ["fee", "rent"]


def test_an_attempt_keeps_the_months_that_it_pays_ahead() -> None:
    charge = next(charges(FEE))
    attempt = Attempt(
        id="a1", reference="P-2222-2222", method="card", currency="MXN", amount_minor=42_750,
        lines=(QuoteLine("fee-2026-01", 42_750, 2_250),), quoted_on=DUE, created_at=at(DUE), expires_at=at(DUE),
        schedule="fee", charges=(charge,),
    )  # fmt: skip
    accounts.save(None, Changes(debtor(), attempts=(attempt,)))
    assert accounts.load_attempt("acme", "c1", "a1") == attempt
