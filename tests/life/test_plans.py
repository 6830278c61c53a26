"""An agreement lives: offered, signed once however often, reminded of, paid, missed, broken, and paid in the end."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import msgspec

from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.agreeing.record import what_is_wrong
from tests.life.business import Business
from tests.life.client import Answer, Json, Run, until
from tests.life.phone import Phone

Make = Callable[..., Business]


def code_of(shop: Business, phone: Phone, plan: str) -> str:
    asked = phone.post(f"/api/plans/{plan}/code", {})
    assert asked.status == 202, asked

    def sent() -> list[str]:
        texts = [one["text"] for one in shop.messages() if one["purpose"] == "reply"]
        return [code for text in texts for code in re.findall(r"\b\d{6}\b", text)]

    return str(until(sent, "the code")[-1])


def signed(shop: Business, phone: Phone, plan: Json) -> list[Answer]:
    """Signed twice at the same moment, with the same code and keys of their own."""
    code = code_of(shop, phone, plan["id"])
    said = {"name": "Ana López", "code": code, "consent": True, "text_sha256": plan["text_sha256"]}
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(phone.post, f"/api/plans/{plan['id']}/sign", said) for _ in range(2)]
    return sorted((one.result() for one in tries), key=lambda one: one.status)


def test_agreed_reminded_paid_missed_broken_and_paid(run: Run, business: Make) -> None:
    shop = business(policy={"agreement": {"breach_grace_days": 2, "interest": {"rate": "0.01"}}})
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    shop.drop_invoices(shop.invoice("F-1", monday - timedelta(days=3)))
    shop.walk(monday, 12)
    assert shop.steps() == ["overdue_1"]

    phone = shop.open_link()
    offered = phone.account()["plans"][0]
    quoted = phone.post("/api/plans/quote", {"offer": offered["id"]})
    assert quoted.status == 201, quoted
    plan = quoted.body
    first, second = (date.fromisoformat(one["due_on"]) for one in plan["installments"])
    won, lost = signed(shop, phone, plan)
    assert (won.status, lost.status, lost.body["code"]) == (200, 409, "plan_already_signed")
    record = phone.get(f"/api/plans/{plan['id']}/evidence").body
    assert what_is_wrong(_evidence(record)) == () and record["total_minor"] == plan["total_minor"]
    run.do_what_is_due()
    copy = shop.messages()[-1]
    assert record["seal"] in copy["text"] and list(copy["papers"]) == [f"agreement-{plan['id']}.pdf"]
    assert [one["state"] for one in shop.account()["agreements"]] == ["active"]

    shop.walk(first - timedelta(days=4), 12)
    quiet = len(shop.messages())
    assert shop.steps() == ["overdue_1"], "the ladder rests"
    shop.walk(first, 9)
    (reminder,) = shop.messages()[quiet:][:1]
    assert (reminder["purpose"], reminder["step"], reminder["invoices"]) == ("pre_due", None, ["F-1"])
    phone = shop.open_link()
    started = phone.pay("F-1")
    assert started["amount_minor"] == plan["installments"][0]["amount_minor"]
    run.stripe(started["next"]["session_id"], "paid")
    run.do_what_is_due()
    assert "Cuentan para tu acuerdo" in shop.messages()[-1]["text"]
    other = {"replaces": plan["id"], "parts": 9, "first_on": str(second)}
    asked = phone.post("/api/plans/quote", other)
    assert (asked.status, asked.body["state"]) == (201, "proposed"), asked
    capital = sum(one["amount_minor"] - one["interest_minor"] for one in asked.body["installments"])
    assert capital == shop.invoices()["F-1"]["total_minor"] - started["amount_minor"], "all that was paid counts"
    assert phone.post("/api/plans/quote", other).status == 409, "one at a time"

    shop.walk(second + timedelta(days=12), 12)
    assert {one["id"]: one["state"] for one in shop.account()["agreements"]} == {
        plan["id"]: "breached",
        asked.body["id"]: "expired",
    }
    unanswered = [one for one in shop.messages() if "no alcanzó a responder" in one["text"]]
    assert len(unanswered) == 1 and "Tu plan sigue como estaba" in unanswered[0]["text"], "while it was kept"
    told = [one for one in shop.messages() if "No pierdes lo pagado" in one["text"]]
    assert len(told) == 1 and shop.said_at(told[0]).date() > second
    left = shop.invoices()["F-1"]
    assert left["principal_minor"] == left["total_minor"] - started["amount_minor"], "the debt less what was paid"
    assert shop.steps()[1:] and shop.steps()[1] == "grace_over", "the ladder goes on where it was"

    phone = shop.open_link()
    run.stripe(phone.pay("F-1")["next"]["session_id"], "paid")
    run.do_what_is_due()
    assert shop.invoices()["F-1"]["state"] == "paid"
    before = len(shop.messages())
    shop.walk(second + timedelta(days=40), 12)
    assert len(shop.messages()) == before, "nobody is chased after paying"


def test_more_time_moves_the_ladder(run: Run, business: Make) -> None:
    shop = business()
    monday = shop.quiet_monday()
    shop.walk(monday, 9)
    shop.drop_invoices(shop.invoice("F-1", monday - timedelta(days=3)))
    shop.walk(monday, 12)
    phone = shop.open_link()
    until_day = phone.account()["extension"]["dates"][-1]["value"]
    given = phone.post("/api/extensions", {"debt_ids": ["F-1"], "until": until_day}, key="once")
    assert (given.status, given.body["state"]) == (201, "granted")
    assert phone.post("/api/extensions", {"debt_ids": ["F-1"], "until": until_day}, key="once").body == given.body
    shop.walk(date.fromisoformat(until_day), 20)
    assert shop.steps() == ["overdue_1", "due_soon_3", "due_today"], "reminded of the new day, of no delay"
    assert shop.invoices()["F-1"]["due_on"] == until_day
    shop.walk(date.fromisoformat(until_day) + timedelta(days=8), 12)
    assert shop.steps()[3] == "grace_over"


def _evidence(record: Json) -> Evidence:
    return msgspec.convert(record, Evidence)
