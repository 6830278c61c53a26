"""What the bank's no to a charge under a mandate leads to, then or later: a message, and the mandate's own rules."""

from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.attempts import end_unpaid
from chalicelib.domain.paying.mandate import FAILED, Mandate, next_try
from chalicelib.domain.paying.mandate import refused as by_its_rules
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.hear_reversal import disputed
from chalicelib.workflows.paying.stop_autopay import stop_autopay


def charge_refused(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    """Nothing was charged; the invoices are owed as before. Raises Conflict("account_changed")."""
    if attempt.state != "pending":
        return "known"
    ended, invoices = end_unpaid(attempt, "failed", account.invoices, account.attempts)
    today = local_date(now, account.debtor.time_zone)
    code = told.code or "card_declined"
    found = [one for one in account.mandates if one.id == attempt.mandate]
    after = [by_its_rules(one, attempt.id, code, today, now) for one in found]
    changes = Changes(
        debtor=replace(account.debtor, due_at=now),
        invoices=invoices,
        attempts=(replace(ended, payment_id=told.payment_id),),
        mandates=tuple(after),
        notices=_news(account, ended, _facts(ended, code, after), now),
    )
    accounts.save(account, changes)
    fact("charge_refused", business=account.debtor.business, reason=code, metrics={"ChargesRefused": 1})
    return "failed"


def _facts(attempt: Attempt, code: str, after: list[Mandate]) -> dict[str, str]:
    told = {
        "mandate": attempt.mandate,
        "attempt": attempt.id,
        "amount_minor": str(attempt.amount_minor),
        "reason": code,
    }
    for mandate in after:
        again = next_try(mandate, attempt.id)
        told |= {"again_on": str(again)} if again else {}
        told |= {"ended": "1"} if mandate.state == FAILED else {}
    return told


def _news(account: Account, attempt: Attempt, data: dict[str, str], now: datetime) -> tuple[Notice, ...]:
    channel = choose(account.debtor, ("email", "sms"), chasing=False)
    if channel is None:
        return ()
    today = local_date(now, account.debtor.time_zone)
    notice = Notice(
        id=f"{today}#autopay_failed-{attempt.id}#{channel}",
        purpose="confirmation",
        tone="friendly",
        channel=channel,
        planned_at=now,
        template="autopay_failed",
        data=data,
        invoices=tuple(line.invoice for line in attempt.lines),
    )
    return (notice,)


def charge_disputed(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    """Whoever tells their bank that they did not agree is not charged again: the mandate ends before the money goes."""
    head = account.debtor
    if stop_autopay(head.business, head.id, "bank", "disputed", now, attempt.mandate):
        account = accounts.load(head.business, head.id) or account
    return disputed(account, attempt, told, now)


OF_CHARGES = {"failed": charge_refused, "disputed": charge_disputed}
