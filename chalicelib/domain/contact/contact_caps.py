"""How often a debtor may be contacted: caps per day and week, gaps between contacts, rest after a conversation."""

from collections.abc import Sequence
from datetime import date

import msgspec

from chalicelib.domain.contact.country_rules import GroupCaps, Rule
from chalicelib.domain.debtor import Reached

CHASING = frozenset({"pre_due", "collection"})  # purposes that windows and caps bind, and that count for them
CONVERSATION = "conversation"  # purpose of a history row: the debtor and we have talked
_SPOKEN = frozenset({"call", "visit"})


class Wanted(msgspec.Struct, frozen=True):
    """The contact we would like: channel, purpose, and the policy's days between two collection messages.

    ``consents`` None means that the business's declaration authorizes every channel it gave us an address for.
    """

    channel: str
    purpose: str
    min_days_between: int = 0
    consents: tuple[str, ...] | None = None


def obstacle(day: date, wanted: Wanted, rule: Rule, history: Sequence[Reached]) -> str | None:
    """Why one more contact on the local ``day`` would be too much, as a reason code; None when it would not."""
    chased = [reached for reached in history if reached.purpose in CHASING]
    return (
        _over_cap(day, wanted.channel, rule, chased)
        or _too_near(day, wanted.channel, rule, chased)
        or _resting(day, wanted.channel, rule, history)
        or _too_soon(day, wanted, chased)
    )


def _over_cap(day: date, channel: str, rule: Rule, chased: Sequence[Reached]) -> str | None:
    # Whatever the law allows, a debtor hears from us once a day: ``max_per_day_all_channels`` can only agree.
    if any(reached.on == day for reached in chased):
        return "cap_day"
    week = [reached for reached in chased if _iso_week(reached.on) == _iso_week(day)]
    if rule.max_per_week_all_channels is not None and len(week) >= rule.max_per_week_all_channels:
        return "cap_week"
    if rule.max_per_week and len(_alike(channel, week)) >= _group_cap(channel, rule.max_per_week):
        return "cap_week"
    if rule.one_channel_per_week and any(reached.channel != channel for reached in week):
        return "cap_channel_week"
    calls = [reached for reached in chased if reached.channel == "call" and 0 <= (day - reached.on).days < 7]
    most = rule.max_calls_per_7_days_per_debt
    return "cap_calls" if channel == "call" and most is not None and len(calls) >= most else None


def _too_near(day: date, channel: str, rule: Rule, chased: Sequence[Reached]) -> str | None:
    if channel in _SPOKEN or not rule.other_min_gap_days:
        return None
    near = any(abs((day - reached.on).days) < rule.other_min_gap_days for reached in _alike(channel, chased))
    return "min_gap" if near else None


def _resting(day: date, channel: str, rule: Rule, history: Sequence[Reached]) -> str | None:
    if channel != "call" or not rule.quiet_days_after_conversation:
        return None
    talked = [reached.on for reached in history if reached.purpose == CONVERSATION]
    resting = any(0 <= (day - on).days < rule.quiet_days_after_conversation for on in talked)
    return "quiet_after_conversation" if resting else None


def _too_soon(day: date, wanted: Wanted, chased: Sequence[Reached]) -> str | None:
    if wanted.purpose != "collection":
        return None
    asked = [reached.on for reached in chased if reached.purpose == "collection"]
    return "too_soon" if any(abs((day - on).days) < wanted.min_days_between for on in asked) else None


def _alike(channel: str, reached: Sequence[Reached]) -> list[Reached]:
    """Those of the same group: spoken (calls, visits) or written."""
    return [one for one in reached if (one.channel in _SPOKEN) == (channel in _SPOKEN)]


def _group_cap(channel: str, caps: GroupCaps) -> int:
    return caps.call_or_visit if channel in _SPOKEN else caps.other


def _iso_week(day: date) -> int:
    return (day.toordinal() - 1) // 7  # the proleptic calendar starts on a Monday, so weeks are Monday to Sunday
