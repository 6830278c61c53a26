"""What a debtor says stands in the way, turned into its remedy: done at once, or asked of a person by a day. Pure.

What rests for it rests once: whoever says the same of the same invoice again is reminded meanwhile.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.contact.rests import answered, begin_rest
from chalicelib.domain.contact.working_days import working_days_after
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.errors import Conflict, Fault, Faulty, NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.domain.promising.excuse import DONE, OPEN, Excuse
from chalicelib.domain.promising.promises import Author
from chalicelib.domain.promising.remedies import Remedy, catalogue
from chalicelib.domain.task import Task

LONGEST_TEXT = 500
MOST_OPEN = 5
MOST_INVOICES = 10
# So many rests for what was told within so many days; then people look, and the ladder goes on meanwhile.
MOST_RESTS, RESTS_WITHIN = 3, timedelta(days=90)
PERSONAL = frozenset({"task", "dispute"})  # a person of the business has to act; also where disputes are not offered
DAY = timedelta(days=1)


class Told(msgspec.Struct, frozen=True):
    """What somebody says: the code of the catalogue, which invoices it is about, and their own words."""

    code: str
    debt_ids: tuple[str, ...] = ()
    text: str = ""


class Heard(msgspec.Struct, frozen=True):
    """What is to be written for it."""

    debtor: Debtor
    excuse: Excuse
    invoices: tuple[Invoice, ...] = ()
    tasks: tuple[Task, ...] = ()
    notices: tuple[Notice, ...] = ()


def hear(key: str, told: Told, account: Account, past: Sequence[Excuse], by: Author, now: datetime) -> Heard:
    """What was told and its remedy; ``past``: every excuse of the account. Raises what ``checked`` raises."""
    excuse = checked(key, told, account, past, by, now)
    remedy = catalogue()[told.code]
    today = local_date(now, account.debtor.time_zone)
    if remedy.remedy == "resend":
        return _sent_again(excuse, account, today, now)
    if remedy.remedy in PERSONAL:
        return _asked_of_a_person(excuse, remedy, account, past, today, now)
    return Heard(account.debtor, replace(excuse, state=DONE, ended_at=now))


def checked(key: str, told: Told, account: Account, past: Sequence[Excuse], by: Author, now: datetime) -> Excuse:
    """What was told, before anything is done about it. Raises Faulty, NotFound (a debt), Refusal and Conflict."""
    _check_debts(told, _remedy(told), account)
    _check_count(told, past)
    return Excuse(
        id=key,
        code=told.code,
        made_at=now,
        made_by=by.id,
        debt_ids=told.debt_ids,
        text=told.text,
        by_business=by.at_business,
        told_by=by.told_by,
    )


def about(excuse: Excuse) -> str:
    """What its rest is about."""
    return f"excuse#{excuse.id}"


def resolve(excuse: Excuse, answer: str, account: Account, by: str, now: datetime) -> Heard:
    """The business did what it had to, and its words go to the debtor; the ladder goes on the next day.

    Raises Conflict, Faulty.
    """
    if excuse.state == DONE:
        raise Conflict("excuse_done")
    if len(answer) > LONGEST_TEXT:
        raise Faulty([Fault("answer", "too_long", {"most": LONGEST_TEXT})])
    ended = replace(excuse, state=DONE, answer=answer, ended_at=now, ended_by=by)
    open_tasks = (one for one in account.tasks if one.id == excuse.task and one.state == "open")
    tasks = tuple(replace(one, state="done", done_at=now, done_by=by) for one in open_tasks)
    told = _notice(account.debtor, ended, "excuse_answered", now) if answer else ()
    return Heard(answered(account.debtor, about(excuse), now), ended, tasks=tasks, notices=told)


def resting(excuses: Iterable[Excuse]) -> frozenset[str]:
    """The invoices that nobody is reminded of while their remedy is under way."""
    return frozenset(
        number for one in excuses if one.state == OPEN and one.rests == "invoice" for number in one.debt_ids
    )


def _remedy(told: Told) -> Remedy:
    remedy = catalogue().get(told.code)
    faults = [] if remedy else [Fault("code", "bad_value")]
    if len(told.text) > LONGEST_TEXT:
        faults.append(Fault("text", "too_long", {"most": LONGEST_TEXT}))
    if len(told.debt_ids) > MOST_INVOICES:
        faults.append(Fault("debt_ids", "too_long", {"most": MOST_INVOICES}))
    if remedy and remedy.needs_invoice and not told.debt_ids:
        faults.append(Fault("debt_ids", "required"))
    if faults or remedy is None:
        raise Faulty(faults)
    return remedy


def _check_debts(told: Told, remedy: Remedy, account: Account) -> None:
    named = _named(told.debt_ids, account)
    if len(named) < len(set(told.debt_ids)):
        raise NotFound("not_found", field="debt_ids")
    if any(one.state in SETTLED for one in named):
        raise Refusal("already_paid", field="debt_ids")
    if remedy.remedy == "resend" and (again := next((one for one in named if one.resent_on), None)):
        raise Conflict("already_resent", field="debt_ids", number=again.number, on=again.resent_on)


def _named(numbers: Iterable[str], account: Account) -> list[Invoice]:
    known = {one.number: one for one in account.invoices}
    return [known[number] for number in dict.fromkeys(numbers) if number in known]


def _check_count(told: Told, past: Sequence[Excuse]) -> None:
    still = [one for one in past if one.state == OPEN]
    if any(one.code == told.code and set(one.debt_ids) == set(told.debt_ids) for one in still):
        raise Conflict("already_told")
    if len(still) >= MOST_OPEN:
        raise Conflict("too_many_excuses", most=MOST_OPEN)


def _sent_again(excuse: Excuse, account: Account, today: date, now: datetime) -> Heard:
    """Once an invoice. Its ladder counts from today where it was overdue; what is owed does not change."""
    debtor, done = account.debtor, replace(excuse, state=DONE, ended_at=now)
    sent = tuple(replace(one, resent_on=today) for one in _named(excuse.debt_ids, account))
    notices = _notice(debtor, done, "invoice_again", now)
    return Heard(debtor, done, sent, () if notices else (_task("resend_by_hand", done, today, now),), notices)


def _asked_of_a_person(
    excuse: Excuse, remedy: Remedy, account: Account, past: Sequence[Excuse], today: date, now: datetime
) -> Heard:
    until = working_days_after(today, remedy.days, account.debtor.country)
    rests = {"rest_invoice": "invoice", "rest_all": "all"}.get(remedy.ladder, "")
    task = _task(excuse.code, excuse, until, now)
    excuse = replace(excuse, until=until, task=task.id, rests=rests if may_rest(excuse, past, now) else "")
    debtor = account.debtor
    if excuse.rests == "all":
        end = instant(until + DAY, time(0), debtor.time_zone)
        debtor = begin_rest(debtor, about(excuse), "remedy", now, end)
    return Heard(debtor, excuse, tasks=(task,))


def may_rest(excuse: Excuse, past: Iterable[Excuse], now: datetime) -> bool:
    """Whether anything rests for it: not for the same again, and not for whatever is told time and again."""
    rested = [one for one in past if one.rests and now - one.made_at <= RESTS_WITHIN]
    same = any(one.code == excuse.code and set(one.debt_ids) & set(excuse.debt_ids or one.debt_ids) for one in rested)
    again = any(one.code == excuse.code and not one.debt_ids and not excuse.debt_ids for one in rested)
    return len(rested) < MOST_RESTS and not (same or again)


def _task(kind: str, excuse: Excuse, on: date, now: datetime) -> Task:
    number = excuse.debt_ids[0] if excuse.debt_ids else None
    return Task(f"{kind}#{excuse.id}", kind, now, number, f"excuse {excuse.id}", on=on, about=excuse.id)


def _notice(debtor: Debtor, excuse: Excuse, template: str, now: datetime) -> tuple[Notice, ...]:
    """An answer to what they told us: no cap stands against it; none where no address is left."""
    channel = choose(debtor, ("email", "sms"), chasing=False)
    if channel is None:
        return ()
    return (
        Notice(
            id=f"{local_date(now, debtor.time_zone)}#{template}-{excuse.id}#{channel}",
            purpose="reply",
            tone="friendly",
            channel=channel,
            planned_at=now,
            template=template,
            anchor=excuse.debt_ids[0] if excuse.debt_ids else None,
            invoices=excuse.debt_ids,
            data={"excuse": excuse.id},
        ),
    )
