"""While a person thinks about a plan or more time that a debtor asked for, reminders rest: not time and again. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.extension import Extension

REST = timedelta(days=3)
# Whoever asked, got no agreement and asks again so soon is heard, and reminded all the same.
NOT_AGAIN_FOR = timedelta(days=14)
_NOT_AGREED = frozenset({"proposed", "quoted", "asked", "refused", "expired"})


def may_rest(plans: Iterable[Agreement], times: Iterable[Extension], now: datetime) -> bool:
    """Whether reminders may rest for one more request; ``plans`` and ``times``: all that were ever of the account.

    Not beside one that rested them and still waits, nor within two weeks of one that ended without agreement.
    """
    ends = [one.ended_at or now for one in plans if one.rested and one.state in _NOT_AGREED]
    ends += [one.decided_at or now for one in times if one.rested and one.state in _NOT_AGREED]
    return all(now - end > NOT_AGAIN_FOR for end in ends)
