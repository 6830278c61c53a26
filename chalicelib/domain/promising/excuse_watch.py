"""What happens to excuses by themselves: what they are about rests while a remedy is under way, no day longer. Pure."""

from collections.abc import Iterator
from datetime import datetime, time

from msgspec.structs import replace

from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.contact.rests import answered
from chalicelib.domain.draft import Draft
from chalicelib.domain.promising.excuse import DONE, EXPIRED, OPEN, Excuse
from chalicelib.domain.promising.excuses import DAY, about, resting
from chalicelib.domain.promising.remedies import catalogue


def watch_excuses(draft: Draft) -> None:
    for excuse in draft.excuses.values():
        if excuse.state == OPEN:
            draft.excuses[excuse.id] = _watched(draft, excuse)
    draft.spoken_for |= resting(draft.excuses.values())


def excuse_wakes(draft: Draft) -> Iterator[datetime]:
    for excuse in draft.excuses.values():
        if excuse.state == OPEN and excuse.until:
            yield instant(excuse.until + DAY, time(0), draft.debtor.time_zone)


def _watched(draft: Draft, excuse: Excuse) -> Excuse:
    """Over when a person did it or nothing of it is owed any more; at its end the ladder goes on all the same."""
    asked = draft.tasks.get(excuse.task)
    if _is_paid(draft, excuse) or asked is None or asked.state != OPEN:
        draft.debtor = answered(draft.debtor, about(excuse), draft.now)
        return replace(excuse, state=DONE, ended_at=draft.now)
    if excuse.until is None or draft.today <= excuse.until:
        return excuse
    draft.reasons.append(f"excuse {excuse.id} has no answer")
    if catalogue()[excuse.code].after == "escalate":
        number = excuse.debt_ids[0] if excuse.debt_ids else None
        today = local_date(draft.now, draft.business.time_zone)
        draft.ask("remedy_late", number, f"excuse {excuse.id} until {excuse.until}", on=today, about=excuse.id)
    return replace(excuse, state=EXPIRED, ended_at=draft.now)


def _is_paid(draft: Draft, excuse: Excuse) -> bool:
    named = (draft.invoices.get(number) for number in excuse.debt_ids)
    return bool(excuse.debt_ids) and all(one is None or one.state in SETTLED for one in named)
