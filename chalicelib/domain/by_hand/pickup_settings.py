"""What a business offers of pick-ups, as JSON; and what somebody says of one. Every fault is found at once."""

import re
from datetime import date, timedelta

import msgspec

from chalicelib.domain.business import PickupOffer
from chalicelib.domain.errors import Fault, Faulty
from chalicelib.domain.fields import Fields
from chalicelib.domain.money import EXPONENT

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS = DAYS[:5]
LATEST = timedelta(days=14)  # further ahead nobody rests for it
MOST_DEBTS, MOST_ID, LONGEST = 40, 200, 200
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class PickupTold(msgspec.Struct, frozen=True):
    """``amount_minor`` None: what is owed then. Hours empty: the business's own."""

    debtor: str
    on: date
    place: str
    note: str
    hour_from: str
    hour_to: str
    amount_minor: int | None
    currency: str
    debts: tuple[str, ...]


def parse_pickup_offer(methods: Fields) -> PickupOffer | None:
    part = methods.part("pickup")
    if part is None:
        return None
    offer = PickupOffer(
        days=part.choices("days", DAYS, "unknown_day") or WORKDAYS,
        hour_from=_clock(part, "hour_from", "09:00"),
        hour_to=_clock(part, "hour_to", "18:00"),
        area=part.text("area", "", most=LONGEST),
    )
    if offer.hour_to <= offer.hour_from:
        part.fault("hour_to", "hours_backward")
    part.close()
    return offer


def parse_pickup(raw: object, offer: PickupOffer | None, currency: str, today: date) -> PickupTold:
    """What a body says of a pick-up. Raises Faulty."""
    faults: list[Fault] = []
    fields = Fields(raw, "", faults)
    usual = offer or PickupOffer()
    told = PickupTold(
        debtor=fields.text("debtor", "", most=MOST_ID),
        on=_day(fields, today),
        place=fields.text("place", most=LONGEST),
        note=fields.text("note", "", most=LONGEST),
        hour_from=_clock(fields, "hour_from", usual.hour_from),
        hour_to=_clock(fields, "hour_to", usual.hour_to),
        amount_minor=fields.whole("amount_minor", 0, least=1) or None,
        currency=fields.one_of("currency", EXPONENT, "unknown_currency", currency),
        debts=fields.texts("debt_ids", MOST_DEBTS),
    )
    if told.hour_to <= told.hour_from:
        fields.fault("hour_to", "hours_backward")
    fields.close()
    if faults:
        raise Faulty(faults)
    return told


def _day(fields: Fields, today: date) -> date:
    if not fields.get("on"):
        fields.fault("on", "required")
    day = fields.date("on", today)
    if day < today:
        fields.fault("on", "day_is_past")
    elif day > today + LATEST:
        fields.fault("on", "day_too_far", most=LATEST.days)
    return day


def _clock(fields: Fields, key: str, usual: str) -> str:
    return fields.checked(key, lambda text: _CLOCK.fullmatch(text) is not None, "bad_hour", usual)
