"""Asked at the very moment of sending: is this message still right? Pure."""

from collections.abc import Collection
from datetime import datetime

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.plan_books import IN_PLAN
from chalicelib.domain.agreeing.plan_watch import INSTALLMENT
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.contact.channels import address
from chalicelib.domain.contact.contact_rules import Held, Wanted, when
from chalicelib.domain.contact.ladder import CHASED
from chalicelib.domain.contact.rests import running
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.asking import is_unanswered
from chalicelib.domain.paying.attempts import is_paying_now
from chalicelib.domain.promising.excuses import resting
from chalicelib.domain.promising.promise import PROMISED
from chalicelib.domain.promising.promise_notices import REMINDER

CHASING = frozenset({"pre_due", "collection"})


def why_not(notice: Notice, account: Account, business: Business, now: datetime) -> str | None:
    """The reason code for which a planned notice must not go out now; None when it may."""
    chasing = notice.purpose in CHASING
    if not address(account.debtor, notice.channel, chasing):
        return "no_address"
    if not chasing:
        return None
    return _out_of_date(notice, account, business, now) or _unlawful(notice, account, business, now)


def _out_of_date(notice: Notice, account: Account, business: Business, now: datetime) -> str | None:
    if not business.live:
        return "on_hold"
    if local_date(notice.planned_at, account.debtor.time_zone) != local_date(now, account.debtor.time_zone):
        return "stale"
    if reason := _settled_otherwise(notice, account):
        return reason
    if any(is_paying_now(a, now) or is_unanswered(a, now) for a in account.attempts):
        return "payment_in_progress"
    return next((rest.reason for rest in running(account.debtor, now)), None)


def _settled_otherwise(notice: Notice, account: Account) -> str | None:
    """What became of the invoice that the message is about, where it is not to be spoken of any more, or not now."""
    anchor = next((invoice for invoice in account.invoices if invoice.number == notice.anchor), None)
    if anchor is None or anchor.state in SETTLED:
        return "paid"
    if anchor.state not in _asked_for(notice):
        return anchor.state
    return "remedy" if anchor.number in resting(account.excuses) else None


def _asked_for(notice: Notice) -> Collection[str]:
    """The states in which an invoice may be spoken of: what was promised or agreed, only by its own reminder."""
    return {REMINDER: {PROMISED}, INSTALLMENT: {IN_PLAN}}.get(notice.template, CHASED)


def _unlawful(notice: Notice, account: Account, business: Business, now: datetime) -> str | None:
    others = [reached for reached in account.debtor.reached if reached.notice != notice.id]
    wanted = Wanted(notice.channel, notice.purpose, business.policy.min_days_between)
    answer = when(wanted, account.debtor, now, others)
    return answer.reason if isinstance(answer, Held) else None
