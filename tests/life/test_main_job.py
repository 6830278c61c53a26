"""The main job: a file becomes reminders, a reminder a payment, a payment silence."""

from collections.abc import Callable
from datetime import timedelta

from tests.life.business import Business
from tests.life.client import Run
from tests.life.phone import ANSWER, Phone, token_of

Make = Callable[..., Business]


def test_a_file_becomes_a_reminder_a_payment_a_receipt_and_silence(run: Run, business: Make) -> None:
    shop = business("MX")
    due = shop.quiet_monday()
    later = shop.invoice("F-2", due + timedelta(days=40), issued_on=due - timedelta(days=30))
    imported = shop.drop_invoices(shop.invoice("F-1", due), later)
    assert (imported["rows_read"], imported["created"], imported["rejected"]) == (2, 2, 0)
    assert shop.messages() == []  # nothing is sent by an import

    shop.walk(due + timedelta(days=4), 12)
    reminder = shop.messages()[-1]
    assert (reminder["step"], reminder["purpose"], reminder["channel"]) == ("grace_over", "collection", "email")
    assert "F-1" in reminder["invoices"]
    assert "1,000" not in reminder["subject"] and "1,020.00" in reminder["text"]

    phone = Phone(run)
    opened = phone.open(token_of(reminder["link"]))
    assert (opened.status, opened.body["state"], opened.body["tries_left"]) == (200, "verify", 5)
    assert phone.get("/api/account").status == 401  # before the answer, no figure
    assert phone.post("/api/session/verify", {"answer": ANSWER}).body == {"state": "open"}

    account = phone.account()
    debts = {one["id"]: one for one in account["debts"]}
    assert debts["F-1"]["balance_minor"] == 102_000  # two percent, past the two days of grace
    assert shop.invoices()["F-1"]["balance_minor"] == 102_000

    started = phone.pay("F-1")
    assert (started["amount_minor"], started["next"]["kind"]) == (102_000, "redirect")
    session = run.get(f"/local/stripe/sessions/{started['next']['session_id']}")
    assert (session["amount_minor"], session["currency"]) == (102_000, "MXN")
    told = run.stripe(session["id"], "paid")
    assert [one["status"] for one in told["webhooks"]] == [200]

    run.do_what_is_due()
    paid = shop.invoices()["F-1"]
    assert (paid["state"], paid["balance_minor"]) == ("paid", 0)
    assert sum(one["amount_minor"] for one in shop.account()["entries"] if one["invoice"] == "F-1") == 0
    assert phone.get(f"/api/payments/{started['id']}").body["state"] == "paid"
    receipt = shop.messages()[-1]
    assert (receipt["purpose"], receipt["step"]) == ("confirmation", None)
    assert "1,020.00" in receipt["text"]

    said = len(shop.messages())
    shop.walk(due + timedelta(days=32), 12)
    assert len(shop.messages()) == said  # the chase is over; F-2 has nothing to say before its own week
