"""Pick-ups from asking to the receipt: one at a time, of one's own only, and money once."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.business import PaymentMethods, PickupOffer
from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal
from chalicelib.store import businesses
from chalicelib.workflows.by_hand.ask_pickup import ask_pickup, make_pickup
from chalicelib.workflows.by_hand.move_pickup import Outcome, move_pickup
from chalicelib.workflows.by_hand.view_pickups import list_pickups, one_pickup
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.showing.view_account import view_account
from chalicelib.workflows.showing.view_tasks import view_tasks
from tests.domain.cases import CHARGING, DUE, at, business, invoice
from tests.workflows.cases import NOW, SESSION, books_are_in_order, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
DAY = timedelta(days=1)
ON = DUE + 5 * DAY
SHOP = replace(
    business(), payment_methods=PaymentMethods(pickup=PickupOffer(("mon", "thu"), "10:00", "16:00", "Centro"))
)
ASKED = {"on": str(ON), "place": "Av. Central 12"}


@pytest.fixture(autouse=True)
def a_debtor(cloud: object) -> None:
    businesses.create(SHOP)
    owing(invoice("F1", DUE - 9 * DAY, terms=CHARGING), invoice("F2", DUE + 40 * DAY, terms=CHARGING))


def asked(**changes: Any) -> str:
    return ask_pickup(SHOP, "c1", ASKED | changes, NOW)[1].id


def told(pickup: str, state: str, outcome: Outcome | None = None, days: int = 5) -> str:
    return move_pickup(SHOP, pickup, state, outcome or Outcome("u-1"), NOW + days * DAY)[1].state


def templates() -> list[str]:
    return [one.template for one in whole().notices if one.template]


def test_the_page_offers_days_and_then_shows_the_one_that_is_fixed() -> None:
    seen = view_account(SESSION, NOW)["pickup"]
    assert [one["on"] for one in seen["offer"]["days"]][:2] == [str(DUE + DAY), str(ON)]
    assert (seen["offer"]["hours"], seen["offer"]["area"], seen["fixed"]) == ("10:00 – 16:00", "Centro", None)

    pickup = asked()
    seen = view_account(SESSION, NOW)["pickup"]
    assert (seen["offer"], seen["fixed"]["id"], seen["fixed"]["state"]) == (None, pickup, "asked")
    assert templates() == ["pickup_asked"]


def test_asking_rests_the_ladder_and_asks_the_business_to_confirm() -> None:
    asked()
    decision = decide_account(SHOP, "c1", NOW)
    assert decision and decision.notices == ()
    assert [one["kind"] for one in view_tasks(SHOP, "en", NOW)["tasks"]] == ["confirm_pick_up"]


def test_from_confirmed_to_the_numbered_receipt() -> None:
    pickup = asked()
    decide_account(SHOP, "c1", NOW)
    assert told(pickup, "confirmed", days=1) == "confirmed"
    decide_account(SHOP, "c1", at(ON - 3 * DAY, "17:00"), force=True)
    decide_account(SHOP, "c1", at(ON, "00:00"), force=True)
    assert "pickup_confirmed" in templates()
    (task,) = view_tasks(SHOP, "en", at(ON))["tasks"]
    assert (task["kind"], task["amount_minor"]) == ("pick_up", 203_400)

    assert told(pickup, "collected", Outcome("u-1", amount_minor=103_400)) == "collected"
    assert told(pickup, "collected", Outcome("u-2", amount_minor=103_400)) == "collected"

    found = whole()
    assert [(one.method, one.amount_minor, one.receipt[-2:]) for one in found.attempts] == [("pickup", 103_400, "-1")]
    assert {one.number: one.state for one in found.invoices} == {"F1": "paid", "F2": "open"}
    assert found.debtor.rests == ()
    assert view_tasks(SHOP, "en", at(ON))["tasks"] == [] == list_pickups(SHOP, "en", at(ON))["pickups"]
    assert one_pickup(SHOP, pickup, "en", at(ON))["payment"] == found.attempts[0].id
    assert books_are_in_order()


def test_one_that_is_missed_is_told_kindly_and_the_chase_goes_on() -> None:
    pickup = asked()
    told(pickup, "confirmed", days=1)
    assert told(pickup, "missed", Outcome("u-1", "nobody there")) == "missed"

    assert templates()[-1] == "pickup_missed"
    decision = decide_account(SHOP, "c1", at(ON, "14:00"))
    assert decision and [one.purpose for one in decision.notices] == ["collection"]


def test_one_at_a_time_whoever_fixes_it() -> None:
    pickup = asked()
    with pytest.raises(Conflict, match="pickup_open"):
        asked(on=str(DUE + DAY))
    with pytest.raises(Conflict, match="pickup_open"):
        make_pickup(SHOP, ASKED | {"debtor": "c1"}, "u-1", NOW)

    assert told(pickup, "cancelled", Outcome(), days=0) == "cancelled"
    assert templates() == ["pickup_asked"], "whoever cancels it oneself needs no letter"
    assert whole().debtor.rests == ()
    asked(on=str(DUE + DAY))


def test_the_business_makes_one_on_any_day_and_for_any_part() -> None:
    made = {"debtor": "c1", "on": str(DUE), "place": "Mercado", "hour_from": "07:00", "amount_minor": 5_000}
    pickup = make_pickup(SHOP, made, "u-1", NOW)[1]
    assert (pickup.state, pickup.hour_from, pickup.hour_to, pickup.amount_minor) == (
        "confirmed", "07:00", "16:00", 5_000,
    )  # fmt: skip
    assert told(pickup.id, "cancelled", Outcome("u-1", "rain"), days=0) == "cancelled"
    assert templates() == ["pickup_cancelled"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"on": str(DUE + 2 * DAY)}, "day_not_offered"),
        ({"on": str(DUE)}, "day_not_offered"),
        ({"currency": "USD"}, "nothing_to_pay"),
        ({"debt_ids": ["F9"]}, "not_found"),
        ({"place": ""}, "faulty"),
    ],
)
def test_what_is_not_offered_cannot_be_asked(raw: dict[str, Any], code: str) -> None:
    with pytest.raises((Refusal, Faulty, NotFound), match=code):
        asked(**raw)
    assert whole().pickups == ()


def test_a_debtor_names_no_price_and_no_hours_of_their_own() -> None:
    pickup = ask_pickup(SHOP, "c1", ASKED | {"amount_minor": 1, "hour_from": "03:00"}, NOW)[1]
    assert (pickup.amount_minor, pickup.hour_from) == (None, "10:00")


def test_a_business_that_does_not_come_offers_none() -> None:
    plain = replace(SHOP, payment_methods=PaymentMethods())
    with pytest.raises(Refusal, match="pickup_not_offered"):
        ask_pickup(plain, "c1", ASKED, NOW)


@pytest.mark.parametrize("amount", [None, 0, -5])
def test_nothing_is_collected_without_an_amount(amount: int | None) -> None:
    with pytest.raises(Refusal, match="bad_amount"):
        told(asked(), "collected", Outcome("u-1", amount_minor=amount))
    assert whole().attempts == ()


def test_another_business_finds_no_such_pick_up() -> None:
    pickup = asked()
    other = replace(SHOP, id="other")
    businesses.create(other)
    for act in (
        lambda: move_pickup(other, pickup, "missed", Outcome("u-9"), NOW),
        lambda: one_pickup(other, pickup, "es", NOW),
    ):
        with pytest.raises(NotFound):
            act()
