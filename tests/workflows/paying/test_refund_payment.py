"""The business gives money back through the provider: never more than came, never twice, one word in the ledger."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import GiveUp, NotFound, Refusal, TryAgain
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers import paypal, stripe
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.refund_payment import Refund, refund_payment
from tests.domain.cases import invoice
from tests.workflows.cases import NOW, SESSION_ID, books_are_in_order, created, one_invoice, owing, pending, whole

pytestmark = pytest.mark.usefixtures("cloud")
LATER = NOW + timedelta(days=2)
AMOUNT = 100_000
ASKED = Refund("acme", "c1", "att_7Qm2VbXr9TzK", None, "ana", "Cobro doble", "key-1")


class Giving:
    """A provider as far as refunds go: Stripe tells totals, PayPal each refund by its id. Once a request."""

    def __init__(self, provider: str) -> None:
        self.provider, self.given = provider, dict[str, int]()
        self.kind = "refunded"
        self.trouble: Exception | None = None

    def refund(self, attempt: Attempt, amount_minor: int, request: str) -> ProviderNews:
        if self.trouble:
            raise self.trouble
        self.given.setdefault(request, amount_minor)
        return self.news(attempt, request)

    def news(self, attempt: Attempt, request: str) -> ProviderNews:
        told: dict[str, Any] = {"amount_minor": AMOUNT, "refunded_total_minor": sum(self.given.values())}
        if self.provider == "paypal":
            told = {"amount_minor": self.given[request], "refund_id": f"RE{request}"}
        return ProviderNews(
            self.kind, attempt.id, payment_id="pay_1", currency="MXN", provider=self.provider, **told
        )  # fmt: skip


@pytest.fixture(params=["stripe", "paypal"])
def giving(cloud: object, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Giving:
    found = Giving(request.param)
    for module in (stripe, paypal):
        monkeypatch.setattr(module, "refund", found.refund)
    return found


@pytest.fixture(autouse=True)
def paid(giving: Giving) -> None:
    created()
    owing(invoice("F1", total_minor=AMOUNT))
    attempt = pending(provider=giving.provider)
    told = ProviderNews(
        "paid", attempt.id, SESSION_ID, "pay_1", amount_minor=AMOUNT, currency="MXN", provider=giving.provider
    )
    assert hear_provider(told, NOW) == "paid"


def attempt() -> Attempt:
    return whole().attempts[0]


def refused(asked: Refund) -> str:
    with pytest.raises(Refusal) as caught:
        refund_payment(asked, LATER)
    return caught.value.code


def test_all_of_it_is_given_back_and_owed_again() -> None:
    answer = refund_payment(ASKED, LATER)

    assert answer == {"payment": ASKED.payment, "amount_minor": AMOUNT, "currency": "MXN", "state": "refunded"}
    assert (attempt().state, attempt().refunded_minor, one_invoice().state) == ("refunded", AMOUNT, "open")
    assert [(one.by, one.why, one.at) for one in attempt().refunds_asked] == [("ana", "Cobro doble", LATER)]
    assert books_are_in_order()


def test_its_webhook_before_or_after_the_answer_counts_no_second_time(giving: Giving) -> None:
    giving.given["key-1"] = 40_000
    hear_provider(giving.news(attempt(), "key-1"), LATER)
    refund_payment(replace(ASKED, amount_minor=40_000), LATER)
    hear_provider(giving.news(attempt(), "key-1"), LATER + timedelta(minutes=1))

    assert attempt().refunded_minor == 40_000
    assert books_are_in_order()


def test_the_same_request_twice_is_once(giving: Giving) -> None:
    part = replace(ASKED, amount_minor=40_000)
    assert refund_payment(part, LATER) == refund_payment(part, LATER + timedelta(minutes=1))
    assert (attempt().refunded_minor, giving.given) == (40_000, {"key-1": 40_000})
    assert len(attempt().refunds_asked) == 1


def test_parts_may_be_given_back_until_nothing_is_left() -> None:
    refund_payment(replace(ASKED, amount_minor=40_000), LATER)
    assert refused(replace(ASKED, request="key-2", amount_minor=60_001)) == "refund_above_payment"
    refund_payment(replace(ASKED, request="key-2"), LATER)

    assert attempt().refunded_minor == AMOUNT
    assert refused(replace(ASKED, request="key-3")) == "refund_above_payment"
    assert books_are_in_order()


def test_until_the_provider_says_it_is_through_the_ledger_waits(giving: Giving) -> None:
    giving.kind = "processing"
    assert refund_payment(ASKED, LATER)["state"] == "processing"
    assert (attempt().refunded_minor, one_invoice().state) == (0, "paid")
    assert refused(replace(ASKED, request="key-2", amount_minor=1)) == "refund_above_payment", "it is on its way"

    giving.kind = "refunded"
    hear_provider(giving.news(attempt(), "key-1"), LATER)
    assert attempt().refunded_minor == AMOUNT


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_minor": AMOUNT + 1}, "refund_above_payment"),
        ({"amount_minor": 0}, "bad_amount"),
        ({"amount_minor": -1}, "bad_amount"),
        ({"why": "  "}, "reason_required"),
    ],
)
def test_what_cannot_be_given_back_is_refused_and_not_asked_for(
    giving: Giving, changes: dict[str, Any], code: str
) -> None:
    assert refused(replace(ASKED, **changes)) == code
    assert (giving.given, attempt().refunds_asked) == ({}, ())


@pytest.mark.parametrize("changes", [{"business": "other"}, {"debtor": "c2"}, {"payment": "att_nobody"}])
def test_another_accounts_payment_is_not_found(changes: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        refund_payment(replace(ASKED, **changes), LATER)


@pytest.mark.parametrize(
    "changes", [{"provider": ""}, {"provider": "counter"}, {"state": "disputed"}, {"payment_id": ""}]
)
def test_money_that_no_provider_holds_is_given_back_by_other_ways(changes: dict[str, str]) -> None:
    account = accounts.load("acme", "c1")
    assert account
    accounts.save(account, Changes(account.debtor, attempts=(replace(attempt(), **changes),)))
    assert refused(ASKED) == "not_refundable"


def test_what_the_provider_refuses_leaves_no_trace_of_a_refund(giving: Giving) -> None:
    giving.trouble = GiveUp("refund_refused")
    assert refused(ASKED) == "refund_refused"
    assert (attempt().refunds_asked, attempt().refunded_minor) == ((), 0)


def test_a_provider_that_is_busy_is_asked_again_under_the_same_request(giving: Giving) -> None:
    giving.trouble = TryAgain("busy")
    with pytest.raises(TryAgain):
        refund_payment(ASKED, LATER)
    giving.trouble = None
    refund_payment(ASKED, LATER)
    assert (attempt().refunded_minor, len(attempt().refunds_asked)) == (AMOUNT, 1)
