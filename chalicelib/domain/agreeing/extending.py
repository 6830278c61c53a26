"""More time for an invoice: what a debtor gets without asking anybody, and what a new due date does. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.books.ledger import Booked, Moment, entry
from chalicelib.domain.business import Business, ExtensionTerms
from chalicelib.domain.contact.ladder import CHASED
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.quote import MOST_DEBTS

MOST_DAYS = 365  # that even a person may give
YEAR = timedelta(days=365)


class Wish(msgspec.Struct, frozen=True):
    """Which debts, and until which local day."""

    debt_ids: tuple[str, ...]
    until: date


def named(account: Account, numbers: Sequence[str]) -> list[Invoice]:
    """Raises NotFound: not theirs, or settled; Refusal("debt_not_extendable"): something else is agreed about it."""
    by_number = {one.number: one for one in account.invoices}
    if set(numbers) - by_number.keys():
        raise NotFound("not_found", field="debt_ids")
    found = [by_number[number] for number in dict.fromkeys(numbers)]
    if not 0 < len(found) <= MOST_DEBTS or any(one.state not in CHASED for one in found):
        raise Refusal("debt_not_extendable", field="debt_ids")
    return found


def check_day(invoices: Iterable[Invoice], until: date, today: date) -> None:
    """What nobody can give: a day that has come, one that is not later, one a year away."""
    if until <= today or any(until <= one.due_on for one in invoices):
        raise Refusal("extension_not_later", field="until")
    if until > today + timedelta(days=MOST_DAYS):
        raise Refusal("extension_too_far", field="until", last=today + timedelta(days=MOST_DAYS))


def beyond(
    invoices: Sequence[Invoice], until: date, business: Business, before: Sequence[Extension], today: date
) -> str:
    """Why the rules alone do not give it, as a reason code; "" where they do. ``before``: all that were ever given."""
    terms = business.policy.extension
    if not terms.offered:
        return "extension_not_offered"
    if terms.before_due_only and any(today > one.due_on for one in invoices):
        return "extension_after_due"
    if until > last_day(invoices, terms, today):
        return "extension_too_long"
    if _count_used(before, today) >= terms.most_per_year:
        return "extension_too_many"
    if any(times_extended(one.number, before) >= terms.most_per_invoice for one in invoices):
        return "extension_again"
    return "extension_above" if _is_above(invoices, business, terms) else ""


def last_day(invoices: Iterable[Invoice], terms: ExtensionTerms, today: date) -> date:
    """So many days after the due date; after today where that is over."""
    first = min(max(one.due_on, today) for one in invoices)
    return first + timedelta(days=terms.max_days)


def times_extended(number: str, before: Iterable[Extension]) -> int:
    return sum(1 for one in before if one.state == "granted" and number in one.debt_ids)


def granted(extension: Extension, invoices: Sequence[Invoice], by: str, now: datetime) -> Extension:
    """Raises Conflict("extension_decided")."""
    if extension.state != "asked":
        raise Conflict("extension_decided")
    due = tuple(one.due_on for one in invoices)
    return replace(extension, state="granted", was_due=due, by=by, decided_at=now)


def extend(invoice: Invoice, until: date, keeps_discount: bool, moment: Moment) -> Booked:
    """A new due date, with an entry that names both. What was charged stays charged; what only accrued is dropped,
    unless its terms count from the first due date: then all of it comes back after the new one."""
    days = until - invoice.due_on
    told = replace(moment, reason=f"due_on {invoice.due_on} -> {until}")
    terms = invoice.terms
    if keeps_discount and terms.discount_until:
        terms = replace(terms, discount_until=terms.discount_until + days)
    first = (invoice.charged_from or invoice.due_on) if terms.charges_from_first else None
    moved = replace(invoice, due_on=until, due_computed=False, terms=terms, charged_from=first, escalated=False)
    return Booked(moved, (entry(invoice, "correction", 0, told, "due_on"),))


def _count_used(before: Iterable[Extension], today: date) -> int:
    return sum(1 for one in before if one.state == "granted" and today - one.asked_at.date() < YEAR)


def _is_above(invoices: Iterable[Invoice], business: Business, terms: ExtensionTerms) -> bool:
    """The limit is in the business's own currency: beside it, any other one is for a person."""
    if not terms.approve_above_minor:
        return False
    mine = list(invoices)
    foreign = any(one.currency != business.currency for one in mine)
    return foreign or sum(one.principal_minor for one in mine) > terms.approve_above_minor
