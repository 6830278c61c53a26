"""A debtor asked for a plan or for more time, and nobody answered in time: it is closed, and they hear so, once. Pure.

Not at night: they are told at the first hour at which they might be written to anyway, and not reminded on that day.
What was settled meanwhile is closed without a word.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.agreeing.agreed_news import time_told, told
from chalicelib.domain.agreeing.agreement import PROPOSED, Agreement
from chalicelib.domain.agreeing.extension import Extension, is_live
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.contact.contact_rules import Held, Wanted, when
from chalicelib.domain.contact.rests import answered, end_rest
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.draft import Draft
from chalicelib.domain.notice import Notice


def close_unanswered(draft: Draft) -> None:
    for plan in _proposals(draft):
        if _is_over(draft, plan.debt_ids, plan.valid_until):
            draft.agreements[plan.id] = replace(plan, state="expired", ended_at=draft.now)
            _close(draft, plan.id, plan.debt_ids, told("unanswered", draft.debtor, plan, draft.now))
    for one in _requests(draft):
        if _is_over(draft, one.debt_ids, one.expires_at):
            draft.extensions[one.id] = replace(one, state="expired", decided_at=draft.now)
            news = time_told("extension_unanswered", draft.debtor, one.id, draft.now, one.debt_ids)
            _close(draft, one.id, one.debt_ids, news)


def unanswered_wakes(draft: Draft) -> Iterator[datetime]:
    ends = [one.valid_until for one in _proposals(draft)]
    ends += [one.expires_at for one in _requests(draft) if one.expires_at]
    return (waking_hour(draft.debtor, end) for end in ends)


def waking_hour(debtor: Debtor, at: datetime) -> datetime:
    """``at`` itself within the hours at which the debtor may be written to, whatever channel; else the next of them."""
    answer = when(Wanted("email", "pre_due"), replace(debtor, opted_out=()), at, history=())
    return answer.until if isinstance(answer, Held) and answer.until else at


def _is_over(draft: Draft, numbers: Iterable[str], end: datetime | None) -> bool:
    if not _still_owed(draft, numbers):
        return True
    return end is not None and draft.now >= waking_hour(draft.debtor, end)


def _close(draft: Draft, about: str, numbers: Iterable[str], news: Iterable[Notice]) -> None:
    """Nobody is chased on the day on which they read that there was no answer."""
    draft.reasons.append(f"request {about} has no answer")
    if _still_owed(draft, numbers):
        draft.notices += news
        draft.debtor = answered(draft.debtor, about, draft.now)
    else:
        draft.debtor = end_rest(draft.debtor, about)


def _still_owed(draft: Draft, numbers: Iterable[str]) -> bool:
    found = (draft.invoices.get(number) for number in numbers)
    return any(one is not None and one.state not in SETTLED for one in found)


def _proposals(draft: Draft) -> list[Agreement]:
    return [one for one in draft.agreements.values() if one.state == PROPOSED]


def _requests(draft: Draft) -> list[Extension]:
    return [one for one in draft.extensions.values() if is_live(one)]
