"""Autopay in the running product: told, charged once whatever happens at the same time, refused, stopped."""

import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from tests.life.business import Business, new_business, table
from tests.life.client import Answer, Json, Run, until
from tests.life.cloud import Cloud, at_once
from tests.life.phone import Phone

KILLED = -signal.SIGKILL
RACERS = [f"RACE{number}" for number in range(6)]
OWED = 100_000
WEEK = timedelta(days=7)


def agree(shop: Business, debtor: str, card: str = "4242") -> tuple[Phone, str]:
    """The debtor turns autopay on from their newest link; their phone, and their name at Stripe."""
    phone = shop.open_link(debtor)
    told = phone.get("/api/autopay").body
    asked = phone.post("/api/autopay", {"currency": told["currency"], "text_hash": told["text_hash"]})
    assert asked.status == 201, asked
    shown = shop.run.stripe(asked.body["next"]["url"].rpartition("/")[2], "card_given", card=card)
    assert phone.get("/api/autopay").body["state"] == "active"
    return phone, str(shown["customer"])


def charges(run: Run, customer: str) -> list[Json]:
    """What Stripe took from a debtor's card by itself, or at a page."""
    found = run.get(f"/local/stripe/customers/{customer}")["payments"]
    return [one for one in found if one["status"] == "succeeded"]


def arrived(shop: Business, debtor: str) -> int:
    """Minor units, by the ledger."""
    kinds = {"payment", "unapplied"}
    moved: list[int] = [one["amount_minor"] for one in shop.account(debtor)["entries"] if one["kind"] in kinds]
    return -sum(moved)


def by_itself(shop: Business, debtor: str) -> list[Json]:
    return [one for one in shop.account(debtor)["attempts"] if one["method"] == "autopay"]


@dataclass
class Morning:
    """Nine o'clock of the day on which everybody is charged, and what happened then."""

    shop: Business
    phones: dict[str, Phone] = field(default_factory=dict)
    customers: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Answer] = field(default_factory=dict)


def told_and_due(run: Run, *debtors: str) -> Morning:
    """Everybody agreed a week before, was told, and it is ten minutes to nine on the day."""
    found = Morning(new_business(run, payment_methods={"stripe": True}))
    shop, monday = found.shop, found.shop.quiet_monday()
    shop.walk(monday, 8)
    shop.drop_invoices(*(shop.invoice(f"F-{one}", monday + WEEK, one) for one in debtors))
    shop.walk(monday, 10)
    for one in debtors:
        found.phones[one], found.customers[one] = agree(shop, one)
    shop.walk(monday + WEEK, 8, 50)
    assert {len(shop.messages(one)) for one in debtors} == {3}, "the reminder, the copy, the notice"
    found.phones = {one: shop.open_link(one) for one in debtors}
    return found


@pytest.fixture(scope="module")
def morning(run: Run, cloud: Cloud) -> Iterator[Morning]:
    """Links, workers and webhooks at the same time; workers that die; money and taps in between; then the sweeps."""
    found = told_and_due(run, *RACERS, "DECIDED", "CLAIMED", "CALLED", "PAID", "STOPPED")
    shop = found.shop
    with cloud.collect_stopped():
        cloud.pass_over(timedelta(minutes=11))
        race(found, cloud)
        for debtor, dies in (("DECIDED", "decided"), ("CLAIMED", "claimed"), ("CALLED", "called")):
            assert cloud.dying_charge(f"{shop.id}#{debtor}", dies) == KILLED
        for debtor in ("PAID", "STOPPED"):
            assert cloud.dying_charge(f"{shop.id}#{debtor}", "decided") == KILLED
        paid = {"number": "F-PAID", "paid_on": shop.today(), "amount": "1000.00", "reference": "T-1"}
        assert shop.drop(table([paid]), "payments")["created"] == 1
        assert found.phones["STOPPED"].post("/api/autopay/stop", {}).status == 200
        cloud.pass_over(timedelta(minutes=7))
        cloud.sweep()
    until(lambda: not [one for one in found.phones if waits(shop, one)], "every charge ends")
    pay_what_is_open(found)
    run.walk(run.now() + timedelta(hours=3))
    yield found
    shop.rest()


def race(found: Morning, cloud: Cloud) -> None:
    """For each debtor at once: three workers wake the account, and the debtor asks for the card page."""
    shop = found.shop

    def page(debtor: str) -> Callable[[], Any]:
        body = {"debt_ids": [f"F-{debtor}"], "method": "card"}
        return lambda: found.pages.update({debtor: found.phones[debtor].post("/api/payments", body)})

    def wake(debtor: str) -> Callable[[], Any]:
        return lambda: cloud.collect(f"{shop.id}#{debtor}\nDEBTOR")

    at_once([act for one in RACERS for act in (wake(one), page(one), wake(one), wake(one))])


def waits(shop: Business, debtor: str) -> bool:
    return any(one["state"] == "pending" for one in by_itself(shop, debtor))


def pay_what_is_open(found: Morning) -> None:
    for answer in found.pages.values():
        if answer.status == 201:
            found.shop.run.stripe(answer.body["next"]["session_id"], "paid")


@pytest.mark.parametrize("debtor", RACERS)
def test_whoever_comes_first_the_card_page_or_autopay_there_is_one_charge(morning: Morning, debtor: str) -> None:
    answer = morning.pages[debtor]
    assert answer.status in {201, 409}, answer
    assert answer.status == 201 or answer.body["code"] in {"payment_in_progress", "already_paid"}

    assert arrived(morning.shop, debtor) == OWED
    assert morning.shop.invoices(debtor)[f"F-{debtor}"]["state"] == "paid"
    took = charges(morning.shop.run, morning.customers[debtor])
    assert len(took) == 1 and sum(one["amount_minor"] for one in took) == OWED


@pytest.mark.parametrize("debtor", ["DECIDED", "CLAIMED", "CALLED"])
def test_a_charge_whose_worker_died_on_the_way_is_made_once(morning: Morning, debtor: str) -> None:
    assert [one["state"] for one in by_itself(morning.shop, debtor)] == ["paid"]
    assert len(charges(morning.shop.run, morning.customers[debtor])) == 1
    assert arrived(morning.shop, debtor) == OWED
    assert len(morning.shop.account(debtor)["receipts"]) == 1


@pytest.mark.parametrize("debtor", ["PAID", "STOPPED"])
def test_who_pays_by_transfer_or_stops_it_that_morning_is_not_charged(morning: Morning, debtor: str) -> None:
    assert charges(morning.shop.run, morning.customers[debtor]) == []
    assert [one["state"] for one in by_itself(morning.shop, debtor)] == ["expired"]
    assert arrived(morning.shop, debtor) == (OWED if debtor == "PAID" else 0)


def test_a_refused_card_is_told_with_the_link_the_reminders_go_on_and_nothing_is_tried_again(
    run: Run, business: Callable[..., Business]
) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 8)
    shop.drop_invoices(shop.invoice("F-1", monday + WEEK))
    shop.walk(monday, 10)
    _, customer = agree(shop, "C1", card="9995")
    shop.walk(monday + WEEK, 10)

    assert [one["state"] for one in by_itself(shop, "C1")] == ["failed"]
    until(lambda: "no aceptó" in shop.messages()[-1]["text"], "the message that it was refused")
    assert "No se cobró nada" in shop.messages()[-1]["text"]
    shop.walk(monday + WEEK + timedelta(days=2), 12)
    assert shop.steps()[-1] == "overdue_1"
    assert charges(run, customer) == [] and len(by_itself(shop, "C1")) == 1

    phone = shop.open_link()
    page = phone.pay("F-1")
    run.stripe(page["next"]["session_id"], "paid")
    assert shop.invoices()["F-1"]["state"] == "paid"


def test_a_transfer_that_comes_in_part_and_then_too_much_is_seen_and_settles(
    run: Run, business: Callable[..., Business]
) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 8)
    shop.drop_invoices(shop.invoice("F-1", monday + WEEK))
    shop.walk(monday, 10)
    phone = shop.open_link()
    page = phone.pay("F-1")
    session = page["next"]["session_id"]
    customer = run.stripe(session, "bank_transfer")["customer"]

    def transfer(minor: int) -> Json:
        sent = {"amount_minor": minor, "currency": "MXN"}
        answer = run.ask("POST", f"/local/stripe/customers/{customer}/transfers", sent)
        assert answer.status == 200 and {one["status"] for one in answer.body["webhooks"]} == {200}, answer
        found: Json = answer.body
        return found

    transfer(60_000)
    shown = phone.get(f"/api/payments/{page['id']}").body
    assert (shown["state"], shown["arrived_text"], shown["lacking_text"]) == (
        "processing", "$\u00a0600.00", "$\u00a0400.00"
    )  # fmt: skip
    assert transfer(50_000)["balance"] == {"MXN": 10_000}
    assert phone.get(f"/api/payments/{page['id']}").body["state"] == "paid"
    assert arrived(shop, "C1") == OWED
    until(lambda: any("100.00" in one["text"] for one in shop.messages(None)), "the business is told of the rest")
