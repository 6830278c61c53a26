"""The rules of "I already paid": what a debtor may report, how long reminders rest for it, and how it ends. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.indexation import due_on
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.contact.rests import answered, begin_rest, grace
from chalicelib.domain.contact.working_days import working_days_after
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.errors import Conflict, Fault, Faulty, NotFound, Refusal
from chalicelib.domain.notice import Notice
from chalicelib.domain.task import Task

METHODS = ("transfer", "deposit", "check", "cash", "other")
REASONS = ("not_received", "wrong_amount", "unreadable", "other_account", "counted_before", "other")
MOST_OPEN = 3
OLDEST = timedelta(days=180)
MOST_TIMES_OWED = 3  # somebody may pay what we have not been told of yet; a slip of the keyboard is worth a question
LONGEST_TEXT = 300
# People look within days: reminders rest for five working days, and after ten nobody will look any more.
RESTS, WAITS = 5, 10
# Who says so again and again and never paid is reminded all the same: so many rests without a payment in so many days.
MOST_RESTS, RESTS_WITHIN = 2, timedelta(days=90)
OPEN_TO_A_PERSON = frozenset({"pending", "expired"})


class Told(msgspec.Struct, frozen=True):
    """What the debtor says. ``attempt``: the portal's own payment that it is about."""

    amount_minor: int
    currency: str
    paid_on: date
    method: str
    debt_ids: tuple[str, ...] = ()
    note: str = ""
    attempt: str = ""


def about(report: PaymentReport) -> str:
    """What its rest is about."""
    return f"report#{report.id}"


def check(told: Told, account: Account, past: Sequence[PaymentReport], today: date) -> None:
    """Raises Refusal, Faulty, NotFound (a debt) and Conflict; ``past``: every report of the account."""
    _check_words(told)
    _check_amount(told, account, today)
    if told.paid_on > today:
        raise Refusal("paid_in_future", field="paid_on")
    if today - told.paid_on > OLDEST:
        raise Refusal("paid_too_long_ago", field="paid_on", days=OLDEST.days)
    if set(told.debt_ids) - {one.number for one in account.invoices}:
        raise NotFound("not_found", field="debt_ids")
    if any(is_same_money(one, told) for one in past if one.state in {"pending", "confirmed"}):
        raise Conflict("already_reported", field="amount_minor")
    if sum(one.state == "pending" for one in past) >= MOST_OPEN:
        raise Conflict("too_many_reports", most=MOST_OPEN)


def _check_words(told: Told) -> None:
    faults = [Fault("method", "bad_value")] if told.method not in METHODS else []
    if len(told.note) > LONGEST_TEXT:
        faults.append(Fault("note", "too_long", {"most": LONGEST_TEXT}))
    if faults:
        raise Faulty(faults)


def _check_amount(told: Told, account: Account, today: date) -> None:
    owed = owed_in_all(account, told.currency, today)
    if not account.invoices:
        raise Refusal("nothing_to_pay", field="amount_minor")
    if not owed:
        raise Refusal("currency_not_owed", field="currency", currency=told.currency)
    if told.amount_minor <= 0:
        raise Refusal("bad_amount", field="amount_minor")
    if told.amount_minor > MOST_TIMES_OWED * owed:
        raise Refusal("report_too_much", field="amount_minor", minor=owed, currency=told.currency)


def is_same_money(report: PaymentReport, told: Told) -> bool:
    return (report.amount_minor, report.currency, report.paid_on) == (told.amount_minor, told.currency, told.paid_on)


def owed_in_all(account: Account, currency: str, today: date) -> int:
    """Everything that is still owed in the money ``currency``, whatever its state."""
    still = (due_on(one, today, account.rates) for one in account.invoices if one.state not in SETTLED)
    return sum(due.balance_minor for due in still if due.currency == currency)


def covered(account: Account, today: date) -> frozenset[str]:
    """The invoices that are paid, if what the debtor tells is true: they are not asked for meanwhile."""
    by_number = {one.number: due_on(one, today, account.rates).balance_minor for one in account.invoices}
    whole = (
        one for one in account.reports if one.amount_minor >= sum(by_number.get(number, 0) for number in one.debt_ids)
    )
    return frozenset(number for report in whole for number in report.debt_ids)


def begin(
    key: str, told: Told, account: Account, past: Sequence[PaymentReport], now: datetime, session: str
) -> tuple[PaymentReport, Debtor]:
    """The report, and the debtor whose reminders rest for it: once for the same money, and not time and again."""
    debtor = account.debtor
    today = local_date(now, debtor.time_zone)
    report = PaymentReport(
        id=key,
        amount_minor=told.amount_minor,
        currency=told.currency,
        paid_on=told.paid_on,
        method=told.method,
        made_at=now,
        expires_at=_after(today, WAITS, debtor),
        made_by=session,
        debt_ids=told.debt_ids,
        note=told.note,
        attempt=told.attempt,
        rested=_may_rest(told, past, now),
    )
    if not report.rested:
        return report, debtor
    return report, begin_rest(debtor, about(report), "payment_reported", now, _after(today, RESTS, debtor))


def _may_rest(told: Told, past: Iterable[PaymentReport], now: datetime) -> bool:
    rested = [one for one in past if one.rested and one.state != "confirmed" and now - one.made_at <= RESTS_WITHIN]
    return len(rested) < MOST_RESTS and not any(is_same_money(one, told) for one in rested)


def _after(today: date, days: int, debtor: Debtor) -> datetime:
    """The end of the so-manieth working day from now, where the debtor lives."""
    last = working_days_after(today, days, debtor.country)
    return instant(last + timedelta(days=1), time(0), debtor.time_zone)


def confirm(report: PaymentReport, payment: str, amount_minor: int, by: str, now: datetime) -> PaymentReport:
    """The money is there: it counts under ``payment``. Raises Conflict once the report has come to another end."""
    decided = replace(_still_open(report), state="confirmed", decided_at=now, decided_by=by)
    return replace(decided, payment=payment, taken_minor=amount_minor)


def refuse(report: PaymentReport, reason: str, text: str, by: str, now: datetime) -> PaymentReport:
    """A person found no such money. Raises Conflict, and Faulty: ``other`` is no reason without words."""
    faults = [Fault("reason", "bad_value")] if reason not in REASONS else []
    faults += [Fault("text", "too_long", {"most": LONGEST_TEXT})] if len(text) > LONGEST_TEXT else []
    faults += [Fault("text", "required")] if reason == "other" and not text else []
    if faults:
        raise Faulty(faults)
    return replace(_still_open(report), state="refused", reason=reason, text=text, decided_at=now, decided_by=by)


def withdraw(report: PaymentReport, now: datetime) -> PaymentReport:
    """The debtor takes it back. Raises Conflict."""
    if report.state != "pending":
        raise Conflict("report_decided")
    return replace(report, state="withdrawn", decided_at=now)


def _still_open(report: PaymentReport) -> PaymentReport:
    if report.state not in OPEN_TO_A_PERSON:
        raise Conflict("report_decided")
    return report


def at_rest_no_more(debtor: Debtor, report: PaymentReport, now: datetime) -> Debtor:
    """What rested for it goes on the next day where it was."""
    rested = any(rest.about == about(report) for rest in debtor.rests)
    return replace(answered(debtor, about(report), now) if rested else debtor, due_at=now)


def rests_after_no(debtor: Debtor, report: PaymentReport, now: datetime) -> Debtor:
    """The reminders go on where they were, when there was time to answer."""
    return replace(grace(debtor, about(report), "payment_refused", now), due_at=now)


def task(report: PaymentReport, today: date) -> Task:
    """What a person at the business is asked to do about it."""
    return Task(
        f"payment_reported#{report.id}", "payment_reported", report.made_at, None, "the debtor says so",
        on=today, amount_minor=report.amount_minor, currency=report.currency, about=report.id,
    )  # fmt: skip


def task_over(tasks: Iterable[Task], report: PaymentReport, now: datetime, by: str) -> tuple[Task, ...]:
    """Whoever decided did it."""
    mine = (one for one in tasks if one.about == report.id and one.state == "open")
    return tuple(replace(one, state="done", done_at=now, done_by=by) for one in mine)


def news(debtor: Debtor, report: PaymentReport, told: str, now: datetime) -> tuple[Notice, ...]:
    """The message that says what became of it (``told``: received, refused, expired, matched); none without address."""
    channel = choose(debtor, ("email", "sms"), chasing=False)
    if channel is None:
        return ()
    return (
        Notice(
            id=f"{local_date(now, debtor.time_zone)}#report_{told}-{report.id}#{channel}",
            purpose="confirmation",
            tone="friendly",
            channel=channel,
            planned_at=now,
            template=f"report_{told}",
            data={"report": report.id},
            invoices=report.debt_ids,
        ),
    )
