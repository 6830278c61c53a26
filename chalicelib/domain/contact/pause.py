"""A person pauses the reminders of one debtor, with a reason and until a day: nobody rests by being forgotten."""

from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.contact.rests import end_rest, running
from chalicelib.domain.debtor import Debtor, Rest
from chalicelib.domain.errors import Refusal

PAUSE = "pause"  # what the rest is about: one at a time, the last word counts
PAUSED = "paused"
LONGEST = timedelta(days=366)
MOST_WORDS = 300  # characters of a reason


def pause(debtor: Debtor, until: date, reason: str, by: str, now: datetime) -> Debtor:
    """No reminder leaves before the local day ``until``. Raises Refusal: ``reason_required``, ``bad_pause_day``."""
    said = " ".join(reason.split())[:MOST_WORDS]
    if not said or not by:
        raise Refusal("reason_required", field="reason")
    today = local_date(now, debtor.time_zone)
    if not today < until <= today + LONGEST:
        raise Refusal("bad_pause_day", field="until", most=today + LONGEST)
    rest = Rest(PAUSE, PAUSED, instant(until, time(0), debtor.time_zone), said, by)
    return replace(debtor, rests=(*running(resume(debtor), now), rest))


def resume(debtor: Debtor) -> Debtor:
    return end_rest(debtor, PAUSE)
