"""The ladder's part of a decision: one message a day at most, for the oldest unpaid invoice that still has a step; what
a person must do becomes a task. Pure."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain.business import LadderStep
from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.contact.channels import choose, is_for_a_person
from chalicelib.domain.contact.contact_rules import Allowed, Answer, Wanted, when
from chalicelib.domain.contact.ladder import Next, anchors, listed
from chalicelib.domain.contact.rehearsal import ESCALATED
from chalicelib.domain.debtor import Reached
from chalicelib.domain.draft import Draft
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.domain.promising.promise_notices import day_is_kept_until
from chalicelib.domain.schedules.recurring import with_announcements

PACE = frozenset({"too_soon"})  # our own rhythm, not a hold-back worth a record


def hand_to_people(draft: Draft) -> None:
    """Steps that a person takes (a call), and invoices past their last step, become tasks."""
    for coming in _due(draft):
        number = coming.invoice.number
        if draft.is_full:
            return None
        if coming.step is None:
            draft.ask("escalate", number, f"no step left since {coming.day}")
            draft.had(number, ESCALATED)
        elif is_for_a_person(coming.step.channels):
            draft.ask(coming.step.channels[0], number, f"step {coming.step.step} since {coming.day}")
            draft.had(number, coming.step.step)
            return hand_to_people(draft)
    return None


def take_step(draft: Draft) -> None:
    """One message a day: the first step that may go now. What holds one currency back does not silence another.

    A day that a promise's reminder still needs is left to it: it was asked for, and a step can wait for tomorrow.
    """
    if day_is_kept_until(draft):
        return
    for coming in _due(draft):
        if coming.step and not is_for_a_person(coming.step.channels) and _took(draft, coming, coming.step):
            return


def chase_wakes(draft: Draft) -> Iterator[datetime]:
    """When the next steps are to be looked at."""
    kept = day_is_kept_until(draft)
    for coming in _coming(draft):
        if wake := _wake_for(draft, coming):
            yield max(wake, kept) if kept else wake


def _took(draft: Draft, coming: Next, step: LadderStep) -> bool:
    channel = choose(draft.debtor, step.channels)
    if channel is None:
        draft.ask("no_channel", None, f"step {step.step} reaches nobody")
        _withhold(draft, coming.invoice, step, "none", "no_channel")
        return False
    answer = _when(draft, channel, step, draft.now)
    if isinstance(answer, Allowed):
        _send(draft, coming, step, channel)
    elif answer.reason not in PACE:
        _withhold(draft, coming.invoice, step, channel, answer.reason)
    return isinstance(answer, Allowed)


def _coming(draft: Draft) -> list[Next]:
    chased = draft.chased()
    coming = anchors(chased, draft.business.policy.ladder, draft.today)
    return with_announcements(coming, chased, draft.today)


def _due(draft: Draft) -> list[Next]:
    return [coming for coming in _coming(draft) if coming.day <= draft.today]


def _when(draft: Draft, channel: str, step: LadderStep, at: datetime) -> Answer:
    wanted = Wanted(channel, step.purpose, draft.business.policy.min_days_between)
    return when(wanted, draft.debtor, at)


def _send(draft: Draft, coming: Next, step: LadderStep, channel: str) -> None:
    notice = _notice(draft, coming.invoice, step, channel, "planned")
    draft.notices.append(notice)
    draft.had(coming.invoice.number, step.step)
    reached = Reached(draft.today, channel, step.purpose, notice.id, draft.business.test_mode)
    draft.debtor = replace(draft.debtor, reached=(*draft.debtor.reached, reached))
    draft.reasons.append(f"sends {step.step} by {channel} for {coming.invoice.number}, due since {coming.day}")


def _withhold(draft: Draft, invoice: Invoice, step: LadderStep, channel: str, reason: str) -> None:
    notice = _notice(draft, invoice, step, channel, "withheld", reason)
    if all(one.id != f"{notice.id}#{reason}" for one in draft.notices):  # two currencies may wait for one reason
        draft.notices.append(replace(notice, id=f"{notice.id}#{reason}"))
    draft.reasons.append(f"holds {step.step} back: {reason}")


def _notice(draft: Draft, anchor: Invoice, step: LadderStep, channel: str, state: str, reason: str = "") -> Notice:
    numbers = listed(draft.chased(), draft.today)
    return Notice(
        id=draft.notice_id(step.step, channel),
        step=step.step,
        purpose=step.purpose,
        tone=step.tone,
        channel=channel,
        planned_at=draft.now,
        state=state,
        reason=reason,
        anchor=anchor.number,
        invoices=numbers if anchor.number in numbers else (*numbers, anchor.number),
    )


def _wake_for(draft: Draft, coming: Next) -> datetime | None:
    """When to look at a step again: at its lawful moment, or on its day to record why it is held back."""
    zone, today = draft.debtor.time_zone, draft.today
    midnight = instant(coming.day, time(0), zone)
    start = max(midnight, draft.now)
    if coming.step is None or is_for_a_person(coming.step.channels):
        return start
    channel = choose(draft.debtor, coming.step.channels)
    if channel is None:
        return start if coming.day > today else None
    answer = _when(draft, channel, coming.step, start)
    if isinstance(answer, Allowed):
        return start
    on_its_day = answer.until and local_date(answer.until, zone) <= max(coming.day, today)
    if on_its_day or answer.reason in PACE or (coming.day <= today and coming.step.purpose == "collection"):
        return answer.until
    return midnight if coming.day > today else instant(today + timedelta(days=1), time(0), zone)
