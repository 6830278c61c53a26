"""What each country's law allows a creditor who asks for money: typed rows of ``country_rules.json``, by date.

The rows are our reading of public sources, not legal advice. Rows written for consumers, for financial entities or for
third-party collectors are applied to every debtor and every business: the stricter reading, whoever we serve.
"""

from collections.abc import Iterator
from datetime import date, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec

ANY_COUNTRY = "*"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Window(msgspec.Struct, frozen=True):
    """Lawful hours of one day on the debtor's wall clock: ``start`` belongs to it, ``end`` does not."""

    start: time
    end: time


Week = tuple[Window | None, ...]  # Monday first; None = no contact that day


class GroupCaps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Most contacts in one ISO week, calls and visits counted apart from everything written."""

    call_or_visit: int
    other: int


class CollectionFeeTier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Highest lawful collection fee, in percent of the debt up to ``up_to_uf`` units (None: beyond)."""

    percent: int
    up_to_uf: int | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One country's (or subdivision's) row. What ``when`` does not enforce is data for whoever shows or charges it."""

    country: str
    law: str | None
    source: str
    effective_from: date
    scope: str
    windows: Week
    holidays: str  # blocked | allowed
    subdivision: str = ""
    effective_to: date | None = None
    status: str = ""  # conflict: the sources disagree and this is the stricter one
    note: str = ""
    max_per_day_all_channels: int | None = None
    max_per_week_all_channels: int | None = None
    max_per_week: GroupCaps | None = None
    other_min_gap_days: int = 0  # between written contacts
    one_channel_per_week: bool = False
    max_calls_per_7_days_per_debt: int | None = None
    quiet_days_after_conversation: int = 0
    prior_consent_per_channel: bool = False
    references_allowed: bool = True
    workplace_contact_allowed: bool = True
    may_ask_reason_for_default: bool = True
    agency_may_receive_payment: bool = True
    log_retention_years: int = 0
    collection_fee_after_days: int = 0
    collection_fee_percent_by_uf: tuple[CollectionFeeTier, ...] = ()


@lru_cache(maxsize=4096)
def rule_for(country: str, subdivision: str, on: date) -> Rule:
    """The row in force on a local day: the subdivision's, else the country's, else our own default."""
    for key in ((country, subdivision), (country, ""), (ANY_COUNTRY, "")):
        for rule in all_rules():
            if (rule.country, rule.subdivision) == key and in_force(rule, on):
                return rule
    raise LookupError("no default contact rule in force")


def in_force(rule: Rule, on: date) -> bool:
    return rule.effective_from <= on and (rule.effective_to is None or on <= rule.effective_to)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every row, decoded once and only when first needed."""
    rows = msgspec.json.decode(Path(__file__).with_name("country_rules.json").read_bytes(), type=list[dict[str, Any]])
    return tuple(msgspec.convert({**row, "windows": week(row["windows"])}, Rule) for row in rows)


def week(windows: dict[str, str]) -> Week:
    """``{"mon-fri": "07:00-19:00", "sat": "08:00-15:00"}`` as seven days."""
    hours = {day: _window(text) for days, text in windows.items() for day in _days(days)}
    return tuple(hours.get(day) for day in range(7))


def _days(names: str) -> Iterator[int]:
    first, _, last = names.partition("-")
    return iter(range(_WEEKDAYS.index(first), _WEEKDAYS.index(last or first) + 1))


def _window(text: str) -> Window:
    start, _, end = text.partition("-")
    return Window(time.fromisoformat(start), time.fromisoformat(end))
