"""How far an agreement has come, read from its invoices: what they no longer owe has been paid. Pure.

The ledger is kept by invoice and nothing is kept twice: paid = total - what the invoices under it still owe. Money
fills the installments in their order, however it came.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from chalicelib.domain.agreeing.agreement import Agreement, Installment
from chalicelib.domain.agreeing.installments import pay_by
from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.books.ledger import owed
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.attempts import named


class Standing(msgspec.Struct, frozen=True):
    """An installment and what of it is paid; ``state``: paid | partly_paid | coming | due | late."""

    installment: Installment
    paid_minor: int
    state: str

    @property
    def unpaid_minor(self) -> int:
        return self.installment.amount_minor - self.paid_minor


class Progress(msgspec.Struct, frozen=True):
    """``remaining_minor`` of the total is unpaid; ``next`` is the first installment with something unpaid."""

    total_minor: int
    remaining_minor: int
    standings: tuple[Standing, ...]

    @property
    def paid_minor(self) -> int:
        return self.total_minor - self.remaining_minor

    @property
    def next(self) -> Standing | None:
        return next((one for one in self.standings if one.unpaid_minor), None)

    @property
    def paid_installments(self) -> int:
        return sum(1 for one in self.standings if not one.unpaid_minor)


def covered(agreement: Agreement, invoices: Iterable[Invoice]) -> list[Invoice]:
    """Its invoices that still owe something, oldest due first: the order in which money pays them."""
    mine = (one for one in invoices if one.plan == agreement.id and one.state not in SETTLED)
    return sorted(mine, key=lambda one: (one.due_on, one.number))


def progress(agreement: Agreement, invoices: Iterable[Invoice], today: date, country: str = "") -> Progress:
    """``invoices``: the open ones; a settled one owes nothing. What a file added to a total since is no part of it."""
    mine = covered(agreement, invoices)
    agreed = {one.number: one.total_minor for one in agreement.covers}
    added = sum(max(one.total_minor - agreed.get(one.number, one.total_minor), 0) for one in mine)
    remaining = min(max(sum(owed(one) for one in mine) - added, 0), agreement.total_minor)
    left, standings = agreement.total_minor - remaining, []
    for installment in agreement.installments:
        paid = min(left, installment.amount_minor)
        left -= paid
        standings.append(Standing(installment, paid, _state(installment, paid, today, country)))
    return Progress(agreement.total_minor, remaining, tuple(standings))


def plan_of(lines: Iterable[QuoteLine], invoices: Iterable[Invoice]) -> str:
    """The agreement that a payment of these lines is for; "" where it is for none."""
    numbers = {line.invoice for line in lines}
    return next((one.plan for one in invoices if one.plan and one.number in numbers), "")


def breach_day(agreement: Agreement, standing: Standing, country: str) -> date:
    """The first local day on which an installment that is still unpaid breaks the agreement."""
    in_time = pay_by(standing.installment.due_on, country)
    return in_time + timedelta(days=agreement.rules.grace_days + 1)


def is_being_paid(agreement: Agreement, invoices: Iterable[Invoice], attempts: Iterable[Attempt]) -> bool:
    """Money for it is on its way."""
    mine = {one.number for one in covered(agreement, invoices)}
    return any(one.state == "pending" and one.processing and named(one) & mine for one in attempts)


def _state(installment: Installment, paid_minor: int, today: date, country: str) -> str:
    if paid_minor == installment.amount_minor:
        return "paid"
    if today > pay_by(installment.due_on, country):
        return "late"
    if today >= installment.due_on:
        return "due"
    return "partly_paid" if paid_minor else "coming"
