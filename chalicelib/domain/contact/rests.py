"""Reasons for which reminders rest for a while: somebody says that money came, and a person has yet to look. Pure."""

from datetime import datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.contact.working_days import working_days_after
from chalicelib.domain.debtor import Debtor, Rest

DAY = timedelta(days=1)
# How long, by reason: a working person looks within a day, over a weekend within three. Longer, and whoever owes could
# rest for ever behind a doubt that nobody settles; shorter, and somebody is chased after paying.
REST_FOR = {"payment_proposed": timedelta(days=3), "refund_failed": timedelta(days=3)}


def begin_rest(debtor: Debtor, about: str, reason: str, now: datetime, until: datetime | None = None) -> Debtor:
    """Reminders rest from now on, ``until`` then where its reason names no time of its own.

    Said again of the same thing, it rests no longer than said first.
    """
    if any(rest.about == about for rest in debtor.rests):
        return debtor
    rest = Rest(about, reason, until or now + REST_FOR[reason])
    return replace(debtor, rests=(*running(debtor, now), rest))


def grace(debtor: Debtor, about: str, reason: str, now: datetime) -> Debtor:
    """Whoever hears that their payment does not count has the next working day to answer before they are reminded."""
    today = local_date(now, debtor.time_zone)
    last = working_days_after(today, 1, debtor.country)
    return begin_rest(end_rest(debtor, about), about, reason, now, instant(last + DAY, time(0), debtor.time_zone))


def answered(debtor: Debtor, about: str, now: datetime) -> Debtor:
    """Over, by an answer or because they took it back: nobody is chased on the day on which they read so."""
    tomorrow = instant(local_date(now, debtor.time_zone) + DAY, time(0), debtor.time_zone)
    return begin_rest(end_rest(debtor, about), about, "answered", now, tomorrow)


def end_rest(debtor: Debtor, about: str) -> Debtor:
    return replace(debtor, rests=tuple(rest for rest in debtor.rests if rest.about != about))


def running(debtor: Debtor, now: datetime) -> tuple[Rest, ...]:
    """What still rests the reminders."""
    return tuple(rest for rest in debtor.rests if rest.until > now)
