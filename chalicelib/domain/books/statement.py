"""A statement of account: what was owed at first, every movement in its order, what is owed at last, by currency. Pure.

An invoice stands on the day it was issued, whenever we heard of it; everything else on the day it was booked. The
debtor's own unapplied cash is part of the balance: what they paid is theirs, whether it has found its invoice or not.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate, groupby

import msgspec

from chalicelib.domain.books.entry_kinds import KINDS
from chalicelib.domain.charging.charges import SETTLED, days_overdue, figures
from chalicelib.domain.charging.indexation import Value, due_on
from chalicelib.domain.charging.late_rules import ChargeLine
from chalicelib.domain.charging.rates import NO_RATES, Rates
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice

FIRST_KNOWN = frozenset({"issue", "opening_payment"})
BUCKETS = ((0, "current"), (30, "1_30"), (60, "31_60"), (90, "61_90"))  # at most so many days overdue
OLDEST = "over_90"
_RANKS = {kind: place for place, kind in enumerate(KINDS)}


class Movement(msgspec.Struct, frozen=True):
    """Entries of one invoice, instant and kind as one line. Minor units: ``amount_minor`` > 0 owes more.

    ``parts`` sum to it; ``lines`` say how a charge came about; ``cash_minor`` is what local money paid of a debt in a
    unit, at its value ``rate``. ``payment``: the attempt it belongs to.
    """

    on: date
    kind: str
    amount_minor: int
    balance_minor: int
    parts: tuple[tuple[str, int], ...]
    first: Entry
    invoice: Invoice | None = None
    lines: tuple[ChargeLine, ...] = ()
    cash_minor: int = 0


class Today(msgspec.Struct, frozen=True):
    """What lies between the books and what settles everything today: ``owed = closing + credit + accrued - discount``.

    ``aging``: what is owed by how late it is; its parts sum to ``owed_minor``.
    """

    credit_minor: int
    accrued_minor: int
    discount_minor: int
    owed_minor: int
    aging: tuple[tuple[str, int], ...]
    worth_minor: int = 0  # in local money, of debts in a unit
    value: Value | None = None


class Statement(msgspec.Struct, frozen=True):
    """One currency from ``first`` to ``last``: ``opening + movements = closing``. ``today``: where it ends today."""

    currency: str
    first: date
    last: date
    opening_minor: int
    movements: tuple[Movement, ...]
    closing_minor: int
    today: Today | None


def statements(
    debtor: Debtor,
    invoices: Sequence[Invoice],
    entries: Iterable[Entry],
    period: tuple[date, date],
    today: date,
    rates: Rates = NO_RATES,
) -> list[Statement]:
    """One for each currency that ever moved, in the alphabet's order."""
    known = {invoice.number: invoice for invoice in invoices}
    moved = sorted((entry for entry in entries if entry.amount_minor), key=lambda one: _place(one, known))
    return [
        _statement(currency, [one for one in moved if one.currency == currency], known, debtor, period, today, rates)
        for currency in sorted({entry.currency for entry in moved})
    ]


def booked_on(entry: Entry, invoices: Mapping[str, Invoice]) -> date:
    """The day on which an entry stands."""
    invoice = invoices.get(entry.invoice or "")
    return min(entry.on, invoice.issued_on) if invoice and entry.kind in FIRST_KNOWN else entry.on


def bucket(days: int) -> str:
    """By how late it is."""
    return next((name for most, name in BUCKETS if days <= most), OLDEST)


def _place(entry: Entry, invoices: Mapping[str, Invoice]) -> tuple[object, ...]:
    """By day and instant; what makes an invoice before what is done to it, charges before what pays them."""
    rank, at = _RANKS.get(entry.kind, len(_RANKS)), entry.at
    day, invoice = booked_on(entry, invoices), entry.invoice or ""
    return day, entry.kind not in FIRST_KNOWN, at, not invoice, invoice, rank, entry.payment or ""


def _statement(
    currency: str,
    entries: Sequence[Entry],
    invoices: Mapping[str, Invoice],
    debtor: Debtor,
    period: tuple[date, date],
    today: date,
    rates: Rates,
) -> Statement:
    first, last = period
    opening = sum(one.amount_minor for one in entries if booked_on(one, invoices) < first)
    movements = _movements([one for one in entries if first <= booked_on(one, invoices) <= last], opening, invoices)
    closing = movements[-1].balance_minor if movements else opening
    now = _today(currency, invoices.values(), debtor, today, rates) if last >= today else None
    return Statement(currency, first, last, opening, movements, closing, now)


def _movements(entries: Iterable[Entry], opening_minor: int, invoices: Mapping[str, Invoice]) -> tuple[Movement, ...]:
    grouped = [list(group) for _, group in groupby(entries, key=lambda one: _place(one, invoices))]
    balances = accumulate((sum(one.amount_minor for one in group) for group in grouped), initial=opening_minor)
    next(balances)
    return tuple(
        Movement(
            on=booked_on(group[0], invoices),
            kind=group[0].kind,
            amount_minor=sum(one.amount_minor for one in group),
            balance_minor=balance,
            parts=tuple((one.part, one.amount_minor) for one in group),
            first=group[0],
            invoice=invoices.get(group[0].invoice or ""),
            lines=tuple(line for one in group for line in one.lines),
            cash_minor=sum(one.cash_minor for one in group),
        )
        for group, balance in zip(grouped, balances, strict=True)
    )


def _today(currency: str, invoices: Iterable[Invoice], debtor: Debtor, today: date, rates: Rates) -> Today:
    mine = [one for one in invoices if one.currency == currency and one.state not in SETTLED]
    owed = [(days_overdue(one, today), figures(one, today, rates)) for one in mine]
    worth = [due for due in (due_on(one, today, rates) for one in mine) if due.value]
    aging = {name: 0 for _, name in BUCKETS} | {OLDEST: 0}
    for days, found in owed:
        aging[bucket(days)] += found.balance_minor
    return Today(
        credit_minor=debtor.unapplied.get(currency, 0),
        accrued_minor=sum(found.accrued_minor for _, found in owed),
        discount_minor=sum(found.discount_minor for _, found in owed),
        owed_minor=sum(found.balance_minor for _, found in owed),
        aging=tuple(aging.items()),
        worth_minor=sum(due.balance_minor for due in worth),
        value=worth[0].value if worth else None,
    )
