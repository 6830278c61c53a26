"""The rules of a dispute: who may open one, what rests for it, who answers by when, and how it ends. Pure.

Only its invoice rests, and it may still be paid. Of one invoice one dispute is open at a time, and few ever.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import DisputeRules
from chalicelib.domain.calendar import local_date
from chalicelib.domain.channels import choose
from chalicelib.domain.charge_rest import begin_charge_rest, end_charge_rest
from chalicelib.domain.charges import SETTLED as PAID
from chalicelib.domain.dispute import (
    ACCEPTED,
    ANSWERED,
    BUSINESS,
    DEBTOR,
    DISPUTED,
    EXPIRED,
    OPEN,
    REASONS,
    REJECTED,
    WITHDRAWN,
    Dispute,
    Message,
    is_live,
)
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import Conflict, Fault, Faulty, NotFound, Refusal
from chalicelib.domain.indexation import due_on
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.ledger import Moment, crystallize, entry, settle_state, waivers
from chalicelib.domain.notice import Notice
from chalicelib.domain.plan_books import IN_PLAN
from chalicelib.domain.promise import PROMISED, Promise
from chalicelib.domain.promise import WITHDRAWN as TAKEN_BACK
from chalicelib.domain.promises import Author, woken
from chalicelib.domain.rates import Rates
from chalicelib.domain.task import Task
from chalicelib.domain.working_days import working_days_after

LONGEST_TEXT = 1000
MOST_MESSAGES = 30
MOST_OPEN = 10
MOST_PER_INVOICE = 3  # then people talk to each other, and the ladder goes on meanwhile
RETURNING = frozenset({REJECTED, WITHDRAWN, EXPIRED})  # ends in which the debtor was not found right


class Asked(msgspec.Struct, frozen=True):
    """What somebody finds wrong: the invoice's number, a code of ``REASONS``, their own words."""

    invoice: str
    reason: str
    text: str = ""


class Settled(msgspec.Struct, frozen=True):
    """What is to be written for it."""

    dispute: Dispute
    invoices: tuple[Invoice, ...] = ()
    entries: tuple[Entry, ...] = ()
    promises: tuple[Promise, ...] = ()
    tasks: tuple[Task, ...] = ()
    notices: tuple[Notice, ...] = ()


def begin(
    key: str, asked: Asked, account: Account, past: Sequence[Dispute], rules: DisputeRules, by: Author, now: datetime
) -> Settled:
    """``past``: every dispute of the account. Raises Faulty, NotFound (the invoice), Refusal and Conflict."""
    _check_words(asked, by)
    if not rules.offered:
        raise Conflict("disputes_off")
    invoice = _disputable(asked.invoice, account, past)
    today = local_date(now, account.debtor.time_zone)
    dispute = Dispute(
        id=key,
        invoice=invoice.number,
        reason=asked.reason,
        opened_at=now,
        opened_on=today,
        opened_by=by.id,
        currency=invoice.currency,
        text=asked.text,
        by_business=by.at_business,
        told_by=by.told_by,
        waits_until=working_days_after(today, rules.answer_days, account.debtor.country),
        charged=invoice.terms.disputed_time_counts,
    )
    promises = tuple(_without(one, invoice, account.rates, now) for one in account.promises if _covers(one, invoice))
    return Settled(
        dispute,
        invoices=(begin_charge_rest(replace(invoice, state=DISPUTED), today),),
        promises=promises,
        tasks=(_task(dispute, now),),
        notices=news(account, dispute, "opened", now),
    )


def say(dispute: Dispute, message: Message, account: Account, rules: DisputeRules, file_comes: bool = False) -> Settled:
    """One more line of the thread; then it is the other side's turn. Raises Conflict and Faulty."""
    _check_open(dispute)
    _check_text(message.text, compulsory=not file_comes)
    if len(dispute.messages) >= MOST_MESSAGES:
        raise Conflict("too_many_messages", most=MOST_MESSAGES)
    today, country = local_date(message.at, account.debtor.time_zone), account.debtor.country
    messages = (*dispute.messages, message) if message.text else dispute.messages
    if message.by == DEBTOR:
        still = dispute.waits_until if dispute.state == OPEN else None  # writing twice gives nobody more time
        until = still or working_days_after(today, rules.answer_days, country)
        late = dispute.late and still is not None
        turn = replace(dispute, state=OPEN, messages=messages, waits_until=until, late=late)
        return Settled(turn, tasks=(_task(turn, message.at),))
    wait = working_days_after(today, rules.reply_days, country) if rules.reply_days else None
    turn = replace(dispute, state=ANSWERED, messages=messages, waits_until=wait, late=False)
    return Settled(
        turn,
        tasks=tasks_over(account.tasks, dispute, message.at, message.user),
        notices=news(account, turn, "answered", message.at),
    )


def accept(
    dispute: Dispute,
    credit_minor: int | None,
    message: Message,
    account: Account,
    keep_charges: bool = False,
) -> Settled:
    """The debtor is right, wholly (None) or as far as ``credit_minor`` of the principal: a credit note takes it off,
    and the late charges so far are waived, for nobody owes them for waiting on a wrong invoice.

    Raises Conflict, Faulty and Refusal.
    """
    _check_open(dispute)
    _check_text(message.text)
    invoice = _invoice(account, dispute)
    if invoice is None:
        raise Conflict("dispute_over")
    credit = _credit(invoice, credit_minor)
    today = local_date(message.at, account.debtor.time_zone)
    moment = Moment(
        today, message.at, f"dispute-{dispute.id}", message.text or dispute.reason, rates=account.rates, by=message.user
    )
    booked = crystallize(invoice, today, moment)
    is_whole = credit == booked.invoice.principal_minor
    waived = waivers(booked.invoice, moment) if is_whole else () if keep_charges else _late(booked.invoice, moment)
    current = _less(booked.invoice, waived, credit)
    awake = end_charge_rest(current, today, account.rates, charges_return=False)
    note = (entry(invoice, "credit_note", -credit, moment),) if credit else ()
    ended = replace(
        _ended(dispute, ACCEPTED, message, message.user),
        credit_minor=credit,
        waived_minor=-sum(line.amount_minor for line in waived),
    )
    return Settled(
        ended,
        invoices=(settle_state(_open_again(awake), today),),
        entries=(*booked.entries, *waived, *note),
        tasks=tasks_over(account.tasks, dispute, message.at, message.user),
        notices=news(account, ended, ACCEPTED, message.at),
    )


def reject(dispute: Dispute, message: Message, account: Account) -> Settled:
    """The business holds to its invoice, and says why: the ladder goes on where it was. Raises Conflict and Faulty."""
    _check_open(dispute)
    _check_text(message.text, compulsory=True, path="reason")
    ended = _ended(dispute, REJECTED, message, message.user)
    return Settled(
        ended,
        invoices=released(ended, account),
        tasks=tasks_over(account.tasks, dispute, message.at, message.user),
        notices=news(account, ended, REJECTED, message.at),
    )


def withdraw(dispute: Dispute, account: Account, by: Author, now: datetime) -> Settled:
    """The debtor takes it back. Raises Conflict."""
    _check_open(dispute)
    ended = replace(dispute, state=WITHDRAWN, ended_at=now, ended_by=by.id, waits_until=None)
    return Settled(
        ended,
        invoices=released(ended, account),
        tasks=tasks_over(account.tasks, dispute, now, by.id if by.at_business else ""),
        notices=news(account, ended, WITHDRAWN, now),
    )


def released(ended: Dispute, account: Account) -> tuple[Invoice, ...]:
    """Its invoice, owed as before; the days that rested are left out of what counts against the debtor."""
    invoice = _invoice(account, ended)
    if invoice is None or ended.ended_at is None:
        return ()
    today = local_date(ended.ended_at, account.debtor.time_zone)
    return (_open_again(wakened(invoice, ended, today, account.rates)),)


def wakened(invoice: Invoice, ended: Dispute, today: date, rates: Rates) -> Invoice:
    return end_charge_rest(invoice, today, rates, charges_return=ended.charged and ended.state in RETURNING)


def news(account: Account, dispute: Dispute, told: str, now: datetime) -> tuple[Notice, ...]:
    """``told``: opened, answered, accepted, rejected, withdrawn or expired; none where no address is left."""
    channel = choose(account.debtor, ("email", "sms"), chasing=False)
    if channel is None:
        return ()
    count = f".{len(dispute.messages)}" if told == ANSWERED else ""
    return (
        Notice(
            id=f"{local_date(now, account.debtor.time_zone)}#dispute_{told}-{dispute.id}{count}#{channel}",
            purpose="reply",
            tone="friendly",
            channel=channel,
            planned_at=now,
            template=f"dispute_{told}",
            anchor=dispute.invoice,
            invoices=(dispute.invoice,),
            data={"dispute": dispute.id},
        ),
    )


def tasks_over(tasks: Iterable[Task], dispute: Dispute, now: datetime, by: str) -> tuple[Task, ...]:
    """Whoever answered did what was asked."""
    mine = (one for one in tasks if one.about == dispute.id and one.state == "open")
    return tuple(replace(one, state="done", done_at=now, done_by=by) for one in mine)


def _task(dispute: Dispute, now: datetime) -> Task:
    """Asked anew with each turn of the debtor's."""
    return Task(
        f"dispute#{dispute.id}", "dispute", now, dispute.invoice, f"dispute {dispute.id}",
        on=dispute.waits_until, about=dispute.id,
    )  # fmt: skip


def _check_words(asked: Asked, by: Author) -> None:
    reason = next((one for one in REASONS if one.code == asked.reason), None)
    faults = [] if reason else [Fault("reason", "bad_value")]
    if len(asked.text) > LONGEST_TEXT:
        faults.append(Fault("text", "too_long", {"most": LONGEST_TEXT}))
    if reason and reason.needs_text and not asked.text and not by.at_business:
        faults.append(Fault("text", "required"))
    if faults:
        raise Faulty(faults)
    if reason and reason.leads_to:
        raise Refusal("tell_the_payment", field="reason")


def _check_text(text: str, compulsory: bool = False, path: str = "text") -> None:
    if len(text) > LONGEST_TEXT:
        raise Faulty([Fault(path, "too_long", {"most": LONGEST_TEXT})])
    if compulsory and not text:
        raise Faulty([Fault(path, "required")])


def _disputable(number: str, account: Account, past: Sequence[Dispute]) -> Invoice:
    invoice = next((one for one in account.invoices if one.number == number), None)
    if invoice is None:
        raise NotFound("not_found", field="debt_id")
    if invoice.state in PAID:
        raise Refusal("already_paid", field="debt_id")
    if invoice.state == "paying":
        raise Refusal("payment_in_progress", field="debt_id")
    mine = [one for one in past if one.invoice == number]
    if invoice.state == DISPUTED or any(map(is_live, mine)):
        raise Conflict("already_disputed", field="debt_id")
    if invoice.state == IN_PLAN:
        raise Conflict("debt_agreed", field="debt_id")
    if len(mine) >= MOST_PER_INVOICE:
        raise Conflict("too_many_disputes", field="debt_id")
    if sum(map(is_live, past)) >= MOST_OPEN:
        raise Conflict("too_many_open_disputes", most=MOST_OPEN)
    return invoice


def _covers(promise: Promise, invoice: Invoice) -> bool:
    return promise.state == OPEN and invoice.number in promise.debt_ids and invoice.state == PROMISED


def _without(promise: Promise, invoice: Invoice, rates: Rates, now: datetime) -> Promise:
    """Nobody has to keep a promise about what is disputed: it covers the rest, or is over without counting."""
    others = tuple(number for number in promise.debt_ids if number != invoice.number)
    if not others:
        return replace(promise, state=TAKEN_BACK, ended_at=now, told=True)
    left = max(promise.total_minor - due_on(invoice, promise.on, rates).balance_minor, 1)
    return replace(promise, debt_ids=others, total_minor=left, amount_minor=min(promise.amount_minor, left))


def _credit(invoice: Invoice, asked: int | None) -> int:
    if asked is None:
        return invoice.principal_minor
    if asked <= 0:
        raise Refusal("bad_amount", field="credit_minor")
    if asked > invoice.principal_minor:
        most = {"minor": invoice.principal_minor, "currency": invoice.currency}
        raise Refusal("credit_above_balance", field="credit_minor", **most)
    return asked


def _late(invoice: Invoice, moment: Moment) -> tuple[Entry, ...]:
    """What was charged for the delay; what a check cost that was not paid is no part of it."""
    kept = min(invoice.fee_minor, invoice.check_fee_minor)
    return waivers(replace(invoice, fee_minor=invoice.fee_minor - kept), moment)


def _less(invoice: Invoice, waived: Iterable[Entry], credit: int) -> Invoice:
    for line in waived:
        field = f"{line.part}_minor"
        invoice = replace(invoice, **{field: getattr(invoice, field) + line.amount_minor})
    kept = min(invoice.check_fee_minor, invoice.fee_minor)
    return replace(invoice, principal_minor=invoice.principal_minor - credit, check_fee_minor=kept)


def _ended(dispute: Dispute, state: str, message: Message, by: str) -> Dispute:
    messages = (*dispute.messages, message) if message.text else dispute.messages
    return replace(dispute, state=state, messages=messages, ended_at=message.at, ended_by=by, waits_until=None)


def _check_open(dispute: Dispute) -> None:
    if not is_live(dispute):
        raise Conflict("dispute_over")


def _invoice(account: Account, dispute: Dispute) -> Invoice | None:
    return next((one for one in account.invoices if one.number == dispute.invoice and one.state not in PAID), None)


def _open_again(invoice: Invoice) -> Invoice:
    return woken(invoice) if invoice.state == DISPUTED and not invoice.disputed_by else invoice


def business_says(text: str, user: str, now: datetime) -> Message:
    return Message(BUSINESS, text, now, user)


def debtor_says(text: str, now: datetime) -> Message:
    return Message(DEBTOR, text, now)
