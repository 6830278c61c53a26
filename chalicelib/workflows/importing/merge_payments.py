"""Payments that a business received elsewhere: applied once each, to the invoice they name or the oldest first."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.books.cash import apply_cash, oldest_lines
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.indexation import line_for, payable
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.quote import MOST_DEBTS
from chalicelib.intake.records import PaymentRow
from chalicelib.store import accounts
from chalicelib.store.glances import NOBODY, Glance, Wanted, batches, glance, owners_of
from chalicelib.workflows.at_once import each
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.importing.draft import Outcome
from chalicelib.workflows.importing.file_payment import attempt_of, moment_of, save_paid
from chalicelib.workflows.schedules.pay_ahead import issue_ahead, quoted_ahead, together

PROVIDER = "file"


def merge_payments(business: Business, rows: Iterable[PaymentRow], import_id: str, now: datetime) -> list[Outcome]:
    """One outcome a row: ``created`` (applied), ``unchanged`` (known already) or ``rejected``."""
    by_debtor: dict[str, list[PaymentRow]] = {}
    for row, owner in each(lambda row: (row, row.debtor or _owner(business, row.number)), rows):
        by_debtor.setdefault(owner, []).append(row)

    def merge(wanted: Sequence[Wanted]) -> list[Outcome]:
        known = glance(business.id, wanted)
        return [
            _merge(business, one.debtor, row, import_id, now, known.get(one.debtor, NOBODY))
            for one in wanted
            for row in by_debtor[one.debtor]
        ]

    nobodys = [
        Outcome(row.line, "rejected", row.currency, row.amount_minor, "unknown_invoice")
        for row in by_debtor.pop("", ())
    ]
    wanted = (Wanted(debtor, claims=_claims(debtor, told)) for debtor, told in by_debtor.items())
    return nobodys + [outcome for outcomes in each(merge, batches(wanted)) for outcome in outcomes]


def natural_key(row: PaymentRow, debtor: str) -> str:
    """What makes a payment itself: two equal ones of one day are two only when the file numbers them."""
    told = "\n".join((debtor, row.number, str(row.paid_on), str(row.amount_minor), row.currency, row.reference))
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def _claims(debtor: str, rows: Sequence[PaymentRow]) -> frozenset[str]:
    return frozenset(f"{PROVIDER}#{natural_key(row, debtor)}" for row in rows)


def _owner(business: Business, number: str) -> str:
    """Whose invoice it is, for files that name the invoice only; "" when nobody's, or when several may be meant."""
    owners = owners_of(business.id, number)
    if len(owners) > 1:
        found = (accounts.load_invoices(business.id, owner, [number]) for owner in owners)
        owners = [owner for owner, own in zip(owners, found, strict=True) if own and own[number].state not in SETTLED]
    return owners[0] if len(owners) == 1 else ""


def _merge(business: Business, debtor: str, row: PaymentRow, import_id: str, now: datetime, known: Glance) -> Outcome:
    """A payment that was applied before costs no further look at the account."""
    claimed_by = known.claims.get(f"{PROVIDER}#{natural_key(row, debtor)}")
    if row.paid_on > local_date(now, business.time_zone):
        outcome, reason = "rejected", "paid_in_future"
    elif claimed_by is not None:
        outcome, reason = "created" if claimed_by == import_id else "unchanged", ""
    else:
        outcome, reason = _apply(business, debtor, row, import_id, now), ""
    if outcome == "unknown_debtor":
        owner = _owner(business, row.number) if row.number else ""
        outcome = _apply(business, owner, row, import_id, now) if owner not in {"", debtor} else outcome
    if outcome == "unknown_debtor":
        outcome, reason = "rejected", outcome
    return Outcome(row.line, outcome, row.currency, row.amount_minor, reason)


def _apply(business: Business, debtor: str, row: PaymentRow, import_id: str, now: datetime) -> str:
    fact = natural_key(row, debtor)

    def once() -> str:
        account = accounts.load(business.id, debtor)
        if account is None:
            return "unknown_debtor"
        claimed_by = accounts.claimed_by(business.id, debtor, PROVIDER, fact)
        if claimed_by is not None:
            return "created" if claimed_by == import_id else "unchanged"
        attempt = None if row.number else quoted_ahead(account, row.amount_minor, row.currency, row.paid_on)
        known = {one.number: one for one in account.invoices if attempt or one.state not in SETTLED}
        attempt = attempt or attempt_of(
            account, PROVIDER, fact, row, _lines(account, row, known), row.amount_minor, now
        )  # fmt: skip
        moment = moment_of(account, PROVIDER, fact, row, attempt, now)
        ahead = issue_ahead(account, attempt, known, moment)
        known |= {one.number: one for one in ahead.invoices}
        applied = apply_cash(
            account.debtor, known, attempt.lines, row.currency, row.amount_minor, attempt.quoted_on, moment
        )  # fmt: skip
        claim = Claim(PROVIDER, fact, row.amount_minor, row.currency, now, import_id)
        save_paid(account, business, row, attempt, together(ahead, applied, applied), claim, moment, ahead.schedules)
        return "created"

    return again_on_conflict(once)


def _lines(account: Account, row: PaymentRow, known: Mapping[str, Invoice]) -> tuple[QuoteLine, ...]:
    """Charges count up to the day the money came, not the day the file did."""
    if row.number in known:
        line = line_for(known[row.number], row.amount_minor, row.currency, row.paid_on, account.rates)
        return (line,) if line else ()
    theirs = payable(oldest_first(account.invoices), row.currency)[:MOST_DEBTS]
    return oldest_lines(theirs, row.amount_minor, row.paid_on, account.rates, row.currency)
