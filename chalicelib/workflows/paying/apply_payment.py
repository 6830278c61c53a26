"""The one way in for money: every provider ends here, and each of its payments counts once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.plan_progress import plan_of
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.cash import CREDIT_PAYS, Applied, apply_cash, undo_cash, use_unapplied
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.attempts import release, still_paying
from chalicelib.domain.paying.method_order import remember
from chalicelib.domain.promising.promise_paid import thanked_for
from chalicelib.domain.schedules.schedule import Schedule
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.already_paid.settle_report import merged, settled
from chalicelib.workflows.books.write_receipt import attempt_receipt
from chalicelib.workflows.schedules.pay_ahead import issue_ahead, together, withdraw_ahead

SPENT_AT_ONCE = 15  # invoices that unapplied cash pays beside a payment's own
MOST_INVOICES = 44  # of one transaction: each is two of its hundred rows


class Received(msgspec.Struct, frozen=True):
    """Money a provider says it has. ``fact`` is the provider's own id of it: the key by which it counts once.

    ``told_as``: by what its message is known, where the same fact may come again after it was taken back.
    """

    provider: str
    fact: str
    amount_minor: int
    currency: str
    told_as: str = ""


def apply_payment(
    account: Account, attempt: Attempt, received: Received, now: datetime, also: Mapping[str, Any] = {}
) -> None:
    """Apply a payment to what its attempt quoted. Raises Conflict("account_changed"): load and call again.

    ``also``: further fields of ``Changes`` for the same transaction (the report that it confirms, say).

    The quote was frozen on its day: what settled an invoice then settles it now, whatever accrued while the money
    was on its way.
    """
    if accounts.was_claimed(account.debtor.business, account.debtor.id, received.provider, received.fact):
        return
    account, answered = settled(
        account, attempt, received.provider, received.fact, received.amount_minor, received.currency, now
    )
    today = local_date(now, account.debtor.time_zone)
    moment = Moment(today, now, f"{received.provider}-{received.fact}", attempt.method, attempt.id, account.rates)
    if attempt.state == "disputed":
        moment = replace(moment, cash_kind="chargeback_reversal")  # the bank sided with the business
    invoices = known(account, attempt)
    ahead = issue_ahead(account, attempt, invoices, moment)
    invoices |= {invoice.number: invoice for invoice in ahead.invoices}
    applied = apply_cash(
        account.debtor, invoices, attempt.lines, received.currency, received.amount_minor, attempt.quoted_on, moment
    )
    applied = with_credit(account, together(ahead, applied, applied), moment)
    paid = replace(
        attempt, state="paid", processing=False, paid_at=now, payment_id=attempt.payment_id or received.fact,
        plan=plan_of(attempt.lines, account.invoices),
    )  # fmt: skip
    write(account, paid, applied, received, moment, "paid", ahead.schedules, merged(also, answered))
    fact(
        "payment_applied", business=account.debtor.business, provider=received.provider, metrics={"PaymentsApplied": 1}
    )


def with_credit(account: Account, applied: Applied, moment: Moment) -> Applied:
    """Unapplied cash of earlier is used together with the next payment, oldest due first."""
    if not any(minor > 0 for minor in account.debtor.unapplied.values()):
        return applied
    after = {invoice.number: invoice for invoice in (*account.invoices, *applied.invoices)}
    used = replace(moment, cause=f"{moment.cause}-unapplied", reason="unapplied_cash", payment=None)
    room = min(SPENT_AT_ONCE, MOST_INVOICES - len(applied.invoices))
    owing = oldest_first(one for one in after.values() if one.state in CREDIT_PAYS)
    spent = use_unapplied(applied.debtor, owing[:room], used)
    changed = {invoice.number: invoice for invoice in (*applied.invoices, *spent.invoices)}
    return Applied(spent.debtor, tuple(changed.values()), (*applied.entries, *spent.entries))


def give_back(
    account: Account,
    attempt: Attempt,
    taken: Received,
    state: str,
    now: datetime,
    told: str = "",
    by: str = "",
    why: str = "",
    also: Mapping[str, Any] = {},
) -> None:
    """Undo a payment, wholly or in part: refunded, or disputed at the bank. Raises Conflict("account_changed").

    ``told``: what the debtor is told where it is neither of the two. ``by``, ``why``: who decided it, and the reason.
    ``also``: as of ``apply_payment``.
    """
    if accounts.was_claimed(account.debtor.business, account.debtor.id, taken.provider, taken.fact):
        return
    today = local_date(now, account.debtor.time_zone)
    entries = accounts.load_entries(account.debtor.business, account.debtor.id, attempt.id)
    kind = "chargeback" if state == "disputed" else "refund"
    moment = Moment(today, now, f"{taken.provider}-{taken.fact}", why or state, attempt.id, account.rates, by, kind)
    numbers = {entry.invoice for entry in entries if entry.invoice}
    invoices = accounts.load_invoices(account.debtor.business, account.debtor.id, sorted(numbers))
    applied = undo_cash(account.debtor, invoices, entries, taken.currency, taken.amount_minor, moment)
    open_again = invoices | {invoice.number: invoice for invoice in applied.invoices}
    withdrawn = withdraw_ahead(account, attempt, open_again, moment)
    applied = together(applied, withdrawn, applied)
    back = attempt.refunded_minor + taken.amount_minor
    told = told or ("reversed" if state == "disputed" else "refunded")
    after = "paid" if state == "refunded" and back < attempt.amount_minor else state
    changed = replace(attempt, state=after, refunded_minor=back)
    write(account, changed, applied, taken, moment, told, withdrawn.schedules, also)
    fact("payment_reversed", business=account.debtor.business, reason=state, metrics={"PaymentsReversed": 1})


def known(account: Account, attempt: Attempt) -> dict[str, Invoice]:
    """The attempt's invoices that are still open, freed from being "in process"."""
    freed = {invoice.number: invoice for invoice in release(attempt, account.invoices, account.attempts)}
    return {invoice.number: invoice for invoice in account.invoices} | freed


def write(
    account: Account,
    attempt: Attempt,
    applied: Applied,
    money: Received,
    moment: Moment,
    told: str,
    schedules: tuple[Schedule, ...],
    also: Mapping[str, Any] = {},
) -> None:
    """One transaction: invoices, entries, attempt, the claim on the fact, the numbered paper, and the message."""
    changed = {invoice.number: invoice for invoice in release(attempt, account.invoices, account.attempts)}
    changed |= {invoice.number: invoice for invoice in applied.invoices}
    debtor, receipt = attempt_receipt(account, attempt, applied, money.amount_minor, told, moment)
    debtor = remember(debtor, attempt.method, moment.on) if told == "paid" else debtor
    kept = thanked_for(account, changed.values(), applied.entries) if told == "paid" else None
    beside = {"receipt": receipt.number} | ({"promise": kept.id} if kept else {})
    about = money.told_as or f"{money.provider}-{money.fact}"  # two providers may call two payments the same
    accounts.save(
        account,
        Changes(
            debtor=replace(debtor, due_at=moment.at),
            invoices=still_paying(changed.values(), (one for one in account.attempts if one.id != attempt.id)),
            attempts=(replace(attempt, receipt=attempt.receipt or receipt.number),),
            entries=applied.entries,
            notices=news(account, attempt, told, about, money.amount_minor, moment.at, beside),
            claims=(Claim(money.provider, money.fact, money.amount_minor, money.currency, moment.at, attempt.id),),
            pointers={attempt.payment_id: attempt.id} if attempt.payment_id else {},
            schedules=schedules,
            receipts=(receipt,),
            **also,
        ),
    )


def news(
    account: Account,
    attempt: Attempt,
    told: str,
    about: str,
    amount_minor: int,
    now: datetime,
    beside: Mapping[str, str] = {},
) -> tuple[Notice, ...]:
    """The message that tells the debtor what became of a payment; none where no address is left. ``beside``: the number
    of its ``receipt``, and the ``promise`` that was kept with it."""
    channel = choose(account.debtor, ("email", "sms"), chasing=False)
    if channel is None:
        return ()
    today = local_date(now, account.debtor.time_zone)
    return (
        Notice(
            id=f"{today}#{told}-{about}#{channel}",
            step=None,
            purpose="confirmation",
            tone="friendly",
            channel=channel,
            planned_at=now,
            payment=attempt.id,
            template=told,
            data={"amount_minor": str(amount_minor), **beside},
            invoices=tuple(line.invoice for line in attempt.lines),
        ),
    )
