"""A promise lives by itself: the ladder rests, a reminder comes, it breaks, the ladder goes on, and money ends it."""

from collections.abc import Callable
from datetime import timedelta

from tests.life.business import Business
from tests.life.client import Run

Make = Callable[..., Business]


def test_promised_reminded_broken_and_paid(run: Run, business: Make) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    shop.drop_invoices(shop.invoice("F-1", monday - timedelta(days=3)))
    shop.walk(monday, 12)
    assert shop.steps() == ["overdue_1"]

    phone, wednesday = shop.open_link(), monday + timedelta(days=2)
    offer = phone.account()["promise"]
    assert (offer["min"], len(offer["dates"]), offer["ask_reason"]) == (str(monday), 2, True)
    asked = {"on": str(wednesday), "reason": "<script>alert(1)</script>"}
    first = phone.post("/api/promises", asked, key="once")
    assert first.status == 201, first
    assert phone.post("/api/promises", asked, key="once").body == first.body, "a lost answer is asked for again"
    assert phone.post("/api/promises", {"on": str(wednesday + timedelta(days=1))}).body["code"] == "promise_open"
    assert phone.post("/api/promises", {"on": str(monday - timedelta(days=1))}).body["code"] == "promise_day"
    assert shop.invoices()["F-1"]["state"] == "promised"
    run.do_what_is_due()
    assert [one["purpose"] for one in shop.messages()] == ["collection", "confirmation"]

    shop.walk(wednesday, 12)
    reminder = shop.messages()[-1]
    assert (reminder["purpose"], reminder["step"], reminder["invoices"]) == ("pre_due", None, ["F-1"])
    assert (shop.said_at(reminder).date(), shop.said_at(reminder).hour) == (wednesday - timedelta(days=1), 17)

    last = monday + timedelta(days=7)  # three working days after Wednesday
    shop.walk(last, 23)
    assert shop.steps() == ["overdue_1"], "the bank may still need its days"
    shop.walk(last + timedelta(days=1), 12)
    told = shop.messages()[-1]
    assert (told["step"], shop.account()["promises"][0]["state"]) == ("grace_over", "broken")
    assert "Acordamos un pago de" in told["text"]
    assert {one["kind"] for one in shop.account()["tasks"]} >= {"promise_broken"}

    phone = shop.open_link()
    again = phone.post("/api/promises", {"on": str(last + timedelta(days=4))})
    assert again.status == 201, again
    run.stripe(phone.pay("F-1")["next"]["session_id"], "paid")
    run.do_what_is_due()
    assert [one["state"] for one in shop.account()["promises"]].count("kept") == 1
    receipt = shop.messages()[-1]
    assert "Cumpliste con la fecha que acordaste" in receipt["text"]
    before = len(shop.messages())
    shop.walk(last + timedelta(days=20), 12)
    assert len(shop.messages()) == before, "nobody is chased after paying"
    assert {one["state"] for one in shop.account()["tasks"]} == {"done"}


def test_a_stranger_is_left_in_peace_and_an_early_hand_is_heard(run: Run, business: Make) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    due = monday + timedelta(days=3)
    shop.drop_invoices(shop.invoice("F-1", due, phone="+525512345678"))
    shop.walk(monday, 12)
    (first,) = shop.messages()
    assert first["purpose"] == "pre_due"
    received = next(word for word in first["text"].split() if "/api/received/" in word)
    path = received.removeprefix(run.base_url)
    looked = run.ask("GET", path)
    assert looked.status == 200 and "F-1" not in looked.body and "Academia" not in looked.body
    assert shop.account()["invoices"][0].get("received_on") is None, "a preview acts on nothing"
    assert run.ask("POST", path, raw=b"").status == 200
    assert shop.account()["invoices"][0]["received_on"] == str(monday)

    phone = shop.open_link()
    leads = {one["code"]: one["leads_to"] for one in phone.account()["help"]["options"]}
    assert leads["no_cash"] == "extension", "who says it before the day may have more time"
    told = phone.post("/api/excuses", {"code": "order_missing", "debt_ids": ["F-1"], "text": "Falta la OC"})
    assert told.status == 201, told
    shop.walk(due + timedelta(days=1), 12)
    assert len([one for one in shop.messages() if one["purpose"] in {"pre_due", "collection"}]) == 1

    phone = shop.open_link()
    assert phone.post("/api/wrong-person", {}).body["state"] == "ended"
    assert phone.get("/api/account").status == 401
    assert phone.open(first["link"].partition("#t=")[2]).body["code"] == "link_expired"
    shop.walk(monday + timedelta(days=14), 12)
    assert {one["channel"] for one in shop.messages()[1:]} == {"sms"}
