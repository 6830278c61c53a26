"""Whatever runs twice, at once, or dies on the way: one message per debtor, step and day, one fee per invoice."""

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.life.business import Business, new_business, table
from tests.life.client import Run, until
from tests.life.cloud import Cloud, at_once

KILLED = -signal.SIGKILL
TEN_MINUTES = timedelta(minutes=10)
ON_ITS_WAY = {"planned", "claimed"}


def test_the_sweep_twenty_times_at_once_sends_one_message_and_books_one_fee(
    run: Run, cloud: Cloud, business: Callable[..., Business]
) -> None:
    shop = business()
    debtors = ["C1", "C2", "C3"]
    overdue(shop, *debtors)
    accounts = [f"{shop.id}#{debtor}\nDEBTOR" for debtor in debtors]
    at_once([cloud.sweep] * 20 + [lambda: cloud.collect(*accounts)] * 2)
    cloud.sweep()
    run.do_what_is_due()
    for debtor in debtors:
        assert shop.steps(debtor) == ["overdue_1"]
        assert Counter(one["kind"] for one in shop.account(debtor)["entries"]) == {"issue": 1, "fee": 1}


def test_a_message_planned_again_over_one_that_was_held_back_leaves_at_once(
    cloud: Cloud, business: Callable[..., Business]
) -> None:
    shop = business()
    with cloud.stream_lost():
        overdue(shop, "BACK")
        cloud.sweep()
        until(lambda: shop.notices("BACK", state="planned"), "the notice is planned")
        paid = {"number": "F-BACK", "paid_on": shop.today(), "amount": "1020.00", "reference": "T-1"}
        assert shop.drop(table([paid]), "payments")["created"] == 1
    cloud.pass_over(TEN_MINUTES)
    cloud.sweep()
    until(lambda: shop.notices("BACK", state="withheld"), "it is held back")
    shop.drop_invoices(shop.invoice("F-MORE", shop.today() - timedelta(days=4), "BACK"))
    cloud.sweep()
    until(lambda: shop.messages("BACK"), "it leaves without a sweep, whose turn would come in five minutes")
    assert shop.steps("BACK") == ["overdue_1"]


@pytest.fixture(scope="module")
def wreck(run: Run, cloud: Cloud) -> Iterator[Business]:
    """Every record of the stream was lost, workers died, somebody paid meanwhile; then the sweeps of ten minutes."""
    shop = new_business(run)
    with cloud.stream_lost():
        overdue(shop, "LOST", "DIED", "LEFT", "PAID", SMS={"email": "", "phone": "+525512345678"})
        cloud.sweep()
        debtors = ("LOST", "DIED", "LEFT", "PAID", "SMS")
        until(lambda: all(shop.notices(one, state="planned") for one in debtors), "everybody's notice is planned")
        notices = {one: shop.notices(one)[0]["id"] for one in debtors}
        assert cloud.dying_worker(shop.id, "DIED", notices["DIED"], "before_send") == KILLED
        assert cloud.dying_worker(shop.id, "SMS", notices["SMS"], "before_send") == KILLED
        assert cloud.dying_worker(shop.id, "LEFT", notices["LEFT"], "after_send") == KILLED
        paid = {"number": "F-PAID", "paid_on": shop.today(), "amount": "1020.00", "reference": "T-1"}
        assert shop.drop(table([paid]), "payments")["created"] == 1
    assert {one["debtor"] for one in run.get(f"/local/messages?business={shop.id}")} == {"LEFT"}
    cloud.pass_over(TEN_MINUTES)
    cloud.sweep()
    until(lambda: not [one for one in debtors if shop.notices(one)[0]["state"] in ON_ITS_WAY], "every notice ends")
    run.walk(run.now() + TEN_MINUTES)
    yield shop
    shop.rest()


def test_a_lost_stream_record_is_delivered_by_the_sweep(wreck: Business) -> None:
    assert wreck.steps("LOST") == ["overdue_1"]
    assert len(wreck.messages(None)) == 2  # the reports of both files


def test_a_worker_killed_between_claim_and_send_is_replaced_by_the_sweep(wreck: Business) -> None:
    assert wreck.steps("DIED") == ["overdue_1"]
    assert [one["state"] for one in wreck.notices("DIED")] == ["delivered"]


def test_a_message_that_left_before_its_worker_died_is_not_sent_again(wreck: Business) -> None:
    assert wreck.steps("LEFT") == ["overdue_1"]
    assert [one["state"] for one in wreck.notices("LEFT")] == ["delivered"]  # by the provider's own events
    assert wreck.open_link("LEFT").account()["debts"]  # its link works although its sending was never recorded


def test_a_text_message_whose_worker_fell_silent_is_left_to_a_person(wreck: Business) -> None:
    assert wreck.messages("SMS") == []
    assert [one["state"] for one in wreck.notices("SMS")] == ["unknown"]


def test_who_pays_between_selection_and_sending_is_not_chased(wreck: Business) -> None:
    assert wreck.messages("PAID") == []
    assert [(one["state"], one["reason"]) for one in wreck.notices("PAID")] == [("withheld", "paid")]


def overdue(shop: Business, *debtors: str, **others: dict[str, str]) -> None:
    """It is ten in the morning of a quiet Tuesday; what these debtors owe was due the Friday before."""
    tuesday = shop.quiet_monday() + timedelta(days=1)
    shop.walk(tuesday, 10)
    cells = {one: dict[str, str]() for one in debtors} | others
    shop.drop_invoices(*(shop.invoice(f"F-{one}", tuesday - timedelta(days=4), one, **cells[one]) for one in cells))
