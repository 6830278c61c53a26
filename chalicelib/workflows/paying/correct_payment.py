"""A payment that people, or a bank's statement, put on the wrong account: taken back in sight, its numbers kept."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.business import Business
from chalicelib.domain.contact.rests import grace
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, bank_payments
from chalicelib.store.things import load_things
from chalicelib.workflows.already_paid.settle_report import BANK, REPORT
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.apply_payment import Received, give_back

BY_HAND = ("counter", "pickup", REPORT, BANK, "file", "document")  # who tells of money that no provider gives back
_NOT_THERE = "not_received"


def correct_payment(business: Business, debtor: str, payment: str, by: str, why: str, now: datetime) -> Attempt:
    """Its entries are answered by others, its receipt keeps its number, and both papers say so. Twice is once.

    A row of a file stays known there, so that the same file again does not bring it back; a row that names the right
    customer counts for them.

    The line of a bank's statement that brought it waits for a person again: that money came, and is somebody's. A
    report that it answered reads as not found. Raises NotFound, Refusal: ``reason_required``, ``not_by_hand``.
    """
    if not why.strip():
        raise Refusal("reason_required", field="reason")

    def once() -> None:
        account, attempt = _loaded(business, debtor, payment)
        if attempt.state != "cancelled":
            _take_back(account, attempt, by, why.strip(), now)

    again_on_conflict(once)
    account, after = _loaded(business, debtor, payment)
    for line in _lines(account, after):
        _wait_again(business, debtor, line)
    return after


def _take_back(account: Account, attempt: Attempt, by: str, why: str, now: datetime) -> None:
    claims = _claims(account, attempt)
    left = attempt.amount_minor - attempt.refunded_minor
    if attempt.state != "paid" or not claims or left <= 0:
        raise Refusal("not_by_hand", field="payment")
    taken = Received(claims[0].provider, f"{attempt.id}.cancelled", left, attempt.currency)
    account = replace(account, debtor=grace(account.debtor, f"payment#{attempt.id}", "payment_corrected", now))
    undone = tuple(_not_found(one, by, now) for one in _told(account, attempt))
    released = tuple(one for one in claims if one.provider in {REPORT, BANK})
    also: dict[str, Any] = {"reports": undone, "released": released}
    give_back(account, attempt, taken, "cancelled", now, told="corrected", by=by, why=why, also=also)
    business = account.debtor.business
    fact("payment_corrected", business=business, payment=attempt.id, by=by, metrics={"PaymentsCorrected": 1})


def _claims(account: Account, attempt: Attempt) -> list[Claim]:
    """By which facts it counts; none where a provider brought it. That of a file's row names the import instead."""
    head = account.debtor
    entries = accounts.load_entries(head.business, head.id, attempt.id)
    return [
        claim
        for provider in BY_HAND
        for claim in accounts.list_claims(head.business, head.id, provider)
        if claim.attempt == attempt.id or any(one.id.startswith(f"{claim.provider}-{claim.fact}.") for one in entries)
    ]


def _told(account: Account, attempt: Attempt) -> list[PaymentReport]:
    every = load_things(account.debtor.business, account.debtor.id, PaymentReport)
    return [one for one in every if one.payment == attempt.id]


def _not_found(report: PaymentReport, by: str, now: datetime) -> PaymentReport:
    return replace(report, state="refused", reason=_NOT_THERE, text="", decided_at=now, decided_by=by)


def _lines(account: Account, attempt: Attempt) -> Iterator[str]:
    """The facts of the bank's lines that brought it."""
    yield attempt.payment_id
    yield from (one.line for one in _told(account, attempt) if one.line)


def _wait_again(business: Business, debtor: str, line: str) -> None:
    payment = bank_payments.load(business.id, line) if line else None
    if payment is None or payment.state not in {"applied", "accepted"}:
        return
    if accounts.was_claimed(business.id, debtor, BANK, line):  # it was put on this account anew
        return
    others = tuple(one for one in payment.fits if one.debtor != debtor)
    bank_payments.reopen(business.id, replace(payment, state="proposed", debtor="", lines=(), fits=others))


def _loaded(business: Business, debtor: str, payment: str) -> tuple[Account, Attempt]:
    account, attempt = accounts.load(business.id, debtor), accounts.load_attempt(business.id, debtor, payment)
    if account is None or attempt is None:
        raise NotFound("not_found")
    return account, attempt
