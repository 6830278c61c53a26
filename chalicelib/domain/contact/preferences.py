"""How a debtor wants to be written to. Hours may only narrow what the law allows. Pure."""

import re
from collections.abc import Iterator
from datetime import date, time

import msgspec
from msgspec.structs import replace

from chalicelib.domain.contact.channels import address
from chalicelib.domain.contact.country_rules import Window, rule_for
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.errors import Fault, Faulty

CHANNELS = ("email", "sms")
LANGUAGES = ("es", "en", "pt")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


class Wish(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is to change; None leaves it. Empty texts take a wish back. Hours are ``HH:MM`` local, both or none.

    ``reminders``: channel → whether reminders may come there.
    """

    preferred_channel: str | None = None
    hour_from: str | None = None
    hour_to: str | None = None
    language: str | None = None
    reminders: dict[str, bool] = {}


def prefer(debtor: Debtor, wish: Wish, today: date) -> Debtor:
    """The debtor with the wish granted, but for ``reminders``: those are consents. Raises Faulty with every fault."""
    if faults := list(_faults(debtor, wish, today)):
        raise Faulty(faults)
    told = {
        name: value
        for name in ("preferred_channel", "hour_from", "hour_to", "language")
        if (value := getattr(wish, name)) is not None
    }
    return replace(debtor, **told)


def reachable(debtor: Debtor) -> tuple[str, ...]:
    """The channels on which we have a usable address."""
    return tuple(channel for channel in CHANNELS if address(debtor, channel, chasing=False))


def lawful_hours(debtor: Debtor, today: date) -> Window:
    """From the earliest to the latest hour of any day on which the law lets the debtor be reminded."""
    days = [day for day in rule_for(debtor.country, debtor.subdivision, today).windows if day]
    return Window(min(day.start for day in days), max(day.end for day in days))


def _faults(debtor: Debtor, wish: Wish, today: date) -> Iterator[Fault]:
    known = reachable(debtor)
    if wish.preferred_channel and wish.preferred_channel not in known:
        yield Fault("preferred_channel", "unknown_channel", {"value": wish.preferred_channel[:20]})
    if wish.language is not None and wish.language not in LANGUAGES:
        yield Fault("language", "unknown_language", {"value": wish.language[:20]})
    for channel in wish.reminders:
        if channel not in known:
            yield Fault(f"reminders.{channel[:20]}", "unknown_channel", {"value": channel[:20]})
    yield from _bad_hours(debtor, wish, today)


def _bad_hours(debtor: Debtor, wish: Wish, today: date) -> Iterator[Fault]:
    if wish.hour_from is None and wish.hour_to is None:
        return
    first, last = wish.hour_from or "", wish.hour_to or ""
    if not first and not last:
        return
    if not (_CLOCK.fullmatch(first) and _CLOCK.fullmatch(last)) or first >= last:
        yield Fault("hour_from", "bad_hours")
    elif not _has_lawful_hour(debtor, first, last, today):
        window = lawful_hours(debtor, today)
        yield Fault("hour_from", "hours_outside_law", {"least": f"{window.start:%H:%M}", "most": f"{window.end:%H:%M}"})


def _has_lawful_hour(debtor: Debtor, first: str, last: str, today: date) -> bool:
    """Whether an hour is left on some day: with less, a wish would be a way to silence what the law lets us say."""
    days = (day for day in rule_for(debtor.country, debtor.subdivision, today).windows if day)
    return any(_minutes(last, day.end) - _minutes(first, day.start, latest=True) >= 60 for day in days)


def _minutes(clock: str, bound: time, latest: bool = False) -> int:
    hours, _, minutes = clock.partition(":")
    wanted, lawful = int(hours) * 60 + int(minutes), bound.hour * 60 + bound.minute
    return max(wanted, lawful) if latest else min(wanted, lawful)
