"""A pick-up's own days: who may ask for which, the evening before, the day with its amount, and the day after. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain.became import Became
from chalicelib.domain.business import PickupOffer
from chalicelib.domain.by_hand.hand_notices import tell_of_pickup
from chalicelib.domain.by_hand.pickup import Pickup, is_open, move
from chalicelib.domain.calendar import instant
from chalicelib.domain.charging.indexation import owed_in
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.contact.contact_rules import Allowed, Wanted, lawful_start, when
from chalicelib.domain.contact.holidays import is_holiday
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.draft import Draft
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.tasks import DONE

DAY = timedelta(days=1)
AHEAD_DAYS, OFFERED = 14, 6
EVENING = time(17)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUIET = Wanted("email", "pre_due", 0)  # the hours in which a message may reach somebody
OWED = frozenset({"open", "partly_paid", "promised", "in_plan", "paying"})


def offered_days(offer: PickupOffer, today: date, country: str) -> list[date]:
    """The next days on which the business comes: from tomorrow, never on a holiday."""
    ahead = (today + count * DAY for count in range(1, AHEAD_DAYS + 1))
    days = [day for day in ahead if WEEKDAYS[day.weekday()] in offer.days and not is_holiday(country, day)]
    return days[:OFFERED]


def rest_until(on: date, debtor: Debtor) -> datetime:
    """Reminders rest until the day is over, however far it is: at most two weeks."""
    return instant(on + DAY, time(0), debtor.time_zone)


def amount_on(pickup: Pickup, invoices: Iterable[Invoice], day: date, rates: Rates) -> int:
    """What was agreed, else what settles on that day what it is for. Minor units."""
    if pickup.amount_minor is not None:
        return pickup.amount_minor
    mine = (one for one in invoices if one.state in OWED and (not pickup.debts or one.number in pickup.debts))
    return owed_in(pickup.currency, mine, day, rates)


def evening_before(on: date, debtor: Debtor) -> datetime:
    """Five in the afternoon of the day before, else the first lawful hour of the latest day that has one."""
    for back in range(1, 8):
        day = on - back * DAY
        at = instant(day, EVENING, debtor.time_zone)
        if isinstance(when(QUIET, debtor, at, ()), Allowed):
            return at
        if start := lawful_start(day, debtor):
            return start
    return instant(on - DAY, EVENING, debtor.time_zone)


def keep_pickups(draft: Draft) -> None:
    """Say it the evening before, ask for it on the day with the day's amount, and ask afterwards what became of it."""
    for pickup in [one for one in draft.pickups.values() if is_open(one)]:
        owed = amount_on(pickup, draft.invoices.values(), draft.today, draft.before.rates)
        if not owed or (pickup.amount_minor is not None and not _owes(draft)):
            _end(draft, pickup)
        else:
            _tell(draft, pickup)
            _ask(draft, pickup, owed)


def pickup_wakes(draft: Draft) -> Iterator[datetime]:
    for pickup in draft.pickups.values():
        if is_open(pickup):
            zone = draft.debtor.time_zone
            days = (instant(pickup.on, time(0), zone), instant(pickup.on + DAY, time(0), zone))
            evening = () if pickup.told else (evening_before(pickup.on, draft.debtor),)
            yield from (at for at in (*evening, *days) if at > draft.now)


def _owes(draft: Draft) -> bool:
    return any(one.state in OWED for one in draft.invoices.values())


def _end(draft: Draft, pickup: Pickup) -> None:
    """Nothing is owed any more: nobody needs to come."""
    step = Became("cancelled", draft.today, draft.now, reason="nothing_owed")
    draft.pickups[pickup.id] = move(pickup, "cancelled", step)
    for task in [one for one in draft.tasks.values() if one.about == pickup.id and one.state != DONE]:
        draft.tasks[task.id] = replace(task, state=DONE, done_at=draft.now)
    draft.reasons.append(f"pick-up {pickup.id} is not needed")


def _tell(draft: Draft, pickup: Pickup) -> None:
    is_time = evening_before(pickup.on, draft.debtor) <= draft.now and draft.today <= pickup.on
    if pickup.state == "confirmed" and not pickup.told and is_time:
        draft.notices += tell_of_pickup(draft.debtor, "pickup_confirmed", pickup, draft.now)
        draft.pickups[pickup.id] = replace(pickup, told=True)


def _ask(draft: Draft, pickup: Pickup, owed: int) -> None:
    facts = {
        "about": pickup.id, "on": pickup.on, "amount_minor": owed, "currency": pickup.currency,
        "data": {"place": pickup.place, "hours": f"{pickup.hour_from}-{pickup.hour_to}"},
    }  # fmt: skip
    if draft.today > pickup.on:
        draft.ask("pick_up_result", None, f"pick-up {pickup.id} was on {pickup.on}", **facts)
    elif draft.today == pickup.on:
        draft.ask("pick_up", None, f"pick-up {pickup.id}", **facts)
    elif pickup.state == "asked":
        draft.ask("confirm_pick_up", None, f"pick-up {pickup.id} asked", **facts)
