"""What a payment provider tells us, at least once and in any order, becomes one change, or money parked in sight."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.attempts import begin_processing, end_unpaid
from chalicelib.domain.paying.method_order import remember
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways import providers
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes, Pointer
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.apply_payment import Received, apply_payment, news
from chalicelib.workflows.paying.hear_charge import OF_CHARGES
from chalicelib.workflows.paying.hear_mandate import OF_MANDATES, hear_mandate
from chalicelib.workflows.paying.hear_reversal import WAYS_BACK, is_fresh
from chalicelib.workflows.paying.hear_transfer import keep_left_over, part_arrived
from chalicelib.workflows.paying.park_payment import NOBODY, park_news

ELSEWHERE: dict[str, Callable[[ProviderNews, datetime], str]] = {  # what is of no single attempt
    **dict.fromkeys(OF_MANDATES, hear_mandate),
    "left_over": keep_left_over,
    "ignored": lambda told, now: "ignored",
}
NAMES_PAYMENT_ONLY = frozenset({"disputed", "dispute_won"})


def hear_provider(told: ProviderNews, now: datetime) -> str:
    """Apply one piece of news; returns what was done. Raises TryAgain when what it follows has not arrived yet."""
    if told.kind in ELSEWHERE:
        return ELSEWHERE[told.kind](told, now)
    pointer = accounts.pointed(told.attempt_id) if told.attempt_id else None
    pointer = pointer or (accounts.pointed(told.payment_id) if told.payment_id else None)
    if pointer is None and _may_be_early(told, now):
        raise TryAgain("payment_not_known_yet")
    if pointer is None:
        return park_news(NOBODY, told, "unknown_payment", "", now)
    if told.kind == "approved":
        told = _collected(pointer, told)

    def once() -> str:
        account = accounts.load(pointer.business, pointer.debtor)
        attempt = accounts.load_attempt(pointer.business, pointer.debtor, pointer.attempt)
        if account is None or attempt is None:
            raise TryAgain("attempt_not_found")
        if not _is_of(attempt, told):
            return park_news(pointer.business, told, "unknown_payment", pointer.debtor, now)
        return _take(account, attempt, told, now)

    return again_on_conflict(once)


def _collected(pointer: Pointer, told: ProviderNews) -> ProviderNews:
    """The payer agreed: take the money, unless the page was closed meanwhile. What is not taken was never charged."""
    attempt = accounts.load_attempt(pointer.business, pointer.debtor, pointer.attempt)
    if attempt is None or attempt.state != "pending" or not _is_of(attempt, told):
        return replace(told, kind="ignored")
    try:
        return providers.ask(attempt)
    except GiveUp as refused:
        fact("provider_refused", business=pointer.business, reason=refused.code, metrics={"ProviderRefused": 1})
        return replace(told, kind="ignored")


def _is_of(attempt: Attempt, told: ProviderNews) -> bool:
    """Whether this provider was asked for the attempt, in the page that it names, if it names one."""
    pages = {told.session_id, attempt.provider_id} - {""}
    return told.provider == attempt.provider and len(pages) < 2


def _take(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    if attempt.mandate and told.kind in OF_CHARGES:
        return OF_CHARGES[told.kind](account, attempt, told, now)
    if told.kind in WAYS_BACK:
        return WAYS_BACK[told.kind](account, attempt, told, now)
    match told.kind:
        case "paid":
            return _paid(account, attempt, told, now)
        case "processing" if attempt.state == "pending" and not attempt.processing:
            started, invoices = begin_processing(attempt, account.invoices)
            _write(account, started, invoices, "pending", now)
        case "failed" | "expired" if attempt.state == "pending":
            ended, invoices = end_unpaid(attempt, told.kind, account.invoices, account.attempts)
            _write(account, ended, invoices, "failed" if told.kind == "failed" and attempt.processing else "", now)
        case "part_arrived":
            return part_arrived(account, attempt, told, now)
        case "ignored":
            pass
        case _:
            return "known"
    return told.kind


def _paid(account: Account, attempt: Attempt, told: ProviderNews, now: datetime) -> str:
    if attempt.payment_id and attempt.payment_id != told.payment_id:
        return park_news(account.debtor.business, told, "paid_twice", account.debtor.id, now)
    if (told.amount_minor, told.currency) != (attempt.amount_minor, attempt.currency):
        return park_news(account.debtor.business, told, "amount_mismatch", account.debtor.id, now)
    received = Received(told.provider, told.payment_id or told.session_id, told.amount_minor, told.currency)
    apply_payment(account, attempt, received, now)
    return "paid"


def _may_be_early(told: ProviderNews, now: datetime) -> bool:
    """A fresh dispute that names a payment we never heard of has probably overtaken it: the provider tells it again."""
    return told.kind in NAMES_PAYMENT_ONLY and is_fresh(told, now)


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
