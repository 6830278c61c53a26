"""When nothing may be said, or not there: hours, holidays, caps, dead addresses, wishes; each with its reason."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.life.business import Business, new_business, public_holidays, table
from tests.life.client import Run
from tests.life.law import LAWS

Make = Callable[..., Business]
CITIES = ["Bogota", "Lima", "Santiago", "Mexico_City", "Tijuana", "Sao_Paulo"]
PHONE = {"CO": "+573001234567", "MX": "+525512345678"}


def held(shop: Business, debtor: str = "C1") -> list[tuple[str, str]]:
    return [(one["step"], one["reason"]) for one in shop.notices(debtor, state="withheld")]


def went(shop: Business, debtor: str = "C1") -> dict[str, str]:
    """What became of the messages that left, by channel."""
    return {one["channel"]: one["state"] for one in shop.notices(debtor) if one["state"] != "withheld"}


@pytest.mark.parametrize("country", LAWS)
def test_nothing_is_sent_on_a_holiday_and_what_waited_goes_out_on_the_next_open_day(
    business: Make, country: str
) -> None:
    shop, law = business(country), LAWS[country]
    holiday = next_holiday(shop)
    shop.walk(holiday - timedelta(days=1), 23)
    shop.drop_invoices(
        shop.invoice("F-1", holiday, "DUE", total="900000"),  # its note of the day is dropped
        shop.invoice("F-2", holiday - timedelta(days=1), "LATE", total="900000"),
    )
    after = law.next_open(holiday)
    shop.walk(after - timedelta(days=1), 23, 50)
    assert shop.messages("DUE") == shop.messages("LATE") == []
    assert ("due_today", "holiday") in held(shop, "DUE")
    assert ("overdue_1", "holiday") in held(shop, "LATE")
    shop.walk(after, 12)
    for debtor in ("DUE", "LATE"):
        (message,) = shop.messages(debtor)
        assert (message["step"], shop.said_at(message).date()) == ("overdue_1", after)
        assert law.covers(shop.said_at(message))


def test_due_today_until_midnight_in_the_debtors_own_city(run: Run) -> None:
    shops = [new_business(run, "MX", time_zone=f"America/{city}", live=False) for city in CITIES]
    day = max(shop.today() for shop in shops) + timedelta(days=1)
    for shop in shops:
        shop.drop_invoices(shop.invoice("F-1", day))
    for hour, minute in ((19, 0), (23, 59)):
        for shop in sorted(shops, key=lambda shop: shop.at(day, hour, minute)):
            if shop.at(day, hour, minute) > run.now():
                shop.walk(day, hour, minute)
                assert shop.account()["as_of"] == str(day)
                assert shop.invoices()["F-1"]["days_overdue"] == 0
    shops[-1].run.walk(max(shop.at(day + timedelta(days=1), 0, 1) for shop in shops))
    assert {shop.invoices()["F-1"]["days_overdue"] for shop in shops} == {1}


def test_a_hard_bounce_drops_the_address_and_the_next_channel_speaks_the_same_day(business: Make) -> None:
    shop = business("CO")
    tuesday = start(shop, email="nobody@bounce.example", phone=PHONE["CO"])
    shop.walk(tuesday, 12)
    first, second = shop.messages()
    assert [(one["channel"], one["step"]) for one in (first, second)] == [("email", "overdue_1"), ("sms", "overdue_1")]
    assert went(shop) == {"email": "bounced", "sms": "sent"}
    assert shop.account()["debtor"]["contacts"][0]["email_state"] == "bounced"
    shop.walk(tuesday + timedelta(days=2), 12)
    assert [one["channel"] for one in shop.messages()] == ["email", "sms", "sms"]


def test_who_calls_our_mail_spam_gets_no_more_of_it(business: Make) -> None:
    shop = business("MX")
    tuesday = start(shop, email="angry@complaint.example", phone=PHONE["MX"])
    shop.walk(tuesday, 12)
    assert went(shop) == {"email": "complained"}
    shop.walk(tuesday + timedelta(days=2), 12)
    assert [one["channel"] for one in shop.messages()] == ["email", "sms"]


def test_one_tap_stops_reminders_by_mail_and_not_receipts(run: Run, business: Make) -> None:
    shop = business("MX")
    tuesday = start(shop)
    shop.walk(tuesday, 12)
    assert held(shop) == [("overdue_1", "outside_hours")]
    (message,) = shop.messages()
    assert message["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = message["headers"]["List-Unsubscribe"].strip("<>").removeprefix(run.base_url)
    tapped = run.ask(
        "POST", stop, raw=b"List-Unsubscribe=One-Click", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert tapped.status == 200
    shop.walk(tuesday + timedelta(days=6), 12)
    assert shop.steps() == ["overdue_1"]
    phone = shop.open_link()
    run.stripe(phone.pay()["next"]["session_id"], "paid")
    run.do_what_is_due()
    assert shop.purposes() == ["collection", "confirmation"]


def test_in_colombia_a_week_has_one_channel(business: Make) -> None:
    shop = business("CO")
    tuesday = start(shop, phone=PHONE["CO"])
    shop.walk(tuesday, 12)
    wish = {"customer_id": "C1", "customer": "María Quispe Rojas", "preferred_channel": "sms"}
    assert shop.drop(table([wish]), "debtors")["changed"] == 1
    shop.walk(tuesday + timedelta(days=4), 23)
    assert [one["channel"] for one in shop.messages()] == ["email"]
    assert ("grace_over", "cap_channel_week") in held(shop)
    shop.walk(tuesday + timedelta(days=6), 12)
    assert [(one["channel"], one["step"]) for one in shop.messages()] == [("email", "overdue_1"), ("sms", "grace_over")]


def test_a_debtor_without_any_address_is_left_to_a_person(business: Make) -> None:
    shop = business("MX")
    tuesday = start(shop, email="")
    shop.walk(tuesday, 12)
    assert shop.messages() == []
    assert held(shop) == [("overdue_1", "no_channel")]
    assert [one["kind"] for one in shop.account()["tasks"]] == ["no_channel"]


def start(shop: Business, **cells: Any) -> date:
    """Six in the morning of a quiet Tuesday, too early to say anything; an invoice fell due the day before."""
    tuesday = shop.quiet_monday() + timedelta(days=1)
    shop.walk(tuesday, 6)
    shop.drop_invoices(shop.invoice("F-1", tuesday - timedelta(days=1), total="900000", **cells))
    return tuesday


def next_holiday(shop: Business) -> date:
    """A public holiday on a working day, after a working day, far enough to be walked to."""
    closed = public_holidays(shop.country)
    day = shop.today() + timedelta(days=3)
    while day not in closed or day.weekday() > 4 or not LAWS[shop.country].open(day - timedelta(days=1)):
        day += timedelta(days=1)
    return day
