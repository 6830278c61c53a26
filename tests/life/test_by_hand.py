"""Checks, cash and pick-ups through the running product: over their days by the clock, and two clerks at once."""

from collections.abc import Callable
from datetime import date, timedelta

from tests.life.business import Business
from tests.life.client import Json, Run
from tests.life.cloud import at_once
from tests.life.console import Console, sign_in

Make = Callable[..., Business]
DAY = timedelta(days=1)
CHECK = {"debtor": "C1", "bank": "Banco Sur", "number": "0012", "amount_minor": 100_000}
FEE = {"terms_accepted": True, "bounced_check_fee": {"percent": "0.20", "most_minor": 15_000}}


def owing(shop: Business) -> tuple[Console, date]:
    """Somebody with one invoice that falls due on a quiet Monday, where it is nine in the morning now."""
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    shop.drop_invoices(shop.invoice("F-1", monday))
    return sign_in(shop.run, shop.id), monday


def tasks(console: Console) -> list[tuple[str, str, int]]:
    return [(one["kind"], one["on"], one["amount_minor"]) for one in console.get("/tasks")["tasks"]]


def moved(console: Console, check: Json, state: str, reason: str = "no funds") -> Json:
    answer = console.ask("POST", f"/checks/{check['id']}/{state}", {"reason": reason})
    assert answer.status == 200, answer
    found: Json = answer.body
    return found


def told(shop: Business, words: str) -> list[Json]:
    return [one for one in shop.messages() if words in one["text"]]


def test_a_post_dated_check_rests_until_its_day_and_then_it_is_money(run: Run, business: Make) -> None:
    shop = business()
    console, monday = owing(shop)
    on = monday + 8 * DAY
    check = console.ask("POST", "/checks", CHECK | {"date_on": str(on), "amount_minor": 102_000}).body
    assert check["state"] == "post_dated"
    shop.walk(monday + DAY, 12)
    assert "Se deposita el" in shop.open_link().account()["checks"][0]["text"]
    shop.walk(on - DAY, 20)
    assert shop.steps() == ["due_today"][: len(shop.steps())], "nobody is chased while the check waits"
    assert len(told(shop, "0012")) == 1
    assert tasks(console) == []

    shop.walk(on, 9)
    assert tasks(console) == [("deposit_check", str(on), 102_000)]
    moved(console, check, "deposited")
    shop.walk(on + DAY, 12)
    at_once([lambda: moved(console, check, "cleared")] * 4)
    run.do_what_is_due()

    found = shop.account()
    assert [one["state"] for one in found["invoices"]] == ["paid"]
    paid = [one for one in found["entries"] if one["kind"] == "payment"]
    assert sum(one["amount_minor"] for one in paid) == -102_000, "with the fee of the days until the check's own"
    assert len(told(shop, "Recibimos tu pago")) == 1
    assert tasks(console) == []


def test_a_bounced_check_is_told_kindly_costs_what_was_agreed_and_the_chase_goes_on(run: Run, business: Make) -> None:
    shop = business(policy=FEE)
    console, monday = owing(shop)
    check = console.ask("POST", "/checks", CHECK).body
    moved(console, check, "deposited")
    shop.walk(monday + 2 * DAY, 12)
    before = shop.steps()
    assert "overdue_1" not in before
    assert moved(console, check, "bounced")["fee_minor"] == 15_000

    shop.walk(monday + 3 * DAY, 12)
    assert len(told(shop, "El banco no pagó tu cheque")) == 1
    assert shop.steps() == [*before, "overdue_1"]
    (debt,) = shop.open_link().account()["debts"]
    assert debt["balance_minor"] == 115_000
    assert "Cargo por cheque devuelto" in [row["label"] for row in debt["rows"]]


def test_two_clerks_take_one_slip_once(run: Run, business: Make) -> None:
    shop = business(payment_methods={"stripe": False, "cash": {"place": "Caja 1", "hours": "9-17"}})
    console, _ = owing(shop)
    run.do_what_is_due()
    shop.walk(shop.today() + DAY, 12)
    begun = shop.open_link().post("/api/payments", {"debt_ids": ["F-1"], "method": "cash"}).body
    asked = {"reference": begun["reference"], "slip": begun["id"], "amount_minor": begun["amount_minor"]}
    answers = []
    at_once([lambda: answers.append(console.ask("POST", "/counter", asked))] * 4)

    taken = [one for one in answers if one.status == 201]
    assert len(taken) == 1 and {one.body["code"] for one in answers if one not in taken} <= {
        "already_paid", "account_changed", "slip_expired",
    }  # fmt: skip
    assert sum(one["amount_minor"] for one in shop.account()["entries"] if one["kind"] == "payment") == -100_000
    assert taken[0].body["receipt"] == f"{begun['reference']}-1"


def test_somebody_comes_on_the_day_that_was_asked_for(run: Run, business: Make) -> None:
    shop = business(payment_methods={"stripe": True, "pickup": {"hour_from": "10:00", "hour_to": "16:00"}})
    console, monday = owing(shop)
    shop.walk(monday + DAY, 12)
    phone = shop.open_link()
    days = phone.account()["pickup"]["offer"]["days"]
    on = date.fromisoformat(days[-1]["on"])
    asked = phone.post("/api/pickups", {"on": str(on), "place": "Av. Central 12"})
    assert asked.status == 201, asked
    run.do_what_is_due()
    assert [kind for kind, *_ in tasks(console)] == ["confirm_pick_up"]
    assert console.ask("POST", f"/pickups/{asked.body['id']}/confirmed", {}).status == 200

    quiet = len(shop.steps())
    shop.walk(on, 9)
    assert len(shop.steps()) == quiet
    assert len(told(shop, "pasará por tu pago")) == 1
    assert tasks(console) == [("pick_up", str(on), 102_000)]
    done = console.ask("POST", f"/pickups/{asked.body['id']}/collected", {"amount_minor": 102_000})
    assert (done.status, done.body["state"]) == (200, "collected")
    assert [one["state"] for one in shop.account()["invoices"]] == ["paid"]
