"""Two payments of one debt at once: what the provider has keeps it "in process", whatever becomes of the other."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.hear_provider import hear_provider
from tests.domain.cases import DUE, at, invoice
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, pending

LATER = NOW + timedelta(minutes=41)
OVERDUE = at(DUE + timedelta(days=3))
CARD = ProviderNews("paid", provider="stripe", payment_id="pi_a", amount_minor=40_000, currency="MXN")


@pytest.fixture(autouse=True)
def card(cloud: object) -> Attempt:
    """A page for a part of the debt; and a voucher for all of it, which the debtor has paid at the shop."""
    created()
    owing(invoice("F1"))
    page = pending(("F1", 40_000))
    account = accounts.load("acme", "c1")
    assert account
    slip = replace(
        page, id="att_slip", provider_id="cs_slip", amount_minor=100_000,
        lines=(replace(page.lines[0], amount_minor=100_000),),
    )  # fmt: skip
    accounts.save(account, Changes(account.debtor, attempts=(slip,), pointers={slip.id: slip.id}))
    told = ProviderNews("processing", slip.id, "cs_slip", "pi_b", amount_minor=100_000, currency="MXN")
    assert hear_provider(replace(told, provider="stripe"), NOW) == "processing"
    return page


def hears(page: Attempt, **changes: object) -> str:
    return hear_provider(replace(CARD, attempt_id=page.id, session_id=page.provider_id, **changes), LATER)


def reminders() -> list[str | None]:
    decided = decide_account(businesses.load("acme"), "c1", OVERDUE, force=True)
    assert decided
    return [one.step for one in decided.notices]


@pytest.mark.parametrize("end", ["expired", "failed"])
def test_a_page_that_was_left_wakes_nobody_whose_voucher_is_on_its_way(card: Attempt, end: str) -> None:
    assert hears(card, kind=end, payment_id="") == end
    assert (one_invoice("F1").state, reminders()) == ("paying", [])


def test_a_part_that_is_paid_and_given_back_meanwhile_wakes_nobody_either(card: Attempt) -> None:
    assert hears(card) == "paid"
    assert (one_invoice("F1").state, one_invoice("F1").principal_minor) == ("paying", 60_000)
    assert hears(card, kind="refunded", refunded_total_minor=40_000) == "refunded"
    assert (one_invoice("F1").state, one_invoice("F1").principal_minor) == ("paying", 100_000)
    assert (reminders(), books_are_in_order()) == ([], True)


def test_when_the_voucher_runs_out_the_debt_is_asked_for_again(card: Attempt) -> None:
    hears(card, kind="expired", payment_id="")
    told = ProviderNews("failed", "att_slip", "cs_slip", provider="stripe")
    assert hear_provider(told, LATER) == "failed"
    assert (one_invoice("F1").state, reminders()) == ("open", ["overdue_1"])
