"""Money of a refund that came back, for the payer's bank did not take it: the debtor's again, and a task."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.cash import Applied, keep_unapplied
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.rests import begin_rest
from chalicelib.domain.task import Task
from chalicelib.gateways.logs import fact
from chalicelib.workflows.paying.apply_payment import Received, write

FAILED = "refund_failed"


def keep_returned(account: Account, attempt: Attempt, came_back: Received, failed_at: datetime, now: datetime) -> None:
    """It is credit like any other: handed back, or used next. Reminders rest until somebody has looked, and the debtor
    is told. Raises Conflict("account_changed")."""
    moment = Moment(
        local_date(now, account.debtor.time_zone), now, f"{came_back.provider}-{came_back.fact}", FAILED, attempt.id,
        account.rates,
    )  # fmt: skip
    debtor, entry = keep_unapplied(
        account.debtor, came_back.currency, came_back.amount_minor, moment, "refund_reversal"
    )  # fmt: skip
    resting = begin_rest(debtor, f"refund#{came_back.fact}", FAILED, now)
    changed = _less_refunded(attempt, came_back.amount_minor, failed_at)
    also: dict[str, Any] = {"tasks": (_task(attempt, came_back, now),)}
    write(account, changed, Applied(resting, (), (entry,)), came_back, moment, FAILED, (), also)
    fact(FAILED, business=account.debtor.business, payment=attempt.id, metrics={"RefundsFailed": 1})


def _less_refunded(attempt: Attempt, amount_minor: int, failed_at: datetime) -> Attempt:
    """Less is given back; of those that people asked for, the first of this amount did not get through."""
    asked = list(attempt.refunds_asked)
    place = next(
        (at for at, one in enumerate(asked) if (one.amount_minor, one.failed_at) == (amount_minor, None)), None
    )
    if place is not None:
        asked[place] = replace(asked[place], failed_at=failed_at)
    return replace(
        attempt,
        state="paid" if attempt.state == "refunded" else attempt.state,
        refunded_minor=attempt.refunded_minor - amount_minor,
        refunds_asked=tuple(asked),
        refund_failed_at=failed_at,
    )


def _task(attempt: Attempt, came_back: Received, now: datetime) -> Task:
    return Task(
        f"{FAILED}#{came_back.fact}", FAILED, now, reason="the payer's bank did not take it", about=attempt.id,
        amount_minor=came_back.amount_minor, currency=came_back.currency,
    )  # fmt: skip
