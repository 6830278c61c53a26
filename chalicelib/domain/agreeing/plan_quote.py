"""An agreement as it is quoted: the debt with the charges of that day, frozen until it is signed or expires. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import Agreement, Choice, Covered, Rules
from chalicelib.domain.agreeing.installments import schedule
from chalicelib.domain.agreeing.plan_rules import may_cover
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import instant
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import half_up

_LAST_MINUTE = time(23, 59)  # people read it: midnight would be another day
PROPOSAL_LIFE = timedelta(days=7)  # so long what a person made or approved waits for the debtor


class Asked(msgspec.Struct, frozen=True):
    """Who asks for a quote, and when. ``by``: the person of the business; empty: the debtor."""

    id: str
    today: date
    now: datetime
    offer: str = "own"
    by: str = ""
    note: str = ""
    replaces: str = ""
    state: str = "quoted"


def cover(invoices: Iterable[Invoice], today: date, share: Decimal, rates: Rates) -> tuple[Covered, ...]:
    return tuple(_covered(one, today, share, rates) for one in invoices)


def capital(covers: Iterable[Covered]) -> int:
    """What is to be paid before interest: the debt without what is forgiven."""
    return sum(one.owed_minor - sum(one.waived.values()) for one in covers)


def make_quote(
    account: Account, business: Business, invoices: Sequence[Invoice], choice: Choice, asked: Asked
) -> Agreement:
    """``invoices`` as ``chosen`` gives them, all of one currency."""
    terms = business.policy.agreement
    covers = cover(invoices, asked.today, terms.forgive_charges_percent, account.rates)
    rules = rules_of(business)
    installments = schedule(capital(covers), choice, rules, asked.today)
    debt = sum(one.owed_minor for one in covers)
    interest = sum(one.interest_minor for one in installments)
    waits = PROPOSAL_LIFE if asked.by or asked.state == "proposed" else timedelta(hours=terms.quote_hours)
    last = last_moment(installments[0].due_on, account.debtor.time_zone)
    return Agreement(
        id=asked.id,
        currency=invoices[0].currency,
        state=asked.state,
        covers=covers,
        choice=choice,
        debt_minor=debt,
        total_minor=capital(covers) + interest,
        installments=installments,
        rules=rules,
        quoted_on=asked.today,
        quoted_at=asked.now,
        valid_until=min(asked.now + waits, last),
        forgiven_minor=debt - capital(covers),
        interest_minor=interest,
        offer=asked.offer,
        by=asked.by,
        note=asked.note,
        replaces=asked.replaces,
    )


def rules_of(business: Business) -> Rules:
    terms = business.policy.agreement
    rate, kind = (terms.interest.rate, terms.interest.kind) if terms.interest else (None, "simple_month_30")
    return Rules(business.policy.version, rate, kind, terms.breach_grace_days, terms.charges_return)


def last_moment(first_due: date, zone: str) -> datetime:
    """Nobody signs what is late already: the last minute of the first day on which something is to be paid."""
    return instant(first_due, _LAST_MINUTE, zone)


def is_changed(agreement: Agreement, invoices: Iterable[Invoice], rates: Rates) -> bool:
    """Whether it no longer says what is owed: a payment, a correction, another due date, rate or agreement since."""
    known = {one.number: one for one in invoices}
    return any(
        one.number not in known
        or not may_cover(known[one.number])
        or _as_quoted(known[one.number], agreement.quoted_on, rates) != _told(one)
        for one in agreement.covers
    )


def has_expired(agreement: Agreement, now: datetime) -> bool:
    return now >= agreement.valid_until


def asked_again(agreement: Agreement, today: date) -> Choice:
    """The same choice for a new quote; a first day that has passed meanwhile becomes tomorrow."""
    return replace(agreement.choice, first_on=max(agreement.choice.first_on, today + timedelta(days=1)))


def _books(invoice: Invoice) -> tuple[int, int, int]:
    charges = invoice.interest_minor + invoice.tax_minor + invoice.fee_minor
    return invoice.total_minor, invoice.principal_minor, charges


def _as_quoted(invoice: Invoice, quoted_on: date, rates: Rates) -> tuple[date, int, int, int, int]:
    found = figures(invoice, quoted_on, rates)
    return invoice.due_on, *_books(invoice), found.principal_minor + found.charges_minor


def _told(one: Covered) -> tuple[date, int, int, int, int]:
    return one.due_on, one.total_minor, one.principal_minor, one.charges_minor, one.owed_minor


def _covered(invoice: Invoice, today: date, share: Decimal, rates: Rates) -> Covered:
    found = figures(invoice, today, rates)
    late = found.fee_minor - min(invoice.check_fee_minor, found.fee_minor)  # a check's own fee is not the delay's
    parts = {"interest": found.interest_minor, "tax": found.tax_minor, "fee": late}
    waived = {part: half_up(minor * share) for part, minor in parts.items()}
    total, principal, charges = _books(invoice)
    return Covered(
        number=invoice.number,
        due_on=invoice.due_on,
        total_minor=total,
        principal_minor=principal,
        charges_minor=charges,
        owed_minor=found.principal_minor + found.charges_minor,
        waived={part: minor for part, minor in waived.items() if minor},
    )
