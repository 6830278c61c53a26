"""Local dates and instants. A due date is a local calendar date; "today" comes from one ``now`` per decision."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

zone = lru_cache(maxsize=64)(ZoneInfo)


def local(now: datetime, time_zone: str) -> datetime:
    """The wall clock of ``time_zone`` at the instant ``now`` (aware)."""
    return now.astimezone(zone(time_zone))


def local_date(now: datetime, time_zone: str) -> date:
    """Today, where the debtor lives."""
    return local(now, time_zone).date()


def instant(day: date, at: time, time_zone: str) -> datetime:
    """The UTC instant of a wall-clock time. In a gap of DST it is the moment the gap ends."""
    return datetime.combine(day, at, zone(time_zone)).astimezone(UTC)


def days_between(start: date, end: date) -> int:
    return (end - start).days


def iso(moment: datetime) -> str:
    """A UTC instant as sortable text, ``2026-11-22T13:00:00.000Z``: the only form that is stored or indexed."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def from_iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)
