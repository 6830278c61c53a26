"""Pick-ups as a business sees them, and what a debtor may ask for."""

from datetime import date, datetime
from typing import Any

from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.pickup import NEXT, Pickup, is_open
from chalicelib.domain.by_hand.pickup_day import offered_days
from chalicelib.domain.calendar import local_date
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, money
from chalicelib.store.things import list_things
from chalicelib.workflows.by_hand.ask_pickup import Fixed
from chalicelib.workflows.by_hand.move_pickup import find_pickup
from chalicelib.workflows.showing.viewer import Viewer

MOST = 100


def list_pickups(business: Business, lang: str, now: datetime) -> dict[str, Any]:
    """Open ones by their day."""
    found = list_things(business.id, Pickup, MOST + 1)
    today = local_date(now, business.time_zone)
    shown = [view_pickup((one.debtor, one.thing), business, lang, today) | {"name": one.name} for one in found[:MOST]]
    return {"pickups": shown, "more": len(found) > MOST}


def one_pickup(business: Business, pickup: str, lang: str, now: datetime) -> dict[str, Any]:
    """Raises NotFound."""
    return view_pickup(find_pickup(business.id, pickup), business, lang, local_date(now, business.time_zone))


def view_pickup(fixed: Fixed, business: Business, lang: str, today: date) -> dict[str, Any]:
    debtor, pickup = fixed
    amount = pickup.amount_minor
    text = money(amount, pickup.currency, lang, business.country, business.currency) if amount else None
    return {
        "id": pickup.id,
        "debtor": debtor,
        "on": str(pickup.on),
        "on_text": day(pickup.on, lang, today),
        "hour_from": pickup.hour_from,
        "hour_to": pickup.hour_to,
        "place": pickup.place,
        "note": pickup.note,
        "amount_minor": amount,
        "amount_text": text,
        "currency": pickup.currency,
        "debt_ids": list(pickup.debts),
        "state": pickup.state,
        "state_text": say(lang, f"pickup.state.{pickup.state}"),
        "payment": pickup.payment or None,
        "next": sorted(NEXT.get(pickup.state, ())),
        "steps": [{"state": one.state, "on": str(one.on), "by": one.by, "reason": one.reason} for one in pickup.steps],
    }


def pickup_told(viewer: Viewer) -> dict[str, Any] | None:
    """To the debtor: the days that are offered, or the one that is fixed; None where there is neither."""
    fixed = next((one for one in viewer.account.pickups if is_open(one)), None)
    offer = viewer.business.payment_methods.pickup
    if fixed is None and (offer is None or not viewer.open):
        return None
    return {"fixed": _fixed(viewer, fixed) if fixed else None, "offer": None if fixed else _offer(viewer)}


def _offer(viewer: Viewer) -> dict[str, Any] | None:
    offer = viewer.business.payment_methods.pickup
    if offer is None:
        return None
    days = offered_days(offer, viewer.today, viewer.debtor.country)
    return {
        "days": [{"on": str(one), "text": viewer.day(one)} for one in days],
        "hours": f"{offer.hour_from} – {offer.hour_to}",
        "area": offer.area or None,
    }


def _fixed(viewer: Viewer, pickup: Pickup) -> dict[str, Any]:
    told = "late" if viewer.today > pickup.on else pickup.state
    hours = f"{pickup.hour_from} – {pickup.hour_to}"
    text = say(viewer.lang, f"pickup.told.{told}", date=viewer.day(pickup.on), hours=hours, place=pickup.place)
    return {"id": pickup.id, "state": pickup.state, "text": text, "cancellable": viewer.today <= pickup.on}
