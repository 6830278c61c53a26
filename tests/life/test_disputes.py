"""A disputed invoice by the clock: it rests alone, the business is late and is told, and its ladder goes on once."""

from collections.abc import Callable
from datetime import timedelta

from tests.life.business import Business
from tests.life.client import Run
from tests.life.console import sign_in

Make = Callable[..., Business]
DAY = timedelta(days=1)
SATISFACTION = {"terms_accepted": True, "late_fee": {"percent": "0.02"}, "satisfaction": {"enabled": True}}


def test_disputed_left_unanswered_accepted_in_part_and_chased_for_the_rest(run: Run, business: Make) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    shop.drop_invoices(shop.invoice("F-1", monday - DAY), shop.invoice("F-2", monday + 3 * DAY))
    shop.walk(monday, 12)
    assert shop.steps() == ["overdue_1"]

    phone, console = shop.open_link(), sign_in(run, shop.id)
    asked = {"debt_id": "F-1", "reason": "wrong_amount", "text": "<script>alert(1)</script> eran 700"}
    made = phone.post("/api/disputes", asked, key="once")
    assert made.status == 201, made
    assert phone.post("/api/disputes", asked, key="once").body == made.body, "a lost answer is asked for again"
    assert phone.post("/api/disputes", asked).body["code"] == "already_disputed"
    run.do_what_is_due()
    opened = shop.messages()[-1]
    assert (opened["purpose"], opened["step"]) == ("reply", None) and "F-1" not in opened["subject"]
    assert "<script>" not in shop.messages(None)[-1]["html"] and "eran 700" in shop.messages(None)[-1]["text"]

    shop.walk(monday + 9 * DAY, 12)
    chased = [one for one in shop.messages() if one["step"]][1:]
    assert chased and {number for one in chased for number in one["invoices"]} == {"F-2"}, "only that invoice rests"
    assert {one["kind"] for one in shop.account()["tasks"]} >= {"dispute", "dispute_late"}
    assert sum("revisión espera" in one["subject"] for one in shop.messages(None)) == 1
    assert shop.invoices()["F-1"]["charges_minor"] == 0, "nothing is charged for the disputed time"

    path = f"/disputes/{made.body['id']}"
    ended = console.ask("POST", f"{path}/accept", {"credit_minor": 30_000, "text": "Tenías razón"})
    assert (ended.status, ended.body["state"]) == (200, "accepted"), ended
    run.do_what_is_due()
    accepted = shop.messages()[-1]
    assert "Tenías razón" in accepted["text"] and "300.00" in accepted["text"]
    owed = shop.invoices()["F-1"]
    assert (owed["state"], owed["principal_minor"]) == ("partly_paid", 70_000)
    shop.walk(monday + 13 * DAY, 12)
    steps = [one["step"] for one in shop.messages() if one["step"] and one["invoices"][0] == "F-1"]
    assert steps == ["overdue_1", "grace_over"], "at the step that was next, and once"


def test_the_question_comes_before_the_call_and_an_unhappy_answer_is_looked_after(run: Run, business: Make) -> None:
    shop = business(policy=SATISFACTION)
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    shop.drop_invoices(shop.invoice("F-1", monday - DAY))
    shop.walk(monday + 7 * DAY, 12)
    (asked,) = [one for one in shop.messages() if "/api/satisfied/" in one["text"]]
    assert asked["step"] is None and "1,000" not in asked["text"] and "F-1" not in asked["text"]
    assert "call" not in {one["kind"] for one in shop.account()["tasks"]}, "the call waits for the answer"
    path = next(word for word in asked["text"].split() if "/api/satisfied/" in word).removeprefix(run.base_url)
    assert run.ask("GET", path).status == 200
    assert shop.account()["opinions"][0]["state"] == "asked", "a preview acts on nothing"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert run.ask("POST", path, raw=b"score=1&text=Lleg%C3%B3+roto", headers=form).status == 200
    (case,) = sign_in(run, shop.id).get("/opinions")["opinions"]
    assert (case["score"], case["text"]) == (1, "Llegó roto")
    before = len(shop.messages())
    shop.walk(monday + 8 * DAY, 20)
    assert len(shop.messages()) == before
    console = sign_in(run, shop.id)
    assert console.ask("POST", f"/accounts/C1/opinions/{case['id']}/close", {}).status == 200
    run.do_what_is_due()
    assert "call" not in {one["kind"] for one in shop.account()["tasks"]}, "not on the day on which they were answered"
    shop.walk(monday + 9 * DAY, 9)
    (call,) = [one for one in shop.account()["tasks"] if one["kind"] == "call"]
    assert call["data"] == {"score": "1", "words": "Llegó roto"}
