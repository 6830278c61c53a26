"""A refund that the payer's bank sends back: the money is the debtor's again, once, and a person is asked."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import TryAgain
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers import stripe
from chalicelib.gateways.providers.stripe.events import read_event
from chalicelib.messages.letter import PaymentNews
from chalicelib.store import accounts, businesses, notices
from chalicelib.workflows.books.use_credit import HandedBack, Word, hand_back
from chalicelib.workflows.contact.notice_content import content_of
from chalicelib.workflows.contact.tell_business import own_partition
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.refund_payment import Refund, refund_payment
from chalicelib.workflows.showing.view_tasks import view_tasks
from chalicelib.workflows.showing.view_timeline import view_timeline
from tests.domain.cases import business, invoice
from tests.workflows.cases import NOW, PK, books_are_in_order, created, owing, pending, recorded, whole

pytestmark = pytest.mark.usefixtures("cloud")
AMOUNT = 1_250_050
GIVEN = NOW + timedelta(hours=1)
LATER = NOW + timedelta(days=4)


@pytest.fixture(autouse=True)
def a_payment(cloud: object) -> None:
    created()
    owing(invoice("F1", total_minor=1_000_000), invoice("F2", total_minor=250_050))
    pending()
    hear_provider(recorded("checkout.session.completed.paid"), NOW)


def given_back(total: int = AMOUNT, at: datetime = GIVEN) -> str:
    return hear_provider(recorded("charge.refunded.rest", refunded_total_minor=total, created=at), at)


def failed(refund: str = "re_1", amount: int = AMOUNT, at: datetime = LATER, event: str = "evt_1") -> str:
    return hear_provider(failure(refund, amount, at, event), at)


def failure(refund: str, amount: int, at: datetime, event: str = "evt_1") -> ProviderNews:
    payment = recorded("checkout.session.completed.paid").payment_id
    told = {"id": refund, "amount": amount, "currency": "mxn", "payment_intent": payment, "status": "failed"}
    event_ = {"id": event, "type": "refund.failed", "created": int(at.timestamp()), "data": {"object": told}}
    return replace(read_event(event_), provider="stripe")


def account() -> Account:
    found = accounts.load("acme", "c1")
    assert found
    return found


def test_the_money_is_the_debtors_again_exactly_once_and_nothing_is_parked_beside_it() -> None:
    given_back()
    assert (failed(), failed(event="evt_2")) == ("refund_failed", "known")

    attempt = whole().attempts[0]
    assert (attempt.state, attempt.refunded_minor) == ("paid", 0)
    assert whole().debtor.unapplied == {"MXN": AMOUNT}
    back = [(one.kind, one.amount_minor, one.payment) for one in whole().entries if one.kind == "refund_reversal"]
    assert back == [("refund_reversal", -AMOUNT, attempt.id)]
    assert businesses.list_parked("acme") == []
    assert books_are_in_order()


def test_the_business_is_told_and_asked_once_until_the_money_has_gone_back_in_another_way() -> None:
    given_back()
    failed()
    mail_ = notices.load(own_partition("acme"), f"{LATER:%Y-%m-%d}#parked-re_1.refund_failed#email")
    (asked,) = view_tasks(business(), "es", LATER)["tasks"]
    assert mail_ and mail_.purpose == "report"
    assert (asked["kind"], asked["amount_minor"]) == ("refund_failed", AMOUNT)
    assert "12,500.50" in asked["why"]

    word, back = Word("acme", "c1", "ana", "por transferencia", "r-1"), HandedBack(AMOUNT, "MXN", "por transferencia")
    hand_back(word, back, LATER)
    decide_account(business(), "c1", LATER + timedelta(seconds=1))
    assert whole().debtor.unapplied == {}
    assert view_tasks(business(), "es", LATER)["tasks"] == []
    paper = whole().receipts[-1]
    assert (paper.kind, paper.amount_minor, paper.unapplied_minor, paper.id) == ("refund", -AMOUNT, -AMOUNT, "000004")
    assert books_are_in_order()


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_the_debtor_hears_that_it_is_theirs_and_finds_it_in_their_history(lang: str) -> None:
    given_back()
    failed()
    (told,) = [one for one in whole().notices if one.template == "refund_failed"]
    news = content_of(PK, told, account(), business(), LATER)

    assert isinstance(news, PaymentNews)
    assert (news.state, news.amount_minor) == ("refund_failed", AMOUNT)
    latest = next(one for one in view_timeline(business(), "c1", lang, LATER)["events"] if one["document"])
    assert (latest["kind"], latest["document"]) == ("refund_back", "receipt-3")


def test_nobody_is_chased_for_it_while_somebody_looks() -> None:
    given_back()
    failed()
    assert [(one.reason, one.until) for one in account().debtor.rests] == [("refund_failed", LATER + timedelta(days=3))]


def test_it_may_be_given_back_again_and_an_old_total_told_late_changes_nothing() -> None:
    given_back()
    failed()
    assert given_back(at=GIVEN) == "known", "it is told once more, long after"
    assert whole().attempts[0].refunded_minor == 0

    assert given_back(at=LATER + timedelta(hours=1)) == "refunded"
    assert failed("re_2", at=LATER + timedelta(days=3)) == "refund_failed"
    assert whole().debtor.unapplied == {"MXN": AMOUNT}
    assert books_are_in_order()


def test_the_console_may_ask_for_it_again_when_its_own_request_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refund(attempt: Attempt, amount_minor: int, request: str) -> ProviderNews:
        return recorded("charge.refunded.rest", refunded_total_minor=amount_minor, created=None)

    monkeypatch.setattr(stripe, "refund", refund)
    first = Refund("acme", "c1", whole().attempts[0].id, None, "ana", "Cobro doble", "r-1")
    assert refund_payment(first, GIVEN)["state"] == "refunded"
    failed()
    assert [one.failed_at for one in whole().attempts[0].refunds_asked] == [LATER]
    assert refund_payment(replace(first, request="r-2"), LATER)["amount_minor"] == AMOUNT
    assert (whole().debtor.unapplied, whole().attempts[0].state, books_are_in_order()) == ({}, "refunded", True)


def test_of_two_refunds_only_the_one_that_failed_comes_back() -> None:
    given_back(450_050)
    given_back(AMOUNT, GIVEN + timedelta(hours=1))
    failed(amount=800_000)

    assert (whole().attempts[0].refunded_minor, whole().attempts[0].state) == (450_050, "paid")
    assert whole().debtor.unapplied == {"MXN": 800_000}
    assert books_are_in_order()


def test_one_that_overtakes_its_refund_waits_for_it_and_one_that_was_never_told_changes_nothing() -> None:
    with pytest.raises(TryAgain):
        failed(at=GIVEN)
    before = whole()
    assert hear_provider(failure("re_1", AMOUNT, GIVEN), LATER) == "known"
    assert whole() == before
