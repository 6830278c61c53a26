"""Webhooks that were lost: the provider is asked, and whatever it says counts as if it had been told."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.errors import GiveUp, NotFound, Refusal, TryAgain
from chalicelib.domain.paying.asking import AGAIN, EVERY, PATIENCE
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers import paypal, stripe
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.ask_provider import ASKS_A_MINUTE, come_back
from chalicelib.workflows.paying.hear_provider import hear_provider
from tests.domain.cases import DUE, invoice
from tests.workflows.cases import (
    NOW,
    SESSION,
    SESSION_ID,
    books_are_in_order,
    created,
    one_invoice,
    owing,
    pending,
    whole,
)

pytestmark = pytest.mark.usefixtures("cloud")
END = NOW + timedelta(minutes=40)


class Silent:
    """A provider that tells only when it is asked; ``says`` in turn, the last for ever."""

    def __init__(self, provider: str) -> None:
        self.provider, self.asked, self.closed = provider, 0, 0
        self.says: list[str | Exception] = ["ignored"]
        self.closes = True

    def ask(self, attempt: Attempt) -> ProviderNews:
        self.asked += 1
        says = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if isinstance(says, Exception):
            raise says
        payment = "" if says in {"ignored", "expired"} else "pay_1"
        return ProviderNews(
            says, attempt.id, attempt.provider_id, payment, amount_minor=attempt.amount_minor, currency=attempt.currency
        )

    def close(self, attempt: Attempt) -> bool:
        self.closed += 1
        return self.closes


@pytest.fixture(params=["stripe", "paypal"])
def provider(cloud: object, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Silent:
    found = Silent(request.param)
    for module in (stripe, paypal):
        monkeypatch.setattr(module, "ask", found.ask)
        monkeypatch.setattr(module, "close", found.close)
    return found


@pytest.fixture(autouse=True)
def business(provider: Silent) -> Business:
    found = created()
    owing(invoice("F1", DUE - timedelta(days=9)))
    pending(provider=provider.provider, url="https://pay.example/page")
    woken(found, NOW)
    return found


def woken(business: Business, now: datetime) -> None:
    decide_account(business, "c1", now, force=True)


def state() -> tuple[str, bool]:
    (attempt,) = whole().attempts
    return attempt.state, attempt.processing


def chased() -> int:
    return sum(one.purpose == "collection" for one in whole().notices)


def test_nobody_is_asked_before_the_page_is_over(business: Business, provider: Silent) -> None:
    woken(business, END - timedelta(seconds=1))
    assert (provider.asked, state(), chased()) == (0, ("pending", False), 0)
    assert whole().debtor.due_at == END


def test_a_payment_whose_webhook_was_lost_is_applied_at_the_pages_end(business: Business, provider: Silent) -> None:
    provider.says = ["paid"]
    woken(business, END)

    assert (state(), one_invoice().state, chased()) == (("paid", False), "paid", 0)
    assert [one.template for one in whole().notices] == ["paid"]
    assert books_are_in_order()


def test_its_webhook_may_come_after_all_and_changes_nothing(business: Business, provider: Silent) -> None:
    provider.says = ["paid"]
    woken(business, END)
    before = whole()
    told = ProviderNews(
        "paid", before.attempts[0].id, SESSION_ID, "pay_1", amount_minor=before.attempts[0].amount_minor,
        currency="MXN", provider=provider.provider,
    )  # fmt: skip
    hear_provider(told, END + timedelta(hours=1))
    assert whole() == before


def test_a_page_that_expired_at_the_provider_leaves_nothing_in_process(business: Business, provider: Silent) -> None:
    provider.says = ["expired"]
    woken(business, END)
    assert (state(), one_invoice().state, chased()) == (("expired", False), "open", 1)


def test_a_page_that_is_open_still_is_closed_so_that_nobody_pays_in_it(business: Business, provider: Silent) -> None:
    woken(business, END)
    assert (provider.closed, state(), chased()) == (1, ("expired", False), 1)


def test_who_pays_at_the_very_end_is_heard(business: Business, provider: Silent) -> None:
    provider.closes, provider.says = False, ["ignored", "paid"]
    woken(business, END)
    assert state() == ("paid", False)


@pytest.mark.parametrize("silence", [TryAgain("busy"), GiveUp("provider_refused")])
def test_while_the_provider_is_silent_nobody_is_chased_and_it_is_asked_again(
    business: Business, provider: Silent, silence: Exception
) -> None:
    provider.says = [silence]
    woken(business, END)
    assert (state(), chased(), whole().debtor.due_at) == (("pending", False), 0, END + AGAIN)

    provider.says = ["paid"]
    woken(business, END + AGAIN)
    assert state() == ("paid", False)


def test_a_provider_that_is_silent_for_a_day_holds_the_account_up_no_longer(
    business: Business, provider: Silent
) -> None:
    provider.says = [TryAgain("busy")]
    woken(business, END + PATIENCE)
    assert (state(), chased()) == (("expired", False), 1)


def test_money_of_a_page_that_we_let_expire_is_applied(business: Business, provider: Silent) -> None:
    woken(business, END)
    (attempt,) = whole().attempts
    told = ProviderNews(
        "paid", attempt.id, SESSION_ID, "pay_1", amount_minor=attempt.amount_minor, currency="MXN",
        provider=provider.provider,
    )  # fmt: skip
    assert hear_provider(told, END + timedelta(days=3)) == "paid"
    assert one_invoice().state == "paid"
    assert books_are_in_order()


@pytest.mark.parametrize(("says", "expected"), [("paid", "paid"), ("failed", "failed"), ("expired", "expired")])
def test_money_on_its_way_whose_end_was_lost_is_asked_about_every_day(
    business: Business, provider: Silent, says: str, expected: str
) -> None:
    (attempt,) = whole().attempts
    hear_provider(ProviderNews("processing", attempt.id, SESSION_ID, "pay_1", provider=provider.provider), NOW)
    assert one_invoice().state == "paying"
    provider.says = ["processing"]
    woken(business, NOW + EVERY)
    assert (provider.asked, state()) == (1, ("pending", True))

    provider.says = [says]
    woken(business, NOW + EVERY + timedelta(hours=1))
    assert provider.asked == 1, "not every time that the account wakes"
    woken(business, NOW + 2 * EVERY)
    assert (state()[0], one_invoice().state) == (expected, "paid" if says == "paid" else "open")


def test_the_debtor_who_is_back_hears_at_once(provider: Silent) -> None:
    provider.says = ["paid"]
    (attempt,) = whole().attempts
    assert come_back(SESSION, attempt.id, NOW + timedelta(minutes=2)) == "paid"
    assert come_back(SESSION, attempt.id, NOW + timedelta(minutes=3)) == "known"
    assert provider.asked == 1


def test_nobody_asks_about_somebody_elses_payment(provider: Silent) -> None:
    (attempt,) = whole().attempts
    with pytest.raises(NotFound):
        come_back(replace(SESSION, debtor="c2"), attempt.id, NOW)
    assert provider.asked == 0


def test_a_script_that_asks_without_end_is_told_to_wait(provider: Silent) -> None:
    (attempt,) = whole().attempts
    for _ in range(ASKS_A_MINUTE):
        come_back(SESSION, attempt.id, NOW)
    with pytest.raises(Refusal) as refused:
        come_back(SESSION, attempt.id, NOW)
    assert refused.value.code == "too_many"
