"""When may this contact happen? Asked when a message is planned, and again at the moment it is sent.

Windows, holidays and caps bind what chases (``pre_due``, ``collection``). A confirmation, a reply, a report or a legal
notice may go at any time, also to a channel on which the debtor does not want to be chased.

Reason codes: ``opted_out`` ``consent_missing`` (never) · ``closed_day`` ``holiday`` ``outside_hours`` (hours) ·
``cap_day`` ``cap_week`` ``cap_channel_week`` ``cap_calls`` ``min_gap`` ``quiet_after_conversation`` (law) ·
``too_soon`` (policy).
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import msgspec

from chalicelib.domain.calendar import instant, local
from chalicelib.domain.contact.contact_caps import CHASING, Wanted, obstacle
from chalicelib.domain.contact.country_rules import Rule, Week, Window, rule_for
from chalicelib.domain.contact.holidays import is_holiday
from chalicelib.domain.debtor import Debtor, Reached

__all__ = ["ALLOWED", "Allowed", "Answer", "Held", "Rule", "Wanted", "lawful_start", "rule_for", "when"]

_HORIZON_DAYS = 62  # beyond the longest gap: no week of any rule is closed that long


class Allowed(msgspec.Struct, frozen=True):
    """Now is lawful."""


class Held(msgspec.Struct, frozen=True):
    """Not now: ``reason`` is a stable code, ``until`` the next instant at which it may happen; None = never so."""

    reason: str
    until: datetime | None


Answer = Allowed | Held
ALLOWED = Allowed()


def when(
    wanted: Wanted, debtor: Debtor, now: datetime, history: Sequence[Reached] | None = None, rule: Rule | None = None
) -> Answer:
    """Whether the contact may happen at ``now`` (aware), and if not, why and when it may.

    ``history`` is what counts for caps: the debtor's ``reached`` unless given (failed ones, and the very notice that is
    being sent, are the caller's to leave out). ``rule`` is the one in force where the debtor lives, unless given.
    """
    if wanted.purpose not in CHASING:
        return ALLOWED
    here = local(now, debtor.time_zone)
    rule = rule or rule_for(debtor.country, debtor.subdivision, here.date())
    if never := _never(wanted, debtor, rule):
        return Held(never, None)
    history = debtor.reached if history is None else history
    reason = _reason(wanted, debtor, rule, history, here)
    return Held(reason, _next_chance(wanted, debtor, rule, history, here)) if reason else ALLOWED


def lawful_start(day: date, debtor: Debtor, rule: Rule | None = None) -> datetime | None:
    """The first lawful instant (UTC) of the debtor's local ``day``; None when nothing may be said that day."""
    rule = rule or rule_for(debtor.country, debtor.subdivision, day)
    window = _week(debtor, rule)[day.weekday()]
    if window is None or _closed(day, debtor, rule):
        return None
    return instant(day, window.start, debtor.time_zone)


def _never(wanted: Wanted, debtor: Debtor, rule: Rule) -> str | None:
    if wanted.channel in debtor.opted_out:
        return "opted_out"
    unasked = wanted.consents is not None and wanted.channel not in wanted.consents
    return "consent_missing" if rule.prior_consent_per_channel and unasked else None


def _reason(wanted: Wanted, debtor: Debtor, rule: Rule, history: Sequence[Reached], here: datetime) -> str | None:
    """What stands against this very moment: a closed day first, then what would also stand at a better hour of it."""
    day = here.date()
    if reason := _closed(day, debtor, rule) or (obstacle(day, wanted, rule, history) if history else None):
        return reason
    window = _week(debtor, rule)[day.weekday()]
    return None if window and window.start <= here.time() < window.end else "outside_hours"


def _next_chance(
    wanted: Wanted, debtor: Debtor, rule: Rule, history: Sequence[Reached], here: datetime
) -> datetime | None:
    """The first lawful instant after ``here``, once this moment itself is known not to be one."""
    for ahead in range(_HORIZON_DAYS + wanted.min_days_between):
        day = here.date() + timedelta(days=ahead)
        start = lawful_start(day, debtor, rule)
        if start is None or start <= here:
            continue
        if not obstacle(day, wanted, rule, history):
            return start
    return None


def _closed(day: date, debtor: Debtor, rule: Rule) -> str | None:
    if rule.windows[day.weekday()] is None:
        return "closed_day"
    return "holiday" if rule.holidays == "blocked" and is_holiday(debtor.country, day) else None


def _week(debtor: Debtor, rule: Rule) -> Week:
    """The rule's hours, narrowed by what the debtor asked for."""
    if not debtor.hour_from and not debtor.hour_to:
        return rule.windows
    return _narrowed(rule.windows, debtor.hour_from, debtor.hour_to)


@lru_cache(maxsize=1024)
def _narrowed(week: Week, hour_from: str, hour_to: str) -> Week:
    """A day left without hours is closed; a wish that leaves no day at all is not followed: we would fall silent."""
    first, last = _clock(hour_from) or time.min, _clock(hour_to) or time.max
    narrowed = tuple(window and _within(window, first, last) for window in week)
    return narrowed if any(narrowed) else week


def _within(window: Window, first: time, last: time) -> Window | None:
    start, end = max(window.start, first), min(window.end, last)
    return Window(start, end) if start < end else None


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text[:5])
    except ValueError:  # absent, or "24:00": no bound on this side
        return None
