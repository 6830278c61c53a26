"""Paying by PayPal on the running product: webhooks that come, come too often, or get lost; and money given back."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from tests.life.business import Business, new_business
from tests.life.client import Json, Run
from tests.life.console import Console, sign_in
from tests.life.phone import Phone

DUE = 102_000  # 1,000.00 and two percent
DEBTORS = 8


@dataclass
class Payer:
    """Somebody who chose PayPal and is on its page."""

    shop: Business
    debtor: str
    phone: Phone
    started: Json

    @property
    def path(self) -> str:
        return f"/api/payments/{self.started['id']}"

    def happens(self, outcome: str, **how: object) -> list[int]:
        """Statuses of the webhooks."""
        order = self.started["next"]["session_id"]
        answer = self.shop.run.ask("POST", f"/local/paypal/orders/{order}", {"outcome": outcome, **how})
        assert answer.status == 200, answer
        return [one["status"] for one in answer.body["webhooks"]]

    def state(self) -> str:
        return str(self.phone.get(self.path).body["state"])

    def attempt(self) -> str:
        """Its state by the control surface, when the debtor's session is over."""
        attempts = self.shop.account(self.debtor)["attempts"]
        return next(str(one["state"]) for one in attempts if one["id"] == self.started["id"])

    def invoice(self) -> Json:
        return self.shop.invoices(self.debtor)[f"F-{self.debtor}"]

    def balance(self) -> int:
        return int(self.invoice()["balance_minor"])

    def told(self) -> int:
        return sum(one["purpose"] == "confirmation" for one in self.shop.messages(self.debtor))


@pytest.fixture(scope="module")
def payers(run: Run) -> Iterator[Iterator[Payer]]:
    shop = new_business(run, payment_methods={"stripe": True, "paypal": True})
    yield at_the_page(shop, "paypal")
    shop.rest()


@pytest.fixture
def payer(payers: Iterator[Payer]) -> Payer:
    return next(payers)


def at_the_page(shop: Business, method: str) -> Iterator[Payer]:
    tuesday = shop.quiet_monday() + timedelta(days=1)
    shop.walk(tuesday, 10)
    debtors = [f"P{number}" for number in range(DEBTORS)]
    shop.drop_invoices(*(shop.invoice(f"F-{one}", tuesday - timedelta(days=4), one) for one in debtors))
    shop.run.do_what_is_due()
    for debtor in debtors:
        phone = shop.open_link(debtor)
        started = phone.pay(method=method)
        assert (started["amount_minor"], started["next"]["kind"]) == (DUE, "redirect")
        yield Payer(shop, debtor, phone, started)


def test_what_the_payer_agrees_to_is_taken_once_and_receipted(run: Run, payer: Payer) -> None:
    assert payer.happens("approved", times=5) == [200] * 5
    run.do_what_is_due()
    assert (payer.state(), payer.balance(), payer.invoice()["state"], payer.told()) == ("paid", 0, "paid", 1)
    assert payer.happens("paid", times=3, new_event_ids=True) == [200] * 3
    run.do_what_is_due()
    assert (payer.balance(), payer.told()) == (0, 1)


def test_what_paypal_looks_into_is_not_paid_until_it_is(run: Run, payer: Payer) -> None:
    assert payer.happens("processing") == [200]
    assert (payer.state(), payer.invoice()["state"]) == ("processing", "paying")
    assert payer.happens("succeeded_later") == [200]
    run.do_what_is_due()
    assert (payer.state(), payer.balance()) == ("paid", 0)


def test_a_payment_that_is_refused_charges_nothing(payer: Payer) -> None:
    payer.happens("declined")
    assert (payer.state(), payer.balance()) == ("failed", DUE)
    assert payer.phone.pay(method="paypal")["amount_minor"] == DUE


def test_who_is_back_before_the_webhook_hears_at_once(payer: Payer) -> None:
    payer.happens("approved", silent=True)
    assert payer.state() == "pending"
    answer = payer.phone.post(f"{payer.path}/ask", {})
    assert (answer.status, answer.body["state"]) == (200, "paid")
    assert payer.balance() == 0


def test_the_business_gives_a_part_back_once_and_never_more_than_came(run: Run, payer: Payer) -> None:
    payer.happens("approved")
    console = sign_in(run, payer.shop.id)
    path = f"/accounts/{payer.debtor}/payments/{payer.started['id']}/refund"
    asked = {"amount_minor": 2_000, "reason": "Cobro doble"}
    for _ in range(2):
        answer = console.ask("POST", path, asked, **{"Idempotency-Key": "once"})
        assert (answer.status, answer.body["state"], answer.body["amount_minor"]) == (202, "refunded", 2_000)
    run.do_what_is_due()
    assert (payer.balance(), payer.told()) == (2_000, 2)
    assert refusal(console, path, {"amount_minor": DUE, "reason": "x"}) == (422, "refund_above_payment")
    assert refusal(console, path, {"amount_minor": 1, "reason": ""}) == (422, "reason_required")
    assert refusal(console, path.replace(payer.debtor, "NOBODY"), asked) == (404, "not_found")
    assert refusal(Console(run), path, asked)[0] == 401
    assert payer.balance() == 2_000


def refusal(console: Console, path: str, asked: Json) -> tuple[int, str]:
    answer = console.ask("POST", path, asked)
    return answer.status, str(answer.body.get("code"))


@pytest.mark.parametrize("headers", [{}, {"Paypal-Transmission-Sig": "forged"}])
def test_a_webhook_that_paypal_did_not_sign_is_refused(run: Run, payer: Payer, headers: dict[str, str]) -> None:
    resource = {"id": "CAP", "status": "COMPLETED", "custom_id": payer.started["id"],
                "amount": {"currency_code": "MXN", "value": "1020.00"}}  # fmt: skip
    event = {"id": "WH-1", "event_type": "PAYMENT.CAPTURE.COMPLETED", "create_time": run.now().isoformat(),
             "resource": resource}  # fmt: skip
    signed = {
        "Paypal-Auth-Algo": "SHA256withRSA",
        "Paypal-Cert-Url": "https://api.paypal.com/v1/notifications/certs/CERT-1",
        "Paypal-Transmission-Id": "b2384410-f8d2-11ec-8f5e-01b1eca2b1d8",
        "Paypal-Transmission-Time": run.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    answer = run.ask("POST", "/api/paypal", raw=json.dumps(event).encode(), headers={
        "Content-Type": "application/json", **signed, **headers,
    })  # fmt: skip
    assert (answer.status, answer.body["code"]) == (400, "bad_signature")
    assert (payer.state(), payer.balance()) == ("pending", DUE)


@pytest.mark.parametrize("method", ["paypal", "card"])
def test_a_lost_webhook_is_found_and_a_lost_end_leaves_nothing_in_process(run: Run, method: str) -> None:
    """The sweep asks at the page's end: who paid is receipted and not chased, who left owes as before."""
    shop = new_business(run, payment_methods={"stripe": True, "paypal": True})
    payers = at_the_page(shop, method)
    paid, held, left = next(payers), next(payers), next(payers)
    happens = Payer.happens if method == "paypal" else by_card
    happens(paid, "paid", silent=True)
    happens(held, "processing")
    happens(held, "failed", silent=True)
    happens(left, "expired", silent=True)
    before = [len(shop.messages(one.debtor)) for one in (paid, held, left)]
    assert (paid.state(), held.invoice()["state"]) == ("pending", "paying")

    ends = datetime.fromisoformat(paid.started["expires_at"])
    run.walk(ends + timedelta(minutes=1))
    assert (paid.attempt(), paid.balance(), paid.invoice()["state"]) == ("paid", 0, "paid")
    assert (left.attempt(), left.balance(), left.invoice()["state"]) == ("expired", DUE, "open")
    assert len(shop.messages(paid.debtor)) == before[0] + 1
    run.walk(ends + timedelta(days=1))
    assert (held.attempt(), held.invoice()["state"]) == ("failed", "open")
    shop.rest()


def by_card(payer: Payer, outcome: str, **how: object) -> None:
    payer.shop.run.stripe(payer.started["next"]["session_id"], outcome, **how)
