"""What a country's law and banks say of paper checks, as data with its sources: our reading, not legal advice.

``clearing_days``: bank days from the deposit until the bank has said whether it pays, a little more than most need.
``most_days_ahead``: the latest day that may stand on one; without a deferred check in law a custom of a year at most.
"""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec

from chalicelib.domain.contact.working_days import is_working_day, working_days_after


class CheckRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    country: str
    clearing_days: int = 3
    present_within_days: int = 30  # after the day that stands on it
    most_days_ahead: int = 365
    law: str = ""
    source: str = ""
    checked_on: date | None = None
    fee: dict[str, str] = {}  # what the law gives for one that is not paid; charged only where the policy says so
    note: str = ""


@cache
def rules() -> dict[str, CheckRule]:
    raw = Path(__file__).with_name("check_rules.json").read_bytes()
    return {one.country: one for one in msgspec.json.decode(raw, type=list[CheckRule])}


def rule_of(country: str) -> CheckRule:
    return rules().get(country) or CheckRule(country=country)


def deposit_day(date_on: date, country: str) -> date:
    """The first day on which a bank takes it: banks are open when people work."""
    return date_on if is_working_day(date_on, country) else working_days_after(date_on, 1, country)


def told_by(deposited_on: date, country: str) -> date:
    """The day by whose end the bank has said whether it pays a check that was deposited on ``deposited_on``."""
    return working_days_after(deposited_on, rule_of(country).clearing_days, country)


def present_by(date_on: date, country: str) -> date:
    """The last day on which who gave it must answer for it as a check."""
    return date_on + timedelta(days=rule_of(country).present_within_days)
