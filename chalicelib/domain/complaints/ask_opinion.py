"""Before somebody calls a debtor, they are asked once how satisfied they are: the chase waits some days for that. Pure.

The question is bound by the hours and caps of what chases, for it comes because somebody owes.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.charging.charges import days_overdue
from chalicelib.domain.complaints.opinions import tasks_over
from chalicelib.domain.complaints.satisfaction import ASKED, CASE, CLOSED, GIVEN, LAPSED, SATISFACTION, Opinion, about
from chalicelib.domain.contact.channels import BY_A_PERSON, choose, is_for_a_person
from chalicelib.domain.contact.contact_rules import Allowed, Wanted, when
from chalicelib.domain.contact.ladder import Next, anchors
from chalicelib.domain.contact.rests import end_rest
from chalicelib.domain.debtor import Reached
from chalicelib.domain.draft import Draft
from chalicelib.domain.notice import Notice

PURPOSE = "collection"
DAY = timedelta(days=1)
TRIES = timedelta(days=3)  # no lawful moment within them: the call is not kept waiting any longer
OLD_NEWS = timedelta(days=60)
MONTH = timedelta(days=30)


def watch_opinions(draft: Draft) -> None:
    """While an answer is awaited nobody is reminded of anything; no day longer."""
    for opinion in draft.opinions.values():
        if opinion.rehearsed and not draft.business.test_mode:
            _forget(draft, opinion)
        elif opinion.state == ASKED and draft.today > opinion.waits_until:
            draft.opinions[opinion.id] = replace(opinion, state=LAPSED, ended_at=draft.now)
        elif opinion.state == ASKED:
            _hold(draft)
        elif opinion.state in {GIVEN, CLOSED} and draft.now - opinion.asked_at > OLD_NEWS:
            draft.opinions[opinion.id] = replace(opinion, told=True)


def ask_opinion(draft: Draft) -> None:
    rules = draft.business.policy.satisfaction
    coming = _coming(draft) if rules.enabled and not _was_asked(draft) else None
    channel = choose(draft.debtor, ("email", "sms")) if coming else None
    if coming is None or channel is None:
        return
    answer = when(Wanted(channel, PURPOSE, draft.business.policy.min_days_between), draft.debtor, draft.now)
    if isinstance(answer, Allowed):
        _ask(draft, coming, channel)
    elif answer.until and local_date(answer.until, draft.debtor.time_zone) <= coming.day + TRIES:
        draft.held_until = answer.until
        _hold(draft)


def tell_callers(draft: Draft) -> None:
    """Whoever is to call reads how satisfied they are."""
    known = [one for one in draft.opinions.values() if one.state in {GIVEN, CLOSED} and not one.told]
    before = {one.id for one in draft.before.tasks}
    calls = [one for one in draft.tasks.values() if one.kind in BY_A_PERSON and one.id not in before]
    for opinion in known if calls else ():
        for call in calls:
            draft.tasks[call.id] = replace(call, data={**call.data, "score": str(opinion.score), "words": opinion.text})
        draft.opinions[opinion.id] = replace(opinion, told=True)


def opinion_wakes(draft: Draft) -> Iterator[datetime]:
    if draft.held_until:
        yield draft.held_until
    for opinion in draft.opinions.values():
        if opinion.state == ASKED:
            yield instant(opinion.waits_until + DAY, time(0), draft.debtor.time_zone)


def _was_asked(draft: Draft) -> bool:
    """Lately enough, or somebody is looking after it."""
    last, months = draft.debtor.opinion_asked_on, draft.business.policy.satisfaction.again_after_months
    is_open = any(one.state in {ASKED, CASE} for one in draft.opinions.values())
    read = any(f"#{SATISFACTION}-" in one.notice for one in draft.debtor.reached)
    return is_open or read or (last is not None and draft.today - last < MONTH * months)


def _coming(draft: Draft) -> Next | None:
    """The step that is due by now and waits for the question; for some days only."""
    found = anchors(draft.chased(), draft.business.policy.ladder, draft.today)
    return next((one for one in found if one.day <= draft.today <= one.day + TRIES and _waits(draft, one)), None)


def _waits(draft: Draft, coming: Next) -> bool:
    rules, step = draft.business.policy.satisfaction, coming.step
    if step is None or step.purpose != PURPOSE:
        return False
    if rules.days_overdue and days_overdue(coming.invoice, draft.today) >= rules.days_overdue:
        return True
    return step.step == rules.before_step if rules.before_step else is_for_a_person(step.channels)


def _forget(draft: Draft, opinion: Opinion) -> None:
    """What the business asked itself, and answered, never was."""
    draft.opinions[opinion.id] = replace(opinion, state=LAPSED, score=0, text="", given_at=None, ended_at=draft.now)
    draft.tasks |= {one.id: one for one in tasks_over(draft.tasks.values(), opinion, draft.now, "")}
    draft.debtor = end_rest(draft.debtor, about(opinion))


def _hold(draft: Draft) -> None:
    draft.spoken_for |= frozenset(draft.invoices)


def _ask(draft: Draft, coming: Next, channel: str) -> None:
    today, number = draft.today, coming.invoice.number
    opinion = Opinion(
        id=f"op_{draft.now:%Y%m%d%H%M%S}",
        asked_at=draft.now,
        asked_on=today,
        invoice=number,
        step=coming.step.step if coming.step else "",
        waits_until=today + timedelta(days=draft.business.policy.satisfaction.wait_days),
        rehearsed=draft.business.test_mode,
    )
    notice = Notice(
        id=f"{today}#{SATISFACTION}-{opinion.id}#{channel}",
        purpose=PURPOSE,
        tone="friendly",
        channel=channel,
        planned_at=draft.now,
        template=SATISFACTION,
        anchor=number,
        data={"opinion": opinion.id},
    )
    draft.notices.append(notice)
    reached = Reached(today, channel, PURPOSE, notice.id, draft.business.test_mode)
    asked_on = draft.debtor.opinion_asked_on if opinion.rehearsed else today
    draft.debtor = replace(draft.debtor, reached=(*draft.debtor.reached, reached), opinion_asked_on=asked_on)
    draft.opinions[opinion.id] = opinion
    draft.reasons.append(f"asks how satisfied they are before {opinion.step} for {number}")
    _hold(draft)
