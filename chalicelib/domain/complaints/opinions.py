"""An opinion is given, answered, closed: who is unhappy is looked after before anybody asks for money again. Pure."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import SatisfactionRules
from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.complaints.satisfaction import (
    ASKED,
    CASE,
    CLOSED,
    GIVEN,
    LAPSED,
    SATISFACTION,
    SCORES,
    UNHAPPY,
    Opinion,
    about,
)
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.contact.rests import answered, begin_rest
from chalicelib.domain.contact.working_days import working_days_after
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.errors import Conflict, Fault, Faulty
from chalicelib.domain.notice import Notice
from chalicelib.domain.promising.excuse import Excuse
from chalicelib.domain.task import Task

LONGEST_TEXT = 500
NOT_SATISFIED = "not_satisfied"  # of the excuses, and of the tasks
DAY = timedelta(days=1)


class Heard(msgspec.Struct, frozen=True):
    """What is to be written for it."""

    debtor: Debtor
    opinion: Opinion
    tasks: tuple[Task, ...] = ()
    notices: tuple[Notice, ...] = ()


def give(opinion: Opinion, score: int, text: str, account: Account, rules: SatisfactionRules, now: datetime) -> Heard:
    """Late is as good as in time. Raises Faulty, and Conflict once it was given."""
    check(score, text)
    if opinion.state not in {ASKED, LAPSED}:
        raise Conflict("opinion_given")
    given = replace(opinion, state=GIVEN, score=score, text=text, given_at=now)
    if score > UNHAPPY:
        return Heard(account.debtor, given)
    return _opened(given, account.debtor, rules, now)


def tell(excuse: Excuse, debtor: Debtor, rules: SatisfactionRules, now: datetime, rests: bool) -> Heard:
    """A case that nobody asked for, with the excuse's id and words; whether reminders rest for it."""
    today = local_date(now, debtor.time_zone)
    said = Opinion(
        id=excuse.id,
        asked_at=now,
        asked_on=today,
        invoice=excuse.debt_ids[0] if excuse.debt_ids else "",
        step="",
        waits_until=today,
        text=excuse.text,
        given_at=now,
        unasked=True,
    )
    heard = _opened(said, debtor, rules, now)
    return heard if rests else replace(heard, debtor=debtor)


def as_excuse(case: Opinion) -> Excuse:
    """What a debtor reads of a case that is open: what they told, until when a person answers, and the answer."""
    return Excuse(
        id=case.id,
        code=NOT_SATISFIED,
        made_at=case.given_at or case.asked_at,
        made_by="",
        debt_ids=(case.invoice,) if case.invoice else (),
        text=case.text,
        until=case.waits_until,
        answer=case.answer,
    )


def open_case(opinions: Iterable[Opinion]) -> Opinion | None:
    return next((one for one in opinions if one.state == CASE), None)


def check(score: int, text: str) -> None:
    """Whether it is an answer at all. Raises Faulty."""
    faults = [] if score in SCORES else [Fault("score", "out_of_range", {"least": SCORES[0], "most": SCORES[-1]})]
    if len(text) > LONGEST_TEXT:
        faults.append(Fault("text", "too_long", {"most": LONGEST_TEXT}))
    if faults:
        raise Faulty(faults)


def answer(opinion: Opinion, text: str, account: Account, by: str, now: datetime) -> Heard:
    """The business's words to whoever was unhappy; the case stays open. Raises Conflict and Faulty."""
    _check_open(opinion)
    faults = [Fault("text", "required")] if not text else []
    faults += [Fault("text", "too_long", {"most": LONGEST_TEXT})] if len(text) > LONGEST_TEXT else []
    if faults:
        raise Faulty(faults)
    answered = replace(opinion, answer=text, answered_by=by)
    return Heard(account.debtor, answered, notices=_told(account.debtor, answered, now))


def close(opinion: Opinion, account: Account, by: str, now: datetime) -> Heard:
    """It was looked after: the ladder goes on the next day. Raises Conflict."""
    _check_open(opinion)
    closed = replace(opinion, state=CLOSED, ended_at=now, ended_by=by)
    return Heard(answered(account.debtor, about(opinion), now), closed, tasks_over(account.tasks, opinion, now, by))


def tasks_over(tasks: Iterable[Task], opinion: Opinion, now: datetime, by: str) -> tuple[Task, ...]:
    mine = (one for one in tasks if one.about == opinion.id and one.state == "open")
    return tuple(replace(one, state="done", done_at=now, done_by=by) for one in mine)


def _opened(given: Opinion, debtor: Debtor, rules: SatisfactionRules, now: datetime) -> Heard:
    """Reminders rest for some working days, no longer: then the ladder goes on, and the task stays."""
    last = working_days_after(local_date(now, debtor.time_zone), rules.rest_days, debtor.country)
    case = replace(given, state=CASE, waits_until=last)
    end = instant(last + DAY, time(0), debtor.time_zone)
    data = {} if given.unasked else {"score": str(given.score)}
    kind = NOT_SATISFIED if given.unasked else "unhappy"
    task = Task(f"{kind}#{given.id}", kind, now, None, f"opinion {given.id}", on=last, about=given.id, data=data)
    return Heard(begin_rest(debtor, about(case), SATISFACTION, now, end), case, (task,))


def _told(debtor: Debtor, opinion: Opinion, now: datetime) -> tuple[Notice, ...]:
    channel = choose(debtor, ("email", "sms"), chasing=False)
    if channel is None:
        return ()
    return (
        Notice(
            id=f"{local_date(now, debtor.time_zone)}#{SATISFACTION}_answered-{opinion.id}#{channel}",
            purpose="reply",
            tone="friendly",
            channel=channel,
            planned_at=now,
            template=f"{SATISFACTION}_answered",
            data={"opinion": opinion.id},
        ),
    )


def _check_open(opinion: Opinion) -> None:
    if opinion.state != CASE:
        raise Conflict("case_closed")
