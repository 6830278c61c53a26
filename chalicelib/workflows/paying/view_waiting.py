"""A payment of the same debt that is under way already: said before another one begins, so that nobody pays twice."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.paying.attempts import named, waiting
from chalicelib.messages.catalog import say
from chalicelib.messages.explain import method_label
from chalicelib.messages.formats import day, money
from chalicelib.workflows.paying.ways_to_pay import qr_kind
from chalicelib.workflows.showing.viewer import Viewer

SCREENS = {"pix": "qr", "qr": "qr", "cash": "cash"}  # where the page shows its data again; else: transfer


def pending_of(viewer: Viewer, number: str) -> dict[str, Any] | None:
    """What waits for one debt: the words, and where to see it again (``payment`` None: a report of the debtor's)."""
    account = viewer.account
    sent = [one for one in account.attempts if one.state == "pending" and one.processing and number in named(one)]
    if begun := [*sent, *waiting(account.attempts, [number], viewer.now)]:
        first = begun[0]
        text = _begun(first, account, viewer.business, viewer.lang, viewer.now)
        screen = "receipt" if sent else SCREENS.get(first.method, "transfer")
        return {"text": text, "payment": first.id, "screen": screen}
    reported = _reported(account.reports, [number])
    return {"text": say(viewer.lang, "waiting.reported"), "payment": None, "screen": None} if reported else None


def warning(attempt: Attempt, account: Account, business: Business, lang: str, now: datetime) -> str | None:
    """The words for a payment that was begun although another waits; None where none does."""
    numbers = [line.invoice for line in attempt.lines]
    others = waiting((one for one in account.attempts if one.id != attempt.id), numbers, now)
    if others:
        return _begun(others[0], account, business, lang, now)
    return say(lang, "waiting.reported") if _reported(account.reports, numbers) else None


def _reported(reports: Collection[PaymentReport], numbers: Collection[str]) -> bool:
    """A report that names no debt may be of any."""
    return any(one.state == "pending" and (not one.debt_ids or set(one.debt_ids) & set(numbers)) for one in reports)


def _begun(attempt: Attempt, account: Account, business: Business, lang: str, now: datetime) -> str:
    zone = account.debtor.time_zone
    return say(
        lang,
        "waiting.begun",
        method=method_label(lang, qr_kind(business) if attempt.method == "qr" else attempt.method),
        amount=money(attempt.amount_minor, attempt.currency, lang, business.country, business.currency),
        date=day(local_date(attempt.created_at, zone), lang, local_date(now, zone)),
    )
