"""What is said next: first contact, the anchor, two currencies, a changed policy, two businesses with one debtor."""

import itertools
from collections.abc import Callable
from datetime import timedelta

from tests.life.business import Business, table
from tests.life.client import Run
from tests.life.phone import ANSWER, Phone, token_of

Make = Callable[..., Business]


def test_an_invoice_imported_long_overdue_starts_with_a_first_contact_and_skips_nothing(business: Make) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    shop.drop_invoices(shop.invoice("F-1", monday - timedelta(days=60)))
    shop.walk(monday, 12)
    (first,) = shop.messages()
    assert (first["step"], shop.notices()[0]["tone"]) == ("overdue_1", "friendly")
    shop.walk(monday + timedelta(days=8), 12)
    days = [shop.said_at(one).date() for one in shop.messages()]
    assert shop.steps() == ["overdue_1", "grace_over", "firm", "final"]
    assert [(day - monday).days for day in days] == [0, 2, 4, 7]  # two days apart, and no weekend
    tasks = [(one["kind"], one["invoice"]) for one in shop.account()["tasks"]]
    assert sorted(tasks) == [("call", "F-1"), ("escalate", "F-1")]


def test_paying_the_oldest_invoice_starts_the_next_one_at_its_own_step(run: Run, business: Make) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    old, new = shop.invoice("F-1", monday - timedelta(days=30)), shop.invoice("F-2", monday - timedelta(days=1))
    shop.drop_invoices(old, new)
    shop.walk(monday + timedelta(days=4), 12)
    assert shop.steps() == ["overdue_1", "grace_over", "firm"]
    assert shop.messages()[-1]["invoices"] == ["F-1", "F-2"]
    run.stripe(shop.open_link().pay("F-1")["next"]["session_id"], "paid")
    shop.walk(monday + timedelta(days=8), 12)
    last = shop.messages()[-1]
    assert (last["step"], last["invoices"]) == ("overdue_1", ["F-2"])


def test_two_currencies_are_two_ladders_and_one_message_a_day(run: Run, business: Make) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    pesos = shop.invoice("F-1", monday - timedelta(days=3))
    dollars = shop.invoice("F-2", monday - timedelta(days=2), currency="USD", total="50.00")
    shop.drop_invoices(pesos, dollars)
    shop.walk(monday + timedelta(days=9), 12)
    days = [shop.said_at(one).date() for one in shop.messages()]
    assert all((after - before).days >= 2 for before, after in itertools.pairwise(days))
    assert all({"F-1", "F-2"} <= set(one["invoices"]) for one in shop.messages())
    had = {number: one["steps"] for number, one in shop.invoices().items()}
    assert had["F-1"][:1] == had["F-2"][:1] == ["overdue_1"]
    phone = shop.open_link()
    assert [one["currency"] for one in phone.account()["totals"]] == ["MXN", "USD"]
    mixed = phone.post("/api/payments", {"debt_ids": ["F-1", "F-2"], "method": "card"})
    assert (mixed.status, mixed.body["code"]) == (422, "mixed_currencies")
    paid = phone.pay("F-2")
    assert run.get(f"/local/stripe/sessions/{paid['next']['session_id']}")["currency"] == "USD"


def test_a_changed_policy_replays_nothing_and_charges_nothing_back(business: Make) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    shop.drop_invoices(shop.invoice("F-1", monday - timedelta(days=5)))
    shop.walk(monday, 12)
    ladder = [
        {"step": name, "days": days, "purpose": "collection", "tone": "firm", "channels": ["email"]}
        for name, days in (("brand_new", 0), ("overdue_1", 1), ("later", 9))
    ]
    changed = shop.change(policy={"ladder": ladder, "late_fee": {"percent": "0.10"}, "min_days_between": 1})
    assert changed.status == 200
    shop.walk(monday + timedelta(days=10), 12)
    assert shop.steps() == ["overdue_1", "brand_new", "later"]
    invoice = shop.invoices()["F-1"]
    assert invoice["balance_minor"] == 102_000  # two percent, as agreed when it was issued


def test_a_business_that_is_not_live_says_nothing_until_it_is(business: Make) -> None:
    shop = business(live=False)
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    shop.drop_invoices(shop.invoice("F-1", monday - timedelta(days=5)))
    shop.walk(monday + timedelta(days=1), 12)
    assert shop.messages() == []
    assert shop.change(live=True).status == 200
    shop.walk(monday + timedelta(days=1), 13)
    assert shop.steps() == ["overdue_1"]


def test_one_business_never_sees_anothers_debtors(run: Run, business: Make) -> None:
    """Same customer, same numbers, same person: two accounts that know nothing of each other."""
    one, other = business(), business()
    monday = one.quiet_monday()
    one.walk(monday, 9)
    for shop, total in ((one, "100.00"), (other, "700.00")):
        shop.drop_invoices(shop.invoice("F-1", monday - timedelta(days=1), total=total, email="maria@mail.example"))
    one.walk(monday, 12)
    mine, theirs = one.messages(), other.messages()
    assert len(mine) == len(theirs) == 1
    assert one.id not in str(theirs) and other.id not in str(mine)

    phone = Phone(run)
    assert phone.open(token_of(mine[0]["link"])).body["state"] == "verify"
    assert phone.post("/api/session/verify", {"answer": ANSWER}).status == 200
    account = phone.account()
    assert ([debt["balance_minor"] for debt in account["debts"]], account["totals"][0]["balance_minor"]) == (
        [10_000],
        10_000,
    )
    run.stripe(phone.pay("F-1")["next"]["session_id"], "paid")
    assert one.drop(table([_paid(one, "50.00")]), "payments")["created"] == 1
    run.do_what_is_due()
    assert (one.invoices()["F-1"]["state"], other.invoices()["F-1"]["state"]) == ("paid", "open")
    assert one.account()["debtor"]["unapplied"] == {"MXN": 5_000}
    assert other.account()["debtor"]["unapplied"] == {}
    assert other.drop(table([other.invoice("F-2", monday)]), "invoices/snapshot")["settled"] == 1
    assert len(run.get(f"/local/accounts/{one.id}")) == len(run.get(f"/local/accounts/{other.id}")) == 1
    imports = {key: {report["id"] for report in run.get(f"/local/imports/{key}")} for key in (one.id, other.id)}
    assert not imports[one.id] & imports[other.id]
    stranger = next(iter(imports[one.id]))
    assert run.ask("GET", f"/local/imports/{other.id}/{stranger}/rejected.csv").status == 404
    assert run.ask("POST", f"/local/imports/{other.id}/{stranger}/confirm").status == 404


def _paid(shop: Business, amount: str) -> dict[str, object]:
    return {"number": "", "customer_id": "C1", "paid_on": shop.today(), "amount": amount, "reference": "T-1"}
