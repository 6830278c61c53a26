"""A payment that a business's file tells of, as a payment like any other: with its own name, paper and claim."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.plan_progress import plan_of
from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.books.cash import Applied
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.books.receipt import PAYMENT
from chalicelib.domain.books.receipts import Moved
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.domain.schedules.schedule import Schedule
from chalicelib.intake.records import PaymentRow
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.books.write_receipt import write_receipt


def attempt_of(
    account: Account, provider: str, fact: str, row: PaymentRow, lines: Sequence[QuoteLine], amount_minor: int,
    now: datetime,
) -> Attempt:  # fmt: skip
    """The payment by which it can be found, and put right. ``amount_minor``: what of the row is new to us."""
    return Attempt(
        id=f"fp_{fact}",
        reference=debtor_reference(account.debtor.business, account.debtor.id),
        method=row.method,
        currency=row.currency,
        amount_minor=amount_minor,
        lines=tuple(lines),
        quoted_on=row.paid_on,
        created_at=now,
        expires_at=now,
        provider=provider,
        provider_id=fact,
    )


def moment_of(account: Account, provider: str, fact: str, row: PaymentRow, attempt: Attempt, now: datetime) -> Moment:
    today = local_date(now, account.debtor.time_zone)
    return Moment(today, now, f"{provider}-{fact}", row.method, attempt.id, account.rates)


def save_paid(
    account: Account,
    business: Business,
    row: PaymentRow,
    attempt: Attempt,
    applied: Applied,
    claim: Claim,
    moment: Moment,
    schedules: tuple[Schedule, ...] = (),
) -> None:
    """One transaction; nothing is sent. Raises Conflict("account_changed")."""
    moved = Moved(PAYMENT, attempt.amount_minor, row.currency, row.method, attempt.id, row.reference)
    owner, receipt = write_receipt(account, moved, applied, business, moment)
    paid = replace(
        attempt, state="paid", processing=False, paid_at=moment.at, receipt=receipt.number,
        plan=plan_of(attempt.lines, account.invoices),
    )  # fmt: skip
    accounts.save(
        account,
        Changes(
            debtor=replace(owner, due_at=moment.at),
            invoices=applied.invoices,
            attempts=(paid,),
            entries=applied.entries,
            schedules=schedules,
            receipts=(receipt,),
            claims=(claim,),
        ),
    )
