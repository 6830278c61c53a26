"""The rules of a dispute: who may open one, what rests for it, who answers by when. Its end: ``dispute_ends``. Pure.

Only its invoice rests, and it may still be paid. Of one invoice one dispute is open at a time, and few ever.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.plan_books import IN_PLAN
from chalicelib.domain.business import DisputeRules
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED as PAID
from chalicelib.domain.charging.indexation import due_on
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.complaints.charge_rest import begin_charge_rest
from chalicelib.domain.complaints.dispute import (
    ANSWERED,
    BUSINESS,
    DEBTOR,
    DISPUTED,
    OPEN,
    REASONS,
    Dispute,
    Message,
    is_live,
)
from chalicelib.domain.complaints.dispute_ends import LONGEST_TEXT, Settled, check_open, check_text, news, tasks_over
from chalicelib.domain.contact.working_days import working_days_after
from chalicelib.domain.errors import Conflict, Fault, Faulty, NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.promising.promise import PROMISED, Promise
from chalicelib.domain.promising.promise import WITHDRAWN as TAKEN_BACK
from chalicelib.domain.promising.promises import Author
from chalicelib.domain.task import Task

MOST_MESSAGES = 30
MOST_OPEN = 10
MOST_PER_INVOICE = 3  # then people talk to each other, and the ladder goes on meanwhile


class Asked(msgspec.Struct, frozen=True):
    """What somebody finds wrong: the invoice's number, a code of ``REASONS``, their own words."""

    invoice: str
    reason: str
    text: str = ""


def begin(
    key: str, asked: Asked, account: Account, past: Sequence[Dispute], rules: DisputeRules, by: Author, now: datetime
) -> Settled:
    """``past``: every dispute of the account. Raises Faulty, NotFound (the invoice), Refusal and Conflict."""
    _check_words(asked, by)
    if not rules.offered:
        raise Conflict("disputes_off")
    invoice = check_disputable(asked.invoice, account, past)
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
    check_open(dispute)
    check_text(message.text, compulsory=not file_comes)
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


def check_disputable(number: str, account: Account, past: Sequence[Dispute], besides: int = 0) -> Invoice:
    """The invoice, where one more dispute of it may begin; ``besides``: so many others that begin with it.

    Raises NotFound, Refusal and Conflict.
    """
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
    if sum(map(is_live, past)) + besides >= MOST_OPEN:
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


def business_says(text: str, user: str, now: datetime) -> Message:
    return Message(BUSINESS, text, now, user)


def debtor_says(text: str, now: datetime) -> Message:
    return Message(DEBTOR, text, now)
