"""Installments that a card pays by itself: each stands in, among what autopay looks at, for an invoice of its own day
and amount; what is charged in the end are the invoices under its agreement. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import Agreement, is_running
from chalicelib.domain.agreeing.plan_payment import quote_named, quote_next
from chalicelib.domain.agreeing.plan_progress import covered, progress
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.quote import Quote

_NAME = re.compile(r"(ag_[0-9a-z]+)\.([0-9]{1,2})")


def stand_ins(agreements: Iterable[Agreement], invoices: Iterable[Invoice], today: date) -> list[Invoice]:
    """The next installment of each agreement that is kept."""
    known = list(invoices)
    found = (_stand_in(one, known, today) for one in agreements if is_running(one))
    return [one for one in found if one]


def name_of(agreement: str, number: int) -> str:
    return f"{agreement}.{number}"


def agreement_of(name: str) -> str:
    """The agreement of a stand-in's name; "" for an invoice's number."""
    told = _NAME.fullmatch(name)
    return told[1] if told else ""


def part_of(name: str) -> int | None:
    """The installment's number in a stand-in's name; None for an invoice's."""
    told = _NAME.fullmatch(name)
    return int(told[2]) if told else None


def quote_coming(account: Account, names: Sequence[str], as_of: date) -> Quote:
    """What a charge of these asks for: of an agreement the installment that was told, of an invoice all of it."""
    by_plan = {one.plan: one.number for one in account.invoices if one.plan}
    return quote_named(account, [by_plan.get(agreement_of(name), name) for name in names], as_of, quote_next)


def busy_too(busy: set[str], agreements: Iterable[Agreement], invoices: Iterable[Invoice]) -> set[str]:
    """With the stand-ins of agreements whose invoices somebody is paying already."""
    known = list(invoices)
    paid_now = [one for one in agreements if busy & {invoice.number for invoice in covered(one, known)}]
    return busy | {name_of(one.id, part.number) for one in paid_now for part in one.installments}


def _stand_in(agreement: Agreement, invoices: list[Invoice], today: date) -> Invoice | None:
    coming = progress(agreement, invoices, today).next
    if coming is None:
        return None
    return Invoice(
        number=name_of(agreement.id, coming.installment.number),
        currency=agreement.currency,
        total_minor=coming.unpaid_minor,
        principal_minor=coming.unpaid_minor,
        issued_on=agreement.quoted_on,
        due_on=coming.installment.due_on,
    )
