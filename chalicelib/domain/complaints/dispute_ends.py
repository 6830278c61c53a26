"""How a dispute ends, and what that does: a credit, a resting invoice that is owed as before, who is told. Pure."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.ledger import Moment, crystallize, entry, settle_state, waivers
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED as PAID
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.complaints.charge_rest import end_charge_rest
from chalicelib.domain.complaints.dispute import (
    ACCEPTED,
    ANSWERED,
    DISPUTED,
    EXPIRED,
    REJECTED,
    WITHDRAWN,
    Dispute,
    Message,
    is_live,
)
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import Conflict, Fault, Faulty, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.domain.promising.promise import Promise
from chalicelib.domain.promising.promises import Author, woken
from chalicelib.domain.task import Task

LONGEST_TEXT = 1000
RETURNING = frozenset({REJECTED, WITHDRAWN, EXPIRED})  # ends in which the debtor was not found right


class Settled(msgspec.Struct, frozen=True):
    """What is to be written for it."""

    dispute: Dispute
    invoices: tuple[Invoice, ...] = ()
    entries: tuple[Entry, ...] = ()
    promises: tuple[Promise, ...] = ()
    tasks: tuple[Task, ...] = ()
    notices: tuple[Notice, ...] = ()


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
    check_open(dispute)
    check_text(message.text)
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
    check_open(dispute)
    check_text(message.text, compulsory=True, path="reason")
    ended = _ended(dispute, REJECTED, message, message.user)
    return Settled(
        ended,
        invoices=released(ended, account),
        tasks=tasks_over(account.tasks, dispute, message.at, message.user),
        notices=news(account, ended, REJECTED, message.at),
    )


def withdraw(dispute: Dispute, account: Account, by: Author, now: datetime) -> Settled:
    """The debtor takes it back. Raises Conflict."""
    check_open(dispute)
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


def check_text(text: str, compulsory: bool = False, path: str = "text") -> None:
    if len(text) > LONGEST_TEXT:
        raise Faulty([Fault(path, "too_long", {"most": LONGEST_TEXT})])
    if compulsory and not text:
        raise Faulty([Fault(path, "required")])


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


def check_open(dispute: Dispute) -> None:
    if not is_live(dispute):
        raise Conflict("dispute_over")


def _invoice(account: Account, dispute: Dispute) -> Invoice | None:
    return next((one for one in account.invoices if one.number == dispute.invoice and one.state not in PAID), None)


def _open_again(invoice: Invoice) -> Invoice:
    return woken(invoice) if invoice.state == DISPUTED and not invoice.disputed_by else invoice
