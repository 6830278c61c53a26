"""A pick-up: on days that are offered, told the evening before at a lawful hour, asked for with the day's amount."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.became import Became
from chalicelib.domain.business import PickupOffer
from chalicelib.domain.by_hand.pickup import NEXT, Pickup, move
from chalicelib.domain.by_hand.pickup_day import QUIET, evening_before, offered_days, rest_until
from chalicelib.domain.by_hand.pickup_settings import parse_pickup
from chalicelib.domain.calendar import local
from chalicelib.domain.contact.contact_rules import ALLOWED, when
from chalicelib.domain.contact.rests import begin_rest
from chalicelib.domain.debtor import Contact
from chalicelib.domain.decide import decide
from chalicelib.domain.errors import Conflict, Fault, Faulty, Refusal
from chalicelib.domain.fields import Fields
from chalicelib.domain.paying.payment_settings import methods_json, parse_methods
from tests.domain.cases import CHARGING, DUE, HOME, account, after, at, business, debtor, invoice

DAY = timedelta(days=1)
ON = DUE + 5 * DAY  # a Monday
OFFER = PickupOffer(("mon", "thu"), "10:00", "16:00", "Centro")


def fixed(state: str = "confirmed", **changes: Any) -> Pickup:
    step = Became(state, DUE, at(DUE), "u-1")
    return replace(Pickup("pu_1", ON, "10:00", "16:00", "Av. Central 12", "MXN", state, (step,)), **changes)


def waiting(pickup: Pickup, *owed: Any) -> Account:
    who = account(*(owed or (invoice("F1", DUE - 9 * DAY, terms=CHARGING),)))
    rested = begin_rest(who.debtor, pickup.id, "pick_up", at(DUE), rest_until(pickup.on, who.debtor))
    return replace(who, debtor=rested, pickups=(pickup,))


def test_only_the_days_that_the_business_comes_are_offered() -> None:
    assert offered_days(OFFER, date(2026, 12, 18), "MX") == [
        date(2026, 12, 21), date(2026, 12, 24), date(2026, 12, 28), date(2026, 12, 31),
    ]  # fmt: skip
    assert date(2026, 12, 25) not in offered_days(PickupOffer(), date(2026, 12, 20), "MX"), "Christmas"
    assert offered_days(OFFER, date(2026, 12, 21), "MX")[0] > date(2026, 12, 21), "never today: nobody is prepared"


@pytest.mark.parametrize("country", sorted(HOME))
@given(ahead=st.integers(0, 500))
def test_the_evening_before_is_lawful_wherever_they_live(country: str, ahead: int) -> None:
    who, on = debtor(country), DUE + ahead * DAY
    told = evening_before(on, who)
    assert local(told, who.time_zone).date() < on
    assert when(QUIET, who, told, ()) == ALLOWED


def test_the_ladder_rests_until_the_day_and_no_longer() -> None:
    held = waiting(fixed())
    rested = decide(held, business(), at(ON - DAY, "09:00"))
    assert [one.purpose for one in rested.notices] == ["confirmation"], "what is agreed may be said"

    missed = decide(held, business(), at(ON + DAY, "12:00"))
    assert [one.purpose for one in missed.notices] == ["collection"]
    assert [one.kind for one in missed.tasks] == ["pick_up_result"]


def test_it_is_confirmed_the_evening_before_once() -> None:
    held = waiting(fixed())
    early = decide(held, business(), at(ON - 3 * DAY))
    assert early.notices == ()
    assert early.debtor.due_at == evening_before(ON, held.debtor)

    evening = decide(held, business(), evening_before(ON, held.debtor))
    assert [(one.template, one.purpose) for one in evening.notices] == [("pickup_confirmed", "confirmation")]
    told = replace(after(held, evening), pickups=evening.pickups)
    assert decide(told, business(), evening_before(ON, held.debtor) + timedelta(hours=1)).notices == ()


def test_what_nobody_confirmed_is_not_promised_to_the_debtor() -> None:
    asked = waiting(fixed("asked"))
    evening = decide(asked, business(), evening_before(ON, asked.debtor))
    assert (evening.notices, [one.kind for one in evening.tasks]) == ((), ["confirm_pick_up"])


def test_the_days_task_has_the_amount_of_that_day() -> None:
    held = waiting(fixed())
    (task,) = decide(held, business(), at(ON, "00:00")).tasks
    fee, interest = 2_000, 100_000 * 3 * 14 // (100 * 30)
    assert (task.kind, task.on, task.amount_minor, task.about) == ("pick_up", ON, 100_000 + fee + interest, "pu_1")
    assert task.data == {"place": "Av. Central 12", "hours": "10:00-16:00"}

    agreed = waiting(fixed(amount_minor=30_000))
    assert decide(agreed, business(), at(ON, "00:00")).tasks[0].amount_minor == 30_000
    one_of_two = waiting(fixed(debts=("F2",)), invoice("F1"), invoice("F2", total_minor=7_000))
    assert decide(one_of_two, business(), at(ON, "00:00")).tasks[0].amount_minor == 7_000


@pytest.mark.parametrize("amount", [None, 30_000])
def test_who_paid_meanwhile_needs_nobody_to_come(amount: int | None) -> None:
    held = waiting(fixed(amount_minor=amount))
    paid = replace(held, invoices=(), tasks=decide(held, business(), at(ON, "00:00")).tasks)
    over = decide(paid, business(), at(ON, "08:00"))
    assert [(one.state, one.steps[-1].reason) for one in over.pickups] == [("cancelled", "nothing_owed")]
    assert [one.state for one in over.tasks] == ["done"]


def test_somebody_without_an_address_is_not_told_and_still_visited() -> None:
    held = waiting(fixed())
    mute = replace(held, debtor=replace(held.debtor, contacts=(Contact(name="Ana"),)))
    assert decide(mute, business(), evening_before(ON, held.debtor)).notices == ()
    assert [one.kind for one in decide(mute, business(), at(ON, "09:00")).tasks] == ["pick_up"]


@pytest.mark.parametrize("state", ["collected", "missed", "cancelled"])
def test_what_is_over_stays_over(state: str) -> None:
    done = move(fixed(), state, Became(state, ON, at(ON), "u-1"))
    assert move(done, state, Became(state, ON, at(ON), "u-2")) == done
    for other in {"confirmed", "collected", "missed", "cancelled"} - {state}:
        with pytest.raises(Conflict, match="pickup_moved_on"):
            move(done, other, Became(other, ON, at(ON), "u-1"))
    assert state not in NEXT


def test_it_is_not_missed_before_its_day() -> None:
    with pytest.raises(Refusal, match="day_out_of_order"):
        move(fixed(), "missed", Became("missed", ON - DAY, at(ON - DAY), "u-1"))


GOOD = {"on": str(ON), "place": "Av. Central 12"}


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"on": None}, "on required"),
        ({"on": "soon"}, "on bad_date"),
        ({"on": str(DUE - DAY)}, "on day_is_past"),
        ({"on": str(DUE + 15 * DAY)}, "on day_too_far"),
        ({"place": ""}, "place required"),
        ({"place": "x" * 201}, "place too_long"),
        ({"note": 7}, "note not_text"),
        ({"hour_from": "25:00"}, "hour_from bad_hour"),
        ({"hour_from": "15:00", "hour_to": "14:00"}, "hour_to hours_backward"),
        ({"amount_minor": -1}, "amount_minor out_of_range"),
        ({"currency": "ZZZ"}, "currency unknown_currency"),
        ({"state": "collected"}, "state unknown_field"),
    ],
)
def test_what_cannot_be_a_pick_up_is_refused_with_its_place(wrong: dict[str, object], fault: str) -> None:
    with pytest.raises(Faulty) as refused:
        parse_pickup(GOOD | wrong, OFFER, "MXN", DUE)
    assert fault in [f"{one.path} {one.code}" for one in refused.value.faults]


def offered(part: object) -> tuple[PickupOffer | None, list[str]]:
    faults: list[Fault] = []
    found = parse_methods(Fields({"payment_methods": {"pickup": part}}, "", faults))
    if not faults:
        again = parse_methods(Fields({"payment_methods": methods_json(found)}, "", []))
        assert again.pickup == found.pickup
    return found.pickup, [f"{one.path} {one.code}" for one in faults]


def test_a_business_says_when_and_where_it_comes() -> None:
    assert offered({"days": ["mon"], "hour_from": "08:00", "area": "Centro"})[0] == PickupOffer(
        ("mon",), "08:00", "18:00", "Centro"
    )
    assert offered({}) == (PickupOffer(), [])
    assert offered(None) == (None, [])
    assert offered({"days": ["lunes"]})[1] == ["payment_methods.pickup.days[0] unknown_day"]
    assert offered({"hour_to": "08:00"})[1] == ["payment_methods.pickup.hour_to hours_backward"]
