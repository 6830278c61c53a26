"""Money that goes back as a provider tells it: refunds, disputes, and what a won dispute brings back."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import TryAgain
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.store import accounts
from chalicelib.store.businesses import Parked
from chalicelib.workflows.paying.apply_payment import Received, apply_payment, give_back
from chalicelib.workflows.paying.keep_returned import keep_returned
from chalicelib.workflows.paying.park_payment import park_news, report_parked

OVERTAKES_FOR = timedelta(hours=1)


def refunded(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    """Given back is what is new: of a refund told by itself its amount, else of the total told so far."""
    if not _is_known(attempt, told, now):
        return park_news(account.debtor.business, told, "unknown_payment", account.debtor.id, now)
    if _is_overtaken(attempt, told):
        return "known"
    known = told.refund_id and accounts.was_claimed(*_of(account), told.provider, told.refund_id)
    told_minor = told.amount_minor if told.refund_id else told.refunded_total_minor - attempt.refunded_minor
    new = min(told_minor, attempt.amount_minor - attempt.refunded_minor)
    if known or new <= 0:
        return "known"
    name = told.refund_id or _total_name(attempt, told.refunded_total_minor)
    give_back(account, attempt, Received(told.provider, name, new, attempt.currency), "refunded", now)
    return "refunded"


def refund_failed(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    """The debtor did not get it, and their money is in our hands again: it stands in their favor until a person has
    given it back in another way, or used it. Raises TryAgain while the refund itself is not told yet."""
    if not _is_known(attempt, told, now):
        return park_news(account.debtor.business, told, "unknown_payment", account.debtor.id, now)
    came_back = Received(told.provider, f"{told.refund_id}.failed", told.amount_minor, attempt.currency)
    if accounts.was_claimed(*_of(account), came_back.provider, came_back.fact):
        return "known"
    if told.amount_minor > attempt.refunded_minor:
        if is_fresh(told, now):
            raise TryAgain("refund_not_known_yet")
        return "known"  # nothing was booked as given back, so nothing came back
    keep_returned(account, attempt, came_back, told.created or now, now)
    about = f"{told.refund_id}.{told.kind}"
    parked = Parked(
        told.provider, about, told.kind, told.amount_minor, attempt.currency, now, attempt.id, account.debtor.id
    )
    report_parked(account.debtor.business, parked, about)
    return "refund_failed"


def disputed(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    if not _is_known(attempt, told, now):
        return park_news(account.debtor.business, told, "unknown_payment", account.debtor.id, now)
    amount = min(told.amount_minor, attempt.amount_minor - attempt.refunded_minor)
    if attempt.state == "disputed" or amount <= 0:
        return "known"
    taken = Received(told.provider, _opened(told.dispute_id or told.payment_id), amount, attempt.currency)
    give_back(account, attempt, taken, "disputed", now)
    return "disputed"


def dispute_won(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    """The bank sided with the business: the money is back, and pays what it paid before."""
    claims = (
        accounts.load_claim(*_of(account), told.provider, _opened(name)) for name in (told.dispute_id, told.payment_id)
    )
    opened = next((claim for claim in claims if claim), None)
    if opened is None:
        raise TryAgain("dispute_not_known_yet")
    if attempt.state != "disputed":
        return "known"
    back = min(opened.amount_minor, attempt.refunded_minor)  # what it took: some may have been refunded before
    won = replace(attempt, refunded_minor=attempt.refunded_minor - back)
    apply_payment(account, won, Received(told.provider, f"{told.dispute_id}.won", back, attempt.currency), now)
    return "dispute_won"


def _opened(dispute: str) -> str:
    """The name under which what a dispute took is claimed; of money taken back without a case: the payment's."""
    return f"{dispute}.opened"


def _is_overtaken(attempt: Attempt, told: ProviderNews) -> bool:
    """A total of before a refund came back says more than is given back now."""
    since = attempt.refund_failed_at
    return bool(not told.refund_id and since and told.created and told.created < since)


def _total_name(attempt: Attempt, total_minor: int) -> str:
    """The same total may be reached again after a refund came back."""
    since = f".{attempt.refund_failed_at:%Y%m%d%H%M%S}" if attempt.refund_failed_at else ""
    return f"{attempt.payment_id}.refund.{total_minor}{since}"


def _of(account: Account) -> tuple[str, str]:
    return account.debtor.business, account.debtor.id


def _is_known(attempt: Attempt, told: ProviderNews, now: datetime) -> bool:
    """Whether it concerns the payment that was applied. One that overtakes its own payment waits, for a while."""
    if attempt.payment_id:
        return told.payment_id in {"", attempt.payment_id}
    if is_fresh(told, now):
        raise TryAgain("payment_not_known_yet")
    return False


def is_fresh(told: ProviderNews, now: datetime) -> bool:
    return told.created is not None and now - told.created < OVERTAKES_FOR


WAYS_BACK: dict[str, Callable[[Account, Attempt, ProviderNews, datetime], str]] = {
    "refunded": refunded,
    "refund_failed": refund_failed,
    "disputed": disputed,
    "dispute_won": dispute_won,
}
