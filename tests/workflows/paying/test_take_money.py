"""Money that reaches the business by hand: once, for what it names or the oldest first, and never more than it is."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.contact.rests import begin_rest, end_rest
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.take_money import Beside, Taken, take_money
from tests.domain.cases import DUE, invoice
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, pending, whole

pytestmark = pytest.mark.usefixtures("cloud")
CASH = Taken("counter", "slip-1", 400_000, "MXN", "cash", DUE, by="u-1")


@pytest.fixture(autouse=True)
def a_debtor_with_two_debts(cloud: object) -> None:
    created()
    owing(
        invoice("F1", total_minor=1_000_000),
        invoice("F2", total_minor=250_050, due_on=DUE + timedelta(days=9)),
    )


def take(**changes: Any) -> str:
    return take_money("acme", "c1", replace(CASH, **changes), NOW)


def left() -> dict[str, int]:
    return {one.number: one.principal_minor for one in whole().invoices}


def test_it_pays_the_oldest_debt_first_and_sends_a_receipt() -> None:
    attempt = take()

    assert left() == {"F1": 600_000, "F2": 250_050}
    found = whole()
    assert [(one.id, one.state, one.method) for one in found.attempts] == [(attempt, "paid", "cash")]
    assert [one.template for one in found.notices] == ["paid"]
    assert books_are_in_order()


def test_the_same_fact_again_is_the_same_payment() -> None:
    assert take() == take(amount_minor=999)
    assert left() == {"F1": 600_000, "F2": 250_050}


def test_named_debts_are_paid_and_the_surplus_stays_the_debtors() -> None:
    take(debts=("F2",))

    assert left() == {"F1": 1_000_000, "F2": 0}
    assert whole().debtor.unapplied == {"MXN": 149_950}
    assert books_are_in_order()


def test_a_debt_that_was_settled_meanwhile_leaves_the_money_unapplied() -> None:
    take(debts=("F2",), amount_minor=250_050)
    take(debts=("F2",), fact="slip-2", amount_minor=1_000)

    assert whole().debtor.unapplied == {"MXN": 1_000}


def test_the_payment_of_the_page_is_settled_at_its_frozen_quote() -> None:
    pending(id="pa_slip", method="cash", url="", provider="", provider_id="")

    assert take(attempt="pa_slip", amount_minor=1_250_050) == "pa_slip"
    assert left() == {"F1": 0, "F2": 0}
    with pytest.raises(Refusal, match="already_paid"):
        take(attempt="pa_slip", amount_minor=1_250_050, fact="slip-2")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_minor": 0}, "bad_amount"),
        ({"amount_minor": -5}, "bad_amount"),
        ({"on": DUE + timedelta(days=1)}, "paid_in_future"),
        ({"currency": "USD"}, "currency_not_owed"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(changes: dict[str, Any], code: str) -> None:
    before = whole()

    with pytest.raises(Refusal, match=code):
        take(**changes)
    assert whole() == before


def test_another_accounts_debt_or_payment_is_not_found() -> None:
    for changes in ({"debts": ("F9",)}, {"attempt": "pa_foreign"}):
        with pytest.raises(NotFound):
            take(**changes)
    with pytest.raises(NotFound):
        take_money("acme", "nobody", CASH, NOW)


def test_what_goes_beside_is_written_with_the_money_or_not_at_all() -> None:
    account = accounts.load("acme", "c1")
    assert account
    resting = begin_rest(account.debtor, "slip-1", "payment_proposed", NOW)
    accounts.save(account, Changes(resting))

    def refuses(account: Account) -> Beside:
        raise Refusal("already_paid")

    with pytest.raises(Refusal):
        take_money("acme", "c1", CASH, NOW, refuses)
    assert whole().debtor.rests
    take_money("acme", "c1", CASH, NOW, lambda account: Beside(end_rest(account.debtor, "slip-1")))
    assert not whole().debtor.rests
    assert one_invoice().principal_minor == 600_000
