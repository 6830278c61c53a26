"""Sixty days of three debtors in each of five countries: every message and every silence, by day and hour.

The expected days come from the tests' own small reading of the law and the ladder, not from the product's.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests.life.business import Business, new_business, table
from tests.life.client import Run
from tests.life.law import LAWS, Law

DUE, PAID_BY_FILE, PAID_BY_CARD, END = 25, 24, 30, 62  # days after the import
BEFORE = {-DUE: "invoice", -7: "due_soon_7", -3: "due_soon_3", 0: "due_today"}
AFTER = {1: "overdue_1", 3: "grace_over", 6: "call", 10: "firm", 20: "final"}
APART = 2
NOON = 12


@pytest.fixture(scope="module")
def lives(run: Run) -> Iterator[dict[str, tuple[Business, date]]]:
    """By country: a business whose life is over, and its first day. All five live at the same time."""
    shops = [new_business(run, country) for country in LAWS]
    first = max(shop.today() for shop in shops) + timedelta(days=1)
    for shop in by_noon(shops, first):
        due = first + timedelta(days=DUE)
        cells = {"issued_on": first, "total": "900000"}
        shop.drop_invoices(*(shop.invoice(f"F-{one}", due, one, **cells) for one in ("NEVER", "GOOD", "LATE")))
    for shop in by_noon(shops, first + timedelta(days=PAID_BY_FILE)):
        paid = {"number": "F-GOOD", "customer_id": "GOOD", "paid_on": shop.today(), "amount": "900000"}
        assert shop.drop(table([paid]), "payments")["created"] == 1
    for shop in by_noon(shops, first + timedelta(days=PAID_BY_CARD)):
        run.stripe(shop.open_link("LATE").pay()["next"]["session_id"], "paid")
    run.walk(max(shop.at(first + timedelta(days=END), NOON) for shop in shops))
    yield {shop.country: (shop, first) for shop in shops}
    for shop in shops:
        shop.rest()


def by_noon(shops: list[Business], day: date) -> Iterator[Business]:
    """Each business at its own noon of that day, from east to west."""
    for shop in sorted(shops, key=lambda shop: shop.at(day, NOON)):
        shop.walk(day, NOON)
        yield shop


@pytest.mark.parametrize("country", LAWS)
def test_who_never_pays_hears_every_step_on_its_lawful_day(
    lives: dict[str, tuple[Business, date]], country: str
) -> None:
    shop, first = lives[country]
    assert said(shop, "NEVER") == expected(LAWS[country], first, END)
    assert said(shop, "NEVER")[-1][1] == "final"
    tasks = {one["kind"] for one in shop.account("NEVER")["tasks"]}
    assert tasks == {"call", "escalate"}
    assert shop.invoices("NEVER")["F-NEVER"]["balance_minor"] == 918_000 * (1 if country == "CL" else 100)


@pytest.mark.parametrize("country", LAWS)
def test_every_message_leaves_as_soon_as_its_day_opens_and_never_at_a_closed_hour(
    lives: dict[str, tuple[Business, date]], country: str
) -> None:
    shop, first = lives[country]
    law = LAWS[country]
    for debtor in ("NEVER", "GOOD", "LATE"):
        moments = [shop.said_at(one) for one in shop.messages(debtor) if one["step"]]
        assert moments and all(law.covers(moment) for moment in moments)
        hours = {(moment.hour, moment.minute) for moment in moments if moment.date() != first}
        assert {hour for hour, _ in hours} <= {opens for opens, _ in law.hours.values()}
        assert all(minute < 5 for _, minute in hours)


@pytest.mark.parametrize("country", LAWS)
def test_who_pays_in_time_hears_nothing_after_it(lives: dict[str, tuple[Business, date]], country: str) -> None:
    shop, first = lives[country]
    assert said(shop, "GOOD") == expected(LAWS[country], first, PAID_BY_FILE)
    assert (shop.invoices("GOOD")["F-GOOD"]["state"], shop.purposes("GOOD").count("collection")) == ("paid", 0)
    assert shop.account("GOOD")["due_at"] is None


@pytest.mark.parametrize("country", LAWS)
def test_who_pays_late_by_card_gets_a_receipt_and_then_silence(
    lives: dict[str, tuple[Business, date]], country: str
) -> None:
    shop, first = lives[country]
    assert said(shop, "LATE") == expected(LAWS[country], first, PAID_BY_CARD)
    *_, last = shop.messages("LATE")
    assert (last["purpose"], shop.said_at(last).date()) == ("confirmation", first + timedelta(days=PAID_BY_CARD))
    assert sum(one["amount_minor"] for one in shop.account("LATE")["entries"]) == 0


def said(shop: Business, debtor: str) -> list[tuple[date, str]]:
    return [(shop.said_at(one).date(), one["step"]) for one in shop.messages(debtor) if one["step"]]


def expected(law: Law, first: date, until: int) -> list[tuple[date, str]]:
    """Days and steps of one invoice: before it is due each step on its own day or never, then one after the other."""
    found: list[tuple[date, str]] = []
    chase = list(AFTER.items())
    asked: list[date] = []
    for ahead in range(until + 1):
        day, late = first + timedelta(days=ahead), ahead - DUE
        if chase and chase[0][1] == "call" and chase[0][0] <= late:
            chase.pop(0)  # a person's task
        if not law.allows(day, [one for one, _ in found]):
            continue
        if chase and chase[0][0] <= late:
            if all((day - one).days >= APART for one in asked):
                found.append((day, chase.pop(0)[1]))
                asked.append(day)
        elif late in BEFORE:
            found.append((day, BEFORE[late]))
    return found
