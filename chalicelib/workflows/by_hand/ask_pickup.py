"""A pick-up is asked for, by the debtor within what the business offers, or by the business itself; one at a time."""

import secrets
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.became import Became
from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.hand_notices import tell_of_pickup
from chalicelib.domain.by_hand.pickup import Pickup, is_open
from chalicelib.domain.by_hand.pickup_day import amount_on, offered_days, rest_until
from chalicelib.domain.by_hand.pickup_settings import PickupTold, parse_pickup
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.rests import begin_rest
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.decide_account import again_on_conflict

REASON = "pick_up"
Fixed = tuple[str, Pickup]  # whose it is, and the pick-up


def ask_pickup(business: Business, debtor: str, raw: Any, now: datetime) -> Fixed:
    """By the debtor. Raises Faulty, Conflict("pickup_open"), Refusal: ``pickup_not_offered``, ``day_not_offered``,
    ``nothing_to_pay``."""
    offer = business.payment_methods.pickup
    if offer is None:
        raise Refusal("pickup_not_offered")

    def once() -> Fixed:
        account, told = _read(business, debtor, raw, now)
        if told.on not in offered_days(offer, local_date(now, account.debtor.time_zone), account.debtor.country):
            raise Refusal("day_not_offered", field="on")
        plain = replace(told, hour_from=offer.hour_from, hour_to=offer.hour_to, amount_minor=None)
        return _save(account, _pickup(account, plain, "asked", "", now), now)

    return _noted(again_on_conflict(once))


def make_pickup(business: Business, raw: Any, by: str, now: datetime) -> Fixed:
    """By the business, who agreed it with the debtor: confirmed from the start. Raises as ``ask_pickup``, NotFound."""
    debtor = str(raw.get("debtor") or "") if isinstance(raw, dict) else ""

    def once() -> Fixed:
        account, told = _read(business, debtor, raw, now)
        return _save(account, _pickup(account, told, "confirmed", by, now), now)

    return _noted(again_on_conflict(once))


def pointer_of(business: str, pickup: str) -> str:
    return f"pickup#{business}#{pickup}"


def _read(business: Business, debtor: str, raw: Any, now: datetime) -> tuple[Account, PickupTold]:
    account = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found", field="debtor")
    today = local_date(now, account.debtor.time_zone)
    told = parse_pickup(raw, business.payment_methods.pickup, business.currency, today)
    if any(is_open(one) for one in account.pickups):
        raise Conflict("pickup_open", field="on")
    if set(told.debts) - {one.number for one in account.invoices}:
        raise NotFound("not_found", field="debt_ids")
    return account, told


def _pickup(account: Account, told: PickupTold, state: str, by: str, now: datetime) -> Pickup:
    today = local_date(now, account.debtor.time_zone)
    made = Pickup(
        id=f"pu_{secrets.token_hex(12)}",
        on=told.on,
        hour_from=told.hour_from,
        hour_to=told.hour_to,
        place=told.place,
        currency=told.currency,
        state=state,
        steps=(Became(state, today, now, by),),
        amount_minor=told.amount_minor,
        debts=told.debts,
        note=told.note,
    )
    if not amount_on(replace(made, amount_minor=None), account.invoices, told.on, account.rates):
        raise Refusal("nothing_to_pay", field="currency")
    return made


def _save(account: Account, pickup: Pickup, now: datetime) -> Fixed:
    """Reminders rest until the day is over."""
    debtor = account.debtor
    rested = begin_rest(debtor, pickup.id, REASON, now, rest_until(pickup.on, debtor))
    told = "pickup_asked" if pickup.state == "asked" else ""
    changes = Changes(
        replace(rested, due_at=now),
        pickups=(pickup,),
        notices=tell_of_pickup(debtor, told, pickup, now) if told else (),
        unique=(pointer_of(debtor.business, pickup.id),),
    )
    accounts.save(account, changes)
    return debtor.id, pickup


def _noted(fixed: Fixed) -> Fixed:
    fact("pickup_fixed", state=fixed[1].state, metrics={"PickupsFixed": 1})
    return fixed
