"""What Stripe tells us at least once, in any order, at the same time, forged or late: money counts once."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.life.business import Business, new_business
from tests.life.client import Answer, Json, Run
from tests.life.console import sign_in
from tests.life.phone import Phone

DUE = 102_000  # 1,000.00 and two percent, for everybody here
DEBTORS = 12


@dataclass
class Buyer:
    """Somebody on Stripe's page, about to pay what they owe."""

    shop: Business
    debtor: str
    phone: Phone
    payment: str
    session: str

    def invoice(self) -> Json:
        return self.shop.invoices(self.debtor)[f"F-{self.debtor}"]

    def money(self) -> int:
        """What arrived and stayed, by the ledger (minor units)."""
        kinds = {"payment", "unapplied", "refund", "refund_reversal", "chargeback", "chargeback_reversal"}
        entries = self.shop.account(self.debtor)["entries"]
        moved: list[int] = [one["amount_minor"] for one in entries if one["kind"] in kinds]
        return -sum(moved)

    def papers(self) -> list[str]:
        """Kinds of the numbered papers; their numbers are in order and without gaps."""
        found = self.shop.account(self.debtor)["receipts"]
        assert [int(one["number"].rpartition("-")[2]) for one in found] == [*range(1, len(found) + 1)]
        return [str(one["kind"]) for one in found]

    def state(self) -> str:
        return str(self.phone.get(f"/api/payments/{self.payment}").body["state"])

    def told(self) -> list[str]:
        """Subjects of the messages about payments."""
        return [one["subject"] for one in self.shop.messages(self.debtor) if one["purpose"] == "confirmation"]

    def happens(self, outcome: str, **how: object) -> list[int]:
        """Statuses of the webhooks."""
        return [one["status"] for one in self.shop.run.stripe(self.session, outcome, **how)["webhooks"]]


@pytest.fixture(scope="module")
def buyers(run: Run) -> Iterator[Iterator[Buyer]]:
    """Buyers whose tests do not turn the clock."""
    shop = new_business(run)
    yield at_the_page(shop, DEBTORS)
    shop.rest()


@pytest.fixture
def buyer(buyers: Iterator[Buyer]) -> Buyer:
    return next(buyers)


def at_the_page(shop: Business, count: int) -> Iterator[Buyer]:
    tuesday = shop.quiet_monday() + timedelta(days=1)
    shop.walk(tuesday, 10)
    debtors = [f"C{number}" for number in range(count)]
    shop.drop_invoices(*(shop.invoice(f"F-{one}", tuesday - timedelta(days=4), one) for one in debtors))
    shop.run.do_what_is_due()
    for debtor in debtors:
        phone = shop.open_link(debtor)
        started = phone.pay()
        assert started["amount_minor"] == DUE
        yield Buyer(shop, debtor, phone, started["id"], started["next"]["session_id"])


def test_ten_webhooks_at_once_and_one_later_pay_once(run: Run, buyer: Buyer) -> None:
    assert buyer.happens("paid", times=10) == [200] * 10
    assert buyer.happens("paid") == [200]
    run.do_what_is_due()
    assert (buyer.invoice()["state"], buyer.money(), buyer.state()) == ("paid", DUE, "paid")
    assert len(buyer.told()) == 1
    assert buyer.papers() == ["payment"], "ten at once take one number"


def test_the_same_payment_under_other_event_ids_counts_once(run: Run, buyer: Buyer) -> None:
    assert buyer.happens("paid", times=5, new_event_ids=True) == [200] * 5
    run.do_what_is_due()
    assert (buyer.invoice()["balance_minor"], buyer.money(), len(buyer.told())) == (0, DUE, 1)


def test_news_that_come_in_the_wrong_order_end_in_the_right_state(run: Run, buyer: Buyer) -> None:
    assert buyer.happens("succeeded_later") == [200]
    assert buyer.happens("processing") == [200]
    run.do_what_is_due()
    assert (buyer.invoice()["state"], buyer.money(), buyer.state()) == ("paid", DUE, "paid")
    assert len(buyer.told()) == 1


def test_a_refund_that_overtakes_its_payment_waits_for_it(run: Run, buyer: Buyer) -> None:
    (refused,) = buyer.happens("refunded")
    assert refused == 503  # Stripe keeps it and tries again
    assert buyer.happens("paid") == [200]
    assert buyer.happens("refunded") == [200]
    run.do_what_is_due()
    assert (buyer.invoice()["state"], buyer.invoice()["balance_minor"], buyer.money()) == ("open", DUE, 0)


def test_a_refund_in_two_parts_opens_what_it_gives_back(run: Run, buyer: Buyer) -> None:
    buyer.happens("paid")
    assert buyer.happens("refunded", amount_minor=2_000) == [200]
    assert (buyer.invoice()["state"], buyer.invoice()["balance_minor"]) == ("partly_paid", 2_000)
    assert buyer.state() == "paid"
    assert buyer.happens("refunded", amount_minor=100_000, times=3) == [200] * 3
    run.do_what_is_due()
    assert (buyer.invoice()["state"], buyer.invoice()["balance_minor"], buyer.money()) == ("open", DUE, 0)
    assert len(buyer.told()) == 3  # the payment, and each part given back
    assert buyer.papers() == ["payment", "refund", "refund"]


def test_the_business_gives_a_part_back_by_stripe_once_and_its_webhook_counts_no_second_time(
    run: Run, buyer: Buyer
) -> None:
    buyer.happens("paid")
    console, path = sign_in(run, buyer.shop.id), f"/accounts/{buyer.debtor}/payments/{buyer.payment}/refund"
    for _ in range(2):
        answer = console.ask("POST", path, {"amount_minor": 2_000, "reason": "Cobro doble"}, **{"Idempotency-Key": "1"})
        assert (answer.status, answer.body["state"]) == (202, "refunded"), answer
    run.do_what_is_due()
    assert (buyer.invoice()["balance_minor"], buyer.money()) == (2_000, 100_000)
    assert buyer.papers() == ["payment", "refund"]
    assert console.ask("POST", path, {"amount_minor": DUE, "reason": "x"}).body["code"] == "refund_above_payment"

    assert buyer.happens("refund_failed", times=3, amount_minor=2_000) == [200] * 3
    assert (buyer.invoice()["balance_minor"], buyer.money()) == (2_000, DUE)
    assert buyer.papers() == ["payment", "refund", "refund_back"]
    again = console.ask("POST", path, {"amount_minor": 2_000, "reason": "Cobro doble"}, **{"Idempotency-Key": "2"})
    assert (again.status, buyer.money()) == (202, 100_000)


def test_a_dispute_takes_the_money_back_and_winning_it_brings_it_again(run: Run, buyer: Buyer) -> None:
    buyer.happens("paid")
    assert buyer.happens("disputed", times=2) == [200, 200]
    assert (buyer.invoice()["balance_minor"], buyer.money()) == (DUE, 0)
    assert buyer.happens("dispute_won", times=2) == [200, 200]
    run.do_what_is_due()
    assert (buyer.invoice()["state"], buyer.invoice()["balance_minor"], buyer.money()) == ("paid", 0, DUE)
    assert buyer.papers() == ["payment", "chargeback", "payment"]


def test_a_lost_dispute_leaves_the_debt_open(run: Run, buyer: Buyer) -> None:
    buyer.happens("paid")
    buyer.happens("disputed")
    assert buyer.happens("dispute_lost") == [200]
    run.do_what_is_due()
    assert (buyer.invoice()["state"], buyer.invoice()["balance_minor"], buyer.money()) == ("open", DUE, 0)


def test_an_expired_page_costs_nothing_and_another_one_can_be_opened(buyer: Buyer) -> None:
    assert buyer.happens("expired") == [200]
    assert (buyer.state(), buyer.invoice()["balance_minor"], buyer.told()) == ("expired", DUE, [])
    again = buyer.phone.pay()
    assert again["next"]["session_id"] != buyer.session


def test_money_of_another_amount_is_parked_and_the_business_is_told_once(run: Run, buyer: Buyer) -> None:
    before = len(buyer.shop.messages(None))
    assert buyer.happens("paid", amount_minor=DUE - 1, times=3) == [200] * 3
    run.do_what_is_due()
    assert (buyer.invoice()["balance_minor"], buyer.told()) == (DUE, [])
    (report,) = buyer.shop.messages(None)[before:]
    assert report["purpose"] == "report"
    assert "1,019.99" in report["text"] and buyer.debtor in report["text"]


def test_money_for_an_unknown_payment_is_parked_and_not_refused(run: Run, buyer: Buyer) -> None:
    told = signed(run, completed(attempt="pa_000000000000000000000000"))
    assert (told.status, told.body) == (200, {"done": "parked"})
    assert buyer.invoice()["balance_minor"] == DUE


@pytest.mark.parametrize(
    ("secret", "age", "code"),
    [("whsec_of_somebody_else", 0, "bad_signature"), ("", 0, "bad_signature"), (None, 600, "stale_signature")],
)
def test_a_webhook_without_a_fresh_signature_is_refused(run: Run, secret: str | None, age: int, code: str) -> None:
    refused = signed(run, completed(attempt="pa_any"), secret, age)
    assert (refused.status, refused.body["code"]) == (400, code)


def test_a_payment_in_process_rests_the_chase_and_pays_when_it_arrives(
    run: Run, business: Callable[..., Business]
) -> None:
    shop = business()
    arrives, fails = at_the_page(shop, 2)
    said = shop.steps(arrives.debtor)
    for buyer in (arrives, fails):
        assert buyer.happens("processing") == [200]
        assert (buyer.invoice()["state"], buyer.state(), buyer.money()) == ("paying", "processing", 0)
    run.walk(run.now() + timedelta(days=5))
    assert shop.steps(arrives.debtor) == said
    assert arrives.happens("succeeded_later") == [200]
    assert fails.happens("failed") == [200, 200]
    fails.phone = shop.open_link(fails.debtor)
    assert (fails.state(), fails.invoice()["state"]) == ("failed", "open")
    run.walk(run.now() + timedelta(days=20))
    assert (arrives.invoice()["state"], shop.steps(arrives.debtor)) == ("paid", said)
    assert len(arrives.told()) == 2  # it is on its way; it has arrived
    assert shop.steps(fails.debtor) == [*said, "grace_over", "firm", "final"]  # the chase goes on where it was


def signed(run: Run, event: Json, secret: str | None = None, age: int = 0) -> Answer:
    """Post an event signed as Stripe does, ``age`` seconds ago."""
    secret = run.get("/local/stripe")["webhook_secret"] if secret is None else secret
    payload, moment = json.dumps(event).encode(), int(run.now().timestamp()) - age
    digest = hmac.new(secret.encode(), b"%d." % moment + payload, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json"} | ({"Stripe-Signature": f"t={moment},v1={digest}"} if secret else {})
    return run.ask("POST", "/api/stripe", raw=payload, headers=headers)


def completed(attempt: str) -> Json:
    about = {
        "id": "cs_test_unknown", "object": "checkout.session", "mode": "payment", "payment_status": "paid",
        "amount_total": 5_000, "currency": "mxn", "client_reference_id": attempt, "metadata": {"attempt": attempt},
        "payment_intent": "pi_unknown",
    }  # fmt: skip
    return {
        "id": "evt_unknown", "object": "event", "type": "checkout.session.completed", "created": 1_800_000_000,
        "data": {"object": about},
    }  # fmt: skip
