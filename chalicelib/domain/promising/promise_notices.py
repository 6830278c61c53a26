"""What is said of promises: saved, changed, withdrawn; a reminder before the day; and, when one was not kept, a word of
it in the next message. Pure.

The reminder goes out the evening before, or on the promised morning. It asks for money, so the hours and caps of what
chases bind it, as ``pre_due``: its day has not passed.
"""

from collections.abc import Iterator
from datetime import date, datetime, time

from msgspec.structs import replace

from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.contact.contact_rules import Allowed, Answer, Wanted, when
from chalicelib.domain.debtor import Debtor, Reached
from chalicelib.domain.draft import Draft
from chalicelib.domain.notice import Notice
from chalicelib.domain.promising.promise import OPEN, PARTLY_KEPT, PROMISED, Promise
from chalicelib.domain.promising.promise_watch import DAY

REMINDER = "promise_due"  # its template
PURPOSE = "pre_due"
SAVED = "saved"
EVENING = (17, 16, 15, 13, 11)  # hours of the day before, the first lawful one
MORNING = (9, 10, 11, 12, 14)  # hours of the day itself


def news(debtor: Debtor, promise: Promise, told: str, now: datetime) -> tuple[Notice, ...]:
    """The confirmation that a promise was ``saved``, ``changed`` or ``withdrawn``; none where no address is left."""
    channel = choose(debtor, ("email", "sms"), chasing=False)
    if channel is None:
        return ()
    notice = _notice(debtor, promise, f"promise_{told}", "confirmation", channel, now)
    reminds = {"reminds": "yes"} if told == SAVED and will_remind(promise, debtor) else {}
    return (replace(notice, data={**notice.data, **reminds}),)


def will_remind(promise: Promise, debtor: Debtor) -> bool:
    """Whether a reminder may come before the day: not where it is today already, nor for who wants none."""
    return bool(moments(promise, debtor)) and choose(debtor, ("email", "sms")) is not None


def remind_of_promises(draft: Draft) -> None:
    """Once for each promise, and never a second message on one day."""
    for promise in draft.promises.values():
        if _waits(draft, promise):
            _remind(draft, promise)


def reminder_wakes(draft: Draft) -> Iterator[datetime]:
    if draft.silence:
        return
    for promise in draft.promises.values():
        if _waits(draft, promise):
            yield from (moment for moment in moments(promise, draft.debtor) if moment > draft.now)


def day_is_kept_until(draft: Draft) -> datetime | None:
    """Until then nothing else is said today: the last chance for a promise's reminder is still to come."""
    waiting = (one for one in draft.promises.values() if _waits(draft, one))
    last = [ahead[-1] for one in waiting if _awaited(draft, one) and (ahead := moments(one, draft.debtor))]
    zone = draft.debtor.time_zone
    return min((at for at in last if at > draft.now and local_date(at, zone) == draft.today), default=None)


def moments(promise: Promise, debtor: Debtor) -> list[datetime]:
    """When to remind: the evening before, then the morning of the day. Not on the very day on which it was made."""
    made = local_date(promise.made_at, debtor.time_zone)
    tries = ((promise.on - DAY, EVENING), (promise.on, MORNING))
    found = (_first_lawful(debtor, day, hours) for day, hours in tries if day > made)
    return [moment for moment in found if moment]


def tell_of_broken(draft: Draft) -> None:
    """The next message about what a promise covered says what had been agreed, once."""
    fresh = [place for place, one in enumerate(draft.notices) if one.state == "planned" and one.step]
    for promise in draft.promises.values():
        if promise.state == OPEN or promise.told:
            continue
        place = next((at for at in fresh if set(draft.notices[at].invoices) & set(promise.debt_ids)), None)
        if place is not None and "promised_on" not in draft.notices[place].data:
            notice = draft.notices[place]
            draft.notices[place] = replace(notice, data={**notice.data, **_agreed(promise)})
            draft.promises[promise.id] = replace(promise, told=not draft.business.test_mode)


def _agreed(promise: Promise) -> dict[str, str]:
    """What a message needs to speak of it: its data holds text only."""
    return {
        "promised_on": str(promise.on),
        "promised_minor": str(promise.amount_minor),
        "promised_currency": promise.currency,
        "promised_paid": str(promise.paid_minor if promise.state == PARTLY_KEPT else 0),
    }


def _waits(draft: Draft, promise: Promise) -> bool:
    """Its reminder is still to come. One that only the business read stands in ``reached`` alone, and is forgotten."""
    read = any(f"#{REMINDER}-{promise.id}#" in one.notice for one in draft.debtor.reached)
    return promise.state == OPEN and not promise.reminded and not read


def _remind(draft: Draft, promise: Promise) -> None:
    ahead = moments(promise, draft.debtor)
    is_time = any(moment <= draft.now for moment in ahead) and draft.today <= promise.on
    if not is_time or not _awaited(draft, promise):
        return
    channel = choose(draft.debtor, ("email", "sms"))
    if channel is None:
        return
    answer = _may(draft.debtor, channel, draft.now)
    if isinstance(answer, Allowed):
        _send(draft, promise, channel)
    elif draft.today == promise.on and draft.now >= ahead[-1]:
        _withhold(draft, promise, channel, answer.reason)


def _send(draft: Draft, promise: Promise, channel: str) -> None:
    notice = _reminder(draft, promise, channel)
    draft.notices.append(notice)
    reached = Reached(draft.today, channel, PURPOSE, notice.id, draft.business.test_mode)
    draft.debtor = replace(draft.debtor, reached=(*draft.debtor.reached, reached))
    draft.promises[promise.id] = replace(promise, reminded=not draft.business.test_mode)
    draft.reasons.append(f"reminds of promise {promise.id} by {channel}")


def _withhold(draft: Draft, promise: Promise, channel: str, reason: str) -> None:
    """The last moment for it has come, and the law or the day's other message stands against it: recorded, and over."""
    notice = _reminder(draft, promise, channel)
    draft.notices.append(replace(notice, id=f"{notice.id}#{reason}", state="withheld", reason=reason))
    draft.promises[promise.id] = replace(promise, reminded=not draft.business.test_mode)
    draft.reasons.append(f"holds the reminder of promise {promise.id} back: {reason}")


def _reminder(draft: Draft, promise: Promise, channel: str) -> Notice:
    awaited = _awaited(draft, promise)
    notice = _notice(draft.debtor, promise, REMINDER, PURPOSE, channel, draft.now)
    name = draft.notice_id(f"{REMINDER}-{promise.id}", channel)
    return replace(notice, id=name, anchor=awaited[0], invoices=awaited)


def _awaited(draft: Draft, promise: Promise) -> tuple[str, ...]:
    """What may be spoken of: not paid, no money for it on its way, and nothing else under way about it."""
    promised = {one.number for one in draft.chased() if one.state == PROMISED}
    return tuple(number for number in promise.debt_ids if number in promised)


def _notice(debtor: Debtor, promise: Promise, template: str, purpose: str, channel: str, now: datetime) -> Notice:
    return Notice(
        id=f"{local_date(now, debtor.time_zone)}#{template}-{promise.id}#{channel}",
        purpose=purpose,
        tone="friendly",
        channel=channel,
        planned_at=now,
        template=template,
        anchor=promise.debt_ids[0],
        invoices=promise.debt_ids,
        data={"promise": promise.id},
    )


def _first_lawful(debtor: Debtor, day: date, hours: tuple[int, ...]) -> datetime | None:
    """The first of these hours of a local day that the law and the debtor's wishes leave open; caps are not asked."""
    channel = choose(debtor, ("email", "sms")) or "email"
    wanted = Wanted(channel, PURPOSE)
    tried = (instant(day, time(hour), debtor.time_zone) for hour in hours)
    return next((at for at in tried if isinstance(when(wanted, debtor, at, history=()), Allowed)), None)


def _may(debtor: Debtor, channel: str, at: datetime) -> Answer:
    return when(Wanted(channel, PURPOSE), debtor, at)
