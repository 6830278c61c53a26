"""Late interest, exact: by segments of one rate and one base, each of which can be explained. Never rounded here.

A segment counts the days after its ``start`` up to its ``end``; the rate of a day is the one in force on that day. Days
for which no rate, or no cap that the terms want, is known bear nothing: an unlawful charge may cost the whole claim.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import pairwise

import msgspec

from chalicelib.domain.charging.late_rules import SeriesRate
from chalicelib.domain.charging.rates import Rate, Rates
from chalicelib.domain.invoice import Invoice

PERIOD_DAYS = {"simple_month_30": 30, "simple_year_365": 365, "simple_year_360": 360, "simple_year_30_360": 360}
NOTHING = Decimal(0)


class Segment(msgspec.Struct, frozen=True):
    """Interest of some days: ``base * factor(rate, kind, days)`` in minor units. ``rate`` None: none was known."""

    start: date
    end: date
    days: int
    base: Decimal
    rate: Decimal | None
    kind: str
    amount: Decimal
    series: str = ""
    published_on: date | None = None
    capped: bool = False


class Accrual(msgspec.Struct, frozen=True):
    """All interest up to a day: ``exact`` since the due date, ``capitalized`` of it, and the open segments."""

    exact: Decimal
    capitalized: Decimal = NOTHING
    segments: tuple[Segment, ...] = ()


class _Found(msgspec.Struct, frozen=True):
    rate: Decimal | None
    kind: str
    rule: SeriesRate | None = None
    published: Rate | None = None
    capped: bool = False


@lru_cache(maxsize=1024)
def interest_factor(rate: Decimal, kind: str, days: int) -> Decimal:
    """Interest per unit of principal. ``effective_year``: daily = (1+EA)^(1/365) - 1, applied simply: EA/365 would
    exceed Colombia's usury cap, which forfeits all interest (Ley 510 de 1999, art. 111)."""
    with localcontext() as context:
        context.prec = 40
        if kind == "effective_year":
            return ((1 + rate) ** (Decimal(1) / 365) - 1) * days
        return rate * days / PERIOD_DAYS[kind]


def days_counted(kind: str, start: date, end: date) -> int:
    """Calendar days, or months of thirty days each (30E/360), which adds up over any segments."""
    if kind == "simple_year_30_360":
        return _thirties(end) - _thirties(start)
    return (end - start).days


def bears_interest(invoice: Invoice) -> bool:
    terms = invoice.terms
    return terms.accepted and (terms.interest_rate is not None or terms.rules.series is not None)


def accrue(invoice: Invoice, as_of: date, rates: Rates) -> Accrual:
    """The interest of an open invoice from its due date to ``as_of``: what closed segments carried, and the open ones.

    Compounding (only where the rules say so) adds what is unpaid to the base every so many months after the due date.
    """
    as_of = min(as_of, invoice.charges_rest_from or as_of)
    exact = invoice.interest_carried
    capitalized = min(invoice.interest_capitalized, _unpaid(invoice, exact))
    first = invoice.charged_from or invoice.due_on
    start = max(invoice.interest_from or first, first)  # a due date may have moved later since
    found = []
    for first, last in pairwise(_boundaries(invoice, start, as_of, rates)):
        segment = _segment(invoice, first, last, invoice.principal_minor + capitalized, rates)
        exact += segment.amount
        found.append(segment)
        if _compounds_on(invoice, last):
            capitalized = _unpaid(invoice, exact)
    return Accrual(exact, capitalized, tuple(found))


def _unpaid(invoice: Invoice, exact: Decimal) -> Decimal:
    paid = invoice.interest_posted_minor - invoice.interest_minor  # waived counts as paid
    return max(exact - paid, NOTHING)


def _segment(invoice: Invoice, start: date, end: date, base: Decimal, rates: Rates) -> Segment:
    found = _rate_on(invoice, start + timedelta(days=1), rates)
    days = days_counted(found.kind, start, end)
    return Segment(
        start=start,
        end=end,
        days=days,
        base=base,
        rate=found.rate,
        kind=found.kind,
        amount=NOTHING if found.rate is None else base * interest_factor(found.rate, found.kind, days),
        series=found.rule.series if found.rule else "",
        published_on=found.published.on if found.published else None,
        capped=found.capped,
    )


def _rate_on(invoice: Invoice, day: date, rates: Rates) -> _Found:
    terms, rules = invoice.terms, invoice.terms.rules
    agreed = _Found(terms.interest_rate, terms.interest_kind)
    if rules.series:
        agreed = _published(rules.series, terms.interest_kind, day, rates)
    if rules.cap is None or agreed.rate is None:
        return agreed
    cap = _published(rules.cap, rules.cap.kind or terms.interest_kind, day, rates)
    if cap.rate is None:
        return cap
    above = interest_factor(agreed.rate, agreed.kind, 1) > interest_factor(cap.rate, cap.kind, 1)
    return msgspec.structs.replace(cap, capped=True) if above else agreed


def _published(rule: SeriesRate, kind: str, day: date, rates: Rates) -> _Found:
    published = rates.on(rule.series, day, rule.holds_days)
    rate = max(published.value / 100 * rule.times + rule.plus, NOTHING) if published else None
    return _Found(rate, kind, rule, published)


def _boundaries(invoice: Invoice, start: date, end: date, rates: Rates) -> list[date]:
    """Where a segment ends: on the eve of a change of rate or cap, on a day of compounding, and on the last day."""
    days = {start, end}
    for rule in (invoice.terms.rules.series, invoice.terms.rules.cap):
        if rule:
            days |= {day - timedelta(days=1) for day in rates.changes(rule.series, rule.holds_days)}
    days |= set(_compounding_days(invoice, end))
    return sorted(day for day in days if start <= day <= end)


def _compounding_days(invoice: Invoice, end: date) -> Iterator[date]:
    step = months = invoice.terms.rules.compound_months
    while step and (day := _months_after(invoice.due_on, months)) <= end:
        yield day
        months += step


def _compounds_on(invoice: Invoice, day: date) -> bool:
    return invoice.terms.rules.compound_months > 0 and day in _compounding_days(invoice, day)


def _months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _thirties(day: date) -> int:
    return day.year * 360 + day.month * 30 + min(day.day, 30)
