"""What a payment provider tells us, at least once and in any order, becomes one change, or money parked in sight."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account, Attempt, Invoice
from chalicelib.domain.attempts import begin_processing, end_unpaid
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import TryAgain
from chalicelib.domain.method_order import remember
from chalicelib.domain.provider_news import ProviderNews
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.businesses import Parked
from chalicelib.store.changes import Changes
from chalicelib.workflows.apply_payment import Received, apply_payment, give_back, news
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.park_payment import NOBODY, park_payment

NAMES_PAYMENT_ONLY = frozenset({"disputed", "dispute_won"})
OVERTAKES_FOR = timedelta(hours=1)
MOVES_MONEY = frozenset({"paid", "refunded", "disputed", "dispute_won"})


def hear_provider(told: ProviderNews, now: datetime) -> str:
    """Apply one piece of news; returns what was done. Raises TryAgain when what it follows has not arrived yet."""
    if told.kind == "ignored":
        return "ignored"
    pointer = accounts.pointed(told.attempt_id) if told.attempt_id else None
    pointer = pointer or (accounts.pointed(told.payment_id) if told.payment_id else None)
    if pointer is None and _may_be_early(told, now):
        raise TryAgain("payment_not_known_yet")
    if pointer is None:
        return _park(NOBODY, told, "unknown_payment", "", now)

    def once() -> str:
        account = accounts.load(pointer.business, pointer.debtor)
        attempt = accounts.load_attempt(pointer.business, pointer.debtor, pointer.attempt)
        if account is None or attempt is None:
            raise TryAgain("attempt_not_found")
        return _take(account, attempt, told, now)

    return again_on_conflict(once)


def _take(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    match told.kind:
        case "paid":
            return _paid(account, attempt, told, now)
        case "processing" if attempt.state == "pending" and not attempt.processing:
            started, invoices = begin_processing(attempt, account.invoices)
            _write(account, started, invoices, "pending", now)
        case "failed" | "expired" if attempt.state == "pending":
            ended, invoices = end_unpaid(attempt, told.kind, account.invoices)
            _write(account, ended, invoices, "failed" if told.kind == "failed" and attempt.processing else "", now)
        case "refunded":
            return _refunded(account, attempt, told, now)
        case "disputed":
            return _disputed(account, attempt, told, now)
        case "dispute_won":
            return _dispute_won(account, attempt, told, now)
        case _:
            return "known"
    return told.kind


def _paid(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    if attempt.payment_id and attempt.payment_id != told.payment_id:
        return _park(account.debtor.business, told, "paid_twice", account.debtor.id, now)
    if (told.amount_minor, told.currency) != (attempt.amount_minor, attempt.currency):
        return _park(account.debtor.business, told, "amount_mismatch", account.debtor.id, now)
    received = Received(told.provider, told.payment_id or told.session_id, told.amount_minor, told.currency)
    apply_payment(account, attempt, received, now)
    return "paid"


def _refunded(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    """The provider tells the total refunded so far: only what is new is given back."""
    _needs_payment(attempt)
    new = min(told.refunded_total_minor, attempt.amount_minor) - attempt.refunded_minor
    if new <= 0:
        return "known"
    taken = Received(told.provider, f"{attempt.payment_id}.refund.{told.refunded_total_minor}", new, attempt.currency)
    give_back(account, attempt, taken, "refunded", now)
    return "refunded"


def _disputed(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    _needs_payment(attempt)
    amount = min(told.amount_minor, attempt.amount_minor - attempt.refunded_minor)
    if attempt.state == "disputed" or amount <= 0:
        return "known"
    taken = Received(told.provider, f"{told.dispute_id}.opened", amount, attempt.currency)
    give_back(account, attempt, taken, "disputed", now)
    return "disputed"


def _dispute_won(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    """The bank sided with the business: the money is back, and pays what it paid before."""
    opened = accounts.load_claim(account.debtor.business, account.debtor.id, told.provider, f"{told.dispute_id}.opened")
    if opened is None:
        raise TryAgain("dispute_not_known_yet")
    if attempt.state != "disputed":
        return "known"
    back = min(opened.amount_minor, attempt.refunded_minor)  # what it took: some may have been refunded before
    won = replace(attempt, refunded_minor=attempt.refunded_minor - back)
    apply_payment(account, won, Received(told.provider, f"{told.dispute_id}.won", back, attempt.currency), now)
    return "dispute_won"


def _needs_payment(attempt: Attempt) -> None:
    """A refund that overtakes its own payment waits: the provider tells it again."""
    if attempt.state == "pending" or not attempt.payment_id:
        raise TryAgain("payment_not_known_yet")


def _may_be_early(told: ProviderNews, now: datetime) -> bool:
    """A fresh dispute that names a payment we never heard of has probably overtaken it: the provider tells it again."""
    is_fresh = told.created is not None and now - told.created < OVERTAKES_FOR
    return told.kind in NAMES_PAYMENT_ONLY and is_fresh


def _write(account: Account, attempt: Attempt, invoices: tuple[Invoice, ...], told: str, now: datetime) -> None:
    notices = news(account, attempt, told, attempt.id, attempt.amount_minor, now) if told else ()
    debtor = account.debtor
    if attempt.state == "failed":
        debtor = remember(debtor, attempt.method, local_date(now, debtor.time_zone), worked=False)
    changes = Changes(
        debtor=replace(debtor, due_at=now),
        invoices=invoices,
        attempts=(attempt,),
        notices=notices,
    )
    accounts.save(account, changes)


def _park(business: str, told: ProviderNews, reason: str, debtor: str, now: datetime) -> str:
    if told.kind not in MOVES_MONEY:
        fact("provider_news_unknown", kind=told.kind)
        return "ignored"
    amount = told.refunded_total_minor if told.kind == "refunded" else told.amount_minor
    known_as = f"{told.payment_id or told.session_id or told.event_id}.{told.kind}"
    park_payment(business, Parked(told.provider, known_as, reason, amount, told.currency, now, told.attempt_id, debtor))
    return "parked"
