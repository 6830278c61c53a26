"""A charge that a debtor agreed to, from its decision to the ledger: once, whatever happens in between."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.paying.mandate import Mandate
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.store import accounts, mandates
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying import charge_card as carrying
from chalicelib.workflows.paying.charge_card import charge_card
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.stop_autopay import forget_card, stop_autopay
from chalicelib.workflows.sweep_due import wake_up
from chalicelib.workflows.wake import Wake
from tests.domain.cases import DUE, at, invoice
from tests.workflows.autopay import CHARGED, Keeper, agreed, keeper
from tests.workflows.cases import PK, books_are_in_order, created, one_invoice, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
LATER = CHARGED + timedelta(minutes=6)


@pytest.fixture(autouse=True)
def bank(cloud: object, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    created()
    owing(invoice("F1"))
    agreed("F1")
    return keeper(monkeypatch)


def wake(now: datetime = CHARGED, sk: str = "DEBTOR") -> None:
    Wake(now)(wake_up(PK, sk))


def decided(monkeypatch: pytest.MonkeyPatch) -> Attempt:
    """The charge is decided and written, and its worker died before it carried it out."""
    with monkeypatch.context() as patch:
        patch.setattr("chalicelib.workflows.wake.charge_card", lambda *_: "died")
        wake()
    (attempt,) = [one for one in whole().attempts if one.mandate]
    return attempt


def templates() -> list[str]:
    return sorted(one.template for one in whole().notices if one.template)


def test_what_was_told_is_charged_on_its_day_and_the_receipt_says_so(bank: Keeper) -> None:
    wake()

    (attempt,) = whole().attempts
    assert (attempt.state, attempt.method, attempt.payment_id) == ("paid", "autopay", f"pi_{attempt.id}")
    assert one_invoice().state == "paid"
    assert templates() == ["paid"]
    assert len(bank.charged) == 1 and books_are_in_order()


def test_the_webhook_of_the_same_charge_counts_nothing_twice(bank: Keeper) -> None:
    wake()
    before = whole()

    assert hear_provider(replace(bank.done[whole().attempts[0].id], provider="stripe"), LATER) == "paid"
    assert whole() == before


def test_a_webhook_before_the_answer_is_the_payment_and_the_answer_adds_nothing(
    bank: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = bank.charge

    def told_first(attempt: Attempt, mandate: Mandate) -> ProviderNews:
        news = real(attempt, mandate)
        assert hear_provider(replace(news, provider="stripe"), CHARGED) == "paid"
        return news

    monkeypatch.setattr("chalicelib.gateways.providers.stripe.cards.charge", told_first)
    wake()

    assert sum(one.amount_minor for one in whole().entries if one.kind == "payment") == -100_000
    assert templates() == ["paid"] and books_are_in_order()


def test_while_it_is_charged_no_page_can_be_opened_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    decided(monkeypatch)
    assert one_invoice().state == "paying"


def test_a_charge_that_nobody_carried_out_is_found_by_the_sweep(bank: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = decided(monkeypatch)
    assert (PK, f"ATTEMPT#{attempt.id}") in list(accounts.all_due(CHARGED + timedelta(minutes=1)))

    wake(CHARGED + timedelta(minutes=1), f"ATTEMPT#{attempt.id}")
    assert one_invoice().state == "paid" and len(bank.charged) == 1


def test_an_answer_that_was_lost_is_found_and_the_card_not_charged_again(bank: Keeper) -> None:
    bank.says = "silent"
    wake()
    (attempt,) = whole().attempts
    assert (attempt.state, attempt.claimed_at, one_invoice().state) == ("pending", CHARGED, "paying")

    bank.says = "paid"
    assert charge_card(PK, attempt.id, CHARGED + timedelta(minutes=2)) == "taken", "its worker may still be at it"
    assert charge_card(PK, attempt.id, LATER) == "paid"
    assert len(bank.charged) == 1 and one_invoice().state == "paid"


def test_a_claim_whose_worker_died_before_the_call_is_charged_then_and_once(
    bank: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(carrying, "_called", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            wake()
    (attempt,) = whole().attempts
    assert attempt.claimed_at and not bank.charged

    assert charge_card(PK, attempt.id, LATER) == "paid"
    assert len(bank.charged) == 1


def pays_by_hand(number: str = "F1") -> None:
    account = accounts.load("acme", "c1")
    assert account
    paid = tuple(replace(one, state="paid", principal_minor=0) for one in account.invoices if one.number == number)
    accounts.save(account, Changes(account.debtor, paid))


def opens_a_page(method: str = "card") -> None:
    account = accounts.load("acme", "c1")
    assert account
    page = Attempt(
        "pa_1", "P-2", method, "MXN", 100_000, (QuoteLine("F1", 100_000),), DUE, CHARGED, CHARGED + timedelta(hours=1)
    )
    accounts.save(account, Changes(account.debtor, attempts=(page,)))


def stops() -> None:
    stop_autopay("acme", "c1", "debtor", "stopped", CHARGED)


@pytest.mark.parametrize("happens", [pays_by_hand, opens_a_page, stops])
def test_what_happens_between_decision_and_charge_stops_the_charge(
    bank: Keeper, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]
) -> None:
    attempt = decided(monkeypatch)
    happens()

    assert charge_card(PK, attempt.id, CHARGED + timedelta(minutes=1)) == "withheld"
    assert not bank.charged
    after = next(one for one in whole().attempts if one.id == attempt.id)
    assert after.state == "expired"
    assert one_invoice().state in {"open", "paid"}


def test_a_charge_that_was_withheld_is_not_tried_again_that_day(bank: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = decided(monkeypatch)
    opens_a_page("transfer")
    charge_card(PK, attempt.id, CHARGED + timedelta(minutes=1))
    wake(CHARGED + timedelta(hours=2))

    assert not bank.charged
    assert [one.state for one in whole().attempts if one.mandate] == ["expired"]


def test_a_refused_charge_leaves_everything_owed_and_says_what_to_do(bank: Keeper) -> None:
    bank.says = "insufficient_funds"
    wake()

    (attempt,) = whole().attempts
    assert (attempt.state, one_invoice().state) == ("failed", "open")
    assert templates() == ["autopay_failed"]
    (told,) = [one for one in whole().notices if one.template]
    assert told.data["reason"] == "insufficient_funds" and "again_on" not in told.data
    wake(CHARGED + timedelta(days=1))
    assert len(bank.charged) == 1, "no second charge without consent"


def test_another_try_that_was_agreed_to_takes_place_on_the_day_that_was_told(bank: Keeper) -> None:
    account = accounts.load("acme", "c1")
    assert account
    allowing = replace(account.mandates[0], retries=1, retry_after_days=2)
    accounts.save(account, Changes(account.debtor, mandates=(allowing,)))
    bank.says = "insufficient_funds"
    wake()
    (told,) = [one for one in whole().notices if one.template]
    assert told.data["again_on"] == str(DUE + timedelta(days=2))

    bank.says = "paid"
    wake(CHARGED + timedelta(days=1))
    assert len(bank.charged) == 1
    wake(CHARGED + timedelta(days=2))
    assert len(bank.charged) == 2 and one_invoice().state == "paid"


def test_a_card_that_is_gone_ends_the_mandate_and_leaves_the_provider(bank: Keeper) -> None:
    bank.says = "expired_card"
    wake()

    found = mandates.load("acme", "c1", "ma_1")
    assert found and (found.state, found.reason) == ("failed", "expired_card")
    (told,) = [one for one in whole().notices if one.template]
    assert told.data["ended"] == "1"
    assert forget_card(PK, "ma_1", LATER) == "forgotten" and bank.forgotten == ["pm_1"]


def test_who_disputes_a_charge_at_their_bank_is_not_charged_any_more(bank: Keeper) -> None:
    wake()
    (attempt,) = whole().attempts
    news = ProviderNews("disputed", attempt.id, payment_id=attempt.payment_id, dispute_id="du_1", amount_minor=100_000,
                        currency="MXN", provider="stripe")  # fmt: skip
    assert hear_provider(news, LATER) == "disputed"

    found = mandates.load("acme", "c1", "ma_1")
    assert found and (found.state, found.reason, found.ended_by) == ("revoked", "disputed", "bank")
    assert one_invoice().state == "open" and books_are_in_order()
    wake(CHARGED + timedelta(days=4))
    assert len(bank.charged) == 1


def test_a_refund_does_not_charge_the_card_again(bank: Keeper) -> None:
    wake()
    (attempt,) = whole().attempts
    back = ProviderNews("refunded", attempt.id, payment_id=attempt.payment_id, amount_minor=100_000,
                        refunded_total_minor=100_000, currency="MXN", provider="stripe")  # fmt: skip
    assert hear_provider(back, LATER) == "refunded"

    for days in range(1, 9):
        wake(at(DUE + timedelta(days=days), "10:00"))
    assert len(bank.charged) == 1 and books_are_in_order()


def test_a_bank_that_thinks_about_it_is_asked_again_ever_more_seldom_and_then_a_person(bank: Keeper) -> None:
    bank.says = "processing"
    wake()
    (attempt,) = whole().attempts
    assert (attempt.state, one_invoice().state) == ("pending", "paying")
    charge_card(PK, attempt.id, LATER)
    charge_card(PK, attempt.id, LATER + timedelta(minutes=3))
    assert len(bank.charged) == 1

    wake(CHARGED + timedelta(days=7))
    assert "payment_stuck" in {one.kind for one in whole().tasks}
